// What stands behind a bar of Vowpal Wabbit's text: the usual section, a name, a space and one feature, is seen at once.

import { Lane } from './batch';
import { isDigit, parseNumber } from './number';

const SPACE: u32 = 0x20;
const TAB: u32 = 0x09;
const COLON: u32 = 0x3a;

/** Bytes of a section that are looked at together. */
export const PLAIN: u32 = 16;

/** The end of a section without the space before the next bar. */
// @ts-ignore: decorator
@inline
export function endOfSection(end: u32): u32 {
  return end - u32(load<u8>(end - 1) == SPACE);
}

/** A bit for each space of 16 bytes. */
// @ts-ignore: decorator
@inline
export function spacesIn(text: v128): u32 {
  return i8x16.bitmask(i8x16.eq(text, i8x16.splat(<i8>SPACE)));
}

/** Ones in the first `length` bytes of 16, zeros behind them. */
// @ts-ignore: decorator
@inline
export function firstBytes(length: u32): v128 {
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return i8x16.lt_s(places, i8x16.splat(<i8>length));
}

/** Colons and tabs among bytes. */
// @ts-ignore: decorator
@inline
export function oddIn(text: v128): v128 {
  return v128.or(i8x16.eq(text, i8x16.splat(<i8>COLON)), i8x16.eq(text, i8x16.splat(<i8>TAB)));
}

/** 0 if there is one space among the first 1 to 16 bytes, neither the first of them nor the last. */
// @ts-ignore: decorator
@inline
export function notApart(spaces: u32, length: u32): u32 {
  const last = <u32>1 << (length - 1);
  spaces &= (last << 1) - 1;
  const others = spaces - 1;
  return (spaces & (others | last | 1)) | (others >> 31);
}

/** The end of the word that begins at `at`: a blank, or the end of its section. */
export function endOfWord(at: usize, end: usize): usize {
  for (; at < end; at += 16) {
    const text = v128.load(at);
    const blanks = spacesIn(text) | i8x16.bitmask(i8x16.eq(text, i8x16.splat(<i8>TAB)));
    if (blanks) return min(at + <usize>ctz<u32>(blanks), end);
  }
  return end;
}

/** The first colon of a word, or its end. */
export function colonIn(at: usize, end: usize): usize {
  for (; at < end; at += 16) {
    const colons = i8x16.bitmask(i8x16.eq(v128.load(at), i8x16.splat(<i8>COLON)));
    if (colons) return min(at + <usize>ctz<u32>(colons), end);
  }
  return end;
}

/** The number that a whole text is, as a float32; NaN if it is none or infinite. */
export function float32In(at: usize, end: usize, lane: Lane): f32 {
  // one digit, as most counts are
  if (end - at == 1 && isDigit(load<u8>(at))) return <f32>(<u32>load<u8>(at) - 0x30);
  const value = <f32>parseNumber(at, lane);
  return lane.after == <u32>end && abs<f32>(value) <= f32.MAX_VALUE ? value : <f32>NaN;
}
