/**
 * An Arrow file -> batches of columns, each found by the footer.
 *
 * Not message by message from its beginning, though the format promises a stream within each file: polars puts its schema
 * there without a frame and its dictionaries last, apache-arrow for JavaScript leaves the schema out.
 */

import { type BatchReader, type ChooseColumns, batchReader } from './arrow-batches.js';
import { type ArrowMessage, FILE_START, MAGIC, MOST_METADATA, NAME, isMagic, readMessage } from './arrow-messages.js';
import { type ArrowSource, rangeSource } from './arrow-source.js';
import { type ArrowField, fieldsOf } from './arrow-types.js';
import type { ColumnBatch } from './columns.js';
import { cutShort, damaged } from './damage.js';
import { type Table, countAt, rootTable, tableField, vectorField } from './flatbuffer.js';
import { type Room, newRoom } from './room.js';

/** Where a message lies. */
interface Block {
  readonly from: number;
  readonly to: number;
}

/** An open file and where its parts lie. */
export interface ArrowFile {
  readonly fields: readonly ArrowField[];
  readonly dictionaries: readonly Block[];
  readonly batches: readonly Block[];
}

const BLOCK_BYTES = 24;
/** The length of the footer, and the magic. */
const TAIL = 4 + MAGIC.length;

/** Whether a file is one; else it is a stream. */
export function isArrowFile(fd: number, size: number): boolean {
  return isMagic(bytesAt(fd, 0, Math.min(MAGIC.length, size)));
}

/** @throws InputError without a source if the file is cut short or its footer damaged */
export function openArrowFile(fd: number, size: number): ArrowFile {
  if (size < FILE_START + TAIL) throw cutShort(NAME);
  const tail = bytesAt(fd, size - TAIL, size);
  const footerBytes = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  if (!isMagic(tail.subarray(4))) throw cutShort(NAME);
  const footerAt = size - TAIL - footerBytes;
  if (footerAt < FILE_START || footerBytes > MOST_METADATA) throw damaged(NAME, 'a footer longer than the file');
  return orDamaged(() => footerOf(rootTable(bytesAt(fd, footerAt, size - TAIL)), footerAt));
}

function footerOf(footer: Table, end: number): ArrowFile {
  const schema = tableField(footer, 1);
  if (schema === null) throw new RangeError('a footer without a schema');
  const dictionaries = blocksOf(footer, 2, end);
  const batches = blocksOf(footer, 3, end);
  // or the same few bytes could be read a million times
  const total = [...dictionaries, ...batches].reduce((sum, { from, to }) => sum + to - from, 0);
  if (total > end) throw new RangeError('messages larger than the file');
  return { fields: fieldsOf(schema), dictionaries, batches };
}

/** A block is 24 bytes: position 8, message 4, padding 4, body 8. */
function blocksOf(footer: Table, field: number, end: number): Block[] {
  const { view, start, length } = vectorField(footer, field, BLOCK_BYTES);
  return Array.from({ length }, (_, i) => {
    const at = start + BLOCK_BYTES * i;
    const from = countAt(view, at);
    const to = from + view.getUint32(at + 8, true) + countAt(view, at + 16);
    if (from < FILE_START || to > end) throw new RangeError('a message beyond the end of the file');
    return { from, to };
  });
}

/** A reader that knows the dictionaries of a file. */
export async function fileReader(
  fd: number,
  file: ArrowFile,
  choose: ChooseColumns,
  room?: Room,
): Promise<BatchReader> {
  const reader = orDamaged(() => batchReader(file.fields, choose, room));
  for (const block of file.dictionaries) {
    await withMessage(fd, block, 'dictionary', (source, message) => reader.readDictionary(source, message));
  }
  return reader;
}

/** The batches whose messages begin at bytes [from, to), each valid until the next is asked for. */
export async function* batchesIn(
  fd: number,
  { batches }: ArrowFile,
  { readBatch }: BatchReader,
  range: { readonly from: number; readonly to: number },
): AsyncGenerator<ColumnBatch> {
  for (const block of batches) {
    if (block.from >= range.from && block.from < range.to) yield await withMessage(fd, block, 'batch', readBatch);
  }
}

async function withMessage<T>(
  fd: number,
  { from, to }: Block,
  kind: ArrowMessage['kind'],
  read: (source: ArrowSource, message: ArrowMessage) => Promise<T>,
): Promise<T> {
  const source = rangeSource(fd, from, to);
  try {
    const message = await readMessage(source);
    if (message?.kind !== kind) throw new RangeError('a footer that does not fit its messages');
    return await read(source, message);
  } catch (error) {
    throw error instanceof RangeError ? damaged(NAME, error.message) : error;
  }
}

function orDamaged<T>(decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw error instanceof RangeError ? damaged(NAME, error.message) : error;
  }
}

function bytesAt(fd: number, from: number, to: number): Uint8Array {
  const bytes = rangeSource(fd, from, to).take(to - from, newRoom) as Uint8Array;
  if (bytes.length < to - from) throw cutShort(NAME);
  return bytes;
}
