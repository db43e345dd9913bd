/** What a pruned model can weigh at the least, and what it does weigh a nonzero. */

import type { Model } from '../learn/model.js';
import type { Encoding } from './encoding.js';

/** Of a float32's 32 bits the last 16 are as good as drawn. */
const DRAWN_BITS = 16;

/**
 * The least bytes that tell a model's slots and weights. Any set of k of n = 2^bits slots is as likely as any other (hashing
 * makes it so), and takes log2 C(n, k) bits. Weights take the entropy of how often each of them is there; of float32s, that
 * of their leading 16 bits, and 16 more.
 *
 *   bytes = ceil((log2 C(n, k) - sum of log2(times a weight is there / k) [+ 16 k for f32]) / 8)
 *
 * @param model    rounded to the encoding, see encode; read once
 * @param encoding what a weight's number is told in
 */
export function entropyBoundBytes({ header, blocks }: Model, encoding: Encoding): number {
  const drawn = encoding === 'f32' ? DRAWN_BITS : 0;
  const times = new Map<number, number>();
  let nonzeros = 0;
  for (const { weights } of blocks()) {
    const patterns = new Uint32Array(weights.buffer, weights.byteOffset, weights.length);
    for (let i = 0; i < weights.length; i++) {
      if (weights[i] === 0) continue;
      const told = patterns[i] >>> drawn;
      times.set(told, (times.get(told) ?? 0) + 1);
      nonzeros++;
    }
  }
  let bits = log2Binomial(2 ** header.hashing.bits, nonzeros) + drawn * nonzeros;
  for (const count of times.values()) bits -= count * Math.log2(count / nonzeros);
  return Math.ceil(bits / 8);
}

/** Bits a file spends on each nonzero weight, slots and all else included; null without nonzeros. */
export function bitsPerNonzero(bytes: number, nonzeros: number): number | null {
  return nonzeros > 0 ? (8 * bytes) / nonzeros : null;
}

// up to here the product itself is exact enough; beyond, the first term that Stirling's series omits is below 1e-15
const SMALL = 64;

/**
 * log2 of n choose k.
 *
 * By Stirling, ln x! = x ln x - x + ln(2 pi x) / 2 + s(x), so
 *
 *   ln C(n, k) = k ln(n / k) - m ln(1 - k / n) + ln(n / (2 pi k m)) / 2 + s(n) - s(k) - s(m),   m = n - k
 *
 * whose large terms are positive: unlike a difference of three log-gammas, it loses no digits at n = 2^28.
 *
 * @param n whole, >= 0
 * @param k whole, in [0, n]
 */
export function log2Binomial(n: number, k: number): number {
  // C(n, k) = C(n, n - k), and the smaller needs fewer factors
  const few = Math.min(k, n - k);
  return few <= SMALL ? log2OfProduct(n, few) : lnByStirling(n, few) * Math.LOG2E;
}

/** C(n, k) = product over i < k of (n - i) / (i + 1). */
function log2OfProduct(n: number, k: number): number {
  let sum = 0;
  for (let i = 0; i < k; i++) sum += Math.log2(n - i) - Math.log2(i + 1);
  return sum;
}

function lnByStirling(n: number, k: number): number {
  const m = n - k;
  const large = k * Math.log(n / k) - m * Math.log1p(-k / n);
  return large + Math.log(n / (2 * Math.PI * k * m)) / 2 + stirling(n) - stirling(k) - stirling(m);
}

/** s(x): what ln x! has beyond x ln x - x + ln(2 pi x) / 2. */
function stirling(x: number): number {
  const square = x * x;
  return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / x;
}
