// FTRL-Proximal, four features at a time; the readable twin, with the formula, is ../../learn/ftrl.ts.

import { Learning } from './learn';
import { proximalWeights } from './proximal';
import { addRandomized, bitsOf, bitsOfSecond, drawOf, exponentMask, growRandomized } from './rounding';
import { firstOfPairs, loadHighPairs, loadLowPairs, secondOfPairs, storePairs } from './slots';

/** Slots hold z and n; a group's scratch z, n, root, weight. */
@unmanaged
export class Ftrl extends Learning {
  inverseAlpha: f64;
  beta: f64;
  inverseAlpha32: f32;
  beta32: f32;
  lambda1: f32;
  lambda2: f32;

  // @ts-ignore: decorator
  @inline
  shift(): u32 {
    return 3;
  }

  // @ts-ignore: decorator
  @inline
  group(): usize {
    return 64;
  }

  // @ts-ignore: decorator
  @inline
  begin(): void {}

  // @ts-ignore: decorator
  @inline
  gather(table: usize, slots: usize, group: usize): v128 {
    const low = loadLowPairs(table, slots);
    const high = loadHighPairs(table, slots);
    const z = firstOfPairs(low, high);
    const n = secondOfPairs(low, high);
    const root = f32x4.sqrt(n);
    const weights = this.weightsOf(z, root);
    v128.store(group, z);
    v128.store(group, n, 16);
    v128.store(group, root, 32);
    v128.store(group, weights, 48);
    return weights;
  }

  // @ts-ignore: decorator
  @inline
  private weightsOf(z: v128, root: v128): v128 {
    const scaled = f32x4.mul(f32x4.add(f32x4.splat(this.beta32), root), f32x4.splat(this.inverseAlpha32));
    return proximalWeights(z, f32x4.splat(this.lambda1), f32x4.add(scaled, f32x4.splat(this.lambda2)));
  }

  // @ts-ignore: decorator
  @inline
  update(table: usize, slots: usize, g: v128, hasValues: bool, group: usize): void {
    const z = v128.load(group);
    const n = v128.load(group, 16);
    const root = v128.load(group, 32);
    const weights = v128.load(group, 48);
    let exponent = exponentMask(this.randomized);
    // a z that is a power of two would move: below it, floats are half as far apart as its draws take them to be
    if (hasValues) exponent = v128.and(exponent, f32x4.ne(g, f32x4.splat(0)));
    const bits = bitsOf(v128.load(slots), this.word);
    const n2 = growRandomized(n, f32x4.mul(g, g), drawOf(bits), exponent);
    const sigma = f32x4.mul(f32x4.sub(f32x4.sqrt(n2), root), f32x4.splat(this.inverseAlpha32));
    // z has draws of its own: with n's, z was rounded up wherever n, and with it sigma, moved: 1% off at 10^9 updates
    const z2 = addRandomized(z, f32x4.sub(g, f32x4.mul(sigma, weights)), drawOf(bitsOfSecond(bits)), exponent);
    storePairs(table, slots, z2, n2);
  }

  // @ts-ignore: decorator
  @inline
  idle(_table: usize, _size: u32): void {}

  // @ts-ignore: decorator
  @inline
  biasWeight(): f64 {
    return this.bias0 == 0 ? 0 : -this.bias0 / ((this.beta + sqrt<f64>(this.bias1)) * this.inverseAlpha);
  }

  // @ts-ignore: decorator
  @inline
  learnBias(weight: f64, g: f64): void {
    const n = this.bias1 + g * g;
    this.bias0 += g - (sqrt<f64>(n) - sqrt<f64>(this.bias1)) * this.inverseAlpha * weight;
    this.bias1 = n;
  }
}
