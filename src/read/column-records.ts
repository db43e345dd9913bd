/** An example of a batch of columns -> a record: the readable twin of hashing by columns. */

import { InputError } from '../input-error.js';
import { BATCH_FEATURES } from '../kernel/layout.js';
import { elementsAt, numberAt, textAt } from './column-values.js';
import { type Column, type ColumnBatch, bitAt, isThere } from './columns.js';
import { importanceOf, labelOf } from './delimited.js';
import { type LogRecord, type RawFeature, textOf } from './record.js';
import type { Schema } from './schema.js';
import type { Classes, ColumnSpec } from './table.js';

const EMPTY = new Uint8Array(0);
const utf8 = new TextEncoder();

/**
 * @param i of the example in its batch
 * @throws InputError with field, found and expected, if label or importance are malformed
 */
export function columnRecord({ columns }: ColumnBatch, i: number, { schema, classes }: ColumnSpec): LogRecord {
  return {
    label: classes === null ? 0 : columnLabel(columns.get(classes.column)!, i, classes, schema),
    importance:
      classes === null || schema.importance === null
        ? 1
        : importanceOf(textAt(columns.get(schema.importance)!, i), schema),
    features: schema.fields.map((field, index) => featureAt(columns.get(field.name)!, i, index, field)),
  };
}

/** Truth values stand for 1 and 0 too, where the schema names those. */
export function columnLabel(column: Column, i: number, classes: Classes, schema: Schema): 0 | 1 {
  const text = textAt(column, i);
  if (column.kind !== 'boolean' || !isThere(column, i)) return labelOf(text, classes, schema);
  const isNamed = [...classes.positive, ...classes.negative].includes(textOf(text));
  return labelOf(isNamed ? text : utf8.encode(bitAt(column.bits, i) ? '1' : '0'), classes, schema);
}

function featureAt(
  column: Column,
  i: number,
  field: number,
  { name, timeFormat }: Schema['fields'][number],
): RawFeature {
  checkLength(column, i, name);
  const elements = elementsAt(column, i);
  if (elements !== null) return { field, token: EMPTY, elements, value: 1 };
  return { field, token: textAt(column, i, timeFormat), value: 1 };
}

/** A list of nulls takes no bytes: its length alone could take the memory. */
export function checkLength(column: Column, i: number, field: string): void {
  const list = column.kind === 'dictionary' && isThere(column, i) ? column.entries : column;
  const at = column.kind === 'dictionary' ? column.indices[i] : i;
  if (list.kind !== 'list' || list.offsets[at + 1] - list.offsets[at] <= BATCH_FEATURES) return;
  const found = `a list of ${(list.offsets[at + 1] - list.offsets[at]).toLocaleString('en-US')} elements`;
  throw new InputError({ field, found, expected: `at most ${BATCH_FEATURES.toLocaleString('en-US')}` });
}

/** The record as a line of JSON, which `jsonl` reads as the same record: what a quarantine keeps of it. */
export function jsonOf({ columns }: ColumnBatch, i: number): Uint8Array {
  const members = [...columns].map(([name, column]) => `${JSON.stringify(name)}:${jsonValue(column, i)}`);
  return utf8.encode(`{${members.join(',')}}`);
}

function jsonValue(column: Column, i: number): string {
  if (!isThere(column, i)) return 'null';
  if (column.kind === 'dictionary') return jsonValue(column.entries, column.indices[i]);
  if (column.kind === 'list') {
    const { offsets, elements } = column;
    const length = Math.min(offsets[i + 1] - offsets[i], BATCH_FEATURES);
    return `[${Array.from({ length }, (_, j) => jsonValue(elements, offsets[i] + j)).join(',')}]`;
  }
  const text = textOf(textAt(column, i));
  const isBare =
    column.kind === 'boolean' || (column.kind === 'number' && Number.isFinite(Number(numberAt(column, i))));
  return isBare ? text : JSON.stringify(text);
}
