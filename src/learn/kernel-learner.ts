/** Batches -> a model, by the kernel: any optimizer, in place in the kernel's table. */

import type { HashSpec } from '../batch/hash-spec.js';
import { progressiveSums } from '../evaluate/metrics.js';
import { createScores } from '../evaluate/scores.js';
import { type KernelBatch, inKernel } from '../hash/kernel-batch.js';
import type { Kernel } from '../kernel/kernel.js';
import { BATCH_EXAMPLES } from '../kernel/layout.js';
import { type KernelArea, kernelArea } from './kernel-area.js';
import { blocksOf, collect, loadState } from './kernel-blocks.js';
import { takeTable } from './kernel-table.js';
import { type Learner, biasOf, checkLabels, diverged, logLossSince, metricsSince, sumsInOrder } from './learner.js';
import type { Model, ModelHeader } from './model.js';
import { type Optimizer, identityOf, widthOf } from './optimizer.js';
import { paceOf } from './pace.js';
import { startFrom } from './resume.js';

/**
 * A learner whose state lies in the kernel's table.
 *
 * @param kernel    whose table it takes from the learner, model or predictor that had it; batches that lie in its memory
 *                  are not copied
 * @param optimizer as ftrl(...) and the others give it
 * @param initial   a model to go on from, or null
 * @throws InputError if the initial model has no state, or another hash specification or optimizer; `learn` throws it
 *   at a margin that is not finite
 */
export function kernelLearner(kernel: Kernel, spec: HashSpec, optimizer: Optimizer, initial: Model | null): Learner {
  const { layout, memory, exports } = kernel;
  const { table, learning, scratch, margins } = layout;
  const start = startFrom(initial, spec, optimizer);
  const size = 2 ** spec.bits;
  const checkOwner = takeTable(kernel, spec.bits, widthOf(optimizer));
  const area = kernelArea(kernel, optimizer, start);
  const pace = paceOf(optimizer, start);
  const rates = new Float32Array(memory.buffer, layout.rates, BATCH_EXAMPLES);
  const clocks = new Float64Array(memory.buffer, layout.clocks, BATCH_EXAMPLES);
  const marginsOf = new Float64Array(memory.buffer, margins, BATCH_EXAMPLES);
  const learnLoop = exports[`learn${optimizer.kernel.loops}`];
  if (initial) loadState(kernel, optimizer, initial);
  const scores = createScores(memory.buffer, layout.scores);
  // the header's sums go on where they were: two days end with the bits of both at once
  scores.set(sumsInOrder(start.progressive));

  /** The whole batch at once, unless the pace of an example depends on those before. */
  function learnPart(part: KernelBatch, importances: number): void {
    const before = updatesOf(area);
    area.diverged[0] = 0;
    for (let from = 0; from < part.size;) {
      const to = pace.layOut(rates, clocks, from, part.size);
      learnLoop(learning, table, size, part.area, from, to, importances, scratch, margins);
      const wild = area.diverged[0];
      if (wild > 0) throw diverged(optimizer, before - start.updates + wild, rates[wild - 1]);
      pace.observe(part, marginsOf, from, to);
      from = to;
    }
  }

  /** Weights are collected as the next example would meet them. */
  const bringToNow = () => {
    checkOwner();
    const { rate, clock } = pace.now();
    [area.rate[0], area.clock[0]] = [rate, clock];
  };
  const count = () => {
    bringToNow();
    let [touched, nonzeros] = [0, 0];
    for (const block of collect(kernel, optimizer)) {
      touched += block.count;
      nonzeros += block.nonzeros;
    }
    return { touched, nonzeros };
  };
  return {
    learn(batch, scored) {
      checkOwner();
      checkLabels(batch);
      for (const part of inKernel(kernel, batch)) {
        const importances = part.importances?.byteOffset ?? 0;
        learnPart(part, importances);
        if (scored) exports.score(layout.scores, part.area, importances, margins);
      }
    },
    logLoss: () => logLossSince(scores, start.progressive),
    metrics() {
      checkOwner();
      return metricsSince(scores, start.progressive);
    },
    count,
    model() {
      bringToNow();
      const now = pace.state();
      const step = { ...pace.now(), counter: updatesOf(area), label: 0, importance: 1 };
      const header: ModelHeader = {
        hashing: spec,
        optimizer: identityOf(optimizer),
        bias: biasOf(optimizer, area.bias, step),
        updates: updatesOf(area),
        ...(now ? { pace: now } : {}),
        progressive: progressiveSums(scores),
        ...count(),
        hasState: true,
      };
      return { header, blocks: () => blocksOf(kernel, optimizer, checkOwner) };
    },
  };
}

function updatesOf({ updates }: KernelArea): number {
  return updates[0] + updates[1] * 2 ** 32;
}
