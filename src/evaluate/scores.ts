/**
 * A stream of (margin, label, importance) becomes one array of sums and histograms that every metric is read from.
 *
 * One plain Float64Array, so that the WebAssembly kernel can fill the very same layout in place; this is its readable
 * twin, equal to the bit because both add in the order of the examples.
 *
 * Layout: eight sums, then a histogram of BINS bins of four words over the margin. 4 MiB, whatever the number of examples:
 * metrics of a billion examples need no sorting and no second look at the data.
 */

import { exp, log1p } from '../kernel/math.js';

/** The sums and histograms, laid out by the constants below. */
export type Scores = Float64Array;

// where each sum stands; 6 and 7 are spare and stay 0
export const EXAMPLES = 0;
export const POSITIVES = 1;
/** Sum of importances, and of those of the positives. */
export const IMPORTANCE = 2;
export const POSITIVE_IMPORTANCE = 3;
/** Sums of importance * log loss and of importance * probability. */
export const LOG_LOSS = 4;
export const PROBABILITY = 5;

/** Bins of each histogram: 1/4096 wide over margins from -16 to 16, the first and the last open to the outside. */
export const BINS = 1 << 17;
const BINS_PER_UNIT = 4096;
const BIN_OF_ZERO = BINS / 2;

/** Where the bins begin, and the words of each: three sums and a spare, so that an example meets one cache line. */
export const HISTOGRAM = 8;
const BIN_WORDS = 4;
/** Sums of a bin: importance of the positives, of the negatives, and importance * probability. */
export const BIN_POSITIVES = 0;
export const BIN_NEGATIVES = 1;
export const BIN_PROBABILITY = 2;

/** Entries of the whole array. */
export const SCORES_LENGTH = HISTOGRAM + BINS * BIN_WORDS;

/**
 * Scores of no examples yet.
 *
 * @param buffer     where to put them, such as the kernel's memory; their bytes there are set to 0. A new one if absent
 * @param byteOffset where they begin in the buffer, a multiple of 8
 */
export function createScores(buffer?: ArrayBufferLike, byteOffset = 0): Scores {
  return buffer === undefined
    ? new Float64Array(SCORES_LENGTH)
    : new Float64Array(buffer, byteOffset, SCORES_LENGTH).fill(0);
}

/**
 * Adds examples to the scores, in their order.
 *
 * @param margins     one an example, finite
 * @param labels      as many, 0 or 1
 * @param importances as many, > 0; null means all 1
 */
export function addScores(
  scores: Scores,
  margins: Float64Array,
  labels: Float32Array,
  importances: Float32Array | null,
): void {
  for (let i = 0; i < margins.length; i++) {
    addScore(scores, margins[i], labels[i], importances === null ? 1 : importances[i]);
  }
}

// the same bits as logLoss() and sigmoid() of kernel/math.ts, from one exp instead of two
function addScore(scores: Scores, margin: number, label: number, importance: number): void {
  const positive = label > 0.5;
  const e = exp(-Math.abs(margin));
  const loss = importance * (log1p(e) + Math.max(positive ? -margin : margin, 0));
  const probability = importance * ((margin >= 0 ? 1 : e) / (1 + e));
  const bin = placeOf(binOf(margin));

  scores[EXAMPLES] += 1;
  scores[IMPORTANCE] += importance;
  scores[LOG_LOSS] += loss;
  scores[PROBABILITY] += probability;
  scores[bin + BIN_PROBABILITY] += probability;
  if (positive) {
    scores[POSITIVES] += 1;
    scores[POSITIVE_IMPORTANCE] += importance;
    scores[bin + BIN_POSITIVES] += importance;
  } else {
    scores[bin + BIN_NEGATIVES] += importance;
  }
}

/**
 * The histogram bin of a margin: clamp(floor(4096 margin) + 65536, 0, BINS - 1). Never decreasing in the margin, and
 * exact, because 4096 is a power of two: examples in different bins are ordered as their margins are.
 */
export function binOf(margin: number): number {
  return Math.min(Math.max(Math.floor(margin * BINS_PER_UNIT) + BIN_OF_ZERO, 0), BINS - 1);
}

/** Where the words of a bin begin. */
export function placeOf(bin: number): number {
  return HISTOGRAM + bin * BIN_WORDS;
}
