/** Batches -> a model: the third of the library's four calls. */

import type { Batches } from '../hash/hash.js';
import { InputError } from '../input-error.js';
import { kernelLearner } from './kernel-learner.js';
import type { Model } from './model.js';
import type { Optimizer } from './optimizer.js';

export interface LearnOptions {
  /** A model to go on from. */
  readonly initial?: Model | undefined;
  /** Passes over the batches, 1 .. 1000; the first one is progressive validation. */
  readonly epochs?: number | undefined;
}

/**
 * Learns all examples in order.
 *
 * @returns a model that lies in the memory of the batches' kernel: write it before these batches are learned again
 * @throws InputError for malformed input, epochs out of their range, and an initial model that does not fit
 */
export async function learn(batches: Batches, optimizer: Optimizer, options: LearnOptions = {}): Promise<Model> {
  const { initial = null } = options;
  const epochs = checkEpochs(options.epochs ?? 1);
  const learner = kernelLearner(batches.kernel, batches.spec, optimizer, initial);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for await (const batch of batches) learner.learn(batch, epoch === 0);
  }
  return learner.model();
}

/** @throws InputError unless epochs is an integer from 1 to 1000 */
function checkEpochs(epochs: number): number {
  if (Number.isInteger(epochs) && epochs >= 1 && epochs <= 1000) return epochs;
  throw new InputError({ source: '--epochs', found: String(epochs), expected: 'an integer from 1 to 1000' });
}
