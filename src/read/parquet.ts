/** Parquet, with a schema: columns by name, one row group after the other. */

import type { ChooseColumns } from './arrow-batches.js';
import { bytesSource } from './arrow-source.js';
import { columnBatches } from './arrow-stream.js';
import { chooseColumns, usesOf } from './column-choice.js';
import type { ColumnBatch } from './columns.js';
import { addTexts } from './first-labels.js';
import type { Input } from './inputs.js';
import { classesOf } from './label-classes.js';
import { readParquetFooter } from './parquet-file.js';
import { type ParquetFooter, type RowGroup, damagedParquet } from './parquet-footer.js';
import { decodeRowGroup } from './parquet-rows.js';
import { PART_BYTES, type Part } from './parts.js';
import type { ColumnFormat } from './record.js';
import type { Schema } from './schema.js';
import { type Classes, type ColumnSpec, checkNames } from './table.js';

export function parquet(spec: ColumnSpec): ColumnFormat {
  const { name, schema, classes } = spec;
  const footerOf = lastFooter();
  return {
    name,
    spec,
    labelled: classes !== null,
    weighted: classes !== null && schema.importance !== null,
    fields: schema.fields,
    crosses: schema.crosses,
    partBytes: PART_BYTES,
    readColumns: (part) => batchesOf(part, footerOf(part.input), spec),
  };
}

/** Parts of one input come one after the other: its footer is read once. */
function lastFooter(): (input: Input) => ParquetFooter {
  let last: { readonly name: string; readonly footer: ParquetFooter } | null = null;
  return (input) => {
    if (last?.name !== input.name) last = { name: input.name, footer: readParquetFooter(input) };
    return last.footer;
  };
}

async function* batchesOf(
  part: Part,
  footer: ParquetFooter,
  needs: Pick<ColumnSpec, 'schema' | 'classes' | 'also'>,
): AsyncGenerator<ColumnBatch> {
  const names = footer.columns.map(({ name }) => name);
  checkNames(needs.schema, names, needs.classes !== null);
  yield* parquetBatches(part, footer, [...usesOf(needs).keys()], (columns) => chooseColumns(columns, needs));
}

/**
 * The row groups that begin in a part, one after the other.
 *
 * @param needed names of the columns to decode, one or more
 * @param choose of these, those to read
 */
export async function* parquetBatches(
  { input, from, to }: Part,
  footer: ParquetFooter,
  needed: readonly string[],
  choose: ChooseColumns,
): AsyncGenerator<ColumnBatch> {
  for (const [i, group] of footer.rowGroups.entries()) {
    const begin = beginOf(group);
    if (begin < from || begin >= to) continue;
    for await (const { rows, ipc } of decodeRowGroup(input, footer, i, needed)) {
      const batches = columnBatches(bytesSource(ipc), choose);
      yield* countedRows(batches, rows, bytesOfRow(group));
    }
  }
}

/** The first byte of a row group: the part that it lies in reads it. */
function beginOf({ chunks }: RowGroup): number {
  return chunks.reduce((first, { from }) => Math.min(first, from), Infinity);
}

/**
 * @param bytes a row's share of the file
 * @throws InputError if there are not as many rows as there should be
 */
async function* countedRows(
  batches: AsyncIterable<ColumnBatch>,
  rows: number,
  bytes: number,
): AsyncGenerator<ColumnBatch> {
  let count = 0;
  for await (const batch of batches) {
    count += batch.length;
    yield { ...batch, bytes: batch.length * bytes };
  }
  if (count !== rows) throw damagedParquet(`${count} rows where there should be ${rows}`);
}

/** Bytes of the file. */
function bytesOfRow({ rows, chunks }: RowGroup): number {
  return chunks.reduce((sum, { bytes }) => sum + bytes, 0) / rows;
}

/**
 * The label's classes: what the schema leaves open, the first rows say.
 *
 * @returns null if the input has no column of labels
 * @throws InputError as `classesOf` does, and for what is no Parquet file
 */
export async function classesInParquet(schema: Schema, input: Input): Promise<Classes | null> {
  const footer = readParquetFooter(input);
  const { label } = schema;
  if (!footer.columns.some(({ name }) => name === label.column)) return null;
  return classesOf(label, label.negative === null ? await firstLabels(input, footer, schema) : []);
}

/** Of the column of labels alone. */
async function firstLabels(input: Input, footer: ParquetFooter, schema: Schema): Promise<Set<string>> {
  const { label } = schema;
  const columns = footer.columns.filter(({ name }) => name === label.column);
  const alone: Schema = { ...schema, importance: null, fields: [], ignored: [], crosses: [] };
  const whole = { input, from: 0, to: Infinity, endsInput: true };
  const texts = new Set<string>();
  for await (const batch of batchesOf(
    whole,
    { ...footer, columns },
    { schema: alone, classes: { ...label, negative: [] } },
  )) {
    addTexts(batch.columns.get(label.column)!, batch.length, texts);
    if (texts.size > 0) break;
  }
  return texts;
}
