// Randomized rounding: x + (b + u ulp(x)), u uniform in (-1/2, 1/2), is on average x + b, however small b is against an
// ulp of x; without u, an addition below half an ulp is lost, always, and n stands still after 23 million updates. The
// readable twin, which says more, is ../../learn/randomized-rounding.ts.

// of a float32 x, x & EXPONENT is 2^exponent: ulp(x) 2^23
const EXPONENT: i32 = 0x7f800000;

/** The mask that takes 2^exponent of a float32, or nothing, where a number is rounded to nearest. */
// @ts-ignore: decorator
@inline
export function exponentMask(randomized: u32): v128 {
  return i32x4.splat(randomized ? EXPONENT : 0);
}

/** Bits of four slots at an example, mixed well enough for the first column that draws. */
// @ts-ignore: decorator
@inline
export function bitsOf(slots: v128, word: u32): v128 {
  return v128.xor(i32x4.mul(slots, i32x4.splat(0x9e3779b1)), i32x4.splat(word));
}

/** Bits for a second column, whose first 14 say nothing about the first 14 of the first. */
// @ts-ignore: decorator
@inline
export function bitsOfSecond(bits: v128): v128 {
  return v128.xor(bits, i32x4.shl(bits, 14));
}

/** u 2^-23 of bits that are mixed well: the mantissa of a number around 2^-23. */
// @ts-ignore: decorator
@inline
export function drawOf(bits: v128): v128 {
  // the last bit is always set: draws are symmetric, and a tie cannot move a value that nothing was added to
  const mantissa = v128.or(i32x4.shr_u(bits, 9), i32x4.splat(0x34000001));
  return f32x4.sub(mantissa, f32x4.splat(1.7881393432617188e-7));
}

/** x + b, rounded by a draw. @param exponent mask */
// @ts-ignore: decorator
@inline
export function addRandomized(x: v128, b: v128, draw: v128, exponent: v128): v128 {
  return f32x4.add(x, f32x4.add(b, f32x4.mul(draw, v128.and(x, exponent))));
}

/** x + b for b >= 0, never below x: where x is a power of two, half of its draws are wider than the gap below it. */
// @ts-ignore: decorator
@inline
export function growRandomized(x: v128, b: v128, draw: v128, exponent: v128): v128 {
  return f32x4.pmax(x, addRandomized(x, b, draw, exponent));
}

/** Weights less a step of each, rounded by a draw of the slot and the example. A step of 0 leaves a weight as it is. */
// @ts-ignore: decorator
@inline
export function moved(weights: v128, step: v128, slots: v128, word: u32, randomized: u32): v128 {
  const exponent = v128.and(exponentMask(randomized), f32x4.ne(step, f32x4.splat(0)));
  return addRandomized(weights, f32x4.neg(step), drawOf(bitsOf(slots, word)), exponent);
}

/** A well-mixed word of the example counter. */
// @ts-ignore: decorator
@inline
export function counterWord(low: u32, high: u32): u32 {
  let x = low ^ (high * 0x85ebca6b);
  x = (x ^ (x >> 16)) * 0x7feb352d;
  x = (x ^ (x >> 15)) * 0x846ca68b;
  return x ^ (x >> 16);
}
