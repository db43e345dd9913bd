// Gradient descent whose weights shrink at every example, FOBOS and truncated gradient, four features at a time; the
// readable twin, with the formulas, is ../../learn/shrinking.ts.

import { Learning } from './learn';
import { exp } from './math';
import { addRandomized, bitsOf, bitsOfSecond, drawOf, exponentMask, growRandomized } from './rounding';
import { evenLanes, loadQuad, oddLanes } from './slots';
import { storeTouchedQuads } from './touched-quads';

/** Slots hold w, n, since, sinceLow; a group's scratch the weight of now, n, and what rounding took from the weight. */
@unmanaged
export class Shrinking extends Learning {
  alpha: f64;
  beta: f64;
  lambda1: f64;
  lambda2: f64;
  alpha32: f32;
  beta32: f32;
  narrowLambda1: f32;
  /** Weights above it do not shrink. */
  theta: f32;
  /** 1: one rate for all coordinates. */
  isGlobal: f32;
  /** Of the current example: alpha times the schedule's factor, and the clock in two parts. */
  scaled: f32;
  clockHigh: f32;
  clockLow: f32;

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
    this.clockHigh = <f32>this.clock;
    this.clockLow = <f32>(this.clock - <f64>this.clockHigh);
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
    const w = evenLanes(even, odd);
    const n = oddLanes(even, odd);
    const elapsed = this.elapsedSince(oddLanes(quad0, quad2), oddLanes(quad1, quad3));
    const rates = this.ratesOf(this.alpha32, n);
    const signBit = f32x4.splat(-0.0);
    const size = v128.andnot(w, signBit);
    const subject = f32x4.le(size, f32x4.splat(this.theta));
    if (this.lambda2 > 0) this.decay(size, rates, elapsed, group);
    else this.shrink(size, rates, elapsed, subject, group);
    const shrunk = v128.load(group);
    // a comparison that also takes 0 for what is no number
    const alive = f32x4.gt(shrunk, f32x4.splat(0));
    const sign = v128.and(w, signBit);
    const weights = v128.and(v128.or(shrunk, sign), alive);
    v128.store(group, weights);
    v128.store(group, n, 16);
    v128.store(group, v128.and(v128.xor(v128.load(group, 32), sign), alive), 32);
    return weights;
  }

  /** What the clock went on since then: both parts of slots 0 and 2, and of 1 and 3. */
  // @ts-ignore: decorator
  @inline
  private elapsedSince(even: v128, odd: v128): v128 {
    const high = f32x4.sub(f32x4.splat(this.clockHigh), evenLanes(even, odd));
    return f32x4.add(high, f32x4.sub(f32x4.splat(this.clockLow), oddLanes(even, odd)));
  }

  // @ts-ignore: decorator
  @inline
  private ratesOf(scaled: f32, n: v128): v128 {
    if (this.isGlobal) return f32x4.splat(scaled);
    return f32x4.div(f32x4.splat(scaled), f32x4.add(f32x4.splat(this.beta32), f32x4.sqrt(n)));
  }

  /** l1 alone: sizes become size - rate lambda1 elapsed; group + 32 gets what rounding took from them. */
  // @ts-ignore: decorator
  @inline
  private shrink(size: v128, rates: v128, elapsed: v128, subject: v128, group: usize): void {
    const loss = f32x4.mul(f32x4.mul(rates, f32x4.splat(this.narrowLambda1)), elapsed);
    const shrinkage = v128.and(loss, subject);
    const shrunk = f32x4.sub(size, shrinkage);
    v128.store(group, shrunk);
    v128.store(group, f32x4.sub(f32x4.sub(size, shrunk), shrinkage), 32);
  }

  /** l1 and l2, in float64. */
  private decay(size: v128, rates: v128, elapsed: v128, group: usize): void {
    this.decayOne(f32x4.extract_lane(size, 0), f32x4.extract_lane(rates, 0), f32x4.extract_lane(elapsed, 0), group);
    this.decayOne(f32x4.extract_lane(size, 1), f32x4.extract_lane(rates, 1), f32x4.extract_lane(elapsed, 1), group + 4);
    this.decayOne(f32x4.extract_lane(size, 2), f32x4.extract_lane(rates, 2), f32x4.extract_lane(elapsed, 2), group + 8);
    this.decayOne(f32x4.extract_lane(size, 3), f32x4.extract_lane(rates, 3), f32x4.extract_lane(elapsed, 3), group + 12);
  }

  private decayOne(size: f32, rate: f32, elapsed: f32, to: usize): void {
    if (size == 0) {
      store<f32>(to, 0);
      return;
    }
    const time = <f64>rate * <f64>elapsed;
    const x = this.lambda2 * time;
    let mean: f64, factor: f64;
    if (x < 0.015625) {
      mean = 1 - x * (0.5 - x * (1.0 / 6.0 - x * (1.0 / 24.0)));
      factor = 1 - x * mean;
    } else {
      factor = exp(-x);
      mean = (1 - factor) / x;
    }
    const exact = <f64>size * factor - this.lambda1 * time * mean;
    const shrunk = <f32>exact;
    store<f32>(to, shrunk);
    store<f32>(to, <f32>(exact - <f64>shrunk), 32);
  }

  // @ts-ignore: decorator
  @inline
  update(table: usize, slots: usize, g: v128, _hasValues: bool, group: usize): void {
    const exponent = exponentMask(this.randomized);
    const bits = bitsOf(v128.load(slots), this.word);
    const n = growRandomized(v128.load(group, 16), f32x4.mul(g, g), drawOf(bits), exponent);
    const step = f32x4.sub(v128.load(group, 32), f32x4.mul(this.ratesOf(this.scaled, n), g));
    const w = addRandomized(v128.load(group), step, drawOf(bitsOfSecond(bits)), exponent);
    storeTouchedQuads(table, slots, g, w, n, f32x4.splat(this.clockHigh), f32x4.splat(this.clockLow));
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
    this.bias1 += g * g;
    const scaled = this.alpha * <f64>this.rate;
    this.bias0 -= (this.isGlobal ? scaled : scaled / (this.beta + sqrt<f64>(this.bias1))) * g;
  }
}
