/** One compressed LZ4 block -> its bytes, behind those it may refer to. */

import { damaged } from './damage.js';

const MIN_MATCH = 4;
/** Up to here a loop is faster than the call of a copy by the engine. */
const SHORT = 32;

/**
 * Decompresses a block into `into` at `at`; matches may reach back to byte 0 of `into`.
 *
 * @param limit end of the room in `into`
 * @returns the end of what was written
 * @throws InputError if a length or an offset leads out of the block, the room, or what was written
 * Source: LZ4 Block Format Description, doc/lz4_Block_format.md of lz4/lz4.
 */
export function decodeBlock(block: Uint8Array, into: Uint8Array, at: number, limit: number): number {
  let i = 0;
  let o = at;
  while (i < block.length) {
    const token = block[i++];
    let literals = token >>> 4;
    if (literals === 15) [literals, i] = longLength(block, i, literals);
    if (i + literals > block.length || o + literals > limit) throw damaged('lz4', 'literals beyond the end of a block');
    copyLiterals(block, i, into, o, literals);
    i += literals;
    o += literals;
    // the last sequence ends with its literals
    if (i === block.length) return o;
    if (i + 2 > block.length) break;
    const offset = block[i] | (block[i + 1] << 8);
    i += 2;
    let length = token & 15;
    if (length === 15) [length, i] = longLength(block, i, length);
    length += MIN_MATCH;
    if (offset === 0 || offset > o) throw damaged('lz4', 'a match before the start of the data');
    if (o + length > limit) throw damaged('lz4', 'a match beyond the end of a block');
    copyMatch(into, o, offset, length);
    o += length;
  }
  throw damaged('lz4', 'a block without an end');
}

/** A length of 15 goes on: bytes are added to it up to the first that is not 255. */
function longLength(block: Uint8Array, i: number, length: number): [number, number] {
  for (; i < block.length; i++) {
    length += block[i];
    if (block[i] !== 255) return [length, i + 1];
  }
  throw damaged('lz4', 'a length beyond the end of a block');
}

function copyLiterals(from: Uint8Array, i: number, into: Uint8Array, o: number, length: number): void {
  if (length > SHORT) into.set(from.subarray(i, i + length), o);
  else for (const end = i + length; i < end;) into[o++] = from[i++];
}

/** A match longer than its offset repeats what it writes itself. */
function copyMatch(into: Uint8Array, o: number, offset: number, length: number): void {
  if (length > SHORT && offset >= length) into.copyWithin(o, o - offset, o - offset + length);
  else for (const end = o + length; o < end; o++) into[o] = into[o - offset];
}
