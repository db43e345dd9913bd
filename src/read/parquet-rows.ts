/** A Parquet file -> Arrow IPC streams of the columns that are asked for, a stretch of a row group at a time. */

import { InputError } from '../input-error.js';
import type { Input } from './inputs.js';
import { parquetDecoder } from './parquet-decoder.js';
import { bytesAt, inFile, number, tooLarge } from './parquet-file.js';
import {
  type ColumnChunk,
  type ParquetColumn,
  type ParquetFooter,
  type RowGroup,
  damagedParquet,
} from './parquet-footer.js';
import { pagesOf } from './parquet-pages.js';
import { type ColumnSlice, parquetSlice } from './parquet-slice.js';

/** Rows of some columns, decoded. */
export interface DecodedRows {
  readonly rows: number;
  /** An Arrow IPC stream. */
  readonly ipc: Uint8Array;
}

/** Limits of what is held at a time. */
const MOST_READ_BYTES = 2 ** 29;
const MOST_DECOMPRESSED_BYTES = 2 ** 30;
const MOST_ROWS = 1e8;

/**
 * Bytes that are decoded at a time: a quarter of the row group, within these bounds. A stretch skips the rows before it
 * anew, at 110 ns a row of 40 columns, where decoding takes 600.
 */
const LEAST_STRETCH_BYTES = 2 ** 25;
const MOST_STRETCH_BYTES = 2 ** 27;
const STRETCHES = 4;
const BATCH_ROWS = 1 << 16;

/**
 * Decodes columns of a row group.
 *
 * @param footer       of this input
 * @param group        index of the row group
 * @param columns      names of one or more; those the file does not have are an error
 * @param stretchBytes how much to decode at a time; the rows are the same
 * @throws InputError for damaged data, and for columns of a kind we do not read
 */
export async function* decodeRowGroup(
  input: Input,
  footer: ParquetFooter,
  group: number,
  columns: readonly string[],
  stretchBytes?: number,
): AsyncGenerator<DecodedRows> {
  const rowGroup = footer.rowGroups[group];
  if (rowGroup.rows === 0) return;
  const slices = slicesOf(
    input,
    rowGroup,
    columns.map((name) => columnOf(footer, name)),
  );
  // Arrow takes 100 ms to load: only who reads Parquet waits for it
  const { arrowSchemaOf } = await import('./parquet-hints.js');
  const file = parquetSlice(rowGroup.rows, slices, arrowSchemaOf(slices));
  const stretch = rowsOfStretch(rowGroup.rows, slices, stretchBytes);
  for (let offset = 0; offset < rowGroup.rows; offset += stretch) {
    const limit = Math.min(stretch, rowGroup.rows - offset);
    const decode = await parquetDecoder();
    const ipc = checked(() => decode(file, { offset, limit, batchSize: Math.min(limit, BATCH_ROWS) }));
    yield { rows: limit, ipc };
  }
}

function columnOf({ columns }: ParquetFooter, name: string): ParquetColumn {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined)
    throw new InputError({ field: name, found: 'no such column', expected: 'one of this name' });
  if (column.kind !== 'nested') return column;
  throw new InputError({
    field: name,
    found: 'a column of structs, maps or lists of lists',
    expected: 'single values or lists of them',
    advice: 'ignore it in the schema, or write its parts as columns',
  });
}

/** The bytes of the columns, whose pages were looked at. */
function slicesOf(input: Input, { rows, chunks }: RowGroup, columns: readonly ParquetColumn[]): ColumnSlice[] {
  const bytes = columns.reduce((sum, { leaf }) => sum + chunks[leaf].bytes, 0);
  if (rows > MOST_ROWS) throw tooLarge(`a row group of ${number(rows)} rows`, number(MOST_ROWS));
  if (bytes > MOST_READ_BYTES) throw tooLarge(`a row group of ${number(bytes)} bytes`, number(MOST_READ_BYTES));
  const slices = inFile(input, (fd) => columns.map((column) => sliceOf(fd, column, chunks[column.leaf])));
  const decompressed = slices.reduce((sum, { pages }) => sum + pages.decompressed, 0);
  if (decompressed <= MOST_DECOMPRESSED_BYTES) return slices;
  const found = `a row group of ${number(decompressed)} bytes once decompressed`;
  throw tooLarge(found, number(MOST_DECOMPRESSED_BYTES));
}

function sliceOf(fd: number, column: ParquetColumn, chunk: ColumnChunk): ColumnSlice {
  const bytes = bytesAt(fd, chunk.from, chunk.bytes);
  return { column, chunk, bytes, pages: checked(() => pagesOf(bytes, chunk)) };
}

/** As many rows as take these bytes once decoded, by what their pages take. */
function rowsOfStretch(rows: number, slices: readonly ColumnSlice[], bytes?: number): number {
  const width = slices.reduce((sum, { chunk, pages }) => sum + Math.max(8, pages.decompressed / chunk.values), 0);
  const quarter = Math.ceil((width * rows) / STRETCHES);
  const wanted = bytes ?? Math.max(LEAST_STRETCH_BYTES, Math.min(quarter, MOST_STRETCH_BYTES));
  return Math.max(1, Math.min(rows, Math.floor(wanted / width)));
}

function checked<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof RangeError ? damagedParquet(error.message) : error;
  }
}
