/**
 * The margins of a whole ladder of nested models, the rungs, in one pass over examples: the readable twin of
 * kernel/assembly/ladder.ts, equal to the bit.
 *
 * Rung 0 keeps the most weights, and each keeps a part of those of the rung before. So a slot needs one number, its level:
 * how many rungs keep it. Of an example, sums of weight times value are collected by level; summed from the highest level
 * down they are the margins of all rungs, the smallest model's first.
 *
 * A margin is not kept but counted: into a histogram of its rung, half of the examples and class, by importance. From
 * these follow, for any bias, log loss, calibration and AUC (rung-metrics.ts), without an exp for each example and rung.
 */

import type { Batch } from '../batch/batch.js';

/** Rungs of a ladder at most. */
export const MOST_RUNGS = 64;

/**
 * Bins are 1/128 wide as a rule, around multiples of that, over margins without the bias from -16 to 16; the outer ones are
 * open. Of 50 rungs, bins half as wide take a third more time, since they leave the cache.
 */
export const LADDER_BINS = 1 << 12;
export const FINEST_BINS = 128;
const BIN_OF_ZERO = LADDER_BINS / 2;

/**
 * Examples and positives of either half; then, by half, class (0 is negative), bin and rung, two sums: of importances, and
 * of importances times how far the margin is from the middle of the bin, in bins. Rungs lie side by side because margins of neighbours are near to each other: an example meets fewer cache lines.
 */
export type Counts = Float64Array;

const HEAD = 4;

export function countsLength(rungs: number): number {
  return HEAD + 8 * LADDER_BINS * rungs;
}

/** Examples of a half, and positives among them. */
export function examplesOf(counts: Counts, half: number): { readonly examples: number; readonly positives: number } {
  return { examples: counts[2 * half], positives: counts[2 * half + 1] };
}

/** Where the two sums of a bin are for rung 0; those of the other rungs follow. */
export function placeOf(rungs: number, half: number, label: number, bin: number): number {
  return HEAD + ((half * 2 + label) * LADDER_BINS + bin) * rungs * 2;
}

/** The margin in the middle of a bin, of so many in a unit. */
export function marginOf(bin: number, bins: number): number {
  return (bin - BIN_OF_ZERO) / bins;
}

// adding and taking away leaves the nearest whole number, of two as near the even one: as the kernel rounds
const ROUND = 1.5 * 2 ** 52;

/** The bin of a margin, and how far from its middle it is, in bins: -1/2 to 1/2, in the outer ones more. */
export function placedIn(margin: number, bins: number): { readonly bin: number; readonly offset: number } {
  const scaled = margin * bins;
  const nearest = Math.min(Math.max(scaled, -BIN_OF_ZERO), BIN_OF_ZERO - 1) + ROUND - ROUND;
  return { bin: nearest + BIN_OF_ZERO, offset: scaled - nearest };
}

/** A slot's weight, and how many rungs keep it. */
export interface Levelled {
  readonly weights: Float32Array;
  readonly levels: Uint32Array;
}

/**
 * Counts the margins of a batch's examples: even ones into half 0, odd ones into half 1.
 *
 * @param before examples before this batch
 * @param bins   in a unit of the margin
 */
export function addToLadder(
  counts: Counts,
  rungs: number,
  { weights, levels }: Levelled,
  batch: Batch,
  before: number,
  bins: number,
) {
  const { size, labels, importances, offsets, slots, values } = batch;
  for (let i = 0; i < size; i++) {
    const sums = new Float64Array(rungs + 1);
    for (let j = offsets[i]; j < offsets[i + 1]; j++) {
      sums[levels[slots[j]]] += weights[slots[j]] * (values === null ? 1 : values[j]);
    }
    const half = (before + i) % 2;
    const label = labels![i] > 0.5 ? 1 : 0;
    counts[2 * half] += 1;
    counts[2 * half + 1] += label;
    const importance = importances === null ? 1 : importances[i];
    let margin = 0;
    for (let level = rungs; level > 0; level--) {
      margin += sums[level];
      const { bin, offset } = placedIn(margin, bins);
      const at = placeOf(rungs, half, label, bin) + 2 * (level - 1);
      counts[at] += importance;
      counts[at + 1] += importance * offset;
    }
  }
}
