/** An example -> one line of the display-advertising challenge's TSV, written into a byte buffer. */

import { FIELDS } from './fields.js';
import { mix32 } from './random.js';

/** No line is longer, in bytes: label, 13 integers of up to 9 digits, 26 tokens of 8, 40 ends, 8 bytes of overhang. */
export const LONGEST_LINE = 1 + 13 * 9 + 26 * 8 + 40 + 8;

const TAB = 9;
const NEWLINE = 10;
const INTEGER_FIELDS = FIELDS.filter((field) => field.smallest !== null).length;
const shifts = Int8Array.from(FIELDS, (field) => (field.smallest ?? 0) - 1);

/** The two hexadecimal digits of each byte, the first in the low byte. */
const hexPairs = Uint16Array.from({ length: 256 }, (_, byte) => digits(byte.toString(16).padStart(2, '0')));
/** The four decimal digits of each integer below 10,000, the first in the low byte. */
const decimalQuads = Uint32Array.from({ length: 10_000 }, (_, value) => digits(String(value).padStart(4, '0')));

function digits(text: string): number {
  return Buffer.from(text, 'latin1').reduceRight((word, byte) => word * 256 + byte, 0);
}

/**
 * The token of a category as a 32-bit integer, to be written as 8 hexadecimal digits.
 *
 * Mixing is a bijection, so no two (field, rank) pairs share a token; it does not depend on the seed, so logs of two
 * seeds speak of the same tokens.
 *
 * @param field index of the field, in [0, 255]
 * @param rank  in [1, 2^24)
 */
export function tokenOf(field: number, rank: number): number {
  return mix32((field << 24) | rank);
}

/**
 * Writes a line at `at`.
 *
 * @param view  the buffer, with room for LONGEST_LINE bytes
 * @param ranks [fields] rank >= 1 of each token, 0 where it is missing
 * @returns where the line ends
 */
export function writeLine(view: DataView, at: number, label: number, ranks: Int32Array): number {
  view.setUint8(at++, 48 + label);
  let field = 0;
  for (; field < INTEGER_FIELDS; field++) {
    view.setUint8(at++, TAB);
    if (ranks[field] !== 0) at = writeInteger(view, at, ranks[field] + shifts[field]);
  }
  for (; field < ranks.length; field++) {
    view.setUint8(at++, TAB);
    const rank = ranks[field];
    writeHex(view, at, tokenOf(field, rank));
    at += 8 & (-rank >> 31); // a missing token is overwritten: cheaper than a branch half of the time wrong
  }
  view.setUint8(at++, NEWLINE);
  return at;
}

function writeHex(view: DataView, at: number, word: number): void {
  view.setUint32(at, hexPairs[word >>> 24] | (hexPairs[(word >>> 16) & 255] << 16), true);
  view.setUint32(at + 4, hexPairs[(word >>> 8) & 255] | (hexPairs[word & 255] << 16), true);
}

/** Writes an integer in (-10^8, 10^8) in decimal; up to 3 bytes behind it are scribbled on. */
function writeInteger(view: DataView, at: number, value: number): number {
  if (value < 0) {
    view.setUint8(at++, 45);
    value = -value;
  }
  if (value < 10_000) return writeShort(view, at, value);
  const high = (value / 10_000) | 0;
  at = writeShort(view, at, high);
  view.setUint32(at, decimalQuads[value - high * 10_000], true);
  return at + 4;
}

function writeShort(view: DataView, at: number, value: number): number {
  const length = value < 10 ? 1 : value < 100 ? 2 : value < 1000 ? 3 : 4;
  view.setUint32(at, decimalQuads[value] >>> (8 * (4 - length)), true);
  return at + length;
}
