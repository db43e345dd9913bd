// Delimited text (CSV, TSV) -> batch, by a program that says what each field's column becomes. The readable twins are
// ../../read/delimited.ts (the record) and ../../hash/hash-records.ts (its features). Records of another
// number of columns, with quoted line feeds, or with more tokens than there is room for, are left to them.

import { BAD_RECORD, BatchArea, DONE, FULL, Lane, fillOnes, finishExample } from './batch';
import { VALUES, hashCell, numberOf } from './cells';
import { NO_SLOT, PROGRAM, TOKENS, countSlot } from './count';
import { crossSlots, firstToken, keepTokens } from './crosses';
import { findCells } from './delimiters';
import { addEach, addPlain, hasRoom } from './features';
import { hasQuote, unquote } from './quotes';
import { COUNTS, FOUR, NONE, NUMERIC, REFUSED, STEP_BYTES, Step, textValue } from './step';
import { fourSlots } from './token-slots';

// the layout of ../../hash/kernel-program.ts
@unmanaged
export class Program {
  columns: u32;
  delimiter: u32;
  trim: u32;
  label: u32;
  labelTexts: u32;
  importance: u32;
  /** 1 if there are numbers: features then have values of their own. */
  numeric: u32;
  steps: u32;
  stepsAt: u32;
  /** Fields that are crossed: the addresses of their steps. */
  crossed: u32;
  crossedAt: u32;
  crosses: u32;
  crossesAt: u32;
  /** Bytes from the word that says where a cell begins, less one, to the word that says where it ends. */
  gap: u32;
  /** Where columns are namespaces or keys: the table of their names, see ./names. */
  names: u32;
}

const SPACE: u32 = 0x20;
const RETURN: u32 = 0x0d;

const WINDOW: u32 = 8192;

/** Appends the whole lines of text[begin, end); arguments and result as readCriteo's. Empty lines are no records. */
export function readDelimited(batch: BatchArea, tables: usize, lane: Lane, begin: u32, end: u32): i32 {
  const program = changetype<Program>(<usize>load<u32>(tables, PROGRAM));
  const positions: usize = lane.positions;
  const newlines: usize = lane.newlines;
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
      if (batch.size == batch.examplesCapacity) return FULL;
      if (!isEmpty(record, lineEnd)) {
        const ends = positions + (first << 2);
        let cells = last - first + 1;
        if (quotes && hasQuote(record, lineEnd)) {
          // spaces within quotes stay
          if (program.trim) return BAD_RECORD;
          cells = unquote(record, lineEnd, program.delimiter, lane.unquoted, ends);
        }
        if (cells != program.columns) return BAD_RECORD;
        const state = readRecord(batch, program, tables, lane, ends);
        if (state != DONE) return state;
      }
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

// @ts-ignore: decorator
@inline
function startOf(cell: u64): u32 {
  return <u32>cell;
}

// @ts-ignore: decorator
@inline
function endOf(cell: u64): u32 {
  return <u32>(cell >> 32);
}

/** Where a column's cell begins, in the low half, and ends, in the high half. */
// @ts-ignore: decorator
@inline
function cellOf(program: Program, ends: usize, column: u32): u64 {
  let start = load<u32>(ends + (column << 2) - program.gap) + 1;
  let end = load<u32>(ends + (column << 2));
  if (program.trim) {
    while (start < end && load<u8>(start) == SPACE) start++;
    while (end > start && load<u8>(end - 1) == SPACE) end--;
  }
  return <u64>start | (<u64>end << 32);
}

/** One record, its delimiters at `ends`: DONE, FULL or BAD_RECORD. All but DONE leaves the batch as it was. */
function readRecord(batch: BatchArea, program: Program, tables: usize, lane: Lane, ends: usize): i32 {
  const lastEnd = ends + ((program.columns - 1) << 2);
  // a line may end in \r\n
  const last = load<u32>(lastEnd);
  if (load<u8>(last - 1) == RETURN) store<u32>(lastEnd, last - 1);
  return readLearned(batch, program, tables, lane, ends);
}

/** Appends a record whose cells end at `ends`, label and importance among them. @returns as readRecord */
// @ts-ignore: decorator
@inline
export function readLearned(batch: BatchArea, program: Program, tables: usize, lane: Lane, ends: usize): i32 {
  let label: u32 = 0;
  if (program.label != NONE) {
    const cell = cellOf(program, ends, program.label);
    label = textValue(program.labelTexts, startOf(cell), endOf(cell) - startOf(cell));
    if (label == NONE) return BAD_RECORD;
  }
  if (program.importance != NONE) {
    const cell = cellOf(program, ends, program.importance);
    const importance = <f32>numberOf(startOf(cell), endOf(cell), lane);
    if (!(importance > 0 && importance <= f32.MAX_VALUE)) return BAD_RECORD;
    store<f32>(batch.importances + (batch.size << 2), importance);
  }
  return readCells(batch, program, tables, lane, ends, label);
}

/** Appends the features of a record whose cells end at `ends`. @returns as readRecord */
// @ts-ignore: decorator
@inline
export function readCells(
  batch: BatchArea,
  program: Program,
  tables: usize,
  lane: Lane,
  ends: usize,
  label: u32,
): i32 {
  const slotsEnd = hashRecord(program, tables, lane, ends);
  if (slotsEnd == REFUSED) return BAD_RECORD;
  // an empty batch has room for whatever lane.slots holds
  if (!hasRoom(batch, lane, slotsEnd)) return FULL;
  const nnz = program.numeric ? addEach(batch, lane, slotsEnd) : addPlain(batch, lane, tables, slotsEnd);
  finishExample(batch, lane, <f32>label, nnz);
  return DONE;
}

/** Writes the slots of a record, of missing values too, to lane.slots. @returns their end, or REFUSED */
// @ts-ignore: decorator
@inline
function hashRecord(program: Program, tables: usize, lane: Lane, ends: usize): usize {
  let to: usize = lane.slots;
  let at = program.stepsAt;
  for (const end = at + program.steps * STEP_BYTES; at < end; at += STEP_BYTES) {
    const step = changetype<Step>(<usize>at);
    const begin = to;
    if (step.type == FOUR) {
      v128.store(to, hashFour(step, tables, ends, program.gap));
      to += 16;
    } else if (step.type == COUNTS) {
      to = hashCounts(step, tables, lane, ends, program.gap, to);
      if (to == REFUSED) return REFUSED;
    } else {
      const cell = cellOf(program, ends, step.column);
      to = hashCell(step, tables, lane, startOf(cell), endOf(cell), to);
      if (to == REFUSED) return REFUSED;
    }
    if (program.numeric && step.type != NUMERIC) fillOnes(begin + VALUES, 0, <u32>((to - begin) >> 2));
  }
  return program.crosses ? hashCrosses(program, tables, lane, ends, to) : to;
}

function hashCrosses(program: Program, tables: usize, lane: Lane, ends: usize, to: usize): usize {
  let token = firstToken(lane);
  for (let i: u32 = 0; i < program.crossed; i++) {
    const step = changetype<Step>(<usize>load<u32>(program.crossedAt + (i << 2)));
    const cell = cellOf(program, ends, step.column);
    token = keepTokens(step, i, lane, tables, startOf(cell), endOf(cell), token);
    if (token == REFUSED) return REFUSED;
  }
  const end = crossSlots(program.crossesAt, program.crosses, tables, lane, to);
  if (program.numeric && end != REFUSED) fillOnes(to + VALUES, 0, <u32>((end - to) >> 2));
  return end;
}

/** The slots of four neighbouring columns; the missing ones' slots where cells are empty. */
// @ts-ignore: decorator
@inline
function hashFour(step: Step, tables: usize, ends: usize, gap: usize): v128 {
  const at = ends + (step.column << 2);
  const starts = i32x4.add(v128.load(at - gap), i32x4.splat(1));
  const lengths = i32x4.sub(v128.load(at), starts);
  const entry = changetype<usize>(step);
  const four = fourSlots(tables, entry + offsetof<Step>('seed'), starts, lengths);
  return v128.bitselect(v128.load(entry + offsetof<Step>('missingSlot')), four, i32x4.eq(lengths, i32x4.splat(0)));
}

/** The slots of neighbouring columns of counts; a missing one's is in the table too. @returns their end, or REFUSED */
// @ts-ignore: decorator
@inline
function hashCounts(step: Step, tables: usize, lane: Lane, ends: usize, gap: usize, to: usize): usize {
  const count = step.detail;
  let bad: u32 = 0;
  let slots: usize = step.slots;
  ends += step.column << 2;
  for (let i: u32 = 0; i < count; i++) {
    const start = load<u32>(ends + (i << 2) - gap) + 1;
    const length = load<u32>(ends + (i << 2)) - start;
    const slot = countSlot(tables, lane, slots, start, length);
    bad |= u32(slot == NO_SLOT) & u32(length != 0);
    store<u32>(to + (i << 2), slot);
    slots += TOKENS * 4;
  }
  return bad ? REFUSED : to + (count << 2);
}
