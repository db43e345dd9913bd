// Margins of a batch under fixed weights; sums in the very order of the learner, so both give the same margin.

import { BatchArea } from './batch';
import { touch } from './touch';

const AHEAD: u32 = 16;

// @ts-ignore: decorator
@inline
function weightsAt(table: usize, slots: usize): v128 {
  let weights = v128.load32_zero(table + (<usize>load<u32>(slots) << 2));
  weights = v128.load_lane<u32>(table + (<usize>load<u32>(slots, 4) << 2), weights, 1);
  weights = v128.load_lane<u32>(table + (<usize>load<u32>(slots, 8) << 2), weights, 2);
  return v128.load_lane<u32>(table + (<usize>load<u32>(slots, 12) << 2), weights, 3);
}

/**
 * @param table   weights, float32, one a slot
 * @param margins receives bias + sum of weights times values of each example, float64
 * @returns a number without meaning, which keeps the touching loads alive
 */
export function predict(table: usize, batch: BatchArea, bias: f64, margins: usize): u32 {
  const size = batch.size;
  const offsets: usize = batch.offsets;
  let touched: u32 = 0;
  for (let i: u32 = 0; i < size; i++) {
    if (i % AHEAD == 0) touched += touch(table, batch, i, min(i + AHEAD, size), 2);
    const begin: usize = load<u32>(offsets + (i << 2));
    const count = load<u32>(offsets + (i << 2), 4) - <u32>begin;
    const values: usize = batch.hasValues ? batch.values + (begin << 2) : 0;
    store<f64>(margins + (i << 3), bias + <f64>sumOf(table, batch.slots + (begin << 2), values, count));
  }
  return touched;
}

// @ts-ignore: decorator
@inline
function sumOf(table: usize, slots: usize, values: usize, count: u32): f32 {
  const whole = count & ~3;
  let sums = f32x4.splat(0);
  for (let j: usize = 0; j < whole; j += 4) {
    const weights = weightsAt(table, slots + (j << 2));
    sums = f32x4.add(sums, values ? f32x4.mul(weights, v128.load(values + (j << 2))) : weights);
  }
  let sum = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1);
  sum = sum + f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3);
  for (let j = <usize>whole; j < count; j++) {
    const weight = load<f32>(table + (<usize>load<u32>(slots + (j << 2)) << 2));
    sum += values ? weight * load<f32>(values + (j << 2)) : weight;
  }
  return sum;
}
