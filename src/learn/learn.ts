/** Batches -> a model: the third of the library's four calls. */

import type { Batch } from '../batch/batch.js';
import type { HashSpec } from '../batch/hash-spec.js';
import { InputError } from '../input-error.js';
import { type Kernel, createKernel } from '../kernel/kernel.js';
import { layOut } from '../kernel/layout.js';
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
 * Batches as hash() gives them; or anybody's, such as those of hash() with importances of their own:
 *
 *   { ...batches, async *[Symbol.asyncIterator]() { for await (const batch of batches) yield { ...batch, importances } } }
 */
export interface LearnableBatches extends AsyncIterable<Batch> {
  readonly spec: HashSpec;
  /** The kernel that the batches lie in; they are copied into one of the learner's own without. */
  readonly kernel?: Kernel;
  readonly labelled?: boolean;
}

/**
 * Learns all examples in order.
 *
 * @returns a model that lies in the memory of the batches' kernel: write it before these batches are learned again
 * @throws InputError for malformed input, epochs out of their range, and an initial model that does not fit
 */
export async function learn(
  batches: LearnableBatches,
  optimizer: Optimizer,
  options: LearnOptions = {},
): Promise<Model> {
  const { initial = null } = options;
  const epochs = checkEpochs(options.epochs ?? 1);
  if (batches.labelled === false) {
    throw new InputError({ found: 'records without labels', expected: 'a label in each' });
  }
  const kernel = batches.kernel ?? createKernel(layOut(batches.spec.bits, 1, 1));
  const learner = kernelLearner(kernel, batches.spec, optimizer, initial);
  for (let epoch = 0; epoch < epochs; epoch++) {
    for await (const batch of batches) learner.learn(batch, epoch === 0);
  }
  return learner.model();
}

/** @throws InputError unless epochs is an integer from 1 to 1000 */
export function checkEpochs(epochs: number, source = '--epochs'): number {
  if (Number.isInteger(epochs) && epochs >= 1 && epochs <= 1000) return epochs;
  throw new InputError({ source, found: String(epochs), expected: 'an integer from 1 to 1000' });
}
