// A rule over one column -> a byte an example, and a batch -> the examples whose byte is the one that is wanted. The
// readable twins are ../../hash/split-cell.ts (the rule) and, in ../../../test/kernel/split.test.ts, keptExamples.

import { BatchArea, Lane } from './batch';
import { findCells } from './delimiters';
import { murmur3 } from './murmur3';
import { parseNumber } from './number';

// the layout of ../../hash/split-column.ts
@unmanaged
class ColumnRule {
  /** What the cell is compared with, if it is a number. */
  value: f64;
  /** The column's index, and the byte between columns. */
  column: u32;
  delimiter: u32;
  /** 1 if spaces around cells are none of their text. */
  trim: u32;
  kind: u32;
  /** Of HASHED: hashes below it are held out. */
  threshold: u32;
  seed: u32;
  /** What the cell is compared with, if it is no number: its bytes. */
  text: u32;
  length: u32;
}

// kinds: a hash, a comparison of texts, or of numbers
const HASHED: u32 = 0;
const SAME_TEXT: u32 = 1;
const OTHER_TEXT: u32 = 2;
const AT_LEAST: u32 = 3;
const ABOVE: u32 = 4;
const AT_MOST: u32 = 5;
const BELOW: u32 = 6;
const EQUAL: u32 = 7;

const SPACE: u32 = 0x20;
const RETURN: u32 = 0x0d;

const WINDOW: u32 = 8192;

/**
 * Says of each line of text[begin, end) that is not empty whether the rule holds it out: a byte each, from `held` on.
 *
 * @param lane whose reader has just read these very lines: its positions are free again
 */
export function markHeld(rule: ColumnRule, lane: Lane, held: usize, begin: u32, end: u32): void {
  const positions: usize = lane.positions;
  const newlines: usize = lane.newlines;
  let record = begin;
  let window = WINDOW;
  while (record < end) {
    const found = <u32>findCells(record, min(record + window, end), positions, newlines, <i32>rule.delimiter);
    let first: u32 = 0;
    for (let r: u32 = 0; r < found; r++) {
      const last = load<u32>(newlines + (r << 2));
      const lineEnd = load<u32>(positions + (last << 2));
      const textEnd = lineEnd - u32(lineEnd > record && load<u8>(lineEnd - 1) == RETURN);
      if (textEnd > record) {
        const at = first + rule.column;
        const from = rule.column ? load<u32>(positions + (at << 2) - 4) + 1 : record;
        store<u8>(held++, u8(isHeld(rule, lane, from, min(load<u32>(positions + (at << 2)), textEnd))));
      }
      record = lineEnd + 1;
      first = last + 1;
    }
    window = found ? WINDOW : window << 1;
  }
}

function isHeld(rule: ColumnRule, lane: Lane, start: u32, end: u32): bool {
  if (rule.trim) {
    while (start < end && load<u8>(start) == SPACE) start++;
    while (end > start && load<u8>(end - 1) == SPACE) end--;
  }
  // a missing value is on the side that is learned
  if (start == end) return false;
  const length = end - start;
  const kind = rule.kind;
  if (kind == HASHED) return murmur3(start, length, rule.seed) < rule.threshold;
  if (kind == SAME_TEXT) return isText(rule, start, length);
  if (kind == OTHER_TEXT) return !isText(rule, start, length);
  const value = numberOf(start, end, lane);
  if (kind == AT_LEAST) return value >= rule.value;
  if (kind == ABOVE) return value > rule.value;
  if (kind == AT_MOST) return value <= rule.value;
  if (kind == BELOW) return value < rule.value;
  return (value == rule.value) == (kind == EQUAL);
}

/** NaN, which is no number's equal, for a cell that is none. */
function numberOf(start: u32, end: u32, lane: Lane): f64 {
  const value = parseNumber(start, lane);
  return isNaN(value) || lane.after == end ? value : NaN;
}

function isText(rule: ColumnRule, start: u32, length: u32): bool {
  return length == rule.length && memory.compare(start, rule.text, length) == 0;
}

/** Leaves in a batch, in their order, the examples whose byte in `held` is `wanted`: runs of them move to the front. */
export function keepExamples(batch: BatchArea, held: usize, wanted: u32): void {
  const size = batch.size;
  const offsets: usize = batch.offsets;
  let kept: u32 = 0;
  let nnz: u32 = 0;
  for (let first: u32 = 0; first < size; ) {
    let end = first;
    while (end < size && load<u8>(held + end) == wanted) end++;
    const begin = load<u32>(offsets + (first << 2));
    const count = load<u32>(offsets + (end << 2)) - begin;
    if (kept < first && first < end) {
      move(batch.labels, kept, first, end - first);
      move(batch.importances, kept, first, end - first);
      move(batch.slots, nnz, begin, count);
      if (batch.hasValues) move(batch.values, nnz, begin, count);
      for (let i = first; i < end; i++) {
        const to = offsets + ((kept + i - first) << 2);
        store<u32>(to, load<u32>(offsets + (i << 2), 4) - begin + nnz, 4);
      }
    }
    kept += end - first;
    nnz += count;
    first = end;
    while (first < size && load<u8>(held + first) != wanted) first++;
  }
  batch.size = kept;
  batch.nnz = nnz;
}

/** Moves words of an array towards its front. */
// @ts-ignore: decorator
@inline
function move(array: usize, to: u32, from: u32, count: u32): void {
  memory.copy(array + (to << 2), array + (from << 2), count << 2);
}
