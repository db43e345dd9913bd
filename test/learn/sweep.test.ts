/** Models that are learned side by side against each of them learned alone: to the bit. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type FtrlOptions, ftrl } from '#dist/learn/ftrl.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import { adagrad } from '#dist/learn/adagrad.js';
import { type SweepLearner, sweepKernels, sweepLearner } from '#dist/learn/sweep-learner.js';
import { twinLearner } from '#dist/learn/twin-learner.js';
import { batchOf, batches, contentsOf, kernelFor, options, randomBatch, randomFrom, specOf } from './batches.js';

const BITS = 5;
const MOST = 14;
const made = new Map<number, ReturnType<typeof sweepKernels>>();

/** The memories for so many models, always the same ones: each reserves gigabytes of address space. */
function kernelsFor(models: number) {
  const quads = Math.ceil(models / 4);
  const kernels = made.get(quads) ?? sweepKernels(BITS, models);
  made.set(quads, kernels);
  return kernels;
}

function sweepOf(grid: readonly FtrlOptions[]): SweepLearner {
  return sweepLearner(kernelsFor(grid.length), specOf(BITS), grid.map(ftrl));
}

/** Random settings that round in the same way. */
const grids = fc
  .tuple(fc.array(options, { minLength: 1, maxLength: MOST }), fc.constantFrom('nearest', 'randomized'))
  .map(([grid, rounding]) => grid.map((setting) => ({ ...setting, rounding })));

test('every model of a sweep is what its setting learns alone, to the bit: slots, weights, z, n, bias, sums', () =>
  fc.assert(
    fc.property(grids, batches(BITS), fc.integer({ min: 1, max: 3 }), (grid, some, epochs) => {
      const sweep = sweepOf(grid);
      const twins = grid.map((setting) => twinLearner(specOf(BITS), ftrl(setting), null));
      for (let epoch = 0; epoch < epochs; epoch++) {
        for (const batch of some) {
          sweep.learn(batch, epoch === 0);
          twins.forEach((twin) => twin.learn(batch, epoch === 0));
        }
      }
      assert.equal(sweep.models.length, grid.length);
      sweep.models.forEach((model, i) => {
        assert.deepEqual(contentsOf(model.model()), contentsOf(twins[i].model()));
        assert.deepEqual(model.count(), twins[i].count());
        assert.equal(model.metrics().logLoss, twins[i].logLoss());
      });
    }),
    { numRuns: 60 },
  ));

test('what a short first batch taught stays when a longer one follows', () => {
  const short = batchOf([{ label: 1, features: { 0: 1 } }]);
  const long = randomBatch(
    { counts: Array(40).fill(30), withValues: false, withImportances: false },
    12,
    randomFrom(3),
  );
  const grid = [{ alpha: 0.1, lambda1: 0 }];
  const sweep = sweepLearner(sweepKernels(12, 1), specOf(12), grid.map(ftrl));
  const twin = twinLearner(specOf(12), ftrl(grid[0]), null);
  for (const batch of [short, long]) for (const learner of [sweep, twin]) learner.learn(batch, true);
  assert.deepEqual(contentsOf(sweep.models[0].model()), contentsOf(twin.model()));
});

test('models in several memories are those of one', () => {
  const grid = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7].map((alpha) => ({ alpha }));
  const batch = randomBatch(
    { counts: Array(90).fill(9), withValues: true, withImportances: true },
    BITS,
    randomFrom(4),
  );
  const one = sweepOf(grid);
  one.learn(batch, true);
  const expected = one.models.map((model) => contentsOf(model.model()));
  const two = sweepLearner([...kernelsFor(4), ...sweepKernels(BITS, 3)], specOf(BITS), grid.map(ftrl));
  two.learn(batch, true);
  assert.deepEqual(
    two.models.map((model) => contentsOf(model.model())),
    expected,
  );
});

test('the last half has the losses of the examples behind the first half, within a 128th of all', () => {
  const [grid, size] = [[{ alpha: 0.5 }, { alpha: 0.01 }], 3000];
  const all = randomBatch(
    { counts: Array(size).fill(7), withValues: false, withImportances: true },
    BITS,
    randomFrom(2),
  );
  const part = (from: number, to: number) => ({
    ...{ size: to - from, values: null, slots: all.slots.slice(from * 7, to * 7) },
    ...{ labels: all.labels!.slice(from, to), importances: all.importances!.slice(from, to) },
    offsets: all.offsets.slice(0, to - from + 1),
  });
  const sweep = sweepOf(grid);
  sweep.learn(all, true);
  const { examples } = sweep.models[0].lastHalf();
  assert.ok(examples >= size / 2 && examples <= size / 2 + size / 128, `${examples} of ${size}`);
  grid.forEach((setting, i) => {
    const alone = kernelLearner(kernelFor(BITS), specOf(BITS), ftrl(setting), null);
    alone.learn(part(0, size - examples), true);
    const first = alone.model().header.progressive;
    alone.learn(part(size - examples, size), true);
    const { logLoss, importance, positives } = alone.model().header.progressive;
    const last = sweep.models[i].lastHalf();
    assert.equal(last.logLoss, (logLoss - first.logLoss) / (importance - first.importance));
    assert.equal(last.positives, positives - first.positives);
  });
});

test('where batches end changes neither the models nor their last half', () => {
  const grid = [{ lambda1: 0 }, { lambda1: 0.5 }, { lambda1: 2 }];
  const shapes = { counts: Array(500).fill(6), withValues: true, withImportances: false };
  const one = randomBatch(shapes, BITS, randomFrom(5));
  const whole = sweepOf(grid);
  whole.learn(one, true);
  const expected = whole.models.map((model) => [contentsOf(model.model()), model.lastHalf()]);
  const pieces = sweepOf(grid);
  for (let from = 0; from < 500; from += 77) {
    const to = Math.min(500, from + 77);
    pieces.learn(
      {
        ...{ size: to - from, labels: one.labels!.slice(from, to), importances: null },
        offsets: one.offsets.slice(from, to + 1).map((at) => at - from * 6),
        slots: one.slots.slice(from * 6, to * 6),
        values: one.values!.slice(from * 6, to * 6),
      },
      true,
    );
  }
  assert.deepEqual(
    pieces.models.map((model) => [contentsOf(model.model()), model.lastHalf()]),
    expected,
  );
});

test('a model that diverges says so with its first example, and leaves the others alone', () => {
  const grid = [{ alpha: 0.1 }, { alpha: 1e30, beta: 0, lambda1: 0 }, { alpha: 0.3 }];
  const wild = batchOf(Array.from({ length: 9 }, (_, i) => ({ label: i % 2, features: { 3: 1e15, 4: -1e15 } })));
  const calm = randomBatch(
    { counts: Array(40).fill(5), withValues: false, withImportances: false },
    BITS,
    randomFrom(1),
  );
  const sweep = sweepOf(grid);
  const alone = grid.map((setting) => {
    const learner = twinLearner(specOf(BITS), ftrl(setting), null);
    try {
      for (const batch of [calm, wild]) learner.learn(batch, true);
    } catch (error) {
      return error as Error;
    }
    return contentsOf(learner.model());
  });
  for (const batch of [calm, wild]) sweep.learn(batch, true);
  sweep.models.forEach((model, i) => {
    const failure = model.failure();
    if (failure === null) assert.deepEqual(contentsOf(model.model()), alone[i]);
    else assert.equal(failure.message, (alone[i] as Error).message);
  });
  assert.deepEqual(
    sweep.models.map((model) => model.failure() !== null),
    alone.map((one) => one instanceof Error),
  );
  assert.equal(sweep.models[1].failure() !== null, true);
});

test('a second sweep in the same memory begins from nothing, and the first says that its models are gone', () => {
  const grid = [{ alpha: 0.1 }, { alpha: 0.2 }];
  const batch = randomBatch(
    { counts: Array(40).fill(5), withValues: true, withImportances: false },
    BITS,
    randomFrom(9),
  );
  const first = sweepOf(grid);
  first.learn(batch, true);
  const expected = first.models.map((model) => contentsOf(model.model()));
  const model = first.models[0].model();
  const second = sweepOf(grid);
  second.learn(batch, true);
  assert.deepEqual(
    second.models.map((one) => contentsOf(one.model())),
    expected,
  );
  for (const use of [() => first.learn(batch, true), () => first.models[0].count(), () => [...model.blocks()]]) {
    assert.throws(use, /these models are gone: another sweep took their memory/);
  }
});

test('other optimizers, and other roundings side by side, are refused', () => {
  for (const some of [[adagrad()], [ftrl(), ftrl({ rounding: 'nearest' })], []]) {
    assert.throws(() => sweepLearner(kernelsFor(2), specOf(BITS), some), /a sweep learns one or more optimizers/);
  }
});

test('more slots than a memory has room for are refused with the sum', () => {
  assert.throws(() => sweepKernels(27, 3), /--bits 27: found 4 GiB for four models side by side/);
});
