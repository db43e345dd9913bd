// The sections of a line of Vowpal Wabbit's text -> features of any names: the token is `namespace^feature`.

import { BAD_RECORD, BatchArea, DONE, FULL, Lane, fillOnes, finishExample, setValue } from './batch';
import { MASK, SEEDS } from './count';
import { mergeSlots, mergeValues } from './merge';
import { murmur3, murmur3Of4 } from './murmur3';
import { PLAIN, colonIn, endOfSection, endOfWord, firstBytes, float32In, notApart, oddIn, spacesIn } from './vw-section';
import { afterBlanks, isBlank } from './vw-head';

const SPACE: i32 = 0x20;
const CARET: i32 = 0x5e;
/** Longer tokens are left to the twin: two of them, and what is copied at once, fit into the lane's slots. */
const LONGEST: u32 = 2048;
const BAD: u32 = u32.MAX_VALUE;

/**
 * Appends the features of a line.
 *
 * @param bars  the addresses of `count` bars, and of the line's end
 * @param most  features that the line may have
 */
export function readPairs(
  batch: BatchArea,
  tables: usize,
  lane: Lane,
  bars: usize,
  count: u32,
  label: i32,
  most: u32,
): i32 {
  if (batch.nnz + most > batch.nnzCapacity) return FULL;
  let k = batch.nnz;
  let valued: u32 = 0;
  for (let i: u32 = 0; i < count; i += 4) {
    const at = bars + (i << 2);
    const four = min<u32>(count - i, 4);
    if (addFour(batch, tables, at, four, k)) k += four;
    else {
      for (let j: u32 = 0; j < four; j++) {
        const added = addSection(batch, tables, lane, load<u32>(at + (j << 2)) + 1, load<u32>(at + (j << 2), 4), k);
        if (added == BAD) return BAD_RECORD;
        k = added >> 1;
        valued |= added & 1;
      }
    }
  }
  const begin: usize = batch.slots + (batch.nnz << 2);
  const nnz = valued ? mergeValues(batch, lane, k) : mergeSlots(batch, lane, begin, batch.slots + (k << 2));
  finishExample(batch, lane, <f32>label, nnz);
  return DONE;
}

/** Adds the features of up to four sections, if each is a name, a space and a feature, together no more than 16 bytes. */
// @ts-ignore: decorator
@inline
function addFour(batch: BatchArea, tables: usize, at: usize, count: u32, k: u32): bool {
  const second = at + (min<u32>(count - 1, 1) << 2);
  const third = at + (min<u32>(count - 1, 2) << 2);
  const fourth = at + (min<u32>(count - 1, 3) << 2);
  const length0 = lengthAt(at);
  const length1 = lengthAt(second);
  const length2 = lengthAt(third);
  const length3 = lengthAt(fourth);
  const text0 = textAt(at);
  const text1 = textAt(second);
  const text2 = textAt(third);
  const text3 = textAt(fourth);
  const within0 = firstBytes(length0);
  const within1 = firstBytes(length1);
  const within2 = firstBytes(length2);
  const within3 = firstBytes(length3);
  let lengths = i32x4.splat(length0);
  lengths = i32x4.replace_lane(lengths, 1, length1);
  lengths = i32x4.replace_lane(lengths, 2, length2);
  lengths = i32x4.replace_lane(lengths, 3, length3);
  const odd0 = v128.or(v128.and(oddIn(text0), within0), v128.and(oddIn(text1), within1));
  const odd2 = v128.or(v128.and(oddIn(text2), within2), v128.and(oddIn(text3), within3));
  const long = i32x4.gt_u(i32x4.sub(lengths, i32x4.splat(1)), i32x4.splat(PLAIN - 1));
  const wrong = notApart(spacesIn(text0), length0) | notApart(spacesIn(text1), length1)
    | notApart(spacesIn(text2), length2) | notApart(spacesIn(text3), length3);
  if (wrong | u32(v128.any_true(v128.or(v128.or(odd0, odd2), long)))) return false;
  const hashes = murmur3Of4(
    v128.and(tokenOf(text0), within0),
    v128.and(tokenOf(text1), within1),
    v128.and(tokenOf(text2), within2),
    v128.and(tokenOf(text3), within3),
    lengths,
    v128.load32_splat(tables, SEEDS),
  );
  storeSlots(batch.slots + (k << 2), v128.and(hashes, v128.load32_splat(tables, MASK)), count);
  if (batch.hasValues) fillOnes(batch.values, k, k + count);
  return true;
}

// @ts-ignore: decorator
@inline
function lengthAt(bar: usize): u32 {
  return endOfSection(load<u32>(bar, 4)) - load<u32>(bar) - 1;
}

// @ts-ignore: decorator
@inline
function textAt(bar: usize): v128 {
  return v128.load(load<u32>(bar), 1);
}

/** A plain section with a caret for its space. */
// @ts-ignore: decorator
@inline
function tokenOf(text: v128): v128 {
  return v128.bitselect(i8x16.splat(<i8>CARET), text, i8x16.eq(text, i8x16.splat(<i8>SPACE)));
}

/** Stores the first `count` of four slots: what lies behind the last one may be no slot's place. */
// @ts-ignore: decorator
@inline
function storeSlots(to: usize, slots: v128, count: u32): void {
  if (count == 4) {
    v128.store(to, slots);
    return;
  }
  v128.store_lane<u32>(to, slots, 0);
  if (count > 1) v128.store_lane<u32>(to, slots, 1, 4);
  if (count > 2) v128.store_lane<u32>(to, slots, 2, 8);
}

/**
 * Adds the features of any section text[at, end), not merged yet.
 *
 * @returns twice the number of features in the batch with them, plus 1 if one has a value other than 1; BAD if the
 *   section is malformed or odd
 */
function addSection(batch: BatchArea, tables: usize, lane: Lane, at: usize, end: usize, k: u32): u32 {
  const seed = load<u32>(tables, SEEDS);
  const mask = load<u32>(tables, MASK);
  const token: usize = lane.slots;
  let prefix: u32 = 0;
  let scale: f32 = 1;
  let valued: u32 = 0;
  if (at < end && !isBlank(load<u8>(at))) {
    const after = endOfWord(at, end);
    const colon = colonIn(at, after);
    if (colon < after) scale = float32In(colon + 1, after, lane);
    if (colon == at || colon - at >= LONGEST || scale != scale) return BAD;
    prefix = <u32>copied(token, at, colon);
    store<u8>(token + prefix++, CARET);
    at = after;
  }
  for (at = afterBlanks(at, end); at < end; at = afterBlanks(at, end)) {
    const after = endOfWord(at, end);
    const colon = colonIn(at, after);
    const value = (colon < after ? float32In(colon + 1, after, lane) : <f32>1) * scale;
    if (colon == at || colon - at >= LONGEST || !(abs<f32>(value) <= f32.MAX_VALUE)) return BAD;
    if (value != 0) {
      const hash = murmur3(token, prefix + copied(token + prefix, at, colon), seed);
      store<u32>(batch.slots + (k << 2), hash & mask);
      setValue(batch, k++, value);
      valued |= u32(value != 1);
    }
    at = after;
  }
  return (k << 1) | valued;
}

/** Copies text[at, end), and up to 15 bytes more. @returns its length */
// @ts-ignore: decorator
@inline
function copied(to: usize, at: usize, end: usize): u32 {
  if (end - at <= PLAIN) v128.store(to, v128.load(at));
  else memory.copy(to, at, end - at);
  return <u32>(end - at);
}
