// Delimited text (CSV, TSV) -> batch, by a program that says what each field's column becomes. The readable twins are
// ../../read/delimited.ts (the record) and ../../hash/hash-records.ts (its features). Records with quotes, or with
// another number of columns, are left to them.

import { BAD_RECORD, BatchArea, DONE, FULL, Lane } from './batch';
import { addAt, fillOnes, finishExample, nextStamp, seenBefore, setValue } from './batch';
import { COMPACTION, MASK, NO_SLOT, PROGRAM, TOKENS, countSlot } from './count';
import { findCells } from './delimiters';
import { mergeSlots, positionOf } from './merge';
import { murmur3 } from './murmur3';
import { parseNumber } from './number';
import { fourSlots, tokenSlot } from './token-slots';

// the layout of ../../hash/kernel-program.ts
@unmanaged
class Program {
  fields: u32;
  columns: u32;
  delimiter: u32;
  trim: u32;
  label: u32;
  labelTexts: u32;
  importance: u32;
  /** 1 if there are numbers: features then have values of their own. */
  numeric: u32;
  ops: u32;
  opsAt: u32;
  crosses: u32;
  crossesAt: u32;
}

/** A step: what becomes of one column, or of four neighbouring ones. */
@unmanaged
class Op {
  /** CATEGORICAL, COUNT, NUMERIC, FOUR or COUNTS. */
  type: u32;
  column: u32;
  /** Index of its (first) field. */
  field: u32;
  /** Of a count's tokens. */
  slots: u32;
  /** Of tokens; of each of the four. COUNTS: how many. */
  seed: u32;
  seed1: u32;
  seed2: u32;
  seed3: u32;
  /** The slot of a missing value, or NONE; of each of the four. */
  missingSlot: u32;
  missingSlot1: u32;
  missingSlot2: u32;
  missingSlot3: u32;
  minLength: u32;
  /** Texts that mean a missing value; 0 if there are none. */
  missingTexts: u32;
  /** Of a number. */
  ownSlot: u32;
}

@unmanaged
class Cross {
  seed: u32;
  /** Of fields: 2 or 3. */
  count: u32;
  /** Addresses of the ops of its fields. */
  first: u32;
}

const NONE: u32 = u32.MAX_VALUE;
const CATEGORICAL: u32 = 0;
const COUNT: u32 = 1;
const FOUR: u32 = 3;
const COUNTS: u32 = 4;
const OP_BYTES: u32 = 64;
const CROSS_BYTES: u32 = 32;
/** From the slots of a record's fields to their values. */
const VALUES: usize = 4096;

const SPACE: u32 = 0x20;
const RETURN: u32 = 0x0d;
const QUOTE: u32 = 0x22;

const WINDOW: u32 = 8192;

/** Appends the whole lines of text[begin, end); arguments and result as readCriteo's. Empty lines are no records. */
export function readDelimited(batch: BatchArea, tables: usize, lane: Lane, begin: u32, end: u32): i32 {
  const program = changetype<Program>(<usize>load<u32>(tables, PROGRAM));
  const positions: usize = lane.positions;
  const newlines: usize = lane.newlines;
  // a copy of four slots may write three too many
  const most = program.fields + program.crosses + 4;
  let record = begin;
  let window = WINDOW;
  while (record < end) {
    const stop = min(record + window, end);
    const result = findCells(record, stop, positions, newlines, <i32>program.delimiter);
    const found = <u32>result;
    const quotes = result >> 32 != 0;
    let first: u32 = 0;
    for (let r: u32 = 0; r < found; r++) {
      const last = load<u32>(newlines + (r << 2));
      const lineEnd = load<u32>(positions + (last << 2));
      batch.next = record;
      // what ends the cell before the first: the line before may have ended in \r, or have been the host's
      store<u32>(positions + (first << 2) - 4, record - 1);
      if (batch.size == batch.examplesCapacity || batch.nnz + most > batch.nnzCapacity) return FULL;
      if (last - first == program.columns - 1 && !(program.columns == 1 && isEmpty(record, lineEnd))) {
        if (quotes && hasQuote(record, lineEnd)) return BAD_RECORD;
        if (!readRecord(batch, program, tables, lane, positions + (first << 2))) return BAD_RECORD;
      } else if (!isEmpty(record, lineEnd)) return BAD_RECORD;
      batch.lines += 1;
      record = lineEnd + 1;
      first = last + 1;
    }
    // a record longer than the window: look further
    window = found ? WINDOW : window << 1;
    if (!found && stop == end) break;
  }
  batch.next = record;
  return DONE;
}

function isEmpty(begin: u32, end: u32): bool {
  return end == begin || (end == begin + 1 && load<u8>(begin) == RETURN);
}

function hasQuote(begin: u32, end: u32): bool {
  while (begin < end && load<u8>(begin) != QUOTE) begin++;
  return begin < end;
}

/** Where a column's cell begins, in the low half, and ends, in the high half. */
// @ts-ignore: decorator
@inline
function cellOf(program: Program, ends: usize, column: u32): u64 {
  let start = load<u32>(ends + (column << 2) - 4) + 1;
  let end = load<u32>(ends + (column << 2));
  if (program.trim) {
    while (start < end && load<u8>(start) == SPACE) start++;
    while (end > start && load<u8>(end - 1) == SPACE) end--;
  }
  return <u64>start | (<u64>end << 32);
}

/** One record, its delimiters at `ends`. False leaves the batch as it was. */
function readRecord(batch: BatchArea, program: Program, tables: usize, lane: Lane, ends: usize): bool {
  const lastEnd = ends + ((program.columns - 1) << 2);
  // a line may end in \r\n
  const last = load<u32>(lastEnd);
  if (load<u8>(last - 1) == RETURN) store<u32>(lastEnd, last - 1);

  let label: u32 = 0;
  if (program.label != NONE) {
    label = textValue(program.labelTexts, cellOf(program, ends, program.label));
    if (label == NONE) return false;
  }
  if (program.importance != NONE) {
    const importance = <f32>numberOf(cellOf(program, ends, program.importance), lane);
    if (!(importance > 0 && importance <= f32.MAX_VALUE)) return false;
    store<f32>(batch.importances + (batch.size << 2), importance);
  }
  const slots: usize = lane.slots;
  let op = program.opsAt;
  for (const end = op + program.ops * OP_BYTES; op < end; op += OP_BYTES) {
    const step = changetype<Op>(<usize>op);
    const to = slots + (step.field << 2);
    if (step.type == FOUR) v128.store(to, hashFour(step, tables, ends));
    else if (step.type == COUNTS) {
      if (!hashCounts(step, tables, lane, ends, to)) return false;
    } else if (!hashOne(step, program, tables, lane, ends, to)) return false;
  }
  const nnz = program.numeric
    ? addEach(batch, program, lane, tables, ends, slots)
    : addPlain(batch, program, lane, tables, ends, slots);
  finishExample(batch, lane, <f32>label, nnz);
  return true;
}

/** The slots of four neighbouring columns; the missing ones' slots where cells are empty. */
// @ts-ignore: decorator
@inline
function hashFour(step: Op, tables: usize, ends: usize): v128 {
  const at = ends + (step.column << 2);
  const starts = i32x4.add(v128.load(at - 4), i32x4.splat(1));
  const lengths = i32x4.sub(v128.load(at), starts);
  const entry = changetype<usize>(step);
  const four = fourSlots(tables, entry + offsetof<Op>('seed'), starts, lengths);
  return v128.bitselect(v128.load(entry + offsetof<Op>('missingSlot')), four, i32x4.eq(lengths, i32x4.splat(0)));
}

/** The slots of neighbouring columns of counts; a missing one's is in the table too. False if one is no integer. */
// @ts-ignore: decorator
@inline
function hashCounts(step: Op, tables: usize, lane: Lane, ends: usize, to: usize): bool {
  const count = step.seed;
  let bad: u32 = 0;
  let slots: usize = step.slots;
  ends += step.column << 2;
  for (let i: u32 = 0; i < count; i++) {
    const start = load<u32>(ends + (i << 2) - 4) + 1;
    const length = load<u32>(ends + (i << 2)) - start;
    const slot = countSlot(tables, lane, slots, start, length);
    bad |= u32(slot == NO_SLOT) & u32(length != 0);
    store<u32>(to + (i << 2), slot);
    slots += TOKENS * 4;
  }
  return !bad;
}

/** The slot of one column's cell, or NONE if there is no feature, at `to`; the value of a number too. False if malformed. */
// @ts-ignore: decorator
@inline
function hashOne(step: Op, program: Program, tables: usize, lane: Lane, ends: usize, to: usize): bool {
  const cell = cellOf(program, ends, step.column);
  const start = <u32>cell;
  const length = <u32>(cell >> 32) - start;
  let slot: u32;
  if (isMissing(step, cell, length)) {
    slot = step.missingSlot;
    if (program.numeric) store<f32>(to + VALUES, 1);
  } else if (step.type == COUNT) {
    slot = countSlot(tables, lane, step.slots, start, length);
    if (slot == NO_SLOT) return false;
    if (program.numeric) store<f32>(to + VALUES, 1);
  } else if (step.type == CATEGORICAL) {
    slot = tokenSlot(tables, step.seed, start, length);
    if (program.numeric) store<f32>(to + VALUES, 1);
  } else {
    const value = <f32>numberOf(cell, lane);
    if (!(abs<f32>(value) <= f32.MAX_VALUE)) return false;
    slot = value == 0 ? NONE : step.ownSlot;
    store<f32>(to + VALUES, value);
  }
  store<u32>(to, slot);
  return true;
}

/** Appends the features of a record whose values are all 1. @returns the number of features in the batch with them */
// @ts-ignore: decorator
@inline
function addPlain(batch: BatchArea, program: Program, lane: Lane, tables: usize, ends: usize, slots: usize): u32 {
  const begin: usize = batch.slots + (batch.nnz << 2);
  const fields = program.fields;
  let to = begin;
  // which are missing cannot be predicted: four at a time are moved together by a shuffle instead of a branch each
  for (let field: u32 = 0; field < fields; field += 4) {
    const four = v128.load(slots + (field << 2));
    let present = i32x4.bitmask(v128.not(i32x4.eq(four, i32x4.splat(-1))));
    if (field + 4 > fields) present &= (1 << (fields - field)) - 1;
    v128.store(to, i8x16.swizzle(four, v128.load(tables + (present << 4), COMPACTION)));
    to += <usize>popcnt<i32>(present) << 2;
  }
  for (let i: u32 = 0; i < program.crosses; i++) {
    const slot = crossSlot(program, i, tables, ends);
    if (slot == NONE) continue;
    store<u32>(to, slot);
    to += 4;
  }
  if (batch.hasValues) fillOnes(batch.values, batch.nnz, batch.nnz + (<u32>(to - begin) >> 2));
  return mergeSlots(batch, lane, begin, to);
}

/** Appends the features of a record with numbers, one after the other. @returns as addPlain */
function addEach(batch: BatchArea, program: Program, lane: Lane, tables: usize, ends: usize, slots: usize): u32 {
  const stamp = nextStamp(lane);
  let k = batch.nnz;
  for (let field: u32 = 0; field < program.fields; field++) {
    const slot = load<u32>(slots + (field << 2));
    if (slot != NONE) k = add(batch, lane, stamp, k, slot, load<f32>(slots + (field << 2) + VALUES));
  }
  for (let i: u32 = 0; i < program.crosses; i++) {
    const slot = crossSlot(program, i, tables, ends);
    if (slot != NONE) k = add(batch, lane, stamp, k, slot, 1);
  }
  return k;
}

/** Adds a feature to the example that begins at batch.nnz. @returns the number of features in the batch with it */
function add(batch: BatchArea, lane: Lane, stamp: u32, k: u32, slot: u32, value: f32): u32 {
  const slots: usize = batch.slots;
  const end = slots + (k << 2);
  if (seenBefore(lane.stamps, stamp, slot)) {
    const earlier = positionOf(slots + (batch.nnz << 2), end, slot);
    if (earlier < end) {
      addAt(batch, <u32>(earlier - slots) >> 2, value, k);
      lane.merged += 1;
      return k;
    }
  }
  store<u32>(end, slot);
  setValue(batch, k, value);
  return k + 1;
}

// @ts-ignore: decorator
@inline
function isMissing(step: Op, cell: u64, length: u32): bool {
  if (length == 0 || length < step.minLength) return true;
  return step.missingTexts != 0 && textValue(step.missingTexts, cell) != NONE;
}

/**
 * The value that a table of texts has for a cell, or NONE: a count, then value and length of each text, and its bytes to
 * a multiple of eight.
 */
function textValue(texts: u32, cell: u64): u32 {
  const start = <u32>cell;
  const length = <u32>(cell >> 32) - start;
  // all of a short text at once; what stands behind it is cut off
  const word = length < 8 ? load<u64>(start) & ((<u64>1 << (<u64>length << 3)) - 1) : load<u64>(start);
  let at: usize = texts + 8;
  for (let i = load<u32>(texts); i > 0; i--) {
    const size = load<u32>(at, 4);
    if (size == length && load<u64>(at, 8) == word && (size <= 8 || memory.compare(at + 8, start, size) == 0)) {
      return load<u32>(at);
    }
    at += 8 + ((max(size, 1) + 7) & ~7);
  }
  return NONE;
}

/** The number that a whole cell is; NaN if it is none. */
function numberOf(cell: u64, lane: Lane): f64 {
  if (<u32>cell == <u32>(cell >> 32)) return NaN;
  const value = parseNumber(<u32>cell, lane);
  return lane.after == <u32>(cell >> 32) ? value : NaN;
}

/** The slot of murmur3(token b, murmur3(token a, seed)), or NONE if one of the tokens is missing and no feature. */
function crossSlot(program: Program, i: u32, tables: usize, ends: usize): u32 {
  const cross = program.crossesAt + i * CROSS_BYTES;
  let hash = load<u32>(cross, offsetof<Cross>('seed'));
  const count = load<u32>(cross, offsetof<Cross>('count'));
  for (let part: u32 = 0; part < count; part++) {
    const step = changetype<Op>(<usize>load<u32>(cross + (part << 2), offsetof<Cross>('first')));
    const cell = cellOf(program, ends, step.column);
    let length = <u32>(cell >> 32) - <u32>cell;
    if (isMissing(step, cell, length)) {
      if (step.missingSlot == NONE) return NONE;
      length = 0;
    }
    hash = murmur3(<u32>cell, length, hash);
  }
  return hash & load<u32>(tables, MASK);
}
