// Vowpal Wabbit's text -> batch, line by line. The readable twins are ../../read/vw.ts (the record) and
// ../../hash/hash-records.ts (its features).

import { BAD_RECORD, BatchArea, DONE, FULL, Lane } from './batch';
import { findBars } from './delimiters';
import { readColumns } from './vw-columns';
import { afterBlanks, labelOf } from './vw-head';
import { readPairs } from './vw-pairs';

const RETURN: u32 = 0x0d;
const WINDOW: u32 = 8192;

/** Appends the whole lines of text[begin, end), features as pairs; arguments and result as readCriteo's. */
export function readVw(batch: BatchArea, tables: usize, lane: Lane, begin: u32, end: u32): i32 {
  return readLines(batch, tables, lane, begin, end, true, false);
}

/** The same for records to predict: what stands before the first bar is not looked at. */
export function readUnlabelledVw(batch: BatchArea, tables: usize, lane: Lane, begin: u32, end: u32): i32 {
  return readLines(batch, tables, lane, begin, end, false, false);
}

/** The same where namespaces are columns. */
export function readVwColumns(batch: BatchArea, tables: usize, lane: Lane, begin: u32, end: u32): i32 {
  return readLines(batch, tables, lane, begin, end, true, true);
}

/** Records to predict where namespaces are columns. */
export function readUnlabelledVwColumns(batch: BatchArea, tables: usize, lane: Lane, begin: u32, end: u32): i32 {
  return readLines(batch, tables, lane, begin, end, false, true);
}

// @ts-ignore: decorator
@inline
function readLines(
  batch: BatchArea,
  tables: usize,
  lane: Lane,
  begin: u32,
  end: u32,
  labelled: bool,
  byColumn: bool,
): i32 {
  const positions: usize = lane.positions;
  const newlines: usize = lane.newlines;
  let record = begin;
  let window = WINDOW;
  while (record < end) {
    const stop = min(record + window, end);
    const found = findBars(record, stop, positions, newlines);
    let first: u32 = 0;
    for (let r: u32 = 0; r < found; r++) {
      const last = load<u32>(newlines + (r << 2));
      const lineEnd = load<u32>(positions + (last << 2));
      batch.next = record;
      const state = readLine(batch, tables, lane, record, positions + (first << 2), last - first, labelled, byColumn);
      if (state != DONE) return state;
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

/** @param bars the addresses of `count` bars, and of the line's end */
// @ts-ignore: decorator
@inline
function readLine(
  batch: BatchArea,
  tables: usize,
  lane: Lane,
  record: u32,
  bars: usize,
  count: u32,
  labelled: bool,
  byColumn: bool,
): i32 {
  const lineEnd = load<u32>(bars + (count << 2));
  // a line may end in \r\n
  const end = lineEnd - u32(lineEnd > record && load<u8>(lineEnd - 1) == RETURN);
  if (count == 0) return afterBlanks(record, end) == end ? DONE : BAD_RECORD;
  if (batch.size == batch.examplesCapacity) return FULL;
  store<u32>(bars + (count << 2), end);
  const label = labelled ? labelOf(batch, lane, record, load<u32>(bars)) : 0;
  if (label < 0) return BAD_RECORD;
  if (byColumn) return readColumns(batch, tables, lane, bars, count, label);
  return readPairs(batch, tables, lane, bars, count, label, (end - record) >> 1);
}
