// Integer text -> slot of its log bucket, by tables that ../../hash/kernel-tables.ts fills; the readable twin is ../../hash/count.ts.

import { Lane } from './batch';
import { murmur3 } from './murmur3';

// the layout of ../../hash/kernel-tables.ts
export const MASK: usize = 0;
export const MISSING: usize = 4;
export const SEEDS: usize = 8;
export const IDENTITY: usize = 192;
/** The address of what readDelimited follows. */
export const PROGRAM: usize = 196;
export const EMPTY_SLOTS: usize = 256;
const SMALL: usize = 448;
const CANDIDATES: usize = 2560;
const THRESHOLDS: usize = 4352;
/** For each of 16 sets of lanes, the shuffle that moves them to the front. */
export const COMPACTION: usize = 13904;
const BUCKET_SLOTS: usize = 14208;
export const TOKENS: usize = 1216;

const MINUS: u8 = 0x2d;
const SMALLEST: i64 = -8;
const DIRECT: i64 = 1024;
const FIRST_BUCKET: u32 = 10;

// the last entries of a field's slots: its seed, and the slot of the empty token
const SEED_ENTRY: usize = 1214 * 4;
const MISSING_TOKEN: u32 = 1215;
// beside the tokens of the tables: not an integer, and a negative one that has no entry
const NO_TOKEN: u32 = 0xffffffff;
export const NEGATIVE: u32 = 0xfffffffe;

/** Not a number. */
export const INVALID: i64 = i64.MIN_VALUE;

/** Not an integer of at most 15 digits. */
export const NO_SLOT: u32 = u32.MAX_VALUE;

/** One to eight digits at once, in a 64-bit register. INVALID if any is not a digit. */
function upTo8Digits(text: usize, length: u32): i64 {
  const zeros: u64 = 0x3030303030303030;
  let word = (load<u64>(text) << (<u64>(8 - length) << 3)) | ((zeros >> 8) >> (<u64>(length - 1) << 3));
  const high: u64 = 0xf0f0f0f0f0f0f0f0;
  if (((word & high) | (((word + 0x0606060606060606) & high) >> 4)) != 0x3333333333333333) return INVALID;
  word = ((word & 0x0f0f0f0f0f0f0f0f) * 2561) >> 8;
  word = ((word & 0x00ff00ff00ff00ff) * 6553601) >> 16;
  return <i64>(((word & 0x0000ffff0000ffff) * 42949672960001) >> 32);
}

function upTo15Digits(text: usize, length: u32): i64 {
  if (length > 15) return INVALID;
  const head = upTo8Digits(text, length - 8);
  const tail = upTo8Digits(text + length - 8, 8);
  return head < 0 || tail < 0 ? INVALID : head * 100000000 + tail;
}

// Integers repeat: a memo from text to token spares parsing and checking most of them (read+hash -15%). An entry is the
// text of up to 7 bytes with the tab or line feed before it, shifted to the top of 8 bytes, and its token. That says where the
// text begins, or "\07" would be taken for a 7 (a token may hold NUL, never a tab); and no text's word is 0, as those
// of an empty memo are, that of a missing value neither.
const MEMO_BITS: u64 = 11;
const MEMO_TEXT: u32 = 7;

// @ts-ignore: decorator
@inline
function memoWord(text: usize, length: u32): u64 {
  return load<u64>(text - 1) << (<u64>(MEMO_TEXT - length) << 3);
}

// @ts-ignore: decorator
@inline
function memoEntry(lane: Lane, word: u64): usize {
  return <usize>lane.memo + (<usize>((word * 0x9e3779b97f4a7c15) >> (64 - MEMO_BITS)) << 4);
}

/** The slots of the tokens of the i-th field of counts. */
// @ts-ignore: decorator
@inline
export function slotsOfCounts(tables: usize, i: u32): usize {
  return tables + BUCKET_SLOTS + i * (TOKENS * 4);
}

/**
 * The slot of an integer: -8 .. 2 and the buckets floor(ln(v)^2) have theirs in a table, the rest is hashed.
 *
 * @param slots  those of the field's tokens
 * @param text   after a delimiter or line feed, padded by 8 bytes
 * @param length 0 for a missing value
 * @returns the slot, or NO_SLOT if the text is not an integer of at most 15 digits, or if missing values have no slot
 */
// @ts-ignore: decorator
@inline
export function countSlot(tables: usize, lane: Lane, slots: usize, text: usize, length: u32): u32 {
  if (length > MEMO_TEXT) return newSlot(tables, lane, slots, text, length);
  const word = memoWord(text, length);
  const entry = memoEntry(lane, word);
  if (load<u64>(entry) != word) return newSlot(tables, lane, slots, text, length);
  return load<u32>(slots + load<u32>(entry, 8));
}

/** Parses what the memo does not know, and lets it know. */
function newSlot(tables: usize, lane: Lane, slots: usize, text: usize, length: u32): u32 {
  const token = countToken(tables, text, length);
  if (token == NO_TOKEN) return NO_SLOT;
  if (token == NEGATIVE) return negativeSlot(tables, lane.number, slots, -integerOf(text, length));
  if (length <= MEMO_TEXT) {
    const word = memoWord(text, length);
    const entry = memoEntry(lane, word);
    store<u64>(entry, word);
    store<u32>(entry, token << 2, 8);
  }
  return load<u32>(slots + (token << 2));
}

/** The index of the token that an integer, or nothing, becomes; NEGATIVE if it has none of its own. */
export function countToken(tables: usize, text: usize, length: u32): u32 {
  if (length == 0) return MISSING_TOKEN;
  const value = integerOf(text, length);
  return value == INVALID ? NO_TOKEN : tokenOfInteger(tables, value);
}

// @ts-ignore: decorator
@inline
function tokenOfInteger(tables: usize, value: i64): u32 {
  if (value < SMALLEST) return NEGATIVE;
  return value < DIRECT ? load<u16>(tables + SMALL + (<usize>(value - SMALLEST) << 1)) : largeToken(tables, value);
}

/** The slot of an integer of at most 15 digits that is no text. @param slots those of the field's tokens */
// @ts-ignore: decorator
@inline
export function integerSlot(tables: usize, lane: Lane, slots: usize, value: i64): u32 {
  const token = tokenOfInteger(tables, value);
  if (token == NEGATIVE) return negativeSlot(tables, lane.number, slots, -value);
  return load<u32>(slots + (token << 2));
}

/** The integer that a text of at most 15 digits is, padded by 8 bytes; or INVALID. */
export function integerOf(text: usize, length: u32): i64 {
  const negative = u32(load<u8>(text) == MINUS);
  const digits = length - negative;
  if (digits == 0) return INVALID;
  const magnitude = digits <= 8 ? upTo8Digits(text + negative, digits) : upTo15Digits(text + negative, digits);
  return negative ? -magnitude : magnitude;
}

/** The bucket of a large value: a first guess by exponent and four bits of mantissa, then up to the threshold. */
function largeToken(tables: usize, value: i64): u32 {
  const exponent = <u32>(63 - clz<i64>(value));
  const candidate = (exponent << 4) | <u32>((value >> (exponent - 4)) & 15);
  let bucket = <u32>load<u16>(tables + CANDIDATES + (candidate << 1));
  while (value >= load<i64>(tables + THRESHOLDS + ((bucket + 1) << 3))) bucket++;
  return FIRST_BUCKET + bucket;
}

/** A rare large negative number: hashed in its canonical decimal form, whatever zeros it was written with. */
function negativeSlot(tables: usize, scratch: usize, slots: usize, magnitude: i64): u32 {
  const end = scratch + 16;
  let at = end;
  for (let rest = magnitude; rest; rest /= 10) store<u8>(--at, <u8>(0x30 + rest % 10));
  store<u8>(--at, 0x2d);
  const seed = load<u32>(slots, SEED_ENTRY);
  return murmur3(at, <u32>(end - at), seed) & load<u32>(tables + MASK);
}
