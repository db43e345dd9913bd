// A string of JSON with escapes -> its text. The readable twin is `unescaped` in ../../read/json-record.ts.

import { Lane } from './batch';
import { BACKSLASH, QUOTE, byteAt, marksIn } from './json-values';
import { isDigit } from './number';

const LETTER_U: u32 = 0x75;
const NONE: u32 = u32.MAX_VALUE;

/**
 * Writes a quote, the text of the string that begins at `at`, and a quote to lane.kept, and moves it behind them.
 *
 * @returns what is behind the string; 0 if it is malformed
 */
export function copyUnescaped(lane: Lane, at: u32): u32 {
  let to = lane.kept;
  // as text has it: a count's memo looks at the byte before, and a number ends where its text does
  store<u8>(to++, <u8>QUOTE);
  while (true) {
    const marks = marksIn(at);
    v128.store(to, v128.load(at));
    const length = marks ? ctz<u32>(marks) : 16;
    at += length;
    to += length;
    if (!marks) continue;
    if (byteAt(at) == QUOTE) break;
    if (byteAt(at) != BACKSLASH) return 0;
    const isCode = byteAt(at + 1) == LETTER_U;
    const character = isCode ? characterAt(at) : meantBy(byteAt(at + 1));
    if (character == NONE) return 0;
    to = putUtf8(to, character);
    at += !isCode ? 2 : character < 0x10000 ? 6 : 12;
  }
  store<u8>(to, <u8>QUOTE);
  lane.kept = to + 1;
  return at + 1;
}

/** The character of an escape of one letter, or NONE. */
function meantBy(letter: u32): u32 {
  switch (letter) {
    case 0x62: return 0x08;
    case 0x66: return 0x0c;
    case 0x6e: return 0x0a;
    case 0x72: return 0x0d;
    case 0x74: return 0x09;
    default: return letter == QUOTE || letter == BACKSLASH || letter == 0x2f ? letter : NONE;
  }
}

/** The character of an escape with a number, or of two that are a pair of surrogates; NONE for what is neither. */
function characterAt(at: u32): u32 {
  const first = unitAt(at);
  if (first == NONE || first >> 11 != 0x1b) return first;
  const second = first < 0xdc00 && byteAt(at + 6) == BACKSLASH && byteAt(at + 7) == LETTER_U ? unitAt(at + 6) : NONE;
  return second >> 10 == 0x37 ? 0x10000 + ((first & 0x3ff) << 10) + (second & 0x3ff) : NONE;
}

/** The number of an escape with four hexadecimal digits, or NONE. */
function unitAt(at: u32): u32 {
  let unit: u32 = 0;
  for (let i: u32 = 2; i < 6; i++) {
    const byte = byteAt(at + i);
    const letter = (byte | 0x20) - 0x61;
    if (!isDigit(byte) && letter >= 6) return NONE;
    unit = (unit << 4) | (isDigit(byte) ? byte - 0x30 : letter + 10);
  }
  return unit;
}

function putUtf8(to: u32, character: u32): u32 {
  if (character < 0x80) {
    store<u8>(to, <u8>character);
    return to + 1;
  }
  const more: u32 = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
  // as many ones at the top as there are bytes
  store<u8>(to++, <u8>((0xff00 >> (more + 1)) | (character >> (more * 6))));
  for (let i = more; i > 0; i--) store<u8>(to++, <u8>(0x80 | ((character >> ((i - 1) * 6)) & 0x3f)));
  return to;
}
