/**
 * A rung's histograms become a bias and metrics: of each bin, how many examples there are and their mean margin are known, so
 * sums of a function of margins are right to first order.
 *
 * The second order is lost: f''(m) / 2 times the variance within a bin, which for evenly spread margins is 1 / 12 / 128^2. Of
 * a log loss that is a millionth (f'' is p (1 - p)), where its sampling error at 125,000 examples is 3 thousandths.
 */

import { exp, log1p } from '../kernel/math.js';
import { BINS_PER_UNIT, type Counts, LADDER_BINS, marginOf, placeOf } from './ladder.js';

/** The bins of a rung and half, ascending, from the first that has examples to the last. */
export interface RungBins {
  /** Middles of the bins. */
  readonly margins: Float64Array;
  /** e^-margin of each: at a bias b, e^-(m + b) is a product, and no exp is taken for each bin and rung. */
  readonly inverses: Float64Array;
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
  /** Sums of importance times what margins are above the middle: of the positives, and of all. */
  readonly positiveOffsets: Float64Array;
  readonly offsets: Float64Array;
}

export interface RungMetrics {
  readonly logLoss: number;
  /** Null for one class. */
  readonly auc: number | null;
  readonly aucErrorBound: number | null;
  /** Null without positives. */
  readonly calibration: number | null;
}

const MARGINS = Float64Array.from({ length: LADDER_BINS }, (_, bin) => marginOf(bin));
const INVERSES = MARGINS.map((margin) => exp(-margin));

export function binsOf(counts: Counts, rungs: number, rung: number, half: number): RungBins {
  const columnOf = (label: number, which: 0 | 1) => {
    const first = placeOf(rungs, half, label, 0) + 2 * rung + which;
    const stride = 2 * rungs;
    return MARGINS.map((_, bin) => counts[first + bin * stride]);
  };
  const [negatives, positives] = [columnOf(0, 0), columnOf(1, 0)];
  const from = Math.min(...[negatives, positives].map(firstFull));
  const to = Math.max(...[negatives, positives].map(endOfFull));
  const ups = columnOf(1, 1).map((sum) => sum / BINS_PER_UNIT);
  const all = columnOf(0, 1).map((sum, i) => sum / BINS_PER_UNIT + ups[i]);
  return {
    margins: MARGINS.subarray(from, to),
    inverses: INVERSES.subarray(from, to),
    positives: positives.subarray(from, to),
    negatives: negatives.subarray(from, to),
    positiveOffsets: ups.subarray(from, to),
    offsets: all.subarray(from, to),
  };
}

function firstFull(counts: Float64Array): number {
  const first = counts.findIndex((count) => count > 0);
  return first < 0 ? LADDER_BINS : first;
}

function endOfFull(counts: Float64Array): number {
  return counts.findLastIndex((count) => count > 0) + 1;
}

const MOST_STEPS = 100;
const CLOSE = 1e-12;

/**
 * The bias at which probabilities sum to the positives:
 *
 *   sum c (sigmoid(m + b) - y) = 0
 *
 * The sum grows with b, so Newton's steps are kept between bounds that close in.
 *
 * @param start where to begin
 * @returns null for one class, whose bias would be infinite
 */
export function solveBias(
  { margins, inverses, positives, negatives, offsets }: RungBins,
  start: number,
): number | null {
  const total = positives.reduce((sum, c) => sum + c, 0);
  if (total === 0 || negatives.every((c) => c === 0)) return null;
  let [low, high] = [-margins[margins.length - 1] - 40, -margins[0] + 40];
  let bias = Math.min(Math.max(start, low), high);
  for (let step = 0; step < MOST_STEPS && high - low > CLOSE; step++) {
    const factor = exp(-bias);
    let [excess, slope] = [-total, 0];
    for (let i = 0; i < inverses.length; i++) {
      const p = 1 / (1 + factor * inverses[i]);
      const c = positives[i] + negatives[i];
      excess += c * p + offsets[i] * p * (1 - p);
      slope += c * p * (1 - p);
    }
    if (excess > 0) high = bias;
    else low = bias;
    const next = bias - excess / slope;
    const moved = next > low && next < high ? next : (low + high) / 2;
    if (Math.abs(moved - bias) < CLOSE) return moved;
    bias = moved;
  }
  return bias;
}

/** Metrics at a bias. The log loss is of the bins' importance; not a number without examples. */
export function metricsAt(bins: RungBins, bias: number): RungMetrics {
  const { margins, inverses, positives, negatives, positiveOffsets, offsets } = bins;
  const factor = exp(-bias);
  let [loss, probability, p, n, ordered, together] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < margins.length; i++) {
    const [up, down] = [positives[i], negatives[i]];
    if (up + down === 0) continue;
    const margin = margins[i] + bias;
    const ratio = factor * inverses[i];
    loss += (up + down) * log1p(margin >= 0 ? ratio : 1 / ratio) + Math.abs(margin) * (margin >= 0 ? down : up);
    const sigmoid = 1 / (1 + ratio);
    // derivatives: p - y of the loss, p (1 - p) of the probability
    loss += sigmoid * offsets[i] - positiveOffsets[i];
    probability += (up + down) * sigmoid + offsets[i] * sigmoid * (1 - sigmoid);
    ordered += up * (n + down / 2);
    together += up * down;
    p += up;
    n += down;
  }
  return {
    logLoss: loss / (p + n),
    auc: p * n > 0 ? ordered / (p * n) : null,
    aucErrorBound: p * n > 0 ? together / (2 * p * n) : null,
    calibration: p > 0 ? probability / p : null,
  };
}
