/** Columns -> the Arrow schema that the decoder shall make of them, as a Parquet file has it. Imports Arrow: load it late. */

import {
  Binary,
  type DataType,
  Dictionary,
  Field,
  Int32,
  List,
  Null,
  Schema,
  Table,
  Utf8,
  tableToIPC,
} from 'apache-arrow';

import type { ColumnSlice } from './parquet-slice.js';

/**
 * Text that the file keeps in a dictionary is left in it: decoding -40%, and each text is hashed once. The writer's own
 * hints are not asked: the decoder panics on damaged ones.
 *
 * @returns the schema in base64
 */
export function arrowSchemaOf(columns: readonly ColumnSlice[]): string {
  const fields = columns.map((slice, id) => new Field(slice.column.name, typeOf(slice, id), true));
  return Buffer.from(tableToIPC(new Table(new Schema(fields)), 'stream')).toString('base64');
}

function typeOf({ column: { kind }, pages }: ColumnSlice, id: number): DataType {
  // what fits no value is ignored: the type is the file's
  if (kind === 'list') return new List(new Field('item', new Null(), true));
  if (kind !== 'text' && kind !== 'binary') return new Null();
  const type = kind === 'text' ? new Utf8() : new Binary();
  return pages.inDictionary ? new Dictionary(type, new Int32(), id) : type;
}
