/** A model on every other held-out example: those on which nothing was chosen and no bias solved. */

import { judge } from '../evaluate/judged.js';
import { BATCH_EXAMPLES } from '../kernel/layout.js';
import type { Model } from '../learn/model.js';
import { predictor } from '../learn/predictor.js';
import { type Evaluation, type InputOptions, batchesFor } from './evaluate.js';
import { heeding, interruptible } from './interrupted.js';

/**
 * The second, the fourth and so on: the half that climb() reports on.
 *
 * @throws InputError for malformed input and records of other fields than the model's
 */
export async function evaluateReporting(model: Model, options: InputOptions): Promise<Evaluation> {
  const batches = await batchesFor(model, options);
  const { kernel } = batches;
  const { held } = kernel.layout.foreign;
  const odd = new Uint8Array(kernel.memory.buffer, held, BATCH_EXAMPLES);
  const predict = predictor(kernel, model);
  let before = 0;
  await interruptible(options.signal, async () => {
    for await (const batch of heeding(options.signal, batches.heldOut ?? batches)) {
      for (let i = 0; i < batch.size; i++) odd[i] = (before + i) % 2;
      before += batch.size;
      kernel.exports.keepExamples(batch.area, held, 1);
      predict.score(batch);
    }
  });
  return { ...judge(predict.scores), badRecords: batches.counts.badRecords };
}
