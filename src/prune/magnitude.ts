/**
 * The size of a weight as a whole number, and the K-th largest of millions without sorting them.
 *
 * The bit pattern of |w| as float32, read as an integer, has the order of |w|. So sizes compare exactly, count into
 * tables by their leading bits, and need no logarithm.
 */

import type { ModelBlock } from '../learn/model.js';

/** Bits of |w| as float32: 0 for zero, larger for larger |w|, below 2^31. */
export type Magnitude = number;

const word = new Uint32Array(1);
const single = new Float32Array(word.buffer);
const WITHOUT_SIGN = 0x7fffffff;

/** |w| of a magnitude. */
export function weightOf(magnitude: Magnitude): number {
  word[0] = magnitude;
  return single[0];
}

/** The smallest magnitude whose |w| is at least a threshold, >= 0; that of infinity if float32 has none. */
export function magnitudeAtLeast(threshold: number): Magnitude {
  single[0] = threshold;
  const nearest = word[0];
  return single[0] < threshold ? nearest + 1 : nearest;
}

/** The bit patterns of weights, over the same memory: no copy of a block is made. */
export function patternsOf(weights: Float32Array): Uint32Array {
  return new Uint32Array(weights.buffer, weights.byteOffset, weights.length);
}

/** The magnitude of a weight from its bit pattern. */
export function magnitudeOf(pattern: number): Magnitude {
  return pattern & WITHOUT_SIGN;
}

export interface Rank {
  /** The magnitude at the rank; 0 if there are no nonzeros. */
  readonly magnitude: Magnitude;
  /** Weights of a larger magnitude. */
  readonly above: number;
  readonly nonzeros: number;
}

// 31 bits in two digits: tables of 65,536 and 32,768 counts stay in the second-level cache
const LOW_BITS = 15;
const HIGH_DIGITS = 1 << 16;
const LOW_DIGITS = 1 << LOW_BITS;

/**
 * The magnitude of the rank-th largest weight, by radix select: one reading counts the leading 16 bits, a second the
 * other 15 of those that share the leading bits found. Zeros do not count.
 *
 * @param blocks starts from the first block at each call
 * @param rank   >= 1; beyond the number of nonzeros, the smallest nonzero is meant
 */
export function selectMagnitude(blocks: () => Iterable<ModelBlock>, rank: number): Rank {
  const highs = new Float64Array(HIGH_DIGITS);
  let nonzeros = 0;
  for (const { weights } of blocks()) {
    for (const pattern of patternsOf(weights)) {
      const magnitude = magnitudeOf(pattern);
      if (magnitude === 0) continue;
      highs[magnitude >>> LOW_BITS]++;
      nonzeros++;
    }
  }
  if (nonzeros === 0) return { magnitude: 0, above: 0, nonzeros };
  const wanted = Math.min(rank, nonzeros);
  const high = digitAt(highs, wanted);

  const lows = new Float64Array(LOW_DIGITS);
  for (const { weights } of blocks()) {
    for (const pattern of patternsOf(weights)) {
      const magnitude = magnitudeOf(pattern);
      if (magnitude !== 0 && magnitude >>> LOW_BITS === high.digit) lows[magnitude & (LOW_DIGITS - 1)]++;
    }
  }
  const low = digitAt(lows, wanted - high.above);
  return { magnitude: high.digit * LOW_DIGITS + low.digit, above: high.above + low.above, nonzeros };
}

/** The digit of the rank-th largest, counted from the largest digit down, and how many have a larger one. */
function digitAt(counts: Float64Array, rank: number): { digit: number; above: number } {
  let digit = counts.length - 1;
  let above = 0;
  while (above + counts[digit] < rank) above += counts[digit--];
  return { digit, above };
}
