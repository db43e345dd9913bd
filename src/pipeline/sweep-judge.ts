/** Models that lie side by side -> how good each is, all in one pass over the examples that they are judged by. */

import { type MeanMetrics, metricsOf } from '../evaluate/metrics.js';
import type { Batches } from '../hash/hash.js';
import type { SweepLearner } from '../learn/sweep-learner.js';
import type { SweepReport } from '../report/sweep-report.js';
import { checkExamples, checkLabelled, checkSides } from './checks.js';
import { type InputOptions, batchesFor } from './evaluate.js';
import { heeding, interruptible } from './interrupted.js';

/** As `evaluate` finds them; of the last half, what sums alone give. */
export type Judgement = MeanMetrics & { readonly auc: number | null };

export interface Judgements {
  readonly kind: SweepReport['judgedBy']['kind'];
  /** One a model. */
  readonly of: readonly Judgement[];
}

export interface JudgeOptions extends Omit<InputOptions, 'inputs'> {
  /** Inputs of their own. */
  readonly holdout?: readonly string[] | undefined;
}

/** Judges the models that were learned. */
export type Judge = (learner: SweepLearner) => Promise<Judgements>;

/**
 * Who judges: the holdout, what the split holds out, or the progressive loss of the last half of the examples. A holdout is
 * looked at before anything is learned.
 *
 * @param batches those to learn from
 * @throws InputError for a holdout that is not there or has other fields; while judging, for malformed input and no examples
 */
export async function judgeOf(batches: Batches, options: JudgeOptions): Promise<Judge> {
  const { holdout, split, signal } = options;
  const { heldOut } = batches;
  if (holdout !== undefined) {
    const { split: _none, ...reading } = options;
    const others = await batchesFor({ header: { hashing: batches.spec } }, { ...reading, inputs: holdout });
    checkLabelled(others, holdout);
    return async (learner) => {
      const of = await scored(learner, others, signal);
      checkExamples(holdout, others.counts);
      return { kind: 'holdout', of };
    };
  }
  if (heldOut === null) {
    const lastHalves = ({ models }: SweepLearner) => models.map((model) => ({ ...model.lastHalf(), auc: null }));
    return async (learner) => ({ kind: 'last-half', of: lastHalves(learner) });
  }
  return async (learner) => {
    const of = await scored(learner, heldOut, signal);
    checkSides(split, batches.counts, 'measure');
    return { kind: 'split', of };
  };
}

/** All models on all batches. */
async function scored(
  learner: SweepLearner,
  batches: AsyncIterable<Parameters<SweepLearner['score']>[0]>,
  signal: AbortSignal | undefined,
): Promise<Judgement[]> {
  await interruptible(signal, async () => {
    for await (const batch of heeding(signal, batches)) learner.score(batch);
  });
  return learner.models.map(({ scores }) => metricsOf(scores));
}
