/** A column's name -> where its cells are found in the records of a format. */

import { InputError } from '../input-error.js';
import { cellsOf } from './cells.js';
import { criteoCells, criteoColumns } from './criteo.js';
import { jsonCellOf } from './json-lines.js';
import type { ColumnFormat, Format } from './record.js';
import { DELIMITERS, type VwSpec } from './table.js';
import { vwCellOf } from './vw.js';
import type { Schema } from './schema.js';

export interface Column {
  /** Where the kernel finds it in a record that has no quotes; null where only cellOf does. */
  readonly place: { readonly index: number; readonly delimiter: number; readonly trim: boolean } | null;
  /**
   * The cell's text, without quotes; an empty one is missing.
   *
   * @param record one that the format has parsed
   * @throws InputError for a cell that is no text: a list
   */
  cellOf(record: Uint8Array): Uint8Array;
}

const TAB = 0x09;

/** @throws InputError if there is no such column, or the format has none */
export function columnOf({ name, spec }: Pick<Format, 'name' | 'spec'>, column: string): Column {
  if (spec.name === 'csv' || spec.name === 'tsv') {
    const { trim } = spec.schema;
    const delimiter = DELIMITERS[spec.name];
    const index = indexIn(spec.columns, column);
    return { place: { index, delimiter, trim }, cellOf: (record) => cellsOf(record, delimiter, trim)[index] };
  }
  if (spec.name === 'criteo' || spec.name === 'criteo-unlabelled') {
    const index = indexIn(criteoColumns(spec.name), column);
    return { place: { index, delimiter: TAB, trim: false }, cellOf: (record) => criteoCells(record)[index] };
  }
  if (spec.name === 'jsonl') {
    const keys = columnsOf(spec.schema);
    indexIn(keys, column);
    return { place: null, cellOf: jsonCellOf(keys, column) };
  }
  if (isVwTable(spec)) {
    indexIn(columnsOf(spec.schema), column);
    return { place: null, cellOf: vwCellOf(column) };
  }
  throw new InputError({
    source: '--split',
    found: `a column in the format ${name}`,
    expected: 'a format with columns: csv, tsv, jsonl, arrow, parquet, criteo, or vw with a schema',
    advice: 'use every:N or last:P%',
  });
}

/** @throws InputError if a schema has no such column */
export function checkColumn({ spec: { schema } }: ColumnFormat, column: string): void {
  indexIn(columnsOf(schema), column);
}

function isVwTable(spec: Format['spec']): spec is VwSpec & { readonly schema: Schema } {
  return spec.name === 'vw' && spec.schema !== null;
}

function columnsOf({ label, importance, fields, ignored }: Schema): string[] {
  const names = [label.column, importance, ...fields.map((field) => field.name), ...ignored];
  return names.filter((name) => name !== null);
}

function indexIn(columns: readonly string[], column: string): number {
  const index = columns.indexOf(column);
  if (index >= 0) return index;
  const found = `the columns ${columns.join(', ').slice(0, 200)}`;
  throw new InputError({ source: '--split', field: column, found, expected: 'one of this name' });
}
