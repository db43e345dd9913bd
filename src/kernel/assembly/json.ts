// JSON lines -> batch: the usual records, one flat object a line, keys in any order, become the cells of a table. The
// readable twins are ../../read/json-lines.ts (the record) and ../../hash/hash-records.ts (its features). What is nested,
// odd or malformed is left to them.

import { BAD_RECORD, BatchArea, DONE, FULL, Lane } from './batch';
import { PROGRAM } from './count';
import { Program, readLearned } from './delimited';
import { CLOSE_OBJECT, COMMA, OPEN_OBJECT, afterBlanks, afterMark, byteAt } from './json-values';
import { placeMember } from './json-members';
import { NONE } from './step';

const NEWLINE: u32 = 0x0a;

/** Appends the lines of text[begin, end), which are whole; arguments and result as readCriteo's. Blank lines are no records. */
export function readJsonLines(batch: BatchArea, tables: usize, lane: Lane, begin: u32, end: u32): i32 {
  const program = changetype<Program>(<usize>load<u32>(tables, PROGRAM));
  const ends: usize = lane.cells + program.gap;
  let record = begin;
  while (record < end) {
    batch.next = record;
    let lineEnd = afterBlanks(record);
    if (byteAt(lineEnd) != NEWLINE) {
      if (batch.size == batch.examplesCapacity) return FULL;
      const object = lineEnd;
      lineEnd = placeMembers(program, lane, ends, object);
      if (lineEnd == 0) return BAD_RECORD;
      // a label may be an empty text, but it must be there
      if (program.label != NONE && load<u32>(ends + (program.label << 2)) == object + 1) return BAD_RECORD;
      const state = readLearned(batch, program, tables, lane, ends);
      if (state != DONE) return state;
    }
    batch.lines += 1;
    record = lineEnd + 1;
  }
  batch.next = record;
  return DONE;
}

/** Places the cells of all keys; those of others are empty and end behind the brace. @returns the line feed, or 0 */
// @ts-ignore: decorator
@inline
function placeMembers(program: Program, lane: Lane, ends: usize, object: u32): u32 {
  if (byteAt(object) != OPEN_OBJECT) return 0;
  for (let i: usize = 0; i < <usize>program.columns << 2; i += 16) {
    v128.store(lane.cells + i, i32x4.splat(object));
    v128.store(ends + i, i32x4.splat(object + 1));
  }
  lane.kept = lane.unquoted;
  let at = afterBlanks(object + 1);
  if (byteAt(at) == CLOSE_OBJECT) at++;
  else {
    while (true) {
      at = placeMember(program, lane, ends, at, object + 1);
      if (at == 0) return 0;
      const next = afterMark(at, COMMA);
      if (next == 0) break;
      at = next;
    }
    at = afterBlanks(at);
    if (byteAt(at++) != CLOSE_OBJECT) return 0;
  }
  at = afterBlanks(at);
  return byteAt(at) == NEWLINE ? at : 0;
}
