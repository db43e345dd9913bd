// AdaGrad, four features at a time; the readable twin, with the formula, is ../../learn/adagrad.ts.

import { Learning } from './learn';
import { addRandomized, bitsOf, bitsOfSecond, drawOf, exponentMask, growRandomized } from './rounding';
import { gatherPairs, storePairs } from './slots';

/** Slots hold weight and n; so does a group's scratch. */
@unmanaged
export class Adagrad extends Learning {
  alpha: f64;
  beta: f64;
  initial: f64;
  alpha32: f32;
  beta32: f32;
  initial32: f32;
  /** alpha times the schedule's factor. */
  scaled: f32;

  // @ts-ignore: decorator
  @inline
  shift(): u32 {
    return 3;
  }

  // @ts-ignore: decorator
  @inline
  group(): usize {
    return 32;
  }

  // @ts-ignore: decorator
  @inline
  begin(): void {
    this.scaled = this.alpha32 * this.rate;
  }

  // @ts-ignore: decorator
  @inline
  gather(table: usize, slots: usize, group: usize): v128 {
    return gatherPairs(table, slots, group);
  }

  // @ts-ignore: decorator
  @inline
  update(table: usize, slots: usize, g: v128, hasValues: bool, group: usize): void {
    const weights = v128.load(group);
    const n = v128.load(group, 16);
    let exponent = exponentMask(this.randomized);
    if (hasValues) exponent = v128.and(exponent, f32x4.ne(g, f32x4.splat(0)));
    const bits = bitsOf(v128.load(slots), this.word);
    const n2 = growRandomized(n, f32x4.mul(g, g), drawOf(bits), exponent);
    const root = f32x4.sqrt(f32x4.add(n2, f32x4.splat(this.initial32)));
    const rates = f32x4.div(f32x4.splat(this.scaled), f32x4.add(f32x4.splat(this.beta32), root));
    // without a gradient there is no step: at a huge alpha the rate may be infinite, which times 0 is no number
    const step = v128.and(f32x4.neg(f32x4.mul(rates, g)), f32x4.ne(g, f32x4.splat(0)));
    storePairs(table, slots, addRandomized(weights, step, drawOf(bitsOfSecond(bits)), exponent), n2);
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
    this.bias0 -= ((this.alpha * <f64>this.rate) / (this.beta + sqrt<f64>(this.initial + this.bias1))) * g;
  }
}
