/** Batches -> a model: the third of the library's four calls. */

import type { Batches } from '../hash/hash.js';
import { kernelLearner } from './kernel-learner.js';
import type { Model } from './model.js';
import type { Optimizer } from './optimizer.js';

export interface LearnOptions {
  /** A model to go on from. */
  readonly initial?: Model | undefined;
  /** Passes over the batches, >= 1; the first one is progressive validation. */
  readonly epochs?: number | undefined;
}

/**
 * Learns all examples in order.
 *
 * @returns a model that lies in the memory of the batches' kernel, until it is written or pruned
 * @throws InputError for malformed input and for an initial model that does not fit
 */
export async function learn(batches: Batches, optimizer: Optimizer, options: LearnOptions = {}): Promise<Model> {
  const { initial = null, epochs = 1 } = options;
  const learner = kernelLearner(batches.kernel, batches.spec, optimizer, initial);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for await (const batch of batches) learner.learn(batch, epoch === 0);
  }
  return learner.model();
}
