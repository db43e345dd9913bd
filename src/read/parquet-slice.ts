/**
 * A row group's columns -> a small Parquet file that holds nothing else, for a library that takes whole files.
 *
 * Its footer is written anew: of the lies a footer can tell, only those of the pages are left.
 */

import type { ColumnChunk, ParquetColumn } from './parquet-footer.js';
import type { Pages } from './parquet-pages.js';
import { type ThriftValue, int, list, struct, text, written } from './thrift-writer.js';

/** A column and its bytes in one row group. */
export interface ColumnSlice {
  readonly column: ParquetColumn;
  readonly chunk: ColumnChunk;
  readonly bytes: Uint8Array;
  readonly pages: Pages;
}

const MAGIC = Buffer.from('PAR1');

/** @param arrowSchema what the library shall make of the columns, in base64 */
export function parquetSlice(rows: number, columns: readonly ColumnSlice[], arrowSchema: string): Uint8Array {
  const chunks: ThriftValue[] = [];
  let at = MAGIC.length;
  for (const slice of columns) {
    chunks.push(chunkAt(slice, at));
    at += slice.bytes.length;
  }
  const footer = footerOf(rows, columns, chunks, arrowSchema);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([MAGIC, ...columns.map(({ bytes }) => bytes), footer, length, MAGIC]);
}

function footerOf(
  rows: number,
  columns: readonly ColumnSlice[],
  chunks: readonly ThriftValue[],
  arrowSchema: string,
): Uint8Array {
  const root = struct({ 4: text('schema'), 5: int(columns.length, 5) });
  const elements = columns.flatMap(({ column }) => column.elements.map(written));
  const bytes = columns.reduce((sum, { chunk }) => sum + chunk.uncompressed, 0);
  return struct({
    1: int(2, 5),
    2: list([root, ...elements]),
    3: int(rows),
    4: list([struct({ 1: list(chunks), 2: int(bytes), 3: int(rows) })]),
    5: list([struct({ 1: text('ARROW:schema'), 2: text(arrowSchema) })]),
  }).bytes;
}

function chunkAt({ column, chunk, bytes }: ColumnSlice, at: number): ThriftValue {
  const { type, encodings, codec, values, uncompressed, dataOffset } = chunk;
  return struct({
    2: int(at),
    3: struct({
      1: int(type, 5),
      2: list((encodings.length > 0 ? encodings : [0]).map((encoding) => int(encoding, 5))),
      3: list(column.path.map(text)),
      4: int(codec, 5),
      5: int(values),
      6: int(uncompressed),
      7: int(bytes.length),
      9: int(at + dataOffset),
      11: dataOffset > 0 ? int(at) : null,
    }),
  });
}
