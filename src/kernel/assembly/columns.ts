// Columns of a table -> a matrix of slots, one column of it after the other; its rows -> batch. The readable twins are
// ../../read/column-records.ts (the record) and ../../hash/hash-records.ts (its features).

import { BAD_RECORD, BatchArea, DONE, FULL, Lane } from './batch';
import { addAt, fillOnes, finishExample, nextStamp, seenBefore, setValue } from './batch';
import { COMPACTION, integerSlot } from './count';
import { slotsOfSteps, stepsOf } from './count-cells';
import { mergeSlots, positionOf } from './merge';
import { fourSlots, tokenSlot } from './token-slots';

/** Where a column's slots go: that of example i to slots + i * stride. The layout of ../../hash/column-steps.ts. */
@unmanaged
class Target {
  slots: u32;
  values: u32;
  /** Labels: NaN marks an example that the host looks at. */
  labels: u32;
  stride: u32;
}

/** What columns of every kind have. The layout of ../../hash/column-steps.ts. */
@unmanaged
class Source {
  /** Examples. */
  count: u32;
  /** Bits that say which values are there; 0 if all are. */
  validity: u32;
  /** Of numbers, texts or views. */
  data: u32;
  /** Of texts: where each begins, from `data` on; of numbers: their type. */
  offsets: u32;
  seed: u32;
  missingSlot: u32;
  minLength: u32;
  /** Of a count's tokens; the slot of a number. */
  slots: u32;
}

const NONE: u32 = u32.MAX_VALUE;

// @ts-ignore: decorator
@inline
function isThere(validity: u32, i: u32): bool {
  return validity == 0 || ((<u32>load<u8>(validity + (i >> 3)) >> (i & 7)) & 1) != 0;
}

/** All ones in the lanes of the four values from i on that are there. */
// @ts-ignore: decorator
@inline
function thereFour(validity: u32, i: u32): v128 {
  if (validity == 0) return i32x4.splat(-1);
  const bits = <i32>load<u8>(validity + (i >> 3)) >> (<i32>i & 4);
  return i32x4.ne(v128.and(i32x4.splat(bits), i32x4(1, 2, 4, 8)), i32x4.splat(0));
}

/** The slots of texts, four at a time; reads offsets and up to 8 bytes of text past the end. */
export function hashTexts(tables: usize, lane: Lane, target: Target, source: Source): void {
  const offsets: usize = source.offsets;
  const text = i32x4.splat(source.data);
  v128.store(lane.number, i32x4.splat(source.seed));
  for (let i: u32 = 0; i < source.count; i += 4) {
    const begins = v128.load(offsets + (i << 2));
    const lengths = i32x4.sub(v128.load(offsets + (i << 2), 4), begins);
    putFour(tables, lane, target, source, i, i32x4.add(begins, text), lengths);
  }
}

/** The same of texts that lie in their views, all of up to 12 bytes. */
export function hashViews(tables: usize, lane: Lane, target: Target, source: Source): void {
  v128.store(lane.number, i32x4.splat(source.seed));
  for (let i: u32 = 0; i < source.count; i += 4) {
    const at: usize = source.data + (i << 4);
    let lengths = v128.load32_zero(at);
    lengths = v128.load_lane<u32>(at, lengths, 1, 16);
    lengths = v128.load_lane<u32>(at, lengths, 2, 32);
    lengths = v128.load_lane<u32>(at, lengths, 3, 48);
    putFour(tables, lane, target, source, i, i32x4.add(i32x4.splat(<i32>at), i32x4(4, 20, 36, 52)), lengths);
  }
}

// @ts-ignore: decorator
@inline
function putFour(tables: usize, lane: Lane, target: Target, source: Source, i: u32, starts: v128, lengths: v128): void {
  // what stands behind the last value is not looked at
  const left = source.count - i;
  lengths = v128.and(lengths, thereFour(source.validity, i));
  if (left < 4) lengths = v128.and(lengths, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(left)));
  if (source.minLength) lengths = v128.and(lengths, i32x4.ge_s(lengths, i32x4.splat(source.minLength)));
  let slots = fourSlots(tables, lane.number, starts, lengths);
  slots = v128.bitselect(i32x4.splat(source.missingSlot), slots, i32x4.eq(lengths, i32x4.splat(0)));
  if (left > 3) {
    putSlots(target, i, slots);
    return;
  }
  const stride = target.stride;
  const to = target.slots + i * stride;
  v128.store_lane<u32>(to, slots, 0);
  if (left > 1) v128.store_lane<u32>(to + stride, slots, 1);
  if (left > 2) v128.store_lane<u32>(to + 2 * stride, slots, 2);
}

/** Puts the slots of the four examples from i on. */
// @ts-ignore: decorator
@inline
function putSlots(target: Target, i: u32, slots: v128): void {
  const stride = target.stride;
  const to = target.slots + i * stride;
  v128.store_lane<u32>(to, slots, 0);
  v128.store_lane<u32>(to + stride, slots, 1);
  v128.store_lane<u32>(to + 2 * stride, slots, 2);
  v128.store_lane<u32>(to + 3 * stride, slots, 3);
}

// the types of numbers; float64 is what is left
const INT8: u32 = 0;
const INT16: u32 = 1;
const INT32: u32 = 2;
const INT64: u32 = 3;
const UINT8: u32 = 4;
const UINT16: u32 = 5;
const UINT32: u32 = 6;
const UINT64: u32 = 7;
const FLOAT32: u32 = 8;

const TOO_LARGE: i64 = i64.MIN_VALUE;

// @ts-ignore: decorator
@inline
function integerAt(data: usize, type: u32, i: u32): i64 {
  if (type == INT32) return load<i32>(data + (i << 2));
  if (type == INT64 || type == UINT64) return load<i64>(data + (i << 3));
  if (type == INT16) return load<i16>(data + (i << 1));
  if (type == INT8) return load<i8>(data + i);
  if (type == UINT32) return load<u32>(data + (i << 2));
  if (type == UINT16) return load<u16>(data + (i << 1));
  return load<u8>(data + i);
}

// @ts-ignore: decorator
@inline
function numberAt(data: usize, type: u32, i: u32): f64 {
  if (type == FLOAT32) return load<f32>(data + (i << 2));
  if (type > FLOAT32) return load<f64>(data + (i << 3));
  if (type == UINT64) return <f64>load<u64>(data + (i << 3));
  return <f64>integerAt(data, type, i);
}

/** A count of at most 15 digits, or TOO_LARGE for what is none. */
// @ts-ignore: decorator
@inline
function countAt(data: usize, type: u32, i: u32): i64 {
  if (type < FLOAT32) {
    const value = integerAt(data, type, i);
    return (type == UINT64 && value < 0) || value > 999999999999999 || value < -999999999999999 ? TOO_LARGE : value;
  }
  const value = numberAt(data, type, i);
  return trunc(value) == value && abs(value) <= 999999999999999 ? <i64>value : TOO_LARGE;
}

/** The slots of the log buckets of integers. @param cells see ./count-cells */
export function hashCounts(tables: usize, lane: Lane, target: Target, source: Source, cells: usize): void {
  const isShort = source.offsets == INT32;
  for (let i: u32 = 0; i < source.count; i += 4) {
    const left = min<u32>(source.count - i, 4);
    if (isShort && left == 4) {
      const there = thereFour(source.validity, i);
      const steps = stepsOf(v128.load(source.data + (i << 2)));
      if (!v128.any_true(v128.and(there, i32x4.lt_s(steps, i32x4.splat(0))))) {
        const slots = slotsOfSteps(cells, source.slots, v128.and(steps, there));
        putSlots(target, i, v128.bitselect(slots, i32x4.splat(source.missingSlot), there));
        continue;
      }
    }
    for (let j = i; j < i + left; j++) hashCount(tables, lane, target, source, j);
  }
}

function hashCount(tables: usize, lane: Lane, target: Target, source: Source, i: u32): void {
  const to: usize = target.slots + i * target.stride;
  if (!isThere(source.validity, i)) {
    store<u32>(to, source.missingSlot);
    return;
  }
  const value = countAt(source.data, source.offsets, i);
  if (value == TOO_LARGE) store<f32>(target.labels + (i << 2), NaN);
  else store<u32>(to, integerSlot(tables, lane, source.slots, value));
}

/** Numbers as values of the one slot of their field; 0 is no feature. */
export function hashNumbers(target: Target, source: Source): void {
  const type = source.offsets;
  for (let i: u32 = 0; i < source.count; i++) {
    const at = i * target.stride;
    if (!isThere(source.validity, i)) {
      store<u32>(target.slots + at, source.missingSlot);
      store<f32>(target.values + at, 1);
      continue;
    }
    const value = <f32>numberAt(source.data, type, i);
    if (!(abs<f32>(value) <= f32.MAX_VALUE)) store<f32>(target.labels + (i << 2), NaN);
    store<u32>(target.slots + at, value == 0 ? NONE : source.slots);
    store<f32>(target.values + at, value);
  }
}

/** The slots of integers as tokens in decimal. @param scratch 32 bytes */
export function hashDecimals(tables: usize, scratch: usize, target: Target, source: Source): void {
  const type = source.offsets;
  let to: usize = target.slots;
  const end = scratch + 24;
  for (let i: u32 = 0; i < source.count; i++, to += target.stride) {
    let slot = source.missingSlot;
    if (isThere(source.validity, i)) {
      const at = decimalBefore(end, integerAt(source.data, type, i), type == UINT64);
      const length = <u32>(end - at);
      if (length >= source.minLength) slot = tokenSlot(tables, source.seed, at, length);
    }
    store<u32>(to, slot);
  }
}

/** Writes an integer's digits in front of `end`. @returns where they begin */
// @ts-ignore: decorator
@inline
function decimalBefore(end: usize, value: i64, unsigned: bool): usize {
  const negative = value < 0 && !unsigned;
  let rest: u64 = negative ? <u64>-value : <u64>value;
  let at = end;
  do {
    store<u8>(--at, <u8>(0x30 + rest % 10));
    rest /= 10;
  } while (rest);
  if (negative) store<u8>(--at, 0x2d);
  return at;
}

/**
 * Appends the examples [from, to) of the matrix.
 *
 * @param target      the whole matrix: row i is example i's, its slots one after the other
 * @param width       slots in a row; up to three more are read
 * @param importances 0 if there are none
 * @param numeric     whether rows have values of their own
 * @returns DONE, FULL or BAD_RECORD, with batch.next at the example it stopped at
 */
export function addColumns(
  batch: BatchArea,
  tables: usize,
  lane: Lane,
  target: Target,
  from: u32,
  to: u32,
  width: u32,
  importances: u32,
  numeric: bool,
): i32 {
  for (let i = from; i < to; i++) {
    batch.next = i;
    if (batch.size == batch.examplesCapacity || batch.nnz + width + 4 > batch.nnzCapacity) return FULL;
    const label = load<f32>(target.labels + (i << 2));
    if (label != label) return BAD_RECORD;
    if (importances) store<f32>(batch.importances + (batch.size << 2), load<f32>(importances + (i << 2)));
    const at = i * target.stride;
    const nnz = numeric
      ? addEach(batch, lane, target.slots + at, target.values + at, width)
      : addPlain(batch, tables, lane, target.slots + at, width);
    finishExample(batch, lane, label, nnz);
    batch.lines += 1;
  }
  batch.next = to;
  return DONE;
}

// @ts-ignore: decorator
@inline
function addPlain(batch: BatchArea, tables: usize, lane: Lane, slots: usize, width: u32): u32 {
  const begin: usize = batch.slots + (batch.nnz << 2);
  let to = begin;
  // which are missing cannot be predicted: four at a time are moved together by a shuffle instead of a branch each
  for (let j: u32 = 0; j < width; j += 4) {
    const four = v128.load(slots + (j << 2));
    let present = i32x4.bitmask(v128.not(i32x4.eq(four, i32x4.splat(-1))));
    if (j + 4 > width) present &= (1 << (width - j)) - 1;
    v128.store(to, i8x16.swizzle(four, v128.load(tables + (present << 4), COMPACTION)));
    to += <usize>popcnt<i32>(present) << 2;
  }
  if (batch.hasValues) fillOnes(batch.values, batch.nnz, batch.nnz + (<u32>(to - begin) >> 2));
  return mergeSlots(batch, lane, begin, to);
}

function addEach(batch: BatchArea, lane: Lane, row: usize, values: usize, width: u32): u32 {
  const stamp = nextStamp(lane);
  const slots: usize = batch.slots;
  let k = batch.nnz;
  for (let j: u32 = 0; j < width; j++) {
    const slot = load<u32>(row + (j << 2));
    if (slot == NONE) continue;
    const value = load<f32>(values + (j << 2));
    if (seenBefore(lane.stamps, stamp, slot)) {
      const earlier = positionOf(slots + (batch.nnz << 2), slots + (k << 2), slot);
      if (earlier < slots + (k << 2)) {
        addAt(batch, <u32>(earlier - slots) >> 2, value, k);
        lane.merged += 1;
        continue;
      }
    }
    store<u32>(slots + (k << 2), slot);
    setValue(batch, k, value);
    k++;
  }
  return k;
}
