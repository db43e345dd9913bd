/** Nested models -> histograms of all their margins over batches, by the kernel. */

import type { Batch } from '../batch/batch.js';
import { inKernel } from '../hash/kernel-batch.js';
import type { Kernel } from '../kernel/kernel.js';
import { takeTable } from '../learn/kernel-table.js';
import { checkLabels } from '../learn/learner.js';
import { type Counts, MOST_RUNGS, countsLength } from './ladder.js';
import type { Rungs } from './levels.js';

export interface KernelLadder {
  readonly counts: Counts;
  add(batch: Batch): void;
}

/**
 * @param kernel laid out for the model's bits; its table is taken from the learner or predictor that had it
 * @param rungs  1 .. 64, of a model that does not lie in this kernel
 * @param bins   in a unit of the margin
 */
export function kernelLadder(kernel: Kernel, { rungs, blocks }: Rungs, bins: number): KernelLadder {
  const { layout, memory, exports } = kernel;
  const { table, ladderSums, ladderCounts } = layout;
  const many = rungs.length;
  if (many < 1 || many > MOST_RUNGS) throw new RangeError(`${many} rungs, not 1 to ${MOST_RUNGS}`);
  const checkOwner = takeTable(kernel, layout.bits, 2);
  const weights = new Float32Array(memory.buffer, table, 2 ** layout.bits * 2);
  const levels = new Uint32Array(memory.buffer, table, 2 ** layout.bits * 2);
  for (const block of blocks()) {
    for (let i = 0; i < block.slots.length; i++) {
      if (block.levels[i] === 0) continue;
      weights[block.slots[i] * 2] = block.weights[i];
      levels[block.slots[i] * 2 + 1] = block.levels[i];
    }
  }
  new Float64Array(memory.buffer, ladderSums, many + 1).fill(0);
  const counts = new Float64Array(memory.buffer, ladderCounts, countsLength(many)).fill(0);
  let before = 0;
  return {
    counts,
    add(batch) {
      checkOwner();
      checkLabels(batch);
      for (const part of inKernel(kernel, batch)) {
        const importances = part.importances?.byteOffset ?? 0;
        exports.climb(table, part.area, importances, before % 2, many, ladderSums, ladderCounts, bins);
        before += part.size;
      }
    },
  };
}
