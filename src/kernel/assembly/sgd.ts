// Stochastic gradient descent, four features at a time; the readable twin, with the formula, is ../../learn/sgd.ts.

import { Learning } from './learn';
import { moved } from './rounding';
import { loadColumn, storeColumn } from './slots';

/** Slots hold the weight; so does a group's scratch. */
@unmanaged
export class Sgd extends Learning {
  alpha: f64;
  alpha32: f32;
  /** alpha times the schedule's factor. */
  scaled: f32;

  // @ts-ignore: decorator
  @inline
  shift(): u32 {
    return 2;
  }

  // @ts-ignore: decorator
  @inline
  group(): usize {
    return 16;
  }

  // @ts-ignore: decorator
  @inline
  begin(): void {
    this.scaled = this.alpha32 * this.rate;
  }

  // @ts-ignore: decorator
  @inline
  gather(table: usize, slots: usize, group: usize): v128 {
    const weights = loadColumn(table, slots);
    v128.store(group, weights);
    return weights;
  }

  // @ts-ignore: decorator
  @inline
  update(table: usize, slots: usize, g: v128, _hasValues: bool, group: usize): void {
    const step = f32x4.mul(f32x4.splat(this.scaled), g);
    storeColumn(table, slots, moved(v128.load(group), step, v128.load(slots), this.word, this.randomized));
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
    this.bias0 -= this.alpha * <f64>this.rate * g;
  }
}
