// FTRL-Proximal over a batch, in place: predict, then learn, one example after the other. The readable twin is
// ../../learn/ftrl.ts; the order of every addition is DESIGN's, so that both end with the same bits.

import { BatchArea } from './batch';
import { exp, sigmoidOf } from './math';
import { touch } from './touch';

/** Hyperparameters, the bias with its state, and the counter of examples; ../../learn/kernel-learner.ts fills it. */
@unmanaged
export class FtrlArea {
  inverseAlpha: f64;
  beta: f64;
  biasZ: f64;
  biasN: f64;
  /** Examples learned before this batch: low and high 32 bits. */
  updatesLow: u32;
  updatesHigh: u32;
  inverseAlpha32: f32;
  beta32: f32;
  lambda1: f32;
  lambda2: f32;
  /** 1: n and z are rounded at random, in proportion to what rounding loses; 0: to nearest, and they stagnate. */
  randomized: u32;
}

// examples whose slots are touched before the first of them is learned, so that their cache misses overlap
const AHEAD: u32 = 16;

// of a float32 x, x & EXPONENT is 2^exponent: ulp(x) 2^23
const EXPONENT: i32 = 0x7f800000;

// scratch for each group of four features: z, n, root, weight, 16 bytes each; before them, the slots of the last
// group, filled up
const GROUP: usize = 64;

// @ts-ignore: decorator
@inline
function biasWeight(area: FtrlArea): f64 {
  return area.biasZ == 0 ? 0 : -area.biasZ / ((area.beta + sqrt<f64>(area.biasN)) * area.inverseAlpha);
}

// @ts-ignore: decorator
@inline
function learnBias(area: FtrlArea, weight: f64, g: f64): void {
  const n = area.biasN + g * g;
  area.biasZ += g - (sqrt<f64>(n) - sqrt<f64>(area.biasN)) * area.inverseAlpha * weight;
  area.biasN = n;
}

/**
 * Learns every example of a batch in order.
 *
 * @param table   (z, n) pairs of float32, slot after slot; one more pair after the last slot, always zero
 * @param nothing index of that pair
 * @param scratch 64 bytes for each four features of the longest example, and 64 more
 * @param margins receives the margin of each example before it was learned, float64
 * @returns a number without meaning, which keeps the touching loads alive
 */
export function learnFtrl(
  table: usize, nothing: u32, batch: BatchArea, importances: usize, area: FtrlArea, scratch: usize, margins: usize,
): u32 {
  const size = batch.size;
  const offsets: usize = batch.offsets;
  let touched: u32 = 0;
  for (let i: u32 = 0; i < size; i++) {
    if (i % AHEAD == 0) touched += touch(table, batch, i, min(i + AHEAD, size), 3);
    const begin: usize = load<u32>(offsets + (i << 2));
    const count = load<u32>(offsets + (i << 2), 4) - <u32>begin;
    const slots: usize = batch.slots + (begin << 2);
    const values: usize = batch.values + (begin << 2);
    const bias = biasWeight(area);
    const sum = batch.hasValues
      ? predictExample(table, nothing, slots, values, true, count, area, scratch)
      : predictExample(table, nothing, slots, 0, false, count, area, scratch);
    const margin = bias + <f64>sum;
    store<f64>(margins + (i << 3), margin);
    let g = sigmoidOf(margin, exp(-abs<f64>(margin))) - <f64>load<f32>(batch.labels + (i << 2));
    if (importances) g *= <f64>load<f32>(importances + (i << 2));
    const residual = <f32>g;
    if (residual != 0) {
      if (batch.hasValues) updateExample(table, nothing, slots, values, true, count, residual, area, scratch);
      else updateExample(table, nothing, slots, 0, false, count, residual, area, scratch);
    }
    learnBias(area, bias, g);
    area.updatesLow += 1;
    area.updatesHigh += u32(area.updatesLow == 0);
  }
  return touched;
}

/**
 * The sum of weights times values of one example, float32; z, n, root and weight of its features go to the scratch.
 *
 * Feature j adds to lane j mod 4 while j < 4 * floor(count / 4); the lanes reduce ((0 + 1) + 2) + 3; the rest add in
 * order: filled up with the pair that is always zero, whose weight 0 changes no sum.
 */
// @ts-ignore: decorator
@inline
function predictExample(
  table: usize, nothing: u32, slots: usize, values: usize, hasValues: bool, count: u32, area: FtrlArea, scratch: usize,
): f32 {
  const l1 = f32x4.splat(area.lambda1);
  const l2 = f32x4.splat(area.lambda2);
  const beta = f32x4.splat(area.beta32);
  const inverseAlpha = f32x4.splat(area.inverseAlpha32);
  let sums = f32x4.splat(0);
  let group = scratch + GROUP;
  const end = slots + (<usize>(count & ~3) << 2);
  for (; slots < end; slots += 16, group += GROUP) {
    const weights = gather(table, slots, group, l1, l2, beta, inverseAlpha);
    sums = f32x4.add(sums, hasValues ? f32x4.mul(weights, v128.load(values)) : weights);
    if (hasValues) values += 16;
  }
  let sum = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1);
  sum = sum + f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3);
  const rest = count & 3;
  if (rest == 0) return sum;
  v128.store(scratch, slotsOfRest(slots, rest, nothing));
  let weights = gather(table, scratch, group, l1, l2, beta, inverseAlpha);
  if (hasValues) weights = f32x4.mul(weights, v128.and(v128.load(values), maskOfRest(rest)));
  sum += f32x4.extract_lane(weights, 0);
  sum += f32x4.extract_lane(weights, 1);
  return sum + f32x4.extract_lane(weights, 2);
}

// @ts-ignore: decorator
@inline
function updateExample(
  table: usize, nothing: u32, slots: usize, values: usize, hasValues: bool, count: u32, residual: f32, area: FtrlArea,
  scratch: usize,
): void {
  const inverseAlpha = f32x4.splat(area.inverseAlpha32);
  const counter = i32x4.splat(counterWord(area));
  const exponent = i32x4.splat(area.randomized ? EXPONENT : 0);
  let g = f32x4.splat(residual);
  let group = scratch + GROUP;
  const end = slots + (<usize>(count & ~3) << 2);
  for (; slots < end; slots += 16, group += GROUP) {
    if (hasValues) {
      g = f32x4.mul(f32x4.splat(residual), v128.load(values));
      values += 16;
    }
    update(table, slots, g, hasValues, group, inverseAlpha, counter, exponent);
  }
  const rest = count & 3;
  if (rest == 0) return;
  g = f32x4.splat(residual);
  if (hasValues) g = f32x4.mul(g, v128.load(values));
  // masked after the product: an infinite residual times 0 would be no number, in the pair that everybody shares
  g = v128.and(g, maskOfRest(rest));
  update(table, scratch, g, hasValues, group, inverseAlpha, counter, exponent);
}

// @ts-ignore: decorator
@inline
function slotsOfRest(slots: usize, rest: u32, nothing: u32): v128 {
  // what lies behind the last feature is read, but not used
  const loaded = v128.load(slots);
  return v128.bitselect(loaded, i32x4.splat(nothing), maskOfRest(rest));
}

// @ts-ignore: decorator
@inline
function maskOfRest(rest: u32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(rest));
}

/** The address of the (z, n) of the i-th of some slots. Loaded one by one: taking lanes out of a vector costs 6% more. */
// @ts-ignore: decorator
@inline
function pair(table: usize, slots: usize, i: usize): usize {
  return table + (<usize>load<u32>(slots + (i << 2)) << 3);
}

/** Four slots' z and n, and their weights: one 64-bit load fetches a pair. */
// @ts-ignore: decorator
@inline
function gather(table: usize, slots: usize, group: usize, l1: v128, l2: v128, beta: v128, inverseAlpha: v128): v128 {
  const first = v128.load64_zero(pair(table, slots, 0));
  const low = v128.load_lane<u64>(pair(table, slots, 1), first, 1);
  const third = v128.load64_zero(pair(table, slots, 2));
  const high = v128.load_lane<u64>(pair(table, slots, 3), third, 1);
  const z = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
  const n = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
  const root = f32x4.sqrt(n);
  const weights = weightsOf(z, root, l1, l2, beta, inverseAlpha);
  v128.store(group, z);
  v128.store(group, n, 16);
  v128.store(group, root, 32);
  v128.store(group, weights, 48);
  return weights;
}

// @ts-ignore: decorator
@inline
function weightsOf(z: v128, root: v128, l1: v128, l2: v128, beta: v128, inverseAlpha: v128): v128 {
  const signBit = f32x4.splat(-0.0);
  const size = v128.andnot(z, signBit);
  // |z| - lambda1 with the sign opposite to that of z
  const shrunk = v128.xor(f32x4.sub(size, l1), v128.andnot(signBit, z));
  const denominator = f32x4.add(f32x4.mul(f32x4.add(beta, root), inverseAlpha), l2);
  return v128.and(f32x4.div(shrunk, denominator), f32x4.gt(size, l1));
}

// @ts-ignore: decorator
@inline
function update(
  table: usize, slots: usize, g: v128, hasValues: bool, group: usize, inverseAlpha: v128, counter: v128, exponent: v128,
): void {
  const z = v128.load(group);
  const n = v128.load(group, 16);
  const root = v128.load(group, 32);
  const weights = v128.load(group, 48);
  // a z that is a power of two would move: below it, floats are half as far apart as its draws take them to be
  if (hasValues) exponent = v128.and(exponent, f32x4.ne(g, f32x4.splat(0)));
  const bits = v128.xor(i32x4.mul(v128.load(slots), i32x4.splat(0x9e3779b1)), counter);
  const drawOfN = drawOf(bits);
  // z has draws of its own: with n's, z was rounded up wherever n, and with it sigma, moved: 1% off at 10^9 updates
  const drawOfZ = drawOf(v128.xor(bits, i32x4.shl(bits, 14)));
  // n never falls: where it is a power of two, half of its draws are wider than the gap to the next float32 below
  const n2 = f32x4.pmax(n, f32x4.add(n, f32x4.add(f32x4.mul(g, g), f32x4.mul(drawOfN, v128.and(n, exponent)))));
  const sigma = f32x4.mul(f32x4.sub(f32x4.sqrt(n2), root), inverseAlpha);
  const step = f32x4.sub(g, f32x4.mul(sigma, weights));
  const z2 = f32x4.add(z, f32x4.add(step, f32x4.mul(drawOfZ, v128.and(z, exponent))));
  const low = v128.shuffle<f32>(z2, n2, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(z2, n2, 2, 6, 3, 7);
  v128.store_lane<u64>(pair(table, slots, 0), low, 0);
  v128.store_lane<u64>(pair(table, slots, 1), low, 1);
  v128.store_lane<u64>(pair(table, slots, 2), high, 0);
  v128.store_lane<u64>(pair(table, slots, 3), high, 1);
}

// Randomized rounding. x + (b + u ulp(x)), u uniform in (-1/2, 1/2), is on average x + b, however small b is against an
// ulp of x; without u, an addition below half an ulp is lost, always, and n stands still after 23 million updates.

/** u 2^-23 of bits that are mixed well: the mantissa of a number around 2^-23. */
// @ts-ignore: decorator
@inline
function drawOf(bits: v128): v128 {
  // the last bit is always set: draws are symmetric, and a tie cannot move a value that nothing was added to
  const mantissa = v128.or(i32x4.shr_u(bits, 9), i32x4.splat(0x34000001));
  return f32x4.sub(mantissa, f32x4.splat(1.7881393432617188e-7));
}

/** A well-mixed word of the example counter. */
// @ts-ignore: decorator
@inline
function counterWord(area: FtrlArea): u32 {
  let x = area.updatesLow ^ (area.updatesHigh * 0x85ebca6b);
  x = (x ^ (x >> 16)) * 0x7feb352d;
  x = (x ^ (x >> 15)) * 0x846ca68b;
  return x ^ (x >> 16);
}
