// Several FTRL-Proximal models in one pass: their state lies side by side in a slot, and SIMD runs across models. Each of
// them ends with the very bits that ./ftrl.ts gives alone, because every sum adds in the same order and every draw of
// randomized rounding is of the slot and the example: the same for all models. The readable twins are those of ./ftrl.ts.

import { BatchArea } from './batch';
import { BlockArea } from './collect';
import { expOf2, log1pOf2 } from './math';
import { proximalWeights } from './proximal';
import { addRandomized, bitsOf, bitsOfSecond, counterWord, drawOf, exponentMask, growRandomized } from './rounding';
import {
  BETA, BETA32, BIAS_N, BIAS_Z, INVERSE_ALPHA, INVERSE_ALPHA32, LAMBDA1, LAMBDA2, LOG_LOSS, PROBABILITY, QUAD_BYTES,
  QUAD_SHIFT, SweepArea,
} from './sweep-area';
import { touch } from './touch';

// examples whose slots are touched before the first of them is learned
const AHEAD: u32 = 16;

/** What a feature leaves in the scratch for its update: weights and roots of four models. */
const FEATURE_BYTES: usize = 32;

/**
 * Learns examples [from, to) of a batch in order, in all models of a group.
 *
 * @param table   per slot, for each four models: z of each, then n of each
 * @param importances address of float32 importances, or 0 for all 1
 * @param scratch 32 bytes for each feature of the longest example
 * @returns a number without meaning, which keeps the touching loads alive
 */
export function sweep(
  area: SweepArea, table: usize, batch: BatchArea, from: u32, to: u32, importances: usize, scratch: usize,
): u32 {
  let touched: u32 = 0;
  for (let i = from; i < to; i++) {
    if ((i - from) % AHEAD == 0) touched += touch(table, batch, i, min(i + AHEAD, to), area.shift);
    area.word = counterWord(area.updatesLow, area.updatesHigh);
    area.label = load<f32>(batch.labels + (i << 2));
    area.importance32 = importances ? load<f32>(importances + (i << 2)) : 1;
    area.example = i;
    const end = table + ((<usize>area.quads) << QUAD_SHIFT);
    draw(area, batch, i);
    let quad = area.parameters();
    for (let state = table; state < end; state += 1 << QUAD_SHIFT, quad += QUAD_BYTES) {
      if (batch.hasValues) learnExample(area, quad, state, batch, i, true, scratch);
      else learnExample(area, quad, state, batch, i, false, scratch);
    }
    if (area.scored) area.count();
    area.updatesLow += 1;
    area.updatesHigh += u32(area.updatesLow == 0);
  }
  return touched;
}

/** The draws of an example's features, for n and for z of four at a time: the same for all models (learn -3%). */
// @ts-ignore: decorator
@inline
function draw(area: SweepArea, batch: BatchArea, i: u32): void {
  let slots: usize = batch.slots + (load<u32>(batch.offsets + (i << 2)) << 2);
  const end: usize = batch.slots + (load<u32>(batch.offsets + (i << 2), 4) << 2);
  for (let to: usize = area.draws; slots < end; slots += 16, to += 32) {
    const bits = bitsOf(v128.load(slots), area.word);
    v128.store(to, drawOf(bits));
    v128.store(to, drawOf(bitsOfSecond(bits)), 16);
  }
}

/** One example in four models. */
// @ts-ignore: decorator
@inline
function learnExample(
  area: SweepArea, quad: usize, state: usize, batch: BatchArea, i: u32, hasValues: bool, scratch: usize,
): void {
  const begin: usize = load<u32>(batch.offsets + (i << 2));
  const count = load<u32>(batch.offsets + (i << 2), 4) - <u32>begin;
  const slots: usize = batch.slots + (begin << 2);
  const values: usize = batch.values + (begin << 2);
  const sums = predictExample(quad, state, area.shift, slots, values, hasValues, count, scratch);
  const low = learnBiases(area, quad, f64x2.promote_low_f32x4(sums));
  const high = learnBiases(area, quad + 16, f64x2.promote_low_f32x4(v128.shuffle<f32>(sums, sums, 2, 3, 2, 3)));
  const residuals = v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
  if (!v128.any_true(f32x4.ne(residuals, f32x4.splat(0)))) return;
  updateExample(area, quad, state, slots, values, hasValues, count, residuals, scratch);
}

/** Sums of weights times values: feature j adds to the sums j mod 4, as ./learn.ts has it. */
// @ts-ignore: decorator
@inline
function predictExample(
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
function weightsOf(quad: usize, z: v128, root: v128): v128 {
  const scaled = f32x4.mul(f32x4.add(v128.load(quad, BETA32), root), v128.load(quad, INVERSE_ALPHA32));
  return proximalWeights(z, v128.load(quad, LAMBDA1), f32x4.add(scaled, v128.load(quad, LAMBDA2)));
}

/** Margins, scores and biases of two models. @returns the gradients of their biases: importance * (probability - label) */
// @ts-ignore: decorator
@inline
function learnBiases(area: SweepArea, quad: usize, sums: v128): v128 {
  const z = v128.load(quad, BIAS_Z);
  const n = v128.load(quad, BIAS_N);
  const inverse = v128.load(quad, INVERSE_ALPHA);
  const root = f64x2.sqrt(n);
  const quotient = f64x2.div(f64x2.neg(z), f64x2.mul(f64x2.add(v128.load(quad, BETA), root), inverse));
  const weights = v128.and(quotient, f64x2.ne(z, f64x2.splat(0)));
  const margins = f64x2.add(weights, sums);
  if (!i64x2.all_true(f64x2.lt(f64x2.abs(margins), f64x2.splat(Infinity)))) area.diverge(quad, margins);
  const e = expOf2(f64x2.neg(f64x2.abs(margins)));
  const isPositive = f64x2.ge(margins, f64x2.splat(0));
  const p = f64x2.div(v128.bitselect(f64x2.splat(1), e, isPositive), f64x2.add(f64x2.splat(1), e));
  const importance = f64x2.splat(<f64>area.importance32);
  if (area.scored) score(area, quad, margins, e, f64x2.mul(importance, p));
  const g = f64x2.mul(f64x2.sub(p, f64x2.splat(<f64>area.label)), importance);
  const n2 = f64x2.add(n, f64x2.mul(g, g));
  const sigma = f64x2.mul(f64x2.sub(f64x2.sqrt(n2), root), inverse);
  v128.store(quad, f64x2.add(z, f64x2.sub(g, f64x2.mul(sigma, weights))), BIAS_Z);
  v128.store(quad, n2, BIAS_N);
  return g;
}

/** As ./score.ts has it. */
// @ts-ignore: decorator
@inline
function score(area: SweepArea, quad: usize, margins: v128, e: v128, probabilities: v128): void {
  const wrong = area.label > 0.5 ? f64x2.neg(margins) : margins;
  const losses = f64x2.add(log1pOf2(e), f64x2.max(wrong, f64x2.splat(0)));
  const weighted = f64x2.mul(f64x2.splat(<f64>area.importance32), losses);
  v128.store(quad, f64x2.add(v128.load(quad, LOG_LOSS), weighted), LOG_LOSS);
  v128.store(quad, f64x2.add(v128.load(quad, PROBABILITY), probabilities), PROBABILITY);
}

// @ts-ignore: decorator
@inline
function updateExample(
  area: SweepArea, quad: usize, state: usize, slots: usize, values: usize, hasValues: bool, count: u32,
  residuals: v128, scratch: usize,
): void {
  const shift = area.shift;
  const inverse = v128.load(quad, INVERSE_ALPHA32);
  const mask = exponentMask(area.randomized);
  const end = slots + (<usize>count << 2);
  let draws: usize = area.draws;
  for (const whole = slots + (<usize>(count & ~3) << 2); slots < whole; slots += 16, values += 16, draws += 32) {
    update(state, shift, slots, values, hasValues, residuals, mask, inverse, draws, scratch);
    update(state, shift, slots + 4, values + 4, hasValues, residuals, mask, inverse, draws + 4, scratch + FEATURE_BYTES);
    update(state, shift, slots + 8, values + 8, hasValues, residuals, mask, inverse, draws + 8, scratch + 2 * FEATURE_BYTES);
    update(state, shift, slots + 12, values + 12, hasValues, residuals, mask, inverse, draws + 12, scratch + 3 * FEATURE_BYTES);
    scratch += 4 * FEATURE_BYTES;
  }
  for (; slots < end; slots += 4, values += 4, draws += 4, scratch += FEATURE_BYTES) {
    update(state, shift, slots, values, hasValues, residuals, mask, inverse, draws, scratch);
  }
}

/** One feature in four models; a model without a gradient stays as it is. */
// @ts-ignore: decorator
@inline
function update(
  state: usize, shift: u32, slot: usize, value: usize, hasValues: bool, residuals: v128, mask: v128, inverse: v128,
  draws: usize, scratch: usize,
): void {
  const at = state + ((<usize>load<u32>(slot)) << shift);
  const g = hasValues ? f32x4.mul(residuals, v128.load32_splat(value)) : residuals;
  const exponent = v128.and(mask, f32x4.ne(g, f32x4.splat(0)));
  const n = growRandomized(v128.load(at, 16), f32x4.mul(g, g), v128.load32_splat(draws), exponent);
  const sigma = f32x4.mul(f32x4.sub(f32x4.sqrt(n), v128.load(scratch, 16)), inverse);
  const step = f32x4.sub(g, f32x4.mul(sigma, v128.load(scratch)));
  v128.store(at, addRandomized(v128.load(at), step, v128.load32_splat(draws, 16), exponent));
  v128.store(at, n, 16);
}

/**
 * Touched slots and nonzero weights of four models.
 *
 * @param quad    which four of the group
 * @param counts  receives four numbers, then four more
 */
export function countSweep(area: SweepArea, table: usize, size: u32, quad: u32, counts: usize): void {
  const parameters = area.parameters() + quad * QUAD_BYTES;
  let touched = i32x4.splat(0);
  let nonzeros = i32x4.splat(0);
  let at = table + ((<usize>quad) << QUAD_SHIFT);
  const stride = <usize>1 << area.shift;
  for (let slot: u32 = 0; slot < size; slot++, at += stride) {
    const z = v128.load(at);
    const n = v128.load(at, 16);
    const any = v128.or(z, n);
    if (!v128.any_true(any)) continue;
    touched = i32x4.sub(touched, i32x4.ne(any, i32x4.splat(0)));
    nonzeros = i32x4.sub(nonzeros, f32x4.ne(weightsOf(parameters, z, f32x4.sqrt(n)), f32x4.splat(0)));
  }
  v128.store(counts, touched);
  v128.store(counts, nonzeros, 16);
}

/**
 * Writes the touched slots of one model from `from` on, as ./collect.ts does.
 *
 * @returns the slot to go on from; `size` at the end
 */
export function collectSweep(area: SweepArea, table: usize, size: u32, model: u32, from: u32, block: BlockArea): u32 {
  const parameters = area.parameters() + (model >> 2) * QUAD_BYTES;
  const lane: usize = (model & 3) << 2;
  const state = table + (<usize>(model >> 2) << QUAD_SHIFT) + lane;
  let count: u32 = 0;
  let slot = from;
  for (; slot < size && count < block.capacity; slot++) {
    const at = state + ((<usize>slot) << area.shift);
    if ((load<u32>(at) | load<u32>(at, 16)) == 0) continue;
    const weights = weightsOf(parameters + lane, v128.load32_splat(at), f32x4.sqrt(v128.load32_splat(at, 16)));
    store<u32>(block.slots + (count << 2), slot);
    store<f32>(block.weights + (count << 2), f32x4.extract_lane(weights, 0));
    store<u32>(block.state + (count << 2), load<u32>(at));
    store<u32>(block.state + ((block.capacity + count) << 2), load<u32>(at, 16));
    count++;
  }
  block.count = count;
  return slot;
}
