// Momentum, Nesterov's too, four features at a time; the readable twin, with the formula, is ../../learn/momentum.ts.

import { decayed } from './decay';
import { idle } from './idle';
import { Learning } from './learn';
import { moved } from './rounding';
import { gatherPairs, storePairs } from './slots';

/** Slots hold weight and momentum; so does a group's scratch. */
@unmanaged
export class Momentum extends Learning {
  alpha: f64;
  momentum: f64;
  /** The shares of the gradient and of the momentum in a step: 0 and 1, or Nesterov's 1 and the decay. */
  ofGradient: f64;
  ofMomentum: f64;
  alpha32: f32;
  momentum32: f32;
  ofGradient32: f32;
  ofMomentum32: f32;
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
    const m = v128.load(group, 16);
    let m2 = f32x4.add(decayed(m, this.momentum32), g);
    const ofGradient = f32x4.mul(f32x4.splat(this.ofGradient32), g);
    const direction = f32x4.add(ofGradient, f32x4.mul(f32x4.splat(this.ofMomentum32), m2));
    let step = f32x4.mul(f32x4.splat(this.scaled), direction);
    if (hasValues) {
      const moves = this.moves(g);
      m2 = v128.bitselect(m2, m, moves);
      step = v128.and(step, moves);
    }
    storePairs(table, slots, moved(weights, step, v128.load(slots), this.word, this.randomized), m2);
  }

  // @ts-ignore: decorator
  @inline
  idle(table: usize, size: u32): void {
    idle<Momentum>(this, table, size);
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
    this.bias1 = this.momentum * this.bias1 + g;
    this.bias0 -= this.alpha * <f64>this.rate * (this.ofGradient * g + this.ofMomentum * this.bias1);
  }
}
