/** Tables made by apache-arrow, and as CSV and JSON lines, for tests of the column readers. */

import { type DataType, Dictionary, Int32, Table, Utf8, type Vector, tableToIPC, vectorFromArray } from 'apache-arrow';

import type { Schema } from '#dist/read/schema.js';

/** Columns by name, of equal length. */
export type Columns = Readonly<Record<string, Vector>>;

export function tableOf(columns: Columns): Table {
  return new Table(columns as never);
}

/** @param size examples of a batch */
export function streamOf(columns: Columns, size = Infinity): Buffer {
  const [{ length }] = Object.values(columns);
  const whole = tableOf(columns);
  const parts: Table[] = [];
  for (let from = 0; from < Math.max(length, 1); from += size)
    parts.push(whole.slice(from, Math.min(from + size, length)));
  const batches = parts.flatMap(({ batches: some }) => some);
  return Buffer.from(tableToIPC(new Table(whole.schema, batches), 'stream'));
}

export function fileOf(columns: Columns): Buffer {
  return Buffer.from(tableToIPC(tableOf(columns), 'file'));
}

/** A column of a type, null where a value is. */
export function columnOf(type: DataType, values: readonly unknown[]): Vector {
  return vectorFromArray(values as unknown[], type) as Vector;
}

export const utf8 = new Utf8();
export const int32 = new Int32();
export const dictionary = () => new Dictionary(new Utf8(), new Int32());

/** A schema of what its fields are, the label `click`. */
export function schemaOf(fields: Schema['fields'], more: Partial<Schema> = {}): Schema {
  return {
    label: { column: 'click', positive: ['1'], negative: ['0'] },
    header: true,
    importance: null,
    trim: false,
    fields,
    ignored: [],
    crosses: [],
    ...more,
  };
}
