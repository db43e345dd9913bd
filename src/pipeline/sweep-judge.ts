/** Models that lie side by side -> how good each is, all in one pass over the examples that they are judged by. */

import { type Judged, judge } from '../evaluate/judged.js';
import type { MeanMetrics } from '../evaluate/metrics.js';
import type { Batches } from '../hash/hash.js';
import type { SweepLearner } from '../learn/sweep-learner.js';
import type { SweepReport } from '../report/sweep-report.js';
import { checkExamples, checkLabelled, checkSides } from './checks.js';
import { type InputOptions, batchesFor } from './evaluate.js';
import { heeding, interruptible } from './interrupted.js';

/** As `evaluate` finds them; of the last half, what sums alone give. */
export type Judgement = MeanMetrics & { readonly auc: number | null; readonly judged: Judged | null };

export interface Judgements {
  readonly kind: SweepReport['judgedBy']['kind'];
  /** One a model. */
  readonly of: readonly Judgement[];
}

export interface JudgeOptions extends Omit<InputOptions, 'inputs'> {
  /** Inputs of their own. */
  readonly holdout?: readonly string[] | undefined;
}

/**
 * Judges on the holdout, or on what the split holds out, or by the progressive loss of the last half of the examples.
 *
 * @param batches those that were learned
 * @throws InputError for malformed input, no examples, and a holdout of other fields
 */
export async function judgeAll(learner: SweepLearner, batches: Batches, options: JudgeOptions): Promise<Judgements> {
  const { holdout, split, signal } = options;
  if (holdout !== undefined) {
    const { split: _none, ...reading } = options;
    const others = await batchesFor({ header: { hashing: batches.spec } }, { ...reading, inputs: holdout });
    checkLabelled(others, holdout);
    await scoreAll(learner, others, signal);
    checkExamples(holdout, others.counts);
    return { kind: 'holdout', of: heldOut(learner) };
  }
  if (batches.heldOut !== null) {
    await scoreAll(learner, batches.heldOut, signal);
    checkSides(split, batches.counts, 'measure');
    return { kind: 'split', of: heldOut(learner) };
  }
  return { kind: 'last-half', of: learner.models.map((model) => ({ ...model.lastHalf(), auc: null, judged: null })) };
}

function scoreAll(
  learner: SweepLearner,
  batches: AsyncIterable<Parameters<SweepLearner['score']>[0]>,
  signal?: AbortSignal,
) {
  return interruptible(signal, async () => {
    for await (const batch of heeding(signal, batches)) learner.score(batch);
  });
}

function heldOut({ models }: SweepLearner): Judgement[] {
  return models.map(({ scores }) => {
    const judged = judge(scores);
    return { ...judged, judged };
  });
}
