/** What a learner is: it meets batches in order, scores each example before it learns from it, and becomes a model. */

import type { Batch } from '../batch/batch.js';
import { type Metrics, type ProgressiveSums, metricsOf } from '../evaluate/metrics.js';
import { IMPORTANCE, LOG_LOSS, type Scores } from '../evaluate/scores.js';
import { InputError } from '../input-error.js';
import type { Model, ModelHeader } from './model.js';
import type { Optimizer, Step } from './optimizer.js';

export interface Learner {
  /**
   * Predicts, scores and learns each example of the batch, in order.
   *
   * @param scored whether the metrics count the batch: only a first pass is progressive validation
   */
  learn(batch: Batch, scored: boolean): void;
  /** Progressive validation since the learner began, without the days before. */
  metrics(): Metrics;
  /** Of metrics(), the log loss alone, which takes no time. */
  logLoss(): number | null;
  /** Touched slots and nonzero weights now: a look at the whole table, some milliseconds. */
  count(): { readonly touched: number; readonly nonzeros: number };
  /** The model as it is now; its blocks are read from the live state. */
  model(): Model;
}

/** Metrics of what was added to the scores since their sums were `earlier`; the histograms began empty. */
export function metricsSince(scores: Scores, earlier: ProgressiveSums): Metrics {
  const since = scores.slice();
  sumsInOrder(earlier).forEach((sum, i) => (since[i] -= sum));
  return metricsOf(since);
}

/** The sums as scores begin with them. */
export function sumsInOrder(sums: ProgressiveSums): number[] {
  const { examples, positives, importance, positiveImportance, logLoss, probability } = sums;
  return [examples, positives, importance, positiveImportance, logLoss, probability];
}

/** @throws Error for a batch that can only be predicted */
export function checkLabels({ labels }: Batch): void {
  if (labels === null) throw new Error('a batch without labels: there is nothing to learn or to score');
}

/** The mean log loss of what was added to the scores since their sums were `earlier`. */
export function logLossSince(scores: Scores, earlier: ProgressiveSums): number | null {
  const importance = scores[IMPORTANCE] - earlier.importance;
  return importance > 0 ? (scores[LOG_LOSS] - earlier.logLoss) / importance : null;
}

/** The bias as a header has it. */
export function biasOf(optimizer: Optimizer, state: Float64Array, step: Step): ModelHeader['bias'] {
  const columns = optimizer.biasColumns.map((name, c): [string, number] => [name, state[c]]);
  return { ...Object.fromEntries(columns), weight: optimizer.biasWeight(state, step) };
}

/** Learning that has lost its way. @param example counted from 1, since the learner began @param rate of the schedule */
export function diverged({ name, hyperparameters }: Optimizer, example: number, rate: number): InputError {
  const { alpha } = hyperparameters;
  return new InputError({
    source: `example ${example.toLocaleString('en-US')}`,
    found: 'a margin that is not a finite number',
    expected: 'finite ones',
    advice: `${name} diverged at a learning rate of ${alpha * rate}: lower --alpha or scale the values`,
  });
}
