/**
 * Randomized rounding in float32: the readable twin of kernel/assembly/rounding.ts.
 *
 *   x + (b + u ulp(x)),  u uniform in (-1/2, 1/2),  rounded to nearest
 *
 * is x + b on average, however small b is against an ulp of x. Rounding to nearest alone loses every b below half an
 * ulp: a float32 `n` stands still after 23 million updates with g^2 = 0.04. The draw depends on the example's number
 * and the slot, not on a stream, so it is the same wherever and with whatever other features the example is learned.
 *
 * z and n have draws of their own: with one draw for both, z was rounded up wherever n, and with it sigma, moved, which
 * drew z 1% away in 10^9 updates.
 *
 * Powers of two are the exception: the next float32 towards 0 is half an ulp away, which a quarter of the draws pass.
 * A counter that only grows takes the larger of x and the sum, and is exact again; elsewhere the mean of one x in 2^23
 * is off by 1/8 ulp towards 0 (an exact way cost the learner 6% in cache). Nothing added must stay nothing: draw 0 then.
 */

import type { Optimizer } from './optimizer.js';

const { fround } = Math;
const bits = new Int32Array(1);
const float = new Float32Array(bits.buffer);

/** A well-mixed word of the example counter. @param counter examples learned before, below 2^53 */
export function counterWord(counter: number): number {
  let x = counter | 0;
  x ^= Math.imul(Math.floor(counter / 2 ** 32), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/** Well-mixed bits of a slot and the counter's word, to draw the first number from: n, where there is one. */
export function bitsForN(slot: number, word: number): number {
  return Math.imul(slot, 0x9e3779b1) ^ word;
}

/** Bits for a second number, such as z, whose first 14 say nothing about the first 14 of the first. */
export function bitsForSecond(forN: number): number {
  return forN ^ (forN << 14);
}

/** u * 2^-23: mixed bits as the mantissa of a number around 2^-23; symmetric, never exactly half. */
export function drawOf(mixed: number): number {
  bits[0] = (mixed >>> 9) | 0x34000001;
  return fround(float[0] - 1.7881393432617188e-7);
}

/** x + b, rounded at random by a draw. */
export function addRandomized(x: number, b: number, draw: number): number {
  return fround(x + fround(b + fround(draw * powerOf(x))));
}

/** x + b for b >= 0, rounded at random by a draw, never below x. */
export function growRandomized(x: number, b: number, draw: number): number {
  const sum = addRandomized(x, b, draw);
  return sum > x ? sum : x;
}

/** A weight less a step, rounded at random by a draw of the slot and the example, or to nearest. A step of 0 is none. */
export function moved(weight: number, step: number, slot: number, word: number, rounding: Optimizer['rounding']) {
  const isDrawn = rounding === 'randomized' && step !== 0;
  return addRandomized(weight, -step, isDrawn ? drawOf(bitsForN(slot, word)) : 0);
}

/** 2^exponent of x, 0 for 0: ulp(x) * 2^23. */
function powerOf(x: number): number {
  float[0] = x;
  bits[0] &= 0x7f800000;
  return float[0];
}
