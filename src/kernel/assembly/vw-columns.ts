// The sections of a line of Vowpal Wabbit's text whose namespaces are columns -> cells, and features by a table's program.

import { BAD_RECORD, BatchArea, DONE, Lane, fillOnes, finishExample } from './batch';
import { PROGRAM } from './count';
import { Program, readCells } from './delimited';
import { mergeSlots } from './merge';
import { afterBlanks, isBlank } from './vw-head';
import { slotsInOrder } from './vw-in-order';
import { IGNORED, LIST, NUMBER, Names, TEXT, nameOf } from './names';
import { PLAIN, colonIn, endOfSection, endOfWord, firstBytes, float32In, notApart, oddIn, spacesIn } from './vw-section';

/**
 * Appends the features of a line.
 *
 * @param bars the addresses of `count` bars, and of the line's end
 * @returns DONE, FULL or BAD_RECORD
 */
export function readColumns(batch: BatchArea, tables: usize, lane: Lane, bars: usize, count: u32, label: i32): i32 {
  const program = changetype<Program>(<usize>load<u32>(tables, PROGRAM));
  const end = slotsInOrder(batch, program, tables, lane, bars, count);
  if (end == 0) return readAnyColumns(batch, program, tables, lane, bars, count, label);
  const begin: usize = batch.slots + (batch.nnz << 2);
  if (batch.hasValues) fillOnes(batch.values, batch.nnz, batch.nnz + (<u32>(end - begin) >> 2));
  finishExample(batch, lane, <f32>label, mergeSlots(batch, lane, begin, end));
  return DONE;
}

function readAnyColumns(
  batch: BatchArea,
  program: Program,
  tables: usize,
  lane: Lane,
  bars: usize,
  count: u32,
  label: i32,
): i32 {
  const ends: usize = lane.cells + program.gap;
  // no namespace yet: every cell is empty, behind the first bar
  const bar = load<u32>(bars);
  for (let i: usize = 0; i < <usize>program.columns << 2; i += 16) {
    v128.store(lane.cells + i, i32x4.splat(bar));
    v128.store(ends + i, i32x4.splat(bar + 1));
  }
  for (const end = bars + (count << 2); bars < end; bars += 4) {
    const start = load<u32>(bars) + 1;
    const stop = load<u32>(bars, 4);
    if (placePlain(program, ends, start, endOfSection(stop), bar + 1)) continue;
    if (!placeSection(program, lane, ends, start, stop, bar + 1)) return BAD_RECORD;
  }
  return readCells(batch, program, tables, lane, ends, label);
}

/** Places the cell of a name, a space and a feature, together no more than 16 bytes. False leaves all as it was. */
// @ts-ignore: decorator
@inline
function placePlain(program: Program, ends: usize, start: u32, end: u32, empty: u32): bool {
  const length = end - start;
  const text = v128.load(start);
  const spaces = spacesIn(text);
  const odd = v128.any_true(v128.and(oddIn(text), firstBytes(length)));
  if (notApart(spaces, length) | u32(length - 1 >= PLAIN) | u32(odd)) return false;
  const name = nameOf(changetype<Names>(<usize>program.names), start, ctz<u32>(spaces));
  const at = ends + (name.column << 2);
  if (name.length == 0 || name.kind > LIST || load<u32>(at) != empty) return false;
  store<u32>(at - program.gap, start + name.length);
  store<u32>(at, end);
  return true;
}

/** Places the cell of any section text[start, end). False if it is malformed or odd. */
function placeSection(program: Program, lane: Lane, ends: usize, start: u32, end: u32, empty: u32): bool {
  if (start == end || isBlank(load<u8>(start))) return false;
  const nameEnd = endOfWord(start, end);
  if (colonIn(start, nameEnd) < nameEnd) return false;
  const name = nameOf(changetype<Names>(<usize>program.names), start, <u32>nameEnd - start);
  const first = afterBlanks(nameEnd, end);
  if (name.length == 0) return false;
  if (name.kind == IGNORED) return arePlain(first, end, false);
  if (first == end) return true;
  const at = ends + (name.column << 2);
  if (load<u32>(at) != empty) return false;
  let stop = endOfWord(first, end);
  let begin = first;
  if (name.kind == LIST) {
    if (!arePlain(first, end, true)) return false;
    stop = end;
  } else {
    if (afterBlanks(stop, end) != end) return false;
    const colon = colonIn(first, stop);
    if (name.kind == NUMBER) begin = colon + 1;
    if (name.kind == TEXT ? colon < stop : colon == first || colon == stop || isNaN(float32In(begin, stop, lane))) {
      return false;
    }
  }
  store<u32>(at - program.gap, <u32>begin - 1);
  store<u32>(at, <u32>stop);
  return true;
}

/** Whether all words are names without a value, with spaces between them. */
function arePlain(at: usize, end: usize, bySpaces: bool): bool {
  for (; at < end; at += 16) {
    const odd = bySpaces ? oddIn(v128.load(at)) : i8x16.eq(v128.load(at), i8x16.splat(0x3a));
    if (v128.any_true(v128.and(odd, firstBytes(<u32>min<usize>(end - at, 16))))) return false;
  }
  return true;
}
