/** Scores become bins of equal importance: what was promised in each, and what came. */

import {
  BINS,
  BIN_NEGATIVES,
  BIN_POSITIVES,
  BIN_PROBABILITY,
  EXAMPLES,
  IMPORTANCE,
  type Scores,
  placeOf,
} from './scores.js';

/** Examples of like margins, by their importance. */
export interface ReliabilityBin {
  /** Mean of the probabilities, and of the labels. */
  readonly probability: number;
  readonly rate: number;
  /** 95% interval of the rate. */
  readonly low: number;
  readonly high: number;
  /** Their share of all importance, as a number of examples. */
  readonly examples: number;
}

/** Bins that calibration is judged in. */
export const RELIABILITY_BINS = 20;

/** Sums of each bin. */
export interface ReliabilitySums {
  readonly importances: Float64Array;
  readonly positives: Float64Array;
  readonly probabilities: Float64Array;
}

/**
 * Examples in order of their margin, cut into 20 bins of equal importance. Ties stay together: a histogram bin goes,
 * whole, to the twentieth that the middle of its importance lies in. (Bins of equal importance, because clicks are rare:
 * bins of equal width would put nearly every example into the first.)
 */
export function reliabilitySums(scores: Scores): ReliabilitySums {
  const column = () => new Float64Array(RELIABILITY_BINS);
  const sums = { importances: column(), positives: column(), probabilities: column() };
  const total = scores[IMPORTANCE];
  let below = 0;
  for (let b = 0; b < BINS; b++) {
    const positives = scores[placeOf(b) + BIN_POSITIVES];
    const importance = positives + scores[placeOf(b) + BIN_NEGATIVES];
    if (importance === 0) continue;
    // rounding of fractional importances may reach past the last one
    const bin = Math.min(Math.floor((RELIABILITY_BINS * (below + importance / 2)) / total), RELIABILITY_BINS - 1);
    sums.importances[bin] += importance;
    sums.positives[bin] += positives;
    sums.probabilities[bin] += scores[placeOf(b) + BIN_PROBABILITY];
    below += importance;
  }
  return sums;
}

/**
 * The calibration curve: in each bin that has examples the mean probability beside the rate of positives, with Wilson's
 * interval of the rate, for which importance counts as examples in the proportion of all.
 *
 * @returns bins in ascending order of their probabilities
 * Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference".
 */
export function reliabilityOf(scores: Scores): ReliabilityBin[] {
  const { importances, positives, probabilities } = reliabilitySums(scores);
  const each = scores[EXAMPLES] / scores[IMPORTANCE];
  const bins = [...importances.keys()].filter((bin) => importances[bin] > 0);
  return bins.map((bin) => {
    const [examples, rate] = [importances[bin] * each, positives[bin] / importances[bin]];
    // sums of fractional importances are rounded on different ways
    return {
      probability: Math.min(probabilities[bin] / importances[bin], 1),
      rate,
      ...wilson(rate, examples),
      examples,
    };
  });
}

const Z = 1.959964; // of 95%

/** Where a rate that was found in so many examples lies with 95% confidence. */
function wilson(rate: number, examples: number): { readonly low: number; readonly high: number } {
  const square = (Z * Z) / examples;
  const middle = (rate + square / 2) / (1 + square);
  const half = Math.sqrt(rate * (1 - rate) * square + (square * square) / 4) / (1 + square);
  return { low: Math.max(middle - half, 0), high: Math.min(middle + half, 1) };
}
