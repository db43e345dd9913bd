/**
 * A packed file, `.lctr` -> the model in it, a block of slots and weights at a time. docs/lctr.md says what every byte means.
 *
 * Slots are coded as the gaps between them, weights as the bits of a float32: the leading bits by an adaptive binary range
 * coder, which learns how often each is 0, the others as they are.
 */

import { crc32 } from './checksum.js';
import { fail, headerFrom, type PackedHeader } from './packed-header.js';

export interface PackedBlock {
  /** Ascending, also from block to block. */
  readonly slots: Uint32Array;
  readonly weights: Float32Array;
}

export interface Unpacked {
  readonly header: PackedHeader;
  /** All of the weights, in blocks of `size` at most; once. Throws an Error if they are not what the header says. */
  blocks(size: number): Generator<PackedBlock>;
}

/** And the version. */
export const MAGIC = 'LCTR\x01';
/** Of bytes and their CRC-32 after them. */
const RESIDUE = 0x2144df1c;

/**
 * Proves that every byte of a packed file is as it was written.
 *
 * @param chunks the bytes, in pieces of any length
 * @throws Error if it is none, of a later version, cut short or altered
 */
export function verify(chunks: Iterable<Uint8Array>): void {
  const head: number[] = [];
  let crc = 0;
  for (const chunk of chunks) {
    for (let i = 0; head.length < 5 && i < chunk.length; i++) head.push(chunk[i]);
    crc = crc32(chunk, crc);
  }
  check(head, crc);
}

/** @param head the first five bytes @param crc of all bytes */
export function check(head: Iterable<number>, crc: number): void {
  if (String.fromCharCode(...head) !== MAGIC) fail('another beginning than LCTR, version 1');
  if (crc !== RESIDUE) fail('a wrong checksum, of bytes changed or cut off');
}

/**
 * Reads a packed file.
 *
 * @param chunks the bytes, {@link verify verified}, in pieces of any length; the last of them is asked for by `blocks`
 * @throws Error if they are not what a packed file has
 */
export function unpack(chunks: Iterable<Uint8Array>): Unpacked {
  const source = chunks[Symbol.iterator]();
  let chunk: Uint8Array = new Uint8Array();
  let at = 0;
  const more = () => {
    while (at === chunk.length) {
      const { done, value } = source.next();
      if (done) return false;
      chunk = value;
      at = 0;
    }
    return true;
  };
  const next = () => (more() ? chunk[at++] : fail());
  for (let i = 0; i < 5; i++) next();
  const header = headerFrom(next);
  return { header, blocks: (size) => blocksFrom(header, next, more, size) };
}

/** Bits of a number that are modelled after its exponent: 3 take 0.1% less of 165,000 weights, and 1% more of 2,000. */
export const MODELLED = 2;
export const GAP_BITS = 5 + MODELLED;
export const WEIGHT_BITS = 9 + MODELLED;
export const TOP_SHIFT = 32 - WEIGHT_BITS;

/** Two counts for each context, of zeros and ones, are halved when they sum to this. */
export const LIMIT = 8192;

/** What {@link unpack} has under `blocks`; `next` gives a byte behind the header, `more` says whether there is one. */
export function* blocksFrom(
  { hashing, nonzeros, precision, scale }: PackedHeader,
  next: () => number,
  more: () => boolean,
  size: number,
): Generator<PackedBlock> {
  const { tree, raw } = rangeDecoder(next);
  const pattern = new Uint32Array(1);
  const number = new Float32Array(pattern.buffer);
  const gaps = contexts(GAP_BITS);
  const tops = contexts(WEIGHT_BITS);
  const end = 2 ** hashing.bits;
  let slot = -1;
  for (let left = nonzeros; left > 0; left -= size) {
    const slots = new Uint32Array(Math.min(left, size));
    const weights = new Float32Array(slots.length);
    for (let i = 0; i < slots.length; i++) {
      const gap = tree(gaps, GAP_BITS);
      const exponent = (gap >> MODELLED) & 31;
      // a gap begins with a 1 and two bits: 4 to 7
      slot += Math.floor((4 + (gap & 3)) * 2 ** (exponent - MODELLED)) + raw(exponent - MODELLED);
      if (slot >= end) fail();
      slots[i] = slot;

      const top = tree(tops, WEIGHT_BITS);
      const rest = restOf(precision, (top >> MODELLED) & 255);
      pattern[0] = (top << TOP_SHIFT) | (raw(rest) << (TOP_SHIFT - rest));
      weights[i] = number[0] * scale;
    }
    yield { slots, weights };
  }
  for (let i = 0; i < 4; i++) next();
  if (more()) fail();
}

/** How many bits of a stored number follow the modelled ones. */
export function restOf(precision: number | undefined, exponent: number): number {
  return Math.max((precision ?? exponent - 127) - MODELLED, 0);
}

function contexts(bits: number): Uint16Array {
  return new Uint16Array(2 << bits).fill(1);
}

/** Numbers below 2^30: larger ones are slow in a browser. */
function rangeDecoder(next: () => number) {
  let range = 2 ** 30 - 1;
  let code = 0;
  for (let i = 0; i < 4; i++) code = (code << 8) | next();
  if (code < 0 || code >= range) fail();

  const refill = () => {
    while (range < 2 ** 22) {
      range <<= 8;
      code = (code << 8) | next();
    }
  };

  /** A number of so many bits, the highest first; each bit's counts are found by the bits before it. */
  const tree = (counts: Uint16Array, bits: number) => {
    let node = 1;
    while (bits-- > 0) {
      const at = 2 * node;
      const sum = counts[at] + counts[at + 1];
      const bound = ((range / sum) | 0) * counts[at];
      const bit = code < bound ? 0 : 1;
      if (bit) {
        code -= bound;
        range -= bound;
      } else range = bound;
      counts[at + bit] += 2;
      if (sum + 2 >= LIMIT) {
        counts[at] = (counts[at] >> 1) | 1;
        counts[at + 1] = (counts[at + 1] >> 1) | 1;
      }
      refill();
      node = 2 * node + bit;
    }
    return node;
  };

  /** A number of so many bits, every one as likely as any other. */
  const raw = (bits: number): number => {
    if (bits <= 0) return 0;
    if (bits > 12) return (raw(bits - 12) << 12) | raw(12);
    range >>= bits;
    const value = (code / range) | 0;
    code -= value * range;
    refill();
    return value;
  };

  return { tree, raw };
}
