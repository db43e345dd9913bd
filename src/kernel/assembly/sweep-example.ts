// One example in four models that lie side by side, before it is learned: weights, biases and sums.

import { proximalWeights } from './proximal';
import { BETA, BETA32, BIAS_N, BIAS_Z, INVERSE_ALPHA, INVERSE_ALPHA32, LAMBDA1, LAMBDA2 } from './sweep-area';

/** What a feature leaves in the scratch for its update: weights and roots of four models. */
export const FEATURE_BYTES: usize = 32;

/** Sums of weights times values: feature j adds to the sums j mod 4, as ./learn.ts has it. */
// @ts-ignore: decorator
@inline
export function predictExample(
  quad: usize, state: usize, shift: u32, slots: usize, values: usize, hasValues: bool, count: u32, scratch: usize,
): v128 {
  let sums0 = f32x4.splat(0);
  let sums1 = f32x4.splat(0);
  let sums2 = f32x4.splat(0);
  let sums3 = f32x4.splat(0);
  const end = slots + (<usize>count << 2);
  for (const whole = slots + (<usize>(count & ~3) << 2); slots < whole; slots += 16, values += 16) {
    sums0 = f32x4.add(sums0, productsOf(quad, state, shift, slots, values, hasValues, scratch));
    sums1 = f32x4.add(sums1, productsOf(quad, state, shift, slots + 4, values + 4, hasValues, scratch + FEATURE_BYTES));
    sums2 = f32x4.add(sums2, productsOf(quad, state, shift, slots + 8, values + 8, hasValues, scratch + 2 * FEATURE_BYTES));
    sums3 = f32x4.add(sums3, productsOf(quad, state, shift, slots + 12, values + 12, hasValues, scratch + 3 * FEATURE_BYTES));
    scratch += 4 * FEATURE_BYTES;
  }
  let sums = f32x4.add(f32x4.add(f32x4.add(sums0, sums1), sums2), sums3);
  for (; slots < end; slots += 4, values += 4, scratch += FEATURE_BYTES) {
    sums = f32x4.add(sums, productsOf(quad, state, shift, slots, values, hasValues, scratch));
  }
  return sums;
}

/** A feature's weights in four models, times its value. */
// @ts-ignore: decorator
@inline
function productsOf(
  quad: usize, state: usize, shift: u32, slot: usize, value: usize, hasValues: bool, scratch: usize,
): v128 {
  const at = state + ((<usize>load<u32>(slot)) << shift);
  const root = f32x4.sqrt(v128.load(at, 16));
  const weights = weightsOf(quad, v128.load(at), root);
  v128.store(scratch, weights);
  v128.store(scratch, root, 16);
  return hasValues ? f32x4.mul(weights, v128.load32_splat(value)) : weights;
}

// @ts-ignore: decorator
@inline
export function weightsOf(quad: usize, z: v128, root: v128): v128 {
  const scaled = f32x4.mul(f32x4.add(v128.load(quad, BETA32), root), v128.load(quad, INVERSE_ALPHA32));
  return proximalWeights(z, v128.load(quad, LAMBDA1), f32x4.add(scaled, v128.load(quad, LAMBDA2)));
}

/** The biases of two models. */
// @ts-ignore: decorator
@inline
export function biasesOf(quad: usize): v128 {
  const z = v128.load(quad, BIAS_Z);
  const root = f64x2.sqrt(v128.load(quad, BIAS_N));
  const denominators = f64x2.mul(f64x2.add(v128.load(quad, BETA), root), v128.load(quad, INVERSE_ALPHA));
  return v128.and(f64x2.div(f64x2.neg(z), denominators), f64x2.ne(z, f64x2.splat(0)));
}
