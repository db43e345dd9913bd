// Criteo TSV text -> batch: label, 13 counts, 26 categorical tokens. The readable twins are ../../read/criteo.ts (the
// record) and ../../hash/hash-records.ts (its features).

import { BatchArea, BAD_RECORD, DONE, FULL, Lane, fillOnes, finishExample } from './batch';
import { COMPACTION, EMPTY_SLOTS, MASK, MISSING, NO_SLOT, SEEDS, countSlot, slotsOfCounts } from './count';
import { findDelimiters } from './delimiters';
import { mergeSlots } from './merge';
import { fourSlots, tokenSlot } from './token-slots';

const FEATURES: u32 = 39;
const COUNTS: u32 = 13;
const RETURN: u32 = 0x0d;

// text looked at in one go: its delimiter positions stay in the level-1 cache
const WINDOW: u32 = 8192;

/**
 * Appends the whole lines of text[begin, end) to the batch.
 *
 * @param tables the field tables of ../../hash/kernel-tables.ts
 * @returns DONE, FULL or BAD_RECORD, with batch.next at the record it stopped at
 */
export function readCriteo(batch: BatchArea, tables: usize, lane: Lane, begin: u32, end: u32): i32 {
  return readLines(batch, tables, lane, begin, end, true);
}

/** The same without the label's column: records to predict, of 39 columns. */
export function readUnlabelledCriteo(batch: BatchArea, tables: usize, lane: Lane, begin: u32, end: u32): i32 {
  return readLines(batch, tables, lane, begin, end, false);
}

function readLines(batch: BatchArea, tables: usize, lane: Lane, begin: u32, end: u32, labelled: bool): i32 {
  const columns = FEATURES + u32(labelled);
  const positions: usize = lane.positions;
  const newlines: usize = lane.newlines;
  let record = begin;
  let window = WINDOW;
  while (record < end) {
    const stop = min(record + window, end);
    const found = findDelimiters(record, stop, positions, newlines);
    let first: u32 = 0;
    for (let r: u32 = 0; r < found; r++) {
      const last = load<u32>(newlines + (r << 2));
      batch.next = record;
      if (batch.size == batch.examplesCapacity || batch.nnz + FEATURES + 1 > batch.nnzCapacity) return FULL;
      if (last - first != columns - 1) return BAD_RECORD;
      const next = load<u32>(positions + (last << 2)) + 1;
      if (!readRecord(batch, tables, lane, record, positions + (first << 2), labelled)) return BAD_RECORD;
      batch.lines += 1;
      record = next;
      first = last + 1;
    }
    // a record longer than the window: look further
    window = found ? WINDOW : window << 1;
    if (!found && stop == end) break;
  }
  batch.next = record;
  return DONE;
}

/** One record, its delimiters at `ends`. False leaves the batch as it was. */
function readRecord(batch: BatchArea, tables: usize, lane: Lane, record: u32, ends: usize, labelled: bool): bool {
  let label: u32 = 0;
  if (labelled) {
    label = <u32>load<u8>(record) - 0x30;
    if (load<u32>(ends) - record != 1 || label > 1) return false;
  } else {
    // the delimiter before the first field is what would have ended the label
    ends -= 4;
    store<u32>(ends, record - 1);
  }
  // a line may end in \r\n
  const last = load<u32>(ends, FEATURES * 4);
  if (load<u8>(last - 1) == RETURN) store<u32>(ends, last - 1, FEATURES * 4);

  const slots: usize = lane.slots;
  if (!hashCounts(tables, lane, ends, slots)) return false;
  hashTokens(tables, ends, slots);
  const begin: usize = batch.slots + (batch.nnz << 2);
  const end = keepPresent(tables, ends, slots, begin);
  if (batch.hasValues) fillOnes(batch.values, batch.nnz, batch.nnz + FEATURES);
  finishExample(batch, lane, <f32>label, mergeSlots(batch, lane, begin, end));
  return true;
}

/** The slots of the 13 counts, present or not. False if one is no integer. */
// @ts-ignore: decorator
@inline
function hashCounts(tables: usize, lane: Lane, ends: usize, slots: usize): bool {
  let bad: u32 = 0;
  for (let field: u32 = 0; field < COUNTS; field++) {
    const start = load<u32>(ends + (field << 2)) + 1;
    const length = load<u32>(ends + (field << 2), 4) - start;
    const slot = countSlot(tables, lane, slotsOfCounts(tables, field), start, length);
    bad |= u32(slot == NO_SLOT);
    store<u32>(slots + (field << 2), slot);
  }
  return !bad;
}

/** The slots of the 26 tokens, present or not: four at a time, then two. */
// @ts-ignore: decorator
@inline
function hashTokens(tables: usize, ends: usize, slots: usize): void {
  let field = COUNTS;
  for (; field + 4 <= FEATURES; field += 4) {
    const starts = i32x4.add(v128.load(ends + (field << 2)), i32x4.splat(1));
    const lengths = i32x4.sub(v128.load(ends + (field << 2), 4), starts);
    v128.store(slots + (field << 2), fourSlots(tables, tables + (field << 2) + SEEDS, starts, lengths));
  }
  for (; field < FEATURES; field++) {
    const start = load<u32>(ends + (field << 2)) + 1;
    const length = load<u32>(ends + (field << 2), 4) - start;
    store<u32>(slots + (field << 2), tokenSlot(tables, load<u32>(tables + (field << 2), SEEDS), start, length));
  }
}

/**
 * Copies the slots of the fields that are there: which are missing cannot be predicted, so four at a time are moved
 * together by a shuffle instead of a branch each (read+hash -12%).
 *
 * @returns the end of the copy
 */
// @ts-ignore: decorator
@inline
function keepPresent(tables: usize, ends: usize, slots: usize, to: usize): usize {
  // all ones or none: a bit mask takes the sign bits
  const keepMissing = i32x4.splat(-<i32>load<u32>(tables, MISSING));
  for (let field: u32 = 0; field < FEATURES; field += 4) {
    const starts = i32x4.add(v128.load(ends + (field << 2)), i32x4.splat(1));
    const empty = i32x4.eq(v128.load(ends + (field << 2), 4), starts);
    const empties = v128.load(tables + (field << 2), EMPTY_SLOTS);
    const four = v128.bitselect(empties, v128.load(slots + (field << 2)), empty);
    let present = i32x4.bitmask(v128.or(v128.not(empty), keepMissing));
    if (field + 4 > FEATURES) present &= (1 << (FEATURES - field)) - 1;
    v128.store(to, i8x16.swizzle(four, v128.load(tables + (present << 4), COMPACTION)));
    to += <usize>popcnt<i32>(present) << 2;
  }
  return to;
}
