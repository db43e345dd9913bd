/** Arrow IPC as it comes -> its messages, their lengths checked before anything is read by them. */

import { InputError } from '../input-error.js';
import type { ArrowSource } from './arrow-source.js';
import { cutShort, damaged } from './damage.js';
import { type Table, countField, intField, rootTable, tableField } from './flatbuffer.js';
import { newRoom } from './room.js';

/** A message whose body is yet to be read or left out. */
export interface ArrowMessage {
  readonly kind: 'schema' | 'dictionary' | 'batch' | 'other';
  readonly header: Table;
  readonly bodyBytes: number;
}

export const NAME = 'Arrow';
/** What a file begins and ends with, and a stream of messages does not. */
export const MAGIC = 'ARROW1';
/** Where a file's messages begin. */
export const FILE_START = 8;
/** Far above the schema of any table: keeps a wrong length from asking for gigabytes. */
export const MOST_METADATA = 1 << 26;
const CONTINUATION = 0xffffffff;
const PREFIX = 8;
const KINDS = ['other', 'schema', 'dictionary', 'batch'] as const;

/** Whether data begins as an Arrow file or stream does. */
export function beginsArrow(start: Uint8Array): boolean {
  if (start.length < PREFIX) return false;
  if (isMagic(start.subarray(0, MAGIC.length))) return true;
  const view = viewOf(start);
  const metadata = view.getUint32(4, true);
  return view.getUint32(0, true) === CONTINUATION && metadata > 0 && metadata <= MOST_METADATA;
}

export function isMagic(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1') === MAGIC;
}

/**
 * The messages of a stream, or of a file, in their order. Of each body exactly `bodyBytes` are to be taken or skipped by
 * the caller before the next message is asked for.
 *
 * @throws InputError without a source for what is no Arrow data, or is cut short; RangeError for damage
 */
export async function* messagesOf(source: ArrowSource): AsyncGenerator<ArrowMessage> {
  const start = await source.take(PREFIX, newRoom);
  const isFile = isMagic(start.subarray(0, MAGIC.length));
  if (!isFile && !beginsArrow(start)) throw notArrow(start);
  let prefix = isFile ? await source.take(PREFIX, newRoom) : start;
  for (;;) {
    // a stream may end without saying so, a file may not
    if (prefix.length === 0 && !isFile) return;
    if (isFile && prefix.length === PREFIX && viewOf(prefix).getUint32(0, true) !== CONTINUATION) throw disordered();
    const message = await messageAfter(prefix, source);
    if (message === null) break;
    yield message;
    prefix = await source.take(PREFIX, newRoom);
  }
  await checkEnd(source, isFile);
}

/** One message. @returns null where a stream says that it ends */
export async function readMessage(source: ArrowSource): Promise<ArrowMessage | null> {
  return messageAfter(await source.take(PREFIX, newRoom), source);
}

async function messageAfter(prefix: Uint8Array, source: ArrowSource): Promise<ArrowMessage | null> {
  const metadataBytes = metadataOf(prefix);
  if (metadataBytes === 0) return null;
  const metadata = await source.take(metadataBytes, newRoom);
  if (metadata.length < metadataBytes) throw cutShort(NAME);
  const message = rootTable(metadata);
  const header = tableField(message, 2);
  if (header === null) throw new RangeError('a message without a header');
  return { kind: KINDS[intField(message, 1, 1)] ?? 'other', header, bodyBytes: countField(message, 3) };
}

function metadataOf(prefix: Uint8Array): number {
  if (prefix.length < PREFIX) throw cutShort(NAME);
  const view = viewOf(prefix);
  const bytes = view.getUint32(4, true);
  if (view.getUint32(0, true) !== CONTINUATION) throw damaged(NAME, 'something else where a message should begin');
  if (bytes > MOST_METADATA) throw damaged(NAME, `a message with ${bytes.toLocaleString('en-US')} bytes of metadata`);
  return bytes;
}

/** After the last message a file has its footer, which ends with the magic; a stream has nothing. */
async function checkEnd(source: ArrowSource, isFile: boolean): Promise<void> {
  let last: Uint8Array = new Uint8Array(0);
  for (let left = MOST_METADATA; left > 0;) {
    const some = await source.take(1 << 16, newRoom);
    if (some.length === 0) break;
    if (!isFile) throw damaged(NAME, 'bytes after the end of the stream');
    last = Buffer.concat([last.subarray(-MAGIC.length), some]);
    left -= some.length;
  }
  if (isFile && !isMagic(last.subarray(-MAGIC.length))) throw cutShort(NAME);
}

/** What some writers make of a file: with the footer it can be read, without looking back it cannot. */
function disordered(): InputError {
  return new InputError({
    found: 'an Arrow file whose messages do not follow each other',
    expected: 'a stream, or a file that can be read at any place',
    advice: 'name the file itself, uncompressed',
  });
}

function notArrow(start: Uint8Array): InputError {
  if (Buffer.from(start.subarray(0, 4)).toString('latin1') === 'FEA1') {
    const advice = 'write it again: version 2 is Arrow IPC';
    return new InputError({ found: 'a Feather file of version 1', expected: 'an Arrow file or stream', advice });
  }
  if (start.length < PREFIX) return cutShort(NAME);
  return new InputError({ found: 'other data', expected: 'an Arrow file or stream, of Arrow 0.15 or later' });
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
