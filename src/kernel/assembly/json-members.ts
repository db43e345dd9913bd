// A member of an object of JSON, `"key": value` -> the cell of its column.

import { Lane } from './batch';
import { Program } from './delimited';
import { COLON, OPEN_ARRAY, QUOTE, afterBlanks, byteAt, endOfString, endOfWord, isNull } from './json-values';
import { joinElements } from './json-lists';
import { LIST, Names, nameOf } from './names';

/**
 * Places the cell of the member that begins at `at`.
 *
 * @param empty where the cells of keys that were not met yet end
 * @returns what is behind the member; 0 if it is left to the twin
 */
// @ts-ignore: decorator
@inline
export function placeMember(program: Program, lane: Lane, ends: usize, at: u32, empty: u32): u32 {
  if (byteAt(at) != QUOTE) return 0;
  const keyEnd = endOfString(at + 1);
  const length = keyEnd - at - 1;
  if (keyEnd == 0 || length == 0) return 0;
  const name = nameOf(changetype<Names>(<usize>program.names), at + 1, length);
  const cell = ends + (name.column << 2);
  // no key of the schema, or one that is there twice
  if (name.length == 0 || load<u32>(cell) != empty) return 0;
  at = afterBlanks(keyEnd + 1);
  if (byteAt(at) != COLON) return 0;
  at = afterBlanks(at + 1);
  if (byteAt(at) == QUOTE) {
    const end = endOfString(at + 1);
    store<u32>(cell - program.gap, at);
    store<u32>(cell, end);
    return end == 0 ? 0 : end + 1;
  }
  if (name.kind == LIST && byteAt(at) == OPEN_ARRAY) {
    const begin = lane.kept;
    const end = joinElements(lane, at + 1, name.from);
    store<u32>(cell - program.gap, begin - 1);
    store<u32>(cell, lane.kept);
    return end;
  }
  const end = endOfWord(at);
  store<u32>(cell - program.gap, at - 1);
  store<u32>(cell, isNull(at) ? at : end);
  return end;
}
