/**
 * Turns the framing of an Arrow IPC file into the places of its columns' bytes, trusting none of it.
 *
 * Arrow's own reader is not asked: it loops for minutes on a flipped length, and importing it takes 90 ms.
 * Source of the field numbers: Arrow's format/Schema.fbs, Message.fbs and File.fbs, metadata version 5.
 */

import {
  countAt,
  countField,
  intField,
  rootTable,
  stringField,
  tableField,
  tablesField,
  vectorField,
} from '../read/flatbuffer.js';
import type { Table } from '../read/flatbuffer.js';

export interface Column {
  readonly name: string;
  /** As pandas spells it: `uint32`, `float32`. */
  readonly type: string;
}

/** Where a record batch lies: its message, then its body. */
export interface Block {
  readonly position: number;
  readonly messageBytes: number;
  readonly bodyBytes: number;
}

interface Footer {
  readonly columns: readonly Column[];
  /** Of the schema: none or one entry. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly blocks: readonly Block[];
}

/** A record batch of columns that are 4 bytes wide and without nulls. */
export interface BatchLayout {
  readonly rows: number;
  /** Where in the file each column's values begin. */
  readonly columns: readonly number[];
}

/** Bytes that a message begins with: a continuation of 0xffffffff and the length of its metadata. */
export const PREFIX = 8;

const TYPE_INT = 2;
const TYPE_FLOAT = 3;
const HEADER_RECORD_BATCH = 3;
const MOST_COLUMNS = 64;

/** @throws RangeError if the footer does not fit its bytes or has dictionaries */
export function decodeFooter(bytes: Uint8Array): Footer {
  const footer = rootTable(bytes);
  const schema = tableField(footer, 1);
  if (schema === null) throw new RangeError('a footer without a schema');
  if (vectorField(footer, 2, 24).length > 0) throw new RangeError('a dictionary');
  return {
    columns: tablesField(schema, 1, MOST_COLUMNS).map(columnOf),
    metadata: new Map(tablesField(schema, 2, 1).map((pair) => [stringField(pair, 0), stringField(pair, 1)])),
    blocks: blocksOf(footer),
  };
}

/**
 * @param message the bytes of the block's message
 * @param columns how many there must be
 * @throws RangeError if the message does not fit its block, or is more than columns of 4 bytes without nulls
 */
export function decodeBatch(message: Uint8Array, block: Block, columns: number): BatchLayout {
  const batch = batchTable(message, block);
  const rows = countField(batch, 0);
  const nodes = vectorField(batch, 1, 16);
  const buffers = vectorField(batch, 2, 16);
  if (tableField(batch, 3) !== null) throw new RangeError('a compressed record batch');
  if (nodes.length !== columns || buffers.length !== 2 * columns) throw new RangeError(`${nodes.length} columns`);
  const body = block.position + block.messageBytes;
  const places = Array.from({ length: columns }, (_, i) => {
    const node = nodes.start + 16 * i;
    if (countAt(nodes.view, node) !== rows || countAt(nodes.view, node + 8) !== 0) throw new RangeError('a null');
    const buffer = buffers.start + 16 * (2 * i + 1); // the one before it is the validity's, empty without nulls
    const offset = countAt(buffers.view, buffer);
    if (countAt(buffers.view, buffer + 8) < 4 * rows || offset + 4 * rows > block.bodyBytes) {
      throw new RangeError(`a column of ${rows} rows in ${block.bodyBytes} bytes`);
    }
    return body + offset;
  });
  return { rows, columns: places };
}

/** @returns the length of the metadata that follows the 8 bytes a message begins with, -1 if they begin none */
export function metadataBytes(prefix: Uint8Array): number {
  const view = new DataView(prefix.buffer, prefix.byteOffset, PREFIX);
  return view.getUint32(0, true) === 0xffffffff ? view.getInt32(4, true) : -1;
}

function batchTable(bytes: Uint8Array, block: Block): Table {
  const declared = metadataBytes(bytes);
  if (declared !== bytes.byteLength - PREFIX) throw new RangeError(`a message of ${declared} bytes`);
  const message = rootTable(bytes.subarray(PREFIX));
  const batch = tableField(message, 2);
  if (intField(message, 1, 1) !== HEADER_RECORD_BATCH || batch === null) throw new RangeError('no record batch');
  if (countField(message, 3) !== block.bodyBytes) throw new RangeError('a body of another length');
  return batch;
}

/** A block is 24 bytes: position 8, message 4, padding 4, body 8. */
function blocksOf(footer: Table): Block[] {
  const { view, start, length } = vectorField(footer, 3, 24);
  return Array.from({ length }, (_, i) => ({
    position: countAt(view, start + 24 * i),
    messageBytes: view.getUint32(start + 24 * i + 8, true),
    bodyBytes: countAt(view, start + 24 * i + 16),
  }));
}

function columnOf(field: Table): Column {
  return { name: stringField(field, 0), type: typeOf(field) };
}

function typeOf(field: Table): string {
  const kind = intField(field, 2, 1);
  const type = tableField(field, 3);
  if (tableField(field, 4) !== null) return 'dictionary';
  if (type !== null && kind === TYPE_INT) return intType(type);
  if (type !== null && kind === TYPE_FLOAT) return ['float16', 'float32', 'float64'][intField(type, 0, 2)] ?? 'float';
  return `type ${kind}`;
}

function intType(type: Table): string {
  return `${intField(type, 1, 1) === 0 ? 'uint' : 'int'}${intField(type, 0, 4)}`;
}
