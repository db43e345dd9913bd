// Categorical tokens -> slots, one at a time or four at once.

import { MASK } from './count';
import { murmur3, murmur3Of4x8, murmur3Of8 } from './murmur3';

// @ts-ignore: decorator
@inline
export function tokenSlot(tables: usize, seed: u32, token: usize, length: u32): u32 {
  const hash = length == 8 ? murmur3Of8(token, seed) : murmur3(token, length, seed);
  return hash & load<u32>(tables, MASK);
}

/** The slots of four neighbouring columns' tokens; all at once where every token has 8 characters or none. @param seeds of each */
// @ts-ignore: decorator
@inline
export function fourSlots(tables: usize, seeds: usize, starts: v128, lengths: v128): v128 {
  if (v128.any_true(v128.and(lengths, i32x4.splat(~8)))) return fourSlotsApart(tables, seeds, starts, lengths);
  const hashes = murmur3Of4x8(
    i32x4.extract_lane(starts, 0),
    i32x4.extract_lane(starts, 1),
    i32x4.extract_lane(starts, 2),
    i32x4.extract_lane(starts, 3),
    v128.load(seeds),
  );
  return v128.and(hashes, v128.load32_splat(tables, MASK));
}

function fourSlotsApart(tables: usize, seeds: usize, starts: v128, lengths: v128): v128 {
  let slots = i32x4.splat(tokenSlot(tables, load<u32>(seeds), i32x4.extract_lane(starts, 0), i32x4.extract_lane(lengths, 0)));
  const second = tokenSlot(tables, load<u32>(seeds, 4), i32x4.extract_lane(starts, 1), i32x4.extract_lane(lengths, 1));
  const third = tokenSlot(tables, load<u32>(seeds, 8), i32x4.extract_lane(starts, 2), i32x4.extract_lane(lengths, 2));
  const fourth = tokenSlot(tables, load<u32>(seeds, 12), i32x4.extract_lane(starts, 3), i32x4.extract_lane(lengths, 3));
  slots = i32x4.replace_lane(slots, 1, second);
  slots = i32x4.replace_lane(slots, 2, third);
  return i32x4.replace_lane(slots, 3, fourth);
}
