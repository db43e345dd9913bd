/** Bits, each with counts of what came before in its place -> bytes: what src/runtime/unpack.ts decodes. */

import { LIMIT } from '../runtime/unpack.js';

const CHUNK = 1 << 16;

export interface RangeEncoder {
  /** Encodes a number of so many bits, the highest first, by counts that it updates. */
  tree(counts: Uint16Array, value: number, bits: number): void;
  /** Encodes a number of so many bits as it is. */
  raw(value: number, bits: number): void;
  /** Nothing can be encoded after it. */
  finish(): void;
}

/**
 * An arithmetic coder in the manner of LZMA's: an interval [low, low + range) that each bit narrows, whose leading bytes
 * are written once no carry can change them.
 *
 * @param sink takes bytes, which are used again afterwards
 */
export function rangeEncoder(sink: (bytes: Uint8Array) => void): RangeEncoder {
  const chunk = new Uint8Array(CHUNK);
  let filled = 0;
  // in an array: a variable of more than 31 bits is a new object at each change, 1.8 times the time of coding in all
  const low = new Float64Array(1);
  let range = 2 ** 30 - 1;
  // the last byte, and how many of 255 after it, still wait for a carry; there is none before the first
  let last = -1;
  let waiting = 0;

  const put = (byte: number) => {
    chunk[filled++] = byte;
    if (filled < CHUNK) return;
    sink(chunk);
    filled = 0;
  };

  const shift = () => {
    const carry = low[0] >= 2 ** 32 ? 1 : 0;
    if (carry || low[0] < 0xff000000) {
      if (last >= 0) put(last + carry);
      for (; waiting > 0; waiting--) put(255 + carry);
      last = (low[0] >>> 24) & 255;
    } else waiting++;
    low[0] = (low[0] & 0xffffff) * 256;
  };

  const renew = () => {
    while (range < 2 ** 22) {
      range <<= 8;
      shift();
    }
  };

  const tree = (counts: Uint16Array, value: number, bits: number) => {
    let node = 1;
    for (let i = bits - 1; i >= 0; i--) {
      const at = 2 * node;
      const bit = (value >>> i) & 1;
      const sum = counts[at] + counts[at + 1];
      const bound = ((range / sum) | 0) * counts[at];
      if (bit) {
        low[0] += bound;
        range -= bound;
      } else range = bound;
      counts[at + bit] += 2;
      if (sum + 2 >= LIMIT) {
        counts[at] = (counts[at] >> 1) | 1;
        counts[at + 1] = (counts[at + 1] >> 1) | 1;
      }
      renew();
      node = 2 * node + bit;
    }
  };

  const raw = (value: number, bits: number) => {
    if (bits <= 0) return;
    if (bits > 12) {
      raw(value >>> 12, bits - 12);
      raw(value & 4095, 12);
      return;
    }
    range >>>= bits;
    low[0] += value * range;
    renew();
  };

  const finish = () => {
    // four bytes are all of low; the fifth shift writes the last of them, which waited
    for (let i = 0; i < 5; i++) shift();
    sink(chunk.subarray(0, filled));
  };

  return { tree, raw, finish };
}
