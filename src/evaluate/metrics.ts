/** Scores become metrics: how good the probabilities are, in the numbers that the field compares. */

import { reliabilitySums } from './reliability.js';
import {
  BINS,
  BIN_NEGATIVES,
  BIN_POSITIVES,
  EXAMPLES,
  IMPORTANCE,
  LOG_LOSS,
  POSITIVES,
  POSITIVE_IMPORTANCE,
  PROBABILITY,
  type Scores,
  placeOf,
} from './scores.js';

/** Sums over the examples of the first pass, in their order, each predicted before it was learned. */
export interface ProgressiveSums {
  readonly examples: number;
  readonly positives: number;
  /** Sum of importances, and of those of the positives. */
  readonly importance: number;
  readonly positiveImportance: number;
  /** Sums weighted by importance. */
  readonly logLoss: number;
  readonly probability: number;
}

/** The metrics that sums alone give; null where there is nothing to divide by. */
export interface MeanMetrics {
  readonly examples: number;
  readonly positives: number;
  /** Mean, weighted by importance, in nats; null without examples. */
  readonly logLoss: number | null;
  /** Log loss over that of the constant that predicts these examples' own rate: below 1 is useful; null for one class. */
  readonly normalizedEntropy: number | null;
  /** Sum of probabilities over sum of labels: 1 is right, above 1 promises too many clicks; null without positives. */
  readonly calibration: number | null;
}

export interface Metrics extends MeanMetrics {
  /** Probability that a positive's margin exceeds a negative's, ties half; null (not 0.5) for one class. */
  readonly auc: number | null;
  /** How far `auc` can be from that of the unbinned margins. */
  readonly aucErrorBound: number | null;
  /** Expected calibration error over 20 bins of equal importance; null without examples. */
  readonly ece: number | null;
}

/** All metrics of the examples that were added to the scores. */
export function metricsOf(scores: Scores): Metrics {
  return { ...meansOf(progressiveSums(scores)), ...areaUnderCurve(scores), ece: expectedCalibrationError(scores) };
}

/** The sums that a model's header keeps of its progressive validation. */
export function progressiveSums(scores: Scores): ProgressiveSums {
  return {
    examples: scores[EXAMPLES],
    positives: scores[POSITIVES],
    importance: scores[IMPORTANCE],
    positiveImportance: scores[POSITIVE_IMPORTANCE],
    logLoss: scores[LOG_LOSS],
    probability: scores[PROBABILITY],
  };
}

/**
 * The metrics that need no histogram.
 *
 *   log loss           = sum c loss / sum c
 *   normalized entropy = log loss / H(r),  r = sum c y / sum c,  H(r) = -r ln r - (1 - r) ln(1 - r)
 *   calibration        = sum c p / sum c y
 *
 * Source: He et al. 2014, "Practical Lessons from Predicting Clicks on Ads at Facebook", section 3.
 */
export function meansOf(sums: ProgressiveSums): MeanMetrics {
  const logLoss = sums.importance > 0 ? sums.logLoss / sums.importance : null;
  const entropy = entropyOf(sums.positiveImportance / sums.importance);
  return {
    examples: sums.examples,
    positives: sums.positives,
    logLoss,
    normalizedEntropy: logLoss !== null && entropy > 0 ? logLoss / entropy : null,
    calibration: sums.positiveImportance > 0 ? sums.probability / sums.positiveImportance : null,
  };
}

// 0 for one class only, and for no examples (a rate that is not a number)
function entropyOf(rate: number): number {
  return rate > 0 && rate < 1 ? -rate * Math.log(rate) - (1 - rate) * Math.log1p(-rate) : 0;
}

/**
 * The area under the ROC curve from the histograms: with P_b and N_b the importance of positives and negatives in bin b,
 *
 *   auc   = sum_b P_b (sum_{a < b} N_a + N_b / 2) / (P N)
 *   bound = sum_b P_b N_b / (2 P N)
 *
 * Why it is a bound: a pair in different bins is ordered as its margins are, so it counts exactly right. A pair in one
 * bin counts 1/2 where the truth is 0, 1/2 or 1: it is off by at most 1/2, and there is P_b N_b importance of such pairs.
 */
function areaUnderCurve(scores: Scores): Pick<Metrics, 'auc' | 'aucErrorBound'> {
  let positives = 0;
  let negatives = 0;
  let ordered = 0;
  let together = 0;
  for (let b = 0; b < BINS; b++) {
    const p = scores[placeOf(b) + BIN_POSITIVES];
    const n = scores[placeOf(b) + BIN_NEGATIVES];
    ordered += p * (negatives + n / 2);
    together += p * n;
    positives += p;
    negatives += n;
  }
  const pairs = positives * negatives;
  return pairs > 0
    ? { auc: ordered / pairs, aucErrorBound: together / (2 * pairs) }
    : { auc: null, aucErrorBound: null };
}

/**
 * Expected calibration error over the 20 bins of {@link reliabilitySums}:
 *
 *   ece = sum over bins |sum c p - sum c y| / sum c
 */
function expectedCalibrationError(scores: Scores): number | null {
  const { probabilities, positives } = reliabilitySums(scores);
  const total = scores[IMPORTANCE];
  return total > 0 ? probabilities.reduce((sum, p, bin) => sum + Math.abs(p - positives[bin]), 0) / total : null;
}
