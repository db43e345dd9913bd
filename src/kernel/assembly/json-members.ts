// A member of an object of JSON, `"key": value` -> the cell of its column.

import { Lane } from './batch';
import { Program } from './delimited';
import { copyUnescaped } from './json-escapes';
import { joinElements } from './json-lists';
import { COLON, OPEN_ARRAY, QUOTE, afterMark, byteAt, endOfString, endOfWord, isNull, marksIn } from './json-values';
import { LIST, Name, Names, nameOf } from './names';

// as bytes in a register
/** Quote, colon, quote. */
const CLOSE: u32 = 0x223a22;
/** Quote, colon, space, quote. */
const APART: u32 = 0x22203a22;

/**
 * Places the cell of the member that begins at `at`.
 *
 * @param empty where the cells of keys that were not met yet end
 * @returns what is behind the member; 0 if it is left to the twin
 */
// @ts-ignore: decorator
@inline
export function placeMember(program: Program, lane: Lane, ends: usize, at: u32, empty: u32): u32 {
  // of two texts that are short, as most are, all quotes are seen at once: read+hash -35% against one after the other
  const begin = at + 1;
  const marks = marksIn(begin) | (marksIn(begin + 16) << 16);
  const laterMarks = marks & (marks - 1);
  const thirdMark = laterMarks & (laterMarks - 1);
  const keyEnd = begin + ctz<u32>(marks);
  const end = begin + ctz<u32>(thirdMark);
  const between = load<u32>(keyEnd);
  const isUsual = byteAt(at) == QUOTE && ((between & 0xffffff) == CLOSE || between == APART) && byteAt(end) == QUOTE;
  if (thirdMark == 0 || !isUsual) return placeAny(program, lane, ends, at, empty);
  const name = nameOf(changetype<Names>(<usize>program.names), begin, keyEnd - begin);
  const cell = ends + (name.column << 2);
  if (!isNew(name, keyEnd - begin, cell, empty)) return 0;
  store<u32>(cell - program.gap, begin + ctz<u32>(laterMarks));
  store<u32>(cell, end);
  return end + 1;
}

/** Whether a key of at least one byte is in the schema, and was not met yet. */
// @ts-ignore: decorator
@inline
function isNew(name: Name, length: u32, cell: usize, empty: u32): bool {
  return length != 0 && name.length != 0 && load<u32>(cell) == empty;
}

/** The same of any member. */
function placeAny(program: Program, lane: Lane, ends: usize, at: u32, empty: u32): u32 {
  if (byteAt(at) != QUOTE) return 0;
  const keyEnd = endOfString(at + 1);
  if (keyEnd == 0) return 0;
  const name = nameOf(changetype<Names>(<usize>program.names), at + 1, keyEnd - at - 1);
  const cell = ends + (name.column << 2);
  if (!isNew(name, keyEnd - at - 1, cell, empty)) return 0;
  at = afterMark(keyEnd + 1, COLON);
  if (at == 0) return 0;
  if (byteAt(at) == QUOTE) {
    const end = endOfString(at + 1);
    if (end == 0) return placeUnescaped(program, lane, cell, at + 1);
    store<u32>(cell - program.gap, at);
    store<u32>(cell, end);
    return end + 1;
  }
  if (name.kind == LIST && byteAt(at) == OPEN_ARRAY) {
    store<u32>(cell - program.gap, lane.kept - 1);
    const end = joinElements(lane, at + 1, name.from);
    store<u32>(cell, lane.kept);
    return end;
  }
  const end = endOfWord(at);
  store<u32>(cell - program.gap, at - 1);
  store<u32>(cell, isNull(at) ? at : end);
  return end;
}

function placeUnescaped(program: Program, lane: Lane, cell: usize, at: u32): u32 {
  store<u32>(cell - program.gap, lane.kept);
  const end = copyUnescaped(lane, at);
  store<u32>(cell, lane.kept - 1);
  return end;
}
