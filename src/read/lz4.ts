/**
 * LZ4 frames -> their content, block after block.
 *
 * No library on npm streams them without building C++ on the user's machine (looked at: lz4, lz4-napi, lz4-wasm-nodejs,
 * lz4js). Memory: 64 KiB of history, a compressed block and a decompressed one, of at most 4 MiB each.
 */

import { beyondUs, cutShort, damaged } from './damage.js';
import { ExactReader } from './exact-reader.js';
import { decodeBlock } from './lz4-block.js';
import { XxHash32, xxHash32 } from './xxhash32.js';

const NAME = 'lz4';
const MAGIC = 0x184d2204;
const SKIPPABLE_MAGIC = 0x184d2a50;
/** How far back a match may reach. */
const HISTORY = 1 << 16;

/** What a frame's header says of its blocks. */
interface Header {
  readonly blockBytes: number;
  readonly independent: boolean;
  readonly blockChecksums: boolean;
  readonly contentChecksum: boolean;
  /** Null where it does not say. */
  readonly contentBytes: number | null;
}

/**
 * Decompresses frames that follow each other; skippable ones are left out.
 *
 * @returns parts, each valid until the next is asked for
 * @throws InputError without a source, if the data is cut short or its lengths or checksums are wrong
 * Source: LZ4 Frame Format Description 1.6.4, doc/lz4_Frame_format.md of lz4/lz4.
 */
export async function* unLz4(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  const reader = new ExactReader(parts);
  // kept from frame to frame: small frames may announce large blocks
  let area: Uint8Array = new Uint8Array(0);
  for (;;) {
    const start = await reader.take(4);
    if (start.length === 0) return;
    const magic = start.length < 4 ? -1 : uint32(start, 0);
    if (magic >>> 4 === SKIPPABLE_MAGIC >>> 4) await skipFrame(reader);
    else if (magic === MAGIC) {
      const header = await readHeader(reader);
      if (area.length < HISTORY + header.blockBytes) area = new Uint8Array(HISTORY + header.blockBytes);
      yield* blocksOf(reader, header, area);
    } else throw start.length < 4 ? cutShort(NAME) : damaged(NAME, 'something else follows a frame');
  }
}

async function skipFrame(reader: ExactReader): Promise<void> {
  const length = uint32(await wholly(reader, 4), 0);
  if (!(await reader.skip(length))) throw cutShort(NAME);
}

async function readHeader(reader: ExactReader): Promise<Header> {
  const [flags, sizes] = await wholly(reader, 2);
  if (flags >>> 6 !== 1 || (flags & 2) !== 0 || (sizes & 0x8f) !== 0) throw damaged(NAME, 'an unknown kind of frame');
  const hasContentBytes = (flags & 8) !== 0;
  const hasDictionary = (flags & 1) !== 0;
  const rest = await wholly(reader, (hasContentBytes ? 8 : 0) + (hasDictionary ? 4 : 0) + 1);
  const descriptor = Uint8Array.of(flags, sizes, ...rest.subarray(0, -1));
  if (((xxHash32(descriptor) >>> 8) & 255) !== rest.at(-1)) throw damaged(NAME, 'wrong header checksum');
  if (hasDictionary) throw beyondUs(NAME, 'a dictionary', 'compress it again without one');
  if (sizes >>> 4 < 4) throw damaged(NAME, 'an unknown block size');
  return {
    blockBytes: 1 << (2 * (sizes >>> 4) + 8),
    independent: (flags & 32) !== 0,
    blockChecksums: (flags & 16) !== 0,
    contentChecksum: (flags & 4) !== 0,
    contentBytes: hasContentBytes ? uint32(rest, 0) + uint32(rest, 4) * 2 ** 32 : null,
  };
}

/** Decompresses blocks behind the history that the one before left in the area. */
async function* blocksOf(reader: ExactReader, header: Header, area: Uint8Array): AsyncGenerator<Uint8Array> {
  const hash = new XxHash32();
  let history = 0;
  let total = 0;
  for (let size = await blockSize(reader); size !== 0; size = await blockSize(reader)) {
    const end = await readBlock(reader, size, header, area, history);
    const content = area.subarray(history, end);
    if (header.contentChecksum) hash.add(content);
    total += content.length;
    yield content;
    history = header.independent ? 0 : Math.min(end, HISTORY);
    area.copyWithin(0, end - history, end);
  }
  if (header.contentChecksum && uint32(await wholly(reader, 4), 0) !== hash.digest()) {
    throw damaged(NAME, 'wrong content checksum');
  }
  if (header.contentBytes !== null && header.contentBytes !== total) throw damaged(NAME, 'wrong content size');
}

/** The size as it stands there: its highest bit says that the block is not compressed; 0 ends the frame. */
async function blockSize(reader: ExactReader): Promise<number> {
  return uint32(await wholly(reader, 4), 0);
}

/** @returns the end of the block's content in the area */
async function readBlock(
  reader: ExactReader,
  size: number,
  { blockBytes, blockChecksums }: Header,
  area: Uint8Array,
  at: number,
): Promise<number> {
  const length = size & 0x7fffffff;
  if (length > blockBytes) throw damaged(NAME, 'a block of more than the announced size');
  const stored = await wholly(reader, length + (blockChecksums ? 4 : 0));
  const block = stored.subarray(0, length);
  if (blockChecksums && uint32(stored, length) !== xxHash32(block)) throw damaged(NAME, 'wrong block checksum');
  if (size === length) return decodeBlock(block, area, at, at + blockBytes);
  area.set(block, at);
  return at + length;
}

async function wholly(reader: ExactReader, count: number): Promise<Uint8Array> {
  const bytes = await reader.take(count);
  if (bytes.length < count) throw cutShort(NAME);
  return bytes;
}

function uint32(bytes: Uint8Array, i: number): number {
  return (bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24)) >>> 0;
}
