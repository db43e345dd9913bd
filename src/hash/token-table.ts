/** Hashed tokens, one after the other -> how many different ones there are, how often each came, and which share a slot. */

import type { HashedToken } from './field-tokens.js';

/** Different tokens that are kept: 117 MB of table, and half as much again while it grows. */
export const MOST_TOKENS = 1 << 22;

export interface TokenTable {
  /** Different tokens so far. */
  size(): number;
  /** @returns false if there is no room for another token; the table is of no use then */
  add(field: number, token: HashedToken): boolean;
  /** What shares a slot with another token, of any field, in 2^bits slots; for every field. */
  sharing(bits: number): Sharing;
  /** Different tokens of every field. */
  distinct(): Float64Array;
}

export interface Sharing {
  /** Different tokens. */
  readonly tokens: Float64Array;
  /** How often they came. */
  readonly occurrences: Float64Array;
}

const FIRST_CAPACITY = 1 << 12;

/** Open addressing, at most half full; a token is its two hashes. @param fields crosses among them, below 65,536 */
export function tokenTable(fields: number, most = MOST_TOKENS): TokenTable {
  let columns = columnsFor(FIRST_CAPACITY);
  let size = 0;

  function add(field: number, { hash, print }: HashedToken): boolean {
    const at = placeOf(columns, hash, print);
    if (columns.counts[at] > 0) {
      columns.counts[at]++;
      return true;
    }
    if (size === most) return false;
    size++;
    put(columns, at, hash, print, field, 1);
    if (size * 2 > columns.counts.length) columns = grown(columns);
    return true;
  }

  function sharing(bits: number): Sharing {
    const shared = sharedSlots(columns, bits);
    return perField(columns, fields, (at) => isSet(shared, slotOf(columns.hashes[at], bits)));
  }

  return { size: () => size, add, sharing, distinct: () => perField(columns, fields, () => true).tokens };
}

interface Columns {
  readonly hashes: Uint32Array;
  readonly prints: Uint32Array;
  /** 0 where there is no token. */
  readonly counts: Uint32Array;
  readonly fields: Uint16Array;
}

function columnsFor(capacity: number): Columns {
  return {
    hashes: new Uint32Array(capacity),
    prints: new Uint32Array(capacity),
    counts: new Uint32Array(capacity),
    fields: new Uint16Array(capacity),
  };
}

/** Where a token lies, or would. */
function placeOf({ hashes, prints, counts }: Columns, hash: number, print: number): number {
  const mask = counts.length - 1;
  // by the print: tokens that share a slot shall not crowd here too
  let at = print & mask;
  while (counts[at] > 0 && (hashes[at] !== hash || prints[at] !== print)) at = (at + 1) & mask;
  return at;
}

function put(
  { hashes, prints, counts, fields }: Columns,
  at: number,
  ...entry: [number, number, number, number]
): void {
  [hashes[at], prints[at], fields[at], counts[at]] = entry;
}

function grown(from: Columns): Columns {
  const { hashes, prints, counts, fields } = from;
  const to = columnsFor(counts.length * 2);
  for (let i = 0; i < counts.length; i++) {
    if (counts[i] > 0) put(to, placeOf(to, hashes[i], prints[i]), hashes[i], prints[i], fields[i], counts[i]);
  }
  return to;
}

function perField({ counts, fields: fieldAt }: Columns, fields: number, isCounted: (at: number) => boolean): Sharing {
  const tokens = new Float64Array(fields);
  const occurrences = new Float64Array(fields);
  for (let at = 0; at < counts.length; at++) {
    if (counts[at] === 0 || !isCounted(at)) continue;
    tokens[fieldAt[at]]++;
    occurrences[fieldAt[at]] += counts[at];
  }
  return { tokens, occurrences };
}

/** Two bits a slot would do; two sets of bits are simpler. 64 MiB at 28 bits. */
function sharedSlots({ hashes, counts }: Columns, bits: number): Uint32Array {
  const words = Math.max(1, 2 ** bits / 32);
  const taken = new Uint32Array(words);
  const shared = new Uint32Array(words);
  for (let at = 0; at < counts.length; at++) {
    if (counts[at] === 0) continue;
    const slot = slotOf(hashes[at], bits);
    set(isSet(taken, slot) ? shared : taken, slot);
  }
  return shared;
}

function slotOf(hash: number, bits: number): number {
  return (hash & (2 ** bits - 1)) >>> 0;
}

function isSet(words: Uint32Array, bit: number): boolean {
  return ((words[bit >>> 5] >>> (bit & 31)) & 1) === 1;
}

function set(words: Uint32Array, bit: number): void {
  words[bit >>> 5] |= 1 << (bit & 31);
}
