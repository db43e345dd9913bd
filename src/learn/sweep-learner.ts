/** Batches -> many FTRL models at once, by the kernel: each is the very model that learning it alone gives. */

import type { Batch } from '../batch/batch.js';
import type { HashSpec } from '../batch/hash-spec.js';
import { type KernelBatch, inKernel } from '../hash/kernel-batch.js';
import { InputError } from '../input-error.js';
import { type Kernel, createKernel } from '../kernel/kernel.js';
import { QUAD, type SweepLayout, layOutSweep } from '../kernel/layout-sweep.js';
import { checkLabels } from './learner.js';
import type { Optimizer } from './optimizer.js';
import { type SweepGroupLearner, type SweptLearner, sweepGroup } from './sweep-group.js';
import { takeMemory } from './sweep-owner.js';

export interface SweepLearner {
  /**
   * Predicts, scores and learns each example of the batch in every model, in order.
   *
   * @param scored whether the metrics count the batch: only a first pass is progressive validation
   */
  learn(batch: Batch, scored: boolean): void;
  /** Predicts each example of the batch by every model as it is, and adds it to their scores; nothing is learned. */
  score(batch: Batch): void;
  /** One an optimizer, in their order. */
  readonly models: readonly SweptLearner[];
}

/**
 * Memories for a number of models.
 *
 * @throws InputError if a memory cannot hold four models of 2^bits slots, or the system refuses its address space
 */
export function sweepKernels(bits: number, models: number): Kernel<SweepLayout>[] {
  const layouts = layOutSweep(bits, models);
  if (layouts === null) throw tooWide(bits);
  return layouts.map((layout) => createKernel(layout));
}

/**
 * A learner of many models, their state side by side.
 *
 * @param kernels    as sweepKernels gives them for so many models; taken from the learner that had them
 * @param optimizers FTRL, one or more, all of which round in the same way
 */
export function sweepLearner(
  kernels: readonly Kernel<SweepLayout>[],
  spec: HashSpec,
  optimizers: readonly Optimizer[],
): SweepLearner {
  checkOptimizers(optimizers);
  let from = 0;
  const memories = kernels.map((kernel) => {
    const checkOwner = takeMemory(kernel);
    const groups = kernel.layout.groups.map((group) => {
      const begin = from;
      from += group.quads * QUAD;
      return sweepGroup(kernel, group, { spec, optimizers: optimizers.slice(begin, from), checkOwner });
    });
    return { kernel, groups, checkOwner };
  });
  const inEach = (batch: Batch, use: (group: SweepGroupLearner, part: KernelBatch) => void): void => {
    checkLabels(batch);
    for (const { kernel, groups, checkOwner } of memories) {
      checkOwner();
      // group after group: the table of one fills the cache
      for (const part of inKernel(kernel, batch)) for (const group of groups) use(group, part);
    }
  };
  return {
    learn: (batch, scored) => inEach(batch, (group, part) => group.learn(part, scored)),
    score: (batch) => inEach(batch, (group, part) => group.score(part)),
    models: memories.flatMap(({ groups }) => groups.flatMap((group) => group.models)),
  };
}

function checkOptimizers(optimizers: readonly Optimizer[]): void {
  const isSwept = ({ kernel, rounding }: Optimizer) => kernel.loops === 'Ftrl' && rounding === optimizers[0].rounding;
  if (optimizers.length > 0 && optimizers.every(isSwept)) return;
  throw new Error('a sweep learns one or more optimizers, all of them FTRL that rounds in the same way');
}

function tooWide(bits: number): InputError {
  return new InputError({
    source: `--bits ${bits}`,
    found: `${(QUAD * 8 * 2 ** bits) / 2 ** 30} GiB for four models side by side`,
    expected: 'a table that fits into 4 GiB of memory',
    advice: 'use fewer --bits, or train one setting after the other',
  });
}
