/** A model -> margins of batches under its fixed weights, by the kernel. */

import type { Batch } from '../batch/batch.js';
import { createScores, type Scores } from '../evaluate/scores.js';
import { inKernel } from '../hash/kernel-batch.js';
import type { Kernel } from '../kernel/kernel.js';
import { sigmoid } from '../kernel/math.js';
import { takeTable } from './kernel-table.js';
import { checkLabels } from './learner.js';
import type { Model } from './model.js';

export interface Predictor {
  /** Adds the batch's examples to the scores. */
  score(batch: Batch): void;
  /** Probabilities of a click, one an example, in order. */
  probabilities(batch: Batch): Float64Array;
  readonly scores: Scores;
}

/**
 * @param kernel laid out for the model's bits; its table is taken from the learner or predictor that had it
 * @param model  one that does not lie in this kernel
 */
export function predictor(kernel: Kernel, model: Model): Predictor {
  const { layout, memory, exports } = kernel;
  const checkOwner = takeTable(kernel, model.header.hashing.bits, 1);
  loadWeights(kernel, model);
  const scores = createScores(memory.buffer, layout.scores);
  const bias = model.header.bias.weight;
  return {
    scores,
    score(batch) {
      checkOwner();
      checkLabels(batch);
      for (const part of inKernel(kernel, batch)) {
        exports.predict(layout.table, part.area, bias, layout.margins);
        exports.score(layout.scores, part.area, part.importances?.byteOffset ?? 0, layout.margins);
      }
    },
    probabilities(batch) {
      checkOwner();
      const probabilities = new Float64Array(batch.size);
      let at = 0;
      for (const part of inKernel(kernel, batch)) {
        exports.predict(layout.table, part.area, bias, layout.margins);
        const margins = new Float64Array(memory.buffer, layout.margins, part.size);
        for (const margin of margins) probabilities[at++] = sigmoid(margin);
      }
      return probabilities;
    },
  };
}

function loadWeights({ layout, memory }: Kernel, model: Model): void {
  const table = new Float32Array(memory.buffer, layout.table, 2 ** layout.bits);
  for (const { slots, weights } of model.blocks()) {
    for (let i = 0; i < slots.length; i++) table[slots[i]] = weights[i];
  }
}
