/** A model that was just written -> how good it is on the examples that its training's split held out. */

import { type Judged, judge } from '../evaluate/judged.js';
import { readModel } from '../export/model-file.js';
import type { Batches, HashCounts } from '../hash/hash.js';
import { predictor } from '../learn/predictor.js';
import { Interrupted, heeding } from './interrupted.js';
import type { OpenInputs } from './open-inputs.js';

/**
 * Reads the inputs once more. The table of the batches' kernel is taken from the learner.
 *
 * @param path    the model's file: its float32 weights are what is measured
 * @param batches of the inputs
 * @param counts  of the last epoch
 * @returns null, with the reason if there is a split, where there is nothing to measure
 * @throws Interrupted if the signal is aborted
 */
export async function measureHeldOut(
  path: string,
  batches: Batches,
  counts: Pick<HashCounts, 'examples' | 'leftOut'>,
  { inputs }: Pick<OpenInputs, 'inputs'>,
  signal: AbortSignal | undefined,
): Promise<{ readonly holdout: Judged | null; readonly warning: string | null }> {
  const { heldOut } = batches;
  if (heldOut === null) return { holdout: null, warning: null };
  if (counts.leftOut === 0) {
    return { holdout: null, warning: `--split holds out none of ${counts.examples.toLocaleString('en-US')} examples` };
  }
  if (inputs.some(({ kind }) => kind === 'pipe')) {
    return {
      holdout: null,
      warning: 'the held-out examples came by a pipe, which cannot be read again to measure them',
    };
  }
  const predict = predictor(batches.kernel, readModel(path));
  try {
    for await (const batch of heeding(signal, heldOut)) predict.score(batch);
  } catch (error) {
    throw signal?.aborted ? new Interrupted('the model was written, but not measured') : error;
  }
  return { holdout: judge(predict.scores), warning: null };
}
