/** A record batch's message -> the buffers of its body that are needed, read and decompressed. */

import { InputError } from '../input-error.js';
import { NAME } from './arrow-messages.js';
import type { ArrowSource } from './arrow-source.js';
import { cutShort, damaged } from './damage.js';
import { type Table, countAt, countField, intField, tableField, vectorField } from './flatbuffer.js';
import { unLz4 } from './lz4.js';
import type { Room } from './room.js';

/** What a record batch says of its body. */
export interface BatchHeader {
  readonly length: number;
  /** Of each column and each child: values and how many of them are missing. */
  readonly nodes: readonly (readonly [length: number, missing: number])[];
  /** Where in the body each buffer lies. */
  readonly buffers: readonly (readonly [offset: number, bytes: number])[];
  /** Buffers beyond the usual ones of each column that may have more. */
  readonly variadic: readonly number[];
  readonly codec: 'lz4' | 'zstd' | null;
  readonly bodyBytes: number;
}

/** Bytes that the needed columns of one batch may take, decompressed: 1 GiB. */
export const MOST_BYTES = 2 ** 30;
/** Buffers that lie closer together than this are read with what is between them. */
const GAP = 1 << 14;

/** @throws RangeError for damage, such as a buffer outside the body */
export function batchHeader(batch: Table, bodyBytes: number): BatchHeader {
  const nodes = vectorField(batch, 1, 16);
  const buffers = vectorField(batch, 2, 16);
  const variadic = vectorField(batch, 4, 8);
  const pairs = ({ view, start, length }: typeof nodes) =>
    Array.from({ length }, (_, i) => [countAt(view, start + 16 * i), countAt(view, start + 16 * i + 8)] as const);
  const places = pairs(buffers);
  const outside = places.find(([offset, bytes]) => offset + bytes > bodyBytes);
  if (outside) throw new RangeError(`a buffer beyond the end of its message`);
  return {
    length: countField(batch, 0),
    nodes: pairs(nodes),
    buffers: places,
    variadic: Array.from({ length: variadic.length }, (_, i) => countAt(variadic.view, variadic.start + 8 * i)),
    codec: codecOf(tableField(batch, 3)),
    bodyBytes,
  };
}

function codecOf(compression: Table | null): BatchHeader['codec'] {
  if (compression === null) return null;
  const codec = (['lz4', 'zstd'] as const)[intField(compression, 0, 1)];
  if (codec === undefined || intField(compression, 1, 1) !== 0) throw new RangeError('an unknown compression');
  return codec;
}

/**
 * Takes the body from the source: what is needed into the room, the rest is left out.
 *
 * @param needed indexes of buffers
 * @returns by their index, decompressed
 * @throws InputError without a source if the body is cut short, too large or does not decompress
 */
export async function readBody(
  source: ArrowSource,
  header: BatchHeader,
  needed: Iterable<number>,
  room: Room,
): Promise<Map<number, Uint8Array>> {
  const wanted = [...new Set(needed)]
    .map((i) => ({ i, from: header.buffers[i][0], to: header.buffers[i][0] + header.buffers[i][1] }))
    .toSorted((a, b) => a.from - b.from);
  let left = MOST_BYTES;
  const take = (bytes: number): Uint8Array => {
    left -= bytes;
    if (left < 0) throw tooLarge();
    return room.take(bytes);
  };
  const found = new Map<number, Uint8Array>();
  let at = 0;
  for (let first = 0; first < wanted.length;) {
    const { from } = wanted[first];
    let { to } = wanted[first];
    let last = first + 1;
    for (; last < wanted.length && wanted[last].from <= to + GAP; last++) to = Math.max(to, wanted[last].to);
    if (to - from > left) throw tooLarge();
    left -= to - from;
    if (!(await source.skip(from - at))) throw cutShort(NAME);
    const bytes = await source.take(to - from, room);
    if (bytes.length < to - from) throw cutShort(NAME);
    for (const buffer of wanted.slice(first, last)) {
      const stored = bytes.subarray(buffer.from - from, buffer.to - from);
      found.set(buffer.i, header.codec === null ? stored : await decompressed(stored, header.codec, take));
    }
    at = to;
    first = last;
  }
  if (!(await source.skip(header.bodyBytes - at))) throw cutShort(NAME);
  return found;
}

function tooLarge(): InputError {
  return new InputError({
    found: 'a record batch of more than 1 GiB in the columns needed',
    expected: 'smaller record batches',
    advice: 'write it again with fewer examples a batch, such as 100,000',
  });
}

/** A buffer begins with its length decompressed, -1 if it is not compressed. */
async function decompressed(
  stored: Uint8Array,
  codec: 'lz4' | 'zstd',
  take: (bytes: number) => Uint8Array,
): Promise<Uint8Array> {
  if (stored.length === 0) return stored;
  const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
  const content = stored.subarray(8);
  if (view.getBigInt64(0, true) === -1n) return content;
  const into = take(countAt(view, 0));
  let length = 0;
  for await (const part of await partsOf(content, codec)) {
    if (length + part.length > into.length) throw wrongLength();
    into.set(part, length);
    length += part.length;
  }
  if (length < into.length) throw wrongLength();
  return into;
}

async function partsOf(content: Uint8Array, codec: 'lz4' | 'zstd'): Promise<AsyncIterable<Uint8Array>> {
  const whole = (async function* () {
    yield content;
  })();
  if (codec === 'lz4') return unLz4(whole);
  // 85 kB of WebAssembly that most runs do not need
  const { unZstd } = await import('./zstd.js');
  return unZstd(whole);
}

function wrongLength(): InputError {
  return damaged(NAME, 'a buffer of another length than it says');
}
