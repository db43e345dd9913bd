/** What every schedule promises, with every optimizer that takes one; a new schedule is a new text. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Batch } from '#dist/batch/batch.js';
import { readModel, writeModel } from '#dist/export/model-file.js';
import { logLoss } from '#dist/kernel/math.js';
import { adoptWeights } from '#dist/learn/adopt.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import type { Learner } from '#dist/learn/learner.js';
import type { Model } from '#dist/learn/model.js';
import type { Optimizer } from '#dist/learn/optimizer.js';
import { scheduleOf } from '#dist/learn/schedules/schedule-text.js';
import { twinLearner } from '#dist/learn/twin-learner.js';
import { temporaryFolder } from '../export/models.js';
import { batches, contentsOf, frozen, kernelFor, randomBatch, randomFrom, specOf } from '../learn/batches.js';
import { OPTIMIZERS } from './optimizer-rows.js';

const BITS = 4;
const spec = specOf(BITS);
/** Weights that are a function of their rate. */
const WITHOUT = ['ftrl', 'rda'];
const ROWS = OPTIMIZERS.filter(({ name }) => !WITHOUT.includes(name));
const TEXTS = [
  'constant',
  'piecewise:7=0.1,30=2',
  'exponential:20',
  'power:0.7:5',
  'performance:9:1:0.5',
  'performance:4:2:0.3:0.01',
  'one-cycle:60',
];
const schedules = fc.constantFrom(...TEXTS).map(scheduleOf);
const folder = temporaryFolder();

const kernelOf = (optimizer: Optimizer, initial: Model | null = null) =>
  kernelLearner(kernelFor(BITS), spec, optimizer, initial);
const twinOf = (optimizer: Optimizer, initial: Model | null = null) => twinLearner(spec, optimizer, initial);

/** Examples [from, to) of a batch, as a batch. */
function partOf({ labels, importances, offsets, slots, values }: Batch, from: number, to: number): Batch {
  const [begin, end] = [offsets[from], offsets[to]];
  return {
    size: to - from,
    labels: labels!.slice(from, to),
    importances: importances?.slice(from, to) ?? null,
    offsets: offsets.slice(from, to + 1).map((at) => at - begin),
    slots: slots.slice(begin, end),
    values: values?.slice(begin, end) ?? null,
  };
}

function learnInParts(learner: Learner, batch: Batch, cuts: readonly number[]): void {
  const ends = [...new Set(cuts.map((cut) => cut % (batch.size + 1)))].toSorted((a, b) => a - b);
  [...ends, batch.size].forEach((end, i) => learner.learn(partOf(batch, i === 0 ? 0 : ends[i - 1], end), true));
}

const shape = { counts: Array.from({ length: 90 }, (_, i) => i % 11), withValues: true, withImportances: true };
const longBatch = fc.integer().map((seed) => randomBatch(shape, BITS, randomFrom(seed)));
const cuts = fc.array(fc.nat(), { maxLength: 5 });

for (const row of ROWS) {
  const scheduled = fc.tuple(row.any, schedules).map(([optimizer, schedule]) => ({ ...optimizer, schedule }));

  test(`${row.name}: with any schedule the kernel learns as its twin does, to the bit`, () =>
    fc.assert(
      fc.property(scheduled, batches(BITS), fc.boolean(), (optimizer, some, scored) => {
        const [kernel, twin] = [kernelOf(optimizer), twinOf(optimizer)];
        for (const batch of some) for (const learner of [kernel, twin]) learner.learn(batch, scored);
        assert.deepEqual(contentsOf(kernel.model()), contentsOf(twin.model()));
        assert.deepEqual(kernel.count(), twin.count());
      }),
    ));

  test(`${row.name}: with any schedule the borders of batches do not matter`, () =>
    fc.assert(
      fc.property(scheduled, longBatch, cuts, (optimizer, batch, where) => {
        const whole = kernelOf(optimizer);
        whole.learn(batch, true);
        const expected = contentsOf(whole.model());
        const inParts = kernelOf(optimizer);
        learnInParts(inParts, batch, where);
        assert.deepEqual(contentsOf(inParts.model()), expected);
      }),
      { numRuns: 15 },
    ));

  for (const text of TEXTS) {
    test(`${row.name}: gone on from a file with ${text} is, to the bit, not interrupted`, async () => {
      const optimizer = { ...row.standard, schedule: scheduleOf(text) };
      const batch = randomBatch(shape, BITS, randomFrom(7));
      const whole = twinOf(optimizer);
      // two passes: the second is not scored, but paced
      for (const scored of [true, false]) whole.learn(batch, scored);
      // within a window, at its end, and far behind
      for (const cut of [5, 9, 36, 71]) {
        const first = kernelOf(optimizer);
        first.learn(partOf(batch, 0, cut), true);
        const path = join(folder, `${row.name}-${TEXTS.indexOf(text)}-${cut}.arrow`);
        await writeModel(path, first.model());
        const second = kernelOf(optimizer, readModel(path));
        second.learn(partOf(batch, cut, batch.size), true);
        second.learn(batch, false);
        assert.deepEqual(contentsOf(second.model()), contentsOf(whole.model()));
      }
    });
  }
}

const [{ standard }] = ROWS;

test('a model keeps nothing of a constant rate', () => {
  const learner = kernelOf(standard);
  learner.learn(randomBatch(shape, BITS, randomFrom(1)), true);
  const { header } = learner.model();
  assert.ok(!('pace' in header) && !('schedule' in header.optimizer));
});

test('another schedule, or the same with other numbers, does not go on from a model', () => {
  const first = twinOf({ ...standard, schedule: scheduleOf('power:0.5:10') });
  first.learn(randomBatch(shape, BITS, randomFrom(1)), true);
  const model = frozen(first.model());
  const advice = 'use what it was trained with, train anew, or begin at its weights with --weights-only';
  for (const text of ['power:0.5:11', 'constant', 'performance:5:1:0.5:0']) {
    for (const learnerOf of [kernelOf, twinOf]) {
      assert.throws(() => learnerOf({ ...standard, schedule: scheduleOf(text) }, model), {
        name: 'InputError',
        message: `--initial: found a model with schedule power:0.5:10, expected ${text}; ${advice}`,
      });
    }
  }
});

test('from weights alone a schedule begins anew', () => {
  const optimizer = { ...standard, schedule: scheduleOf('performance:8:1:0.5') };
  const first = twinOf(optimizer);
  first.learn(randomBatch(shape, BITS, randomFrom(1)), true);
  assert.ok(first.model().header.pace!.losses!.drops.length > 0);
  const { header } = twinOf(optimizer, adoptWeights(frozen(first.model()), optimizer)).model();
  assert.deepEqual(header.pace, { clock: 0, losses: { best: null, stalls: 0, importance: 0, loss: 0, drops: [] } });
});

/** Drops as the definition has them, from all losses at once. */
function dropsOf(
  losses: readonly { weight: number; loss: number }[],
  window: number,
  patience: number,
  drop: number,
  delta: number,
) {
  const drops: { example: number; factor: number; loss: number }[] = [];
  let [best, stalls, factor] = [Infinity, 0, 1];
  for (let end = window; end <= losses.length; end += window) {
    const part = losses.slice(end - window, end);
    const mean =
      part.reduce((sum, { weight, loss }) => sum + weight * loss, 0) /
      part.reduce((sum, { weight }) => sum + weight, 0);
    stalls = mean < best - delta ? 0 : stalls + 1;
    if (stalls === 0) best = mean;
    if (stalls < patience) continue;
    stalls = 0;
    factor *= drop;
    if (factor < 1e-6) factor /= drop;
    else drops.push({ example: end, factor, loss: mean });
  }
  return drops;
}

test('performance drops exactly where all losses, looked at afterwards, say', () =>
  fc.assert(
    fc.property(
      longBatch,
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom(0.5, 0.1, 0.001),
      fc.constantFrom(0, 0.01, 0.2),
      (batch, window, patience, drop, delta) => {
        const schedule = scheduleOf(`performance:${window}:${patience}:${drop}:${delta}`);
        const learner = kernelOf({ ...standard, schedule });
        const losses: { weight: number; loss: number }[] = [];
        for (let pass = 0; pass < 2; pass++) {
          learner.learn(batch, pass === 0);
          const { memory, layout } = kernelFor(BITS);
          const margins = new Float64Array(memory.buffer, layout.margins, batch.size);
          batch.labels!.forEach((label, i) =>
            losses.push({ weight: batch.importances?.[i] ?? 1, loss: logLoss(margins[i], label) }),
          );
        }
        const { pace } = learner.model().header;
        assert.deepEqual(pace!.losses!.drops, dropsOf(losses, window, patience, drop, delta));
        // the clock is the sum of what was laid out
        const factorAt = (example: number) =>
          pace!.losses!.drops.findLast((one) => one.example <= example)?.factor ?? 1;
        const clock = losses.reduce((sum, _, i) => sum + Math.fround(factorAt(i)), 0);
        assert.equal(pace!.clock, clock);
      },
    ),
    { numRuns: 20 },
  ));

test('a rate falls as its schedule says: AdaGrad takes half a step at half the rate', () => {
  const { standard: adagrad } = OPTIMIZERS.find(({ name }) => name === 'adagrad')!;
  const stepAt = (text: string) => {
    const learner = twinOf({ ...adagrad, rounding: 'nearest', schedule: scheduleOf(text) });
    const none = { ...partOf(randomBatch(shape, BITS, randomFrom(3)), 0, 1) };
    learner.learn(
      { ...none, offsets: Uint32Array.of(0, 1), slots: Uint32Array.of(3), values: null, importances: null },
      true,
    );
    return [...learner.model().blocks()][0].weights[0];
  };
  assert.ok(Math.abs(stepAt('one-cycle:100:0.5') / stepAt('constant') - 0.5) < 1e-6);
});
