// Averages that forget, four at a time; the readable twin is ../../learn/decay.ts.

/** The smallest normal float32, 2^-126. */
const SMALLEST: f32 = 1.1754943508222875e-38;

/**
 * x times a factor below 1, and 0 once it is below every normal number: rounding would keep the last few of them for
 * ever, each at a hundred cycles, and no slot ever came to rest.
 */
// @ts-ignore: decorator
@inline
export function decayed(x: v128, factor: f32): v128 {
  const less = f32x4.mul(x, f32x4.splat(factor));
  return v128.and(less, f32x4.ge(f32x4.abs(less), f32x4.splat(SMALLEST)));
}
