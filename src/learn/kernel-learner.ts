/** Batches -> a model, by the kernel: FTRL-Proximal in place in the kernel's table. */

import type { HashSpec } from '../batch/hash-spec.js';
import { progressiveSums } from '../evaluate/metrics.js';
import { createScores } from '../evaluate/scores.js';
import { inKernel } from '../hash/kernel-batch.js';
import type { Kernel } from '../kernel/kernel.js';
import { BLOCK_SLOTS } from '../kernel/layout.js';
import { positiveBeta } from './ftrl.js';
import { takeTable } from './kernel-table.js';
import { type Learner, checkLabels, logLossSince, metricsSince, sumsInOrder } from './learner.js';
import type { Model, ModelBlock, ModelHeader } from './model.js';
import type { Optimizer } from './optimizer.js';
import { type Start, startFrom } from './resume.js';

/**
 * A learner whose state lies in the kernel's table.
 *
 * @param kernel    whose table it takes from the learner, model or predictor that had it; batches that lie in its memory
 *                  are not copied
 * @param optimizer as ftrl(...) gives it
 * @param initial   a model to go on from, or null
 * @throws InputError if the initial model has no state, or another hash specification or optimizer
 */
export function kernelLearner(kernel: Kernel, spec: HashSpec, optimizer: Optimizer, initial: Model | null): Learner {
  const { layout, memory, exports } = kernel;
  const { table, ftrl, scratch, margins } = layout;
  const start = startFrom(initial, spec, optimizer);
  const size = 2 ** spec.bits;
  const checkOwner = takeTable(kernel, spec.bits);
  const area = ftrlArea(kernel, optimizer, start);
  if (initial) loadState(kernel, initial);
  const scores = createScores(memory.buffer, layout.scores);
  // the header's sums go on where they were: two days end with the bits of both at once
  scores.set(sumsInOrder(start.progressive));

  const count = () => {
    checkOwner();
    let [touched, nonzeros] = [0, 0];
    for (const block of collect(kernel, size)) {
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
        exports.learnFtrl(table, size, part.area, importances, ftrl, scratch, margins);
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
      checkOwner();
      const header: ModelHeader = {
        hashing: spec,
        optimizer: { name: optimizer.name, columns: optimizer.columns, hyperparameters: optimizer.hyperparameters },
        bias: biasOf(optimizer, area),
        updates: area.updates[0] + area.updates[1] * 2 ** 32,
        progressive: progressiveSums(scores),
        ...count(),
        hasState: true,
      };
      return { header, blocks: () => blocks(kernel, size, checkOwner) };
    },
  };
}

/** Views of FtrlArea in kernel/assembly/ftrl.ts. */
interface FtrlArea {
  /** 1 / alpha, beta, bias z, bias n. */
  readonly doubles: Float64Array;
  /** Low and high 32 bits of the examples learned. */
  readonly updates: Uint32Array;
}

function ftrlArea({ layout, memory }: Kernel, optimizer: Optimizer, { bias, updates }: Start): FtrlArea {
  const { alpha, beta, lambda1, lambda2 } = optimizer.hyperparameters;
  const area = {
    doubles: new Float64Array(memory.buffer, layout.ftrl, 4),
    updates: new Uint32Array(memory.buffer, layout.ftrl + 32, 2),
  };
  area.doubles.set([1 / alpha, beta, bias.z, bias.n]);
  area.updates.set([updates % 2 ** 32, Math.floor(updates / 2 ** 32)]);
  const floats = new Float32Array(memory.buffer, layout.ftrl + 40, 4);
  floats.set([1 / alpha, positiveBeta(beta), lambda1, lambda2]);
  new Uint32Array(memory.buffer, layout.ftrl + 56, 1)[0] = optimizer.rounding === 'nearest' ? 0 : 1;
  return area;
}

function biasOf(optimizer: Optimizer, { doubles }: FtrlArea): ModelHeader['bias'] {
  const [, , z, n] = doubles;
  return { weight: optimizer.biasWeight(Float64Array.of(z, n)), z, n };
}

function loadState({ layout, memory }: Kernel, model: Model): void {
  const table = new Float32Array(memory.buffer, layout.table, 2 ** layout.bits * 2);
  for (const { slots, state } of model.blocks()) {
    const [z, n] = state!;
    for (let i = 0; i < slots.length; i++) {
      table[slots[i] * 2] = z[i];
      table[slots[i] * 2 + 1] = n[i];
    }
  }
}

interface CollectedBlock {
  readonly count: number;
  readonly nonzeros: number;
}

// the words of BlockArea in kernel/assembly/collect.ts
const COUNT = 5;
const NONZEROS = 6;

/** Lets the kernel collect touched slots, block by block, into its block area. */
function* collect({ layout, memory, exports }: Kernel, size: number): Generator<CollectedBlock> {
  const area = new Uint32Array(memory.buffer, layout.block, 7);
  const arrays = [0, 1, 2, 3].map((i) => layout.block + 64 + i * BLOCK_SLOTS * 4);
  area.set([...arrays, BLOCK_SLOTS]);
  for (let from = 0; from < size;) {
    from = exports.collectFtrl(layout.table, size, from, layout.ftrl, layout.block) >>> 0;
    if (area[COUNT] > 0) yield { count: area[COUNT], nonzeros: area[NONZEROS] };
  }
}

/** The touched slots, block by block, in memory of their own (Arrow and the file system want no shared one), used again. */
function* blocks(kernel: Kernel, size: number, checkOwner: () => void): Generator<ModelBlock> {
  checkOwner();
  const { layout, memory } = kernel;
  const at = (i: number) => layout.block + 64 + i * BLOCK_SLOTS * 4;
  const slots = new Uint32Array(BLOCK_SLOTS);
  const numbers = [1, 2, 3].map(() => new Float32Array(BLOCK_SLOTS));
  for (const { count } of collect(kernel, size)) {
    slots.set(new Uint32Array(memory.buffer, at(0), count));
    numbers.forEach((column, i) => column.set(new Float32Array(memory.buffer, at(i + 1), count)));
    const [weights, ...state] = numbers.map((column) => column.subarray(0, count));
    yield { slots: slots.subarray(0, count), weights, state };
    checkOwner();
  }
}
