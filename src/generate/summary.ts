/** Running sums over generated examples -> what the truth makes of the log: the best that any model can expect. */

import { logLoss, sigmoid } from '../kernel/math.js';

export interface LogSummary {
  readonly examples: number;
  readonly positives: number;
  /** Bytes of text, before any compression. */
  readonly bytes: number;
  readonly clickRate: number;
  /** Mean log loss of the true probabilities on the drawn labels, in nats. */
  readonly bayesLogLoss: number;
  /** Mean of the entropies of the true probabilities: what the Bayes log loss is on average over labels, in nats. */
  readonly expectedEntropy: number;
  /** Log loss of the constant that predicts the click rate, in nats. */
  readonly constantLogLoss: number;
  /** Bayes log loss / constant log loss; null where all labels are equal. */
  readonly bayesNormalizedEntropy: number | null;
  /** (field, token) pairs that the truth gives a weight; all others weigh exactly nothing. */
  readonly nonzeros: number;
}

/** The sums a summary is made of. */
export interface Tally {
  examples: number;
  positives: number;
  bytes: number;
  logLoss: number;
  entropy: number;
}

export function createTally(): Tally {
  return { examples: 0, positives: 0, bytes: 0, logLoss: 0, entropy: 0 };
}

/** Draws the label of an example from its true margin and counts it. */
export function drawLabel(tally: Tally, margin: number, word: number): number {
  const probability = sigmoid(margin);
  const label = word < probability * 4294967296 ? 1 : 0;
  const lossOfNone = logLoss(margin, 0);
  tally.examples += 1;
  tally.positives += label;
  tally.logLoss += label === 1 ? lossOfNone - margin : lossOfNone;
  tally.entropy += lossOfNone - probability * margin;
  return label;
}

export function summarize({ examples, positives, bytes, logLoss: loss, entropy }: Tally, nonzeros: number): LogSummary {
  const clickRate = positives / examples;
  const constantLogLoss = entropyOf(clickRate);
  const bayesLogLoss = loss / examples;
  return {
    examples,
    positives,
    bytes,
    clickRate,
    bayesLogLoss,
    expectedEntropy: entropy / examples,
    constantLogLoss,
    bayesNormalizedEntropy: constantLogLoss > 0 ? bayesLogLoss / constantLogLoss : null,
    nonzeros,
  };
}

function entropyOf(rate: number): number {
  return rate > 0 && rate < 1 ? -rate * Math.log(rate) - (1 - rate) * Math.log1p(-rate) : 0;
}
