// Gradient descent with rates from counts, four features at a time; the readable twin, with the formula, is
// ../../learn/ogd-count.ts.

import { Learning } from './learn';
import { addRandomized, bitsOf, bitsOfSecond, drawOf, exponentMask, growRandomized } from './rounding';
import { evenLanes, loadQuad, oddLanes } from './slots';
import { storeTouchedQuads } from './touched-quads';

/** Slots hold weight, positives, negatives, and nothing; a group's scratch the first three. */
@unmanaged
export class OgdCount extends Learning {
  alpha: f64;
  beta: f64;
  minCount: f64;
  alpha32: f32;
  beta32: f32;
  minCount32: f32;
  /** Of the current example: alpha times the schedule's factor, and what it adds to the counts. */
  scaled: f32;
  positive: f32;
  negative: f32;

  // @ts-ignore: decorator
  @inline
  shift(): u32 {
    return 4;
  }

  // @ts-ignore: decorator
  @inline
  group(): usize {
    return 48;
  }

  // @ts-ignore: decorator
  @inline
  begin(): void {
    this.scaled = this.alpha32 * this.rate;
    this.positive = this.importance * this.label;
    this.negative = this.importance * (1 - this.label);
  }

  // @ts-ignore: decorator
  @inline
  gather(table: usize, slots: usize, group: usize): v128 {
    const quad0 = loadQuad(table, slots, 0);
    const quad1 = loadQuad(table, slots, 1);
    const quad2 = loadQuad(table, slots, 2);
    const quad3 = loadQuad(table, slots, 3);
    const even = evenLanes(quad0, quad2);
    const odd = evenLanes(quad1, quad3);
    const weights = evenLanes(even, odd);
    v128.store(group, weights);
    v128.store(group, oddLanes(even, odd), 16);
    v128.store(group, evenLanes(oddLanes(quad0, quad2), oddLanes(quad1, quad3)), 32);
    return weights;
  }

  // @ts-ignore: decorator
  @inline
  update(table: usize, slots: usize, g: v128, _hasValues: bool, group: usize): void {
    const weights = v128.load(group);
    const exponent = exponentMask(this.randomized);
    const bits = bitsOf(v128.load(slots), this.word);
    // one draw for both counts: only one of them grows
    const draw = drawOf(bits);
    const positives = growRandomized(v128.load(group, 16), f32x4.splat(this.positive), draw, exponent);
    const negatives = growRandomized(v128.load(group, 32), f32x4.splat(this.negative), draw, exponent);
    const count = f32x4.add(positives, negatives);
    const spread = f32x4.mul(positives, f32x4.div(negatives, count));
    const rates = f32x4.div(f32x4.splat(this.scaled), f32x4.add(f32x4.splat(this.beta32), f32x4.sqrt(spread)));
    const step = f32x4.neg(f32x4.mul(rates, g));
    const moved = addRandomized(weights, step, drawOf(bitsOfSecond(bits)), exponent);
    const learned = v128.bitselect(moved, weights, f32x4.gt(count, f32x4.splat(this.minCount32)));
    storeTouchedQuads(table, slots, g, learned, positives, negatives, f32x4.splat(0));
  }

  // @ts-ignore: decorator
  @inline
  idle(_table: usize, _size: u32): void {}

  // @ts-ignore: decorator
  @inline
  biasWeight(): f64 {
    return this.bias0;
  }

  // @ts-ignore: decorator
  @inline
  learnBias(_weight: f64, g: f64): void {
    if (g == 0) return;
    this.bias1 += <f64>this.importance * <f64>this.label;
    this.bias2 += <f64>this.importance * (1 - <f64>this.label);
    const spread = this.bias1 * (this.bias2 / (this.bias1 + this.bias2));
    this.bias0 -= ((this.alpha * <f64>this.rate) / (this.beta + sqrt<f64>(spread))) * g;
  }
}
