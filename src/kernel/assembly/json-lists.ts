// An array of JSON -> the text of a list, as a table's cell has it.

import { Lane } from './batch';
import { CLOSE_ARRAY, COMMA, QUOTE, afterBlanks, byteAt, endOfString, endOfWord, isNull } from './json-values';

/**
 * Writes the elements that begin at `at` to lane.kept and moves it, the separator between them.
 *
 * @returns what is behind the array; 0 if it is left to the twin, as it is if an element has the separator in it
 */
export function joinElements(lane: Lane, at: u32, separator: u32): u32 {
  let to = lane.kept;
  at = afterBlanks(at);
  if (byteAt(at) == CLOSE_ARRAY) return at + 1;
  while (true) {
    const isText = byteAt(at) == QUOTE;
    const begin = at + u32(isText);
    const end = isText ? endOfString(begin) : endOfWord(begin);
    if (end == 0) return 0;
    // null is an element that is missing
    if (isText || !isNull(begin)) to = copyElement(begin, end, to, separator);
    if (to == 0) return 0;
    at = afterBlanks(end + u32(isText));
    const between = byteAt(at++);
    if (between == CLOSE_ARRAY) break;
    if (between != COMMA) return 0;
    store<u8>(to++, <u8>separator);
    at = afterBlanks(at);
  }
  lane.kept = to;
  return at;
}

/** @returns the end of the copy; 0 if the separator is in it */
function copyElement(from: u32, end: u32, to: u32, separator: u32): u32 {
  for (; from < end; from++) {
    const byte = byteAt(from);
    if (byte == separator) return 0;
    store<u8>(to++, <u8>byte);
  }
  return to;
}
