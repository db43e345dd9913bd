// Adam, four features at a time; the readable twin, with the formula, is ../../learn/adam.ts.

import { decayed } from './decay';
import { idle } from './idle';
import { Learning } from './learn';
import { exp } from './math';
import { moved } from './rounding';
import { gatherQuads, storeQuads } from './slots';

/** Slots hold weight, m and v, and 4 bytes of nothing; a group's scratch the three. */
@unmanaged
export class Adam extends Learning {
  alpha: f64;
  beta1: f64;
  beta2: f64;
  epsilon: f64;
  logBeta1: f64;
  logBeta2: f64;
  /** 1 - beta^t of the current example, t counted from 1. */
  corrected1: f64;
  corrected2: f64;
  alpha32: f32;
  beta132: f32;
  rest132: f32;
  beta232: f32;
  rest232: f32;
  epsilon32: f32;
  /** alpha times the schedule's factor, by corrected1; 1 / corrected2. */
  scaled: f32;
  inverse: f32;

  // @ts-ignore: decorator
  @inline
  shift(): u32 {
    return 4;
  }

  // @ts-ignore: decorator
  @inline
  group(): usize {
    return 64;
  }

  // @ts-ignore: decorator
  @inline
  begin(): void {
    const t = <f64>this.updatesHigh * 4294967296.0 + <f64>this.updatesLow + 1;
    this.corrected1 = 1 - exp(t * this.logBeta1);
    this.corrected2 = 1 - exp(t * this.logBeta2);
    this.scaled = <f32>(<f64>(this.alpha32 * this.rate) / this.corrected1);
    this.inverse = <f32>(1 / this.corrected2);
  }

  // @ts-ignore: decorator
  @inline
  gather(table: usize, slots: usize, group: usize): v128 {
    return gatherQuads(table, slots, group);
  }

  // @ts-ignore: decorator
  @inline
  update(table: usize, slots: usize, g: v128, hasValues: bool, group: usize): void {
    const weights = v128.load(group);
    const m = v128.load(group, 16);
    const v = v128.load(group, 32);
    let m2 = f32x4.add(decayed(m, this.beta132), f32x4.mul(f32x4.splat(this.rest132), g));
    let v2 = f32x4.add(decayed(v, this.beta232), f32x4.mul(f32x4.splat(this.rest232), f32x4.mul(g, g)));
    const root = f32x4.sqrt(f32x4.mul(v2, f32x4.splat(this.inverse)));
    let step = f32x4.div(f32x4.mul(f32x4.splat(this.scaled), m2), f32x4.add(root, f32x4.splat(this.epsilon32)));
    if (hasValues) {
      const moves = this.moves(g);
      m2 = v128.bitselect(m2, m, moves);
      v2 = v128.bitselect(v2, v, moves);
      step = v128.and(step, moves);
    }
    storeQuads(table, slots, moved(weights, step, v128.load(slots), this.word, this.randomized), m2, v2);
  }

  // @ts-ignore: decorator
  @inline
  idle(table: usize, size: u32): void {
    idle<Adam>(this, table, size);
  }

  // @ts-ignore: decorator
  @inline
  biasWeight(): f64 {
    return this.bias0;
  }

  // @ts-ignore: decorator
  @inline
  learnBias(_weight: f64, g: f64): void {
    if (g == 0 && !this.exact) return;
    this.bias1 = this.beta1 * this.bias1 + (1 - this.beta1) * g;
    this.bias2 = this.beta2 * this.bias2 + (1 - this.beta2) * (g * g);
    const root = sqrt<f64>(this.bias2 / this.corrected2);
    this.bias0 -= (this.alpha * <f64>this.rate * (this.bias1 / this.corrected1)) / (root + this.epsilon);
  }
}
