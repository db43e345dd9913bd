// Integers of 32 bits -> slots of their log buckets, four at a time and without a branch that the data decides, by a table
// that ../../hash/count-cells.ts fills. Its cells are as wide as 1/64 of what lies in them.

/** Steps from -8 on: negative for what has no cell. */
// @ts-ignore: decorator
@inline
export function stepsOf(values: v128): v128 {
  return i32x4.add(values, i32x4.splat(8));
}

/** @param slots those of the field's tokens @param steps none of them negative */
// @ts-ignore: decorator
@inline
export function slotsOfSteps(cells: usize, slots: usize, steps: v128): v128 {
  const highest = i32x4.shr_u(f32x4.convert_i32x4_s(steps), 17);
  const at = i32x4.shl(i32x4.max_s(i32x4.sub(highest, i32x4.splat(127 * 64 - 1)), i32x4.splat(0)), 3);
  let four = v128.load32_zero(slots + tokenAt(cells + i32x4.extract_lane(at, 0), i32x4.extract_lane(steps, 0)));
  four = v128.load_lane<u32>(slots + tokenAt(cells + i32x4.extract_lane(at, 1), i32x4.extract_lane(steps, 1)), four, 1);
  four = v128.load_lane<u32>(slots + tokenAt(cells + i32x4.extract_lane(at, 2), i32x4.extract_lane(steps, 2)), four, 2);
  return v128.load_lane<u32>(slots + tokenAt(cells + i32x4.extract_lane(at, 3), i32x4.extract_lane(steps, 3)), four, 3);
}

/** Four times the token of a cell's first integers, or of its last ones. */
// @ts-ignore: decorator
@inline
function tokenAt(cell: usize, steps: u32): u32 {
  return load<u32>(cell, 4) + (u32(steps >= load<u32>(cell)) << 2);
}
