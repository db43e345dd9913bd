// RMSProp without momentum, four features at a time; the readable twin, with the formula, is ../../learn/rmsprop.ts.

import { decayed } from './decay';
import { idle } from './idle';
import { Learning } from './learn';
import { moved } from './rounding';
import { gatherPairs, storePairs } from './slots';

/** What both variants have: numbers, and the mean square of a gradient. */
@unmanaged
export class SquareMean extends Learning {
  alpha: f64;
  decay: f64;
  momentum: f64;
  /** epsilon under the root, or beside it; the other is 0. */
  inside: f64;
  outside: f64;
  alpha32: f32;
  decay32: f32;
  rest32: f32;
  momentum32: f32;
  inside32: f32;
  outside32: f32;
  /** alpha times the schedule's factor. */
  scaled: f32;

  // @ts-ignore: decorator
  @inline
  begin(): void {
    this.scaled = this.alpha32 * this.rate;
  }

  // @ts-ignore: decorator
  @inline
  squareOf(square: v128, g: v128): v128 {
    return f32x4.add(decayed(square, this.decay32), f32x4.mul(f32x4.splat(this.rest32), f32x4.mul(g, g)));
  }

  /** alpha g / (sqrt(square + inside) + outside) */
  // @ts-ignore: decorator
  @inline
  stepOf(square: v128, g: v128): v128 {
    const root = f32x4.sqrt(f32x4.add(square, f32x4.splat(this.inside32)));
    return f32x4.div(f32x4.mul(f32x4.splat(this.scaled), g), f32x4.add(root, f32x4.splat(this.outside32)));
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
    this.bias1 = this.decay * this.bias1 + (1 - this.decay) * (g * g);
    const root = sqrt<f64>(this.bias1 + this.inside) + this.outside;
    this.bias2 = this.momentum * this.bias2 + (this.alpha * <f64>this.rate * g) / root;
    this.bias0 -= this.bias2;
  }
}

/** Slots hold weight and square; so does a group's scratch. */
@unmanaged
export class Rmsprop extends SquareMean {
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
  gather(table: usize, slots: usize, group: usize): v128 {
    return gatherPairs(table, slots, group);
  }

  // @ts-ignore: decorator
  @inline
  update(table: usize, slots: usize, g: v128, hasValues: bool, group: usize): void {
    const weights = v128.load(group);
    const square = v128.load(group, 16);
    let square2 = this.squareOf(square, g);
    // without a gradient it is 0 by itself
    const step = this.stepOf(square2, g);
    if (hasValues) square2 = v128.bitselect(square2, square, this.moves(g));
    storePairs(table, slots, moved(weights, step, v128.load(slots), this.word, this.randomized), square2);
  }

  // @ts-ignore: decorator
  @inline
  idle(table: usize, size: u32): void {
    idle<Rmsprop>(this, table, size);
  }
}
