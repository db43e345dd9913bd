// Sections of a name, a space and a token of 8 bytes -> slots, four at a time.

import { MASK } from './count';
import { murmur3OfPairs } from './murmur3';
import { Name, Names, TOKEN_SLOT, likelyName, nameWord } from './names';
import { oddIn } from './vw-section';

const SPACE: i8 = 0x20;

/** In the place of a column: a section is another, or its field comes too late. */
export const OTHER: u32 = u32.MAX_VALUE;

/**
 * Writes the slots of up to four sections at `to`, and anything behind them. How long a name is follows from where the
 * next bar is: nothing is searched for.
 *
 * @param bars  the addresses of `count` bars, and of what is behind the space after the last section; three more are read
 * @param count 1 .. 4
 * @param next  the first column that the sections may be of
 * @returns the same for the next section, or OTHER
 */
// @ts-ignore: decorator
@inline
export function addTokens(names: Names, tables: usize, bars: usize, count: u32, to: usize, next: u32): u32 {
  // of fewer than four, the last one again
  const lanes = i32x4.min_u(i32x4(0, 1, 2, 3), i32x4.splat(count - 1));
  const bytes = i32x4.add(i32x4.mul(lanes, i32x4.splat(0x04040404)), i32x4.splat(0x03020100));
  const begins = i8x16.swizzle(v128.load(bars), bytes);
  const stops = i32x4.sub(i8x16.swizzle(v128.load(bars, 4), bytes), i32x4.splat(1));
  // the bar, a space and the token are 10 bytes
  const lengths = i32x4.sub(i32x4.sub(stops, begins), i32x4.splat(10));
  const word0 = nameWord(i32x4.extract_lane(begins, 0) + 1, i32x4.extract_lane(lengths, 0));
  const word1 = nameWord(i32x4.extract_lane(begins, 1) + 1, i32x4.extract_lane(lengths, 1));
  const word2 = nameWord(i32x4.extract_lane(begins, 2) + 1, i32x4.extract_lane(lengths, 2));
  const word3 = nameWord(i32x4.extract_lane(begins, 3) + 1, i32x4.extract_lane(lengths, 3));
  const name0 = likelyName(names, word0);
  const name1 = likelyName(names, word1);
  const name2 = likelyName(names, word2);
  const name3 = likelyName(names, word3);
  const text0 = textBefore(i32x4.extract_lane(stops, 0));
  const text1 = textBefore(i32x4.extract_lane(stops, 1));
  const text2 = textBefore(i32x4.extract_lane(stops, 2));
  const text3 = textBefore(i32x4.extract_lane(stops, 3));
  const low = v128.shuffle<i8>(text0, text1, 7, 8, 9, 10, 11, 12, 13, 14, 23, 24, 25, 26, 27, 28, 29, 30);
  const high = v128.shuffle<i8>(text2, text3, 7, 8, 9, 10, 11, 12, 13, 14, 23, 24, 25, 26, 27, 28, 29, 30);
  // lengths and columns, then ways and seeds
  const first0 = v128.shuffle<i32>(lengthOf(name0), lengthOf(name1), 0, 4, 1, 5);
  const first2 = v128.shuffle<i32>(lengthOf(name2), lengthOf(name3), 0, 4, 1, 5);
  const columns = v128.shuffle<i64>(first0, first2, 1, 3);
  const last0 = v128.shuffle<i32>(kindOf(name0), kindOf(name1), 2, 6, 3, 7);
  const last2 = v128.shuffle<i32>(kindOf(name2), kindOf(name3), 2, 6, 3, 7);
  const before = v128.shuffle<i32>(i32x4.splat(next - 1), columns, 0, 4, 5, 6);
  const late = v128.and(i32x4.le_s(columns, before), i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count)));
  const others = v128.or(
    v128.xor(v128.shuffle<i64>(first0, first2, 0, 2), lengths),
    v128.or(
      v128.xor(v128.shuffle<i64>(last0, last2, 0, 2), i32x4.splat(TOKEN_SLOT)),
      i32x4.gt_u(i32x4.sub(lengths, i32x4.splat(1)), i32x4.splat(7)),
    ),
  );
  const apart = v128.or(v128.or(notApart(text0), notApart(text1)), v128.or(notApart(text2), notApart(text3)));
  const looked = i8x16(0, 0, 0, 0, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1);
  const odd = v128.or(v128.and(apart, looked), v128.or(oddIn(low), oddIn(high)));
  const words = (name0.first ^ word0) | (name1.first ^ word1) | (name2.first ^ word2) | (name3.first ^ word3);
  if (words != 0 || v128.any_true(v128.or(v128.or(others, late), odd))) return OTHER;
  const seeds = v128.shuffle<i64>(last0, last2, 1, 3);
  v128.store(to, v128.and(murmur3OfPairs(low, high, seeds), v128.load32_splat(tables, MASK)));
  return i32x4.extract_lane(columns, 3) + 1;
}

/** A space, 8 bytes and a space are the last of them. */
// @ts-ignore: decorator
@inline
function textBefore(stop: usize): v128 {
  return v128.load(stop - 15);
}

/** Ones where a space should be and is not, or is and should not be. */
// @ts-ignore: decorator
@inline
function notApart(text: v128): v128 {
  const spaces = i8x16(0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, -1);
  return v128.xor(i8x16.eq(text, i8x16.splat(SPACE)), spaces);
}

/** Length, column. */
// @ts-ignore: decorator
@inline
function lengthOf(name: Name): v128 {
  return v128.load(changetype<usize>(name) + offsetof<Name>('length'));
}

/** Kind, bytes, way, from. */
// @ts-ignore: decorator
@inline
function kindOf(name: Name): v128 {
  return v128.load(changetype<usize>(name) + offsetof<Name>('kind'));
}
