/** Batches -> the models of a group: their state lies side by side in the slots of one table. */

import type { HashSpec } from '../batch/hash-spec.js';
import { type MeanMetrics, type ProgressiveSums, meansOf } from '../evaluate/metrics.js';
import { SCORES_LENGTH, type Scores } from '../evaluate/scores.js';
import type { KernelBatch } from '../hash/kernel-batch.js';
import type { InputError } from '../input-error.js';
import type { Kernel } from '../kernel/kernel.js';
import { BATCH_EXAMPLES } from '../kernel/layout.js';
import { QUAD_BYTES, type SweepGroup, type SweepLayout } from '../kernel/layout-sweep.js';
import { biasOf, diverged } from './learner.js';
import type { Model } from './model.js';
import { type Optimizer, identityOf } from './optimizer.js';
import { streamHalf } from './stream-half.js';
import { type SweepArea, type SweptModel, sweepArea } from './sweep-area.js';
import { countModels, sweptBlocks } from './sweep-blocks.js';

/** One of the models that are learned side by side. */
export interface SweptLearner {
  /** Progressive validation. */
  metrics(): MeanMetrics;
  /** Of the last half of the examples: the average over all rewards those that learn early. */
  lastHalf(): MeanMetrics;
  /** Of all examples that the sweep scored without learning them. */
  readonly scores: Scores;
  /** Touched slots and nonzero weights now: a look at the whole table. */
  count(): { readonly touched: number; readonly nonzeros: number };
  /** What ended its learning: a margin that is not finite. Null while all are. */
  failure(): InputError | null;
  /** The model as it is now; its blocks are read from the live state. */
  model(): Model;
}

/** Several models whose state lies in one table. */
export interface SweepGroupLearner {
  learn(part: KernelBatch, scored: boolean): void;
  score(part: KernelBatch): void;
  readonly models: readonly SweptLearner[];
}

interface Learned {
  readonly spec: HashSpec;
  /** At most as many as the group has models. */
  readonly optimizers: readonly Optimizer[];
  /** Throws once somebody else has taken the kernel. */
  readonly checkOwner: () => void;
}

export function sweepGroup(
  kernel: Kernel<SweepLayout>,
  group: SweepGroup,
  { spec, optimizers, checkOwner }: Learned,
): SweepGroupLearner {
  const { layout, memory, exports } = kernel;
  const area = sweepArea(memory, group, layout.draws, optimizers);
  const swept = area.models.slice(0, optimizers.length);
  const failures = swept.map((): InputError | null => null);
  const scores = swept.map((_, i) => new Float64Array(memory.buffer, group.scores[i], SCORES_LENGTH));
  const half = streamHalf(() => swept.map((model) => sumsOf(area, model)));

  const makePages = pageMaker(kernel, group);

  /** Where the last half may begin, a batch is cut; learning goes on as if nothing had happened. */
  function learn(part: KernelBatch, scored: boolean): void {
    const importances = part.importances?.byteOffset ?? 0;
    const before = updatesOf(area);
    makePages(part);
    area.scored[0] = Number(scored);
    for (const { diverged: wild } of swept) wild[0] = 0;
    for (let from = 0; from < part.size;) {
      const to = scored ? Math.min(part.size, from + half.left()) : part.size;
      exports.sweep(group.area, group.table, part.area, from, to, importances, layout.scratch);
      if (scored) half.passed(to - from);
      from = to;
    }
    swept.forEach(({ diverged: [wild] }, i) => {
      if (wild > 0) failures[i] ??= diverged(optimizers[i], before + wild, 1);
    });
  }

  function score(part: KernelBatch): void {
    const { scratch, margins } = layout;
    exports.predictSweep(group.area, group.table, part.area, BATCH_EXAMPLES, scratch, margins);
    const importances = part.importances?.byteOffset ?? 0;
    group.scores.slice(0, swept.length).forEach((at, i) => {
      if (failures[i] === null) exports.score(at, part.area, importances, margins + i * BATCH_EXAMPLES * 8);
    });
  }

  let counted = { updates: -1, counts: [] as ReturnType<typeof countModels> };
  /** One look at the table counts for all models. */
  function countsNow(): ReturnType<typeof countModels> {
    checkOwner();
    const updates = updatesOf(area);
    if (counted.updates !== updates) counted = { updates, counts: countModels(kernel, group) };
    return counted.counts;
  }

  function learnerOf(optimizer: Optimizer, i: number): SweptLearner {
    const count = () => countsNow()[i];
    return {
      metrics: () => meansOf(sumsOf(area, swept[i])),
      lastHalf: () => meansOf(difference(sumsOf(area, swept[i]), half.before()?.[i])),
      scores: scores[i],
      count,
      failure: () => failures[i],
      model() {
        const bias = swept[i].bias();
        const step = { counter: updatesOf(area), rate: 1, clock: updatesOf(area), label: 0, importance: 1 };
        const header = {
          hashing: spec,
          optimizer: identityOf(optimizer),
          bias: biasOf(optimizer, bias, step),
          updates: updatesOf(area),
          progressive: sumsOf(area, swept[i]),
          ...count(),
          hasState: true,
        };
        return { header, blocks: () => sweptBlocks(kernel, group, i, checkOwner) };
      },
    };
  }

  return { learn, score, models: optimizers.map(learnerOf) };
}

const SYSTEM_PAGE = 4096;

/**
 * Writes into every page of a table, before most of its slots are touched: a page that is read first costs the system a
 * second fault when it is written (8 models of 2^22 slots: 65,000 faults, 0.1 s of 2.1 s). Few examples leave most pages
 * alone. Batches before may have learned something: 0 is added, by one instruction that only writes.
 */
function pageMaker({ layout, memory }: Kernel<SweepLayout>, { table, quads }: SweepGroup) {
  const bytes = 2 ** layout.bits * quads * QUAD_BYTES;
  let isDone = false;
  return ({ slots }: KernelBatch): void => {
    if (isDone || slots.length < bytes / SYSTEM_PAGE / 4) return;
    isDone = true;
    const words = new Uint32Array(memory.buffer, table, bytes / 4);
    for (let at = 0; at < words.length; at += SYSTEM_PAGE / 4) Atomics.add(words, at, 0);
  };
}

function updatesOf({ updates }: SweepArea): number {
  return updates[0] + updates[1] * 2 ** 32;
}

function sumsOf({ sums: [examples, positives, importance, positiveImportance] }: SweepArea, model: SweptModel) {
  const [logLoss, probability] = [model.logLoss(), model.probability()];
  return { examples, positives, importance, positiveImportance, logLoss, probability };
}

function difference(all: ProgressiveSums, before: ProgressiveSums | undefined): ProgressiveSums {
  if (before === undefined) return all;
  return {
    examples: all.examples - before.examples,
    positives: all.positives - before.positives,
    importance: all.importance - before.importance,
    positiveImportance: all.positiveImportance - before.positiveImportance,
    logLoss: all.logLoss - before.logLoss,
    probability: all.probability - before.probability,
  };
}
