// Several FTRL-Proximal models in one pass: their state lies side by side in a slot, and SIMD runs across models. Each of
// them ends with the very bits that ./ftrl.ts gives alone, because every sum adds in the same order and every draw of
// randomized rounding is of the slot and the example: the same for all models. The readable twins are those of ./ftrl.ts.

import { BatchArea } from './batch';
import { expOf2, log1pOf2 } from './math';
import { addRandomized, bitsOf, bitsOfSecond, counterWord, drawOf, exponentMask, growRandomized } from './rounding';
import {
  BIAS_N, BIAS_Z, INVERSE_ALPHA, INVERSE_ALPHA32, LOG_LOSS, PROBABILITY, QUAD_BYTES, QUAD_SHIFT, SweepArea,
} from './sweep-area';
import { FEATURE_BYTES, biasesOf, predictExample } from './sweep-example';
import { touch } from './touch';

// examples whose slots are touched before the first of them is learned
const AHEAD: u32 = 16;

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

/** Margins, scores and biases of two models. @returns the gradients of their biases: importance * (probability - label) */
// @ts-ignore: decorator
@inline
function learnBiases(area: SweepArea, quad: usize, sums: v128): v128 {
  const weights = biasesOf(quad);
  const margins = f64x2.add(weights, sums);
  if (!i64x2.all_true(f64x2.lt(f64x2.abs(margins), f64x2.splat(Infinity)))) area.diverge(quad, margins);
  const e = expOf2(f64x2.neg(f64x2.abs(margins)));
  const isPositive = f64x2.ge(margins, f64x2.splat(0));
  const p = f64x2.div(v128.bitselect(f64x2.splat(1), e, isPositive), f64x2.add(f64x2.splat(1), e));
  const importance = f64x2.splat(<f64>area.importance32);
  if (area.scored) score(area, quad, margins, e, f64x2.mul(importance, p));
  const g = f64x2.mul(f64x2.sub(p, f64x2.splat(<f64>area.label)), importance);
  const n = v128.load(quad, BIAS_N);
  const n2 = f64x2.add(n, f64x2.mul(g, g));
  const sigma = f64x2.mul(f64x2.sub(f64x2.sqrt(n2), f64x2.sqrt(n)), v128.load(quad, INVERSE_ALPHA));
  v128.store(quad, f64x2.add(v128.load(quad, BIAS_Z), f64x2.sub(g, f64x2.mul(sigma, weights))), BIAS_Z);
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

