// Regularized dual averaging, four features at a time; the readable twin, with the formulas, is ../../learn/rda.ts.

import { Learning } from './learn';
import { proximalWeights } from './proximal';
import { addRandomized, bitsOf, bitsOfSecond, drawOf, exponentMask, growRandomized } from './rounding';
import { firstOfPairs, loadHighPairs, loadLowPairs, secondOfPairs, storePairs } from './slots';

/** Slots hold z and n; so does a group's scratch. */
@unmanaged
export class Rda extends Learning {
  inverseAlpha: f64;
  beta: f64;
  lambda1: f64;
  lambda2: f64;
  inverseAlpha32: f32;
  beta32: f32;
  /** 1: one rate for all coordinates. */
  isGlobal: f32;
  /** Of the current example: the root that all coordinates share if the rate is global, and what l1 and l2 come to. */
  root: f32;
  threshold: f32;
  ridge: f32;

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
    const learned = this.learned();
    const times: f64 = this.isGlobal ? learned : 1;
    this.root = <f32>sqrt<f64>(learned);
    this.threshold = <f32>(this.lambda1 * times);
    this.ridge = <f32>(this.lambda2 * times);
  }

  /** Examples learned before this one. */
  // @ts-ignore: decorator
  @inline
  private learned(): f64 {
    return <f64>this.updatesHigh * 4294967296 + <f64>this.updatesLow;
  }

  // @ts-ignore: decorator
  @inline
  gather(table: usize, slots: usize, group: usize): v128 {
    const low = loadLowPairs(table, slots);
    const high = loadHighPairs(table, slots);
    const z = firstOfPairs(low, high);
    const n = secondOfPairs(low, high);
    v128.store(group, z);
    v128.store(group, n, 16);
    const root = this.isGlobal ? f32x4.splat(this.root) : f32x4.sqrt(n);
    const scaled = f32x4.mul(f32x4.add(f32x4.splat(this.beta32), root), f32x4.splat(this.inverseAlpha32));
    return proximalWeights(z, f32x4.splat(this.threshold), f32x4.add(scaled, f32x4.splat(this.ridge)));
  }

  // @ts-ignore: decorator
  @inline
  update(table: usize, slots: usize, g: v128, hasValues: bool, group: usize): void {
    let exponent = exponentMask(this.randomized);
    if (hasValues) exponent = v128.and(exponent, f32x4.ne(g, f32x4.splat(0)));
    const bits = bitsOf(v128.load(slots), this.word);
    const n = growRandomized(v128.load(group, 16), f32x4.mul(g, g), drawOf(bits), exponent);
    const z = addRandomized(v128.load(group), g, drawOf(bitsOfSecond(bits)), exponent);
    storePairs(table, slots, z, n);
  }

  // @ts-ignore: decorator
  @inline
  idle(_table: usize, _size: u32): void {}

  // @ts-ignore: decorator
  @inline
  biasWeight(): f64 {
    if (this.bias0 == 0) return 0;
    const root = sqrt<f64>(this.isGlobal ? this.learned() : this.bias1);
    return -this.bias0 / ((this.beta + root) * this.inverseAlpha);
  }

  // @ts-ignore: decorator
  @inline
  learnBias(_weight: f64, g: f64): void {
    this.bias0 += g;
    this.bias1 += g * g;
  }
}
