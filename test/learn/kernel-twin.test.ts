/** The kernel against its readable twins, to the bit. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Batch } from '#dist/batch/batch.js';
import { addScores, createScores, SCORES_LENGTH } from '#dist/evaluate/scores.js';
import { inKernel } from '#dist/hash/kernel-batch.js';
import { BATCH_EXAMPLES } from '#dist/kernel/layout.js';
import { sigmoid } from '#dist/kernel/math.js';
import { type FtrlOptions, ftrl } from '#dist/learn/ftrl.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import type { Learner } from '#dist/learn/learner.js';
import type { Model } from '#dist/learn/model.js';
import { predictor } from '#dist/learn/predictor.js';
import { sumOf, twinLearner } from '#dist/learn/twin-learner.js';
import {
  batchOf,
  cases,
  contentsOf,
  frozen,
  kernelFor,
  modelWith,
  randomBatch,
  randomFrom,
  specOf,
} from './batches.js';

function pairOf(bits: number, chosen: FtrlOptions, initial: Model | null = null): [Learner, Learner] {
  const optimizer = ftrl(chosen);
  return [
    kernelLearner(kernelFor(bits), specOf(bits), optimizer, initial),
    twinLearner(specOf(bits), optimizer, initial),
  ];
}

/** The margins of the last batch that the kernel learned or predicted. */
function lastMargins(bits: number, count: number): Float64Array {
  const { memory, layout } = kernelFor(bits);
  return new Float64Array(memory.buffer, layout.margins, count).slice();
}

function assertSame(kernel: Learner, twin: Learner): void {
  assert.deepEqual(contentsOf(kernel.model()), contentsOf(twin.model()));
  assert.deepEqual(kernel.count(), twin.count());
  assert.deepEqual(kernel.metrics(), twin.metrics());
}

test('the kernel learns as its twin does, to the bit: weights, z, n, bias, sums, metrics', () =>
  fc.assert(
    fc.property(cases, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), ({ bits, options, batches }, scored) => {
      const [kernel, twin] = pairOf(bits, options);
      batches.forEach((batch, i) => {
        kernel.learn(batch, scored[i]);
        twin.learn(batch, scored[i]);
      });
      assertSame(kernel, twin);
    }),
    { numRuns: 300 },
  ));

test('a batch of more examples than the kernel takes at once is learned as its twin does', () => {
  const counts = Array.from({ length: BATCH_EXAMPLES + 1000 }, (_, i) => i % 12);
  const batch = randomBatch({ counts, withValues: true, withImportances: true }, 6, randomFrom(7));
  const [kernel, twin] = pairOf(6, {});
  kernel.learn(batch, true);
  twin.learn(batch, true);
  assertSame(kernel, twin);
});

test('the draws of randomized rounding go on as the twin does where the counter of examples passes 2^32', () => {
  const optimizer = ftrl({ lambda1: 0 });
  const batch = randomBatch({ counts: Array(40).fill(9), withValues: true, withImportances: false }, 4, randomFrom(1));
  const modelAt = (updates: number): Model => modelWith(specOf(4), optimizer, { 0: [1.5, 3] }, { updates });
  for (const updates of [0, 2 ** 32 - 20, 2 ** 32, 5 * 2 ** 32 - 1, 2 ** 45]) {
    const [kernel, twin] = pairOf(4, { lambda1: 0 }, modelAt(updates));
    kernel.learn(batch, true);
    twin.learn(batch, true);
    assertSame(kernel, twin);
    assert.equal(kernel.model().header.updates, updates + 40);
  }
  const [before, after] = [2 ** 32 - 20, 2 ** 33 - 20].map((updates) => {
    const [kernel] = pairOf(4, { lambda1: 0 }, modelAt(updates));
    kernel.learn(batch, true);
    return contentsOf(kernel.model()).columns;
  });
  assert.notDeepEqual(before, after);
});

test('the kernel predicts as the twin sums, to the bit, and scores what it predicted', () =>
  fc.assert(
    fc.property(cases, ({ bits, options, batches }) => {
      const twin = twinLearner(specOf(bits), ftrl(options), null);
      for (const batch of batches) twin.learn(batch, true);
      const model = twin.model();
      const predict = predictor(kernelFor(bits), model);
      const scores = createScores();
      for (const batch of batches) {
        const margins = marginsOf(model, batch);
        assert.deepEqual(predict.probabilities(batch), margins.map(sigmoid));
        assert.deepEqual(lastMargins(bits, margins.length), margins);
        predict.score(batch);
        addScores(scores, margins, batch.labels!, batch.importances);
      }
      assertSameScores(predict.scores, scores);
    }),
  ));

function marginsOf(model: Model, { size, offsets, slots, values }: Batch): Float64Array {
  const weights = new Float32Array(2 ** model.header.hashing.bits);
  for (const block of model.blocks()) block.slots.forEach((slot, i) => (weights[slot] = block.weights[i]));
  return Float64Array.from({ length: size }, (_, i) => {
    const [begin, end] = [offsets[i], offsets[i + 1]];
    const gathered = Float32Array.from(slots.subarray(begin, end), (slot) => weights[slot]);
    return model.header.bias.weight + sumOf(gathered, values?.subarray(begin, end) ?? null);
  });
}

test('a prediction is the margin that the learner would meet the example with', () =>
  fc.assert(
    fc.property(cases, ({ bits, options, batches }) => {
      const probe = batchOf([{ label: 1, features: { 0: 1, 1: 0.5, 2: 1, 3: -2 } }]);
      const [kernel] = pairOf(bits, options);
      for (const batch of batches) kernel.learn(batch, true);
      const model = frozen(kernel.model());
      kernel.learn(probe, true);
      const [margin] = lastMargins(bits, 1);
      assert.equal(predictor(kernelFor(bits), model).probabilities(probe)[0], sigmoid(margin));
      assert.equal(lastMargins(bits, 1)[0], margin);
    }),
  ));

// mostly where margins lie, sometimes at the ends of the histogram and of exp
const margin = fc.oneof(
  { weight: 5, arbitrary: fc.double({ min: -8, max: 8, noNaN: true }) },
  { weight: 2, arbitrary: fc.double({ min: -1000, max: 1000, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, -16, 16, 15.999999, 708, -708, 709, 1e300, -1e300, 5e-324) },
);
const examples = fc.array(
  fc.record({
    margin,
    label: fc.constantFrom(0, 1),
    importance: fc.float({ min: Math.fround(1e-3), max: 100, noNaN: true }),
  }),
  { minLength: 1, maxLength: 60 },
);

test('the kernel scores as addScores does, to the bit: the sums and the three histograms', () =>
  fc.assert(
    fc.property(fc.array(examples, { maxLength: 4 }), fc.boolean(), (all, weighted) => {
      const kernel = kernelFor(3);
      const { layout, memory, exports } = kernel;
      const [actual, expected] = [createScores(memory.buffer, layout.scores), createScores()];
      for (const some of all) {
        const batch = batchOf(some.map(({ label, importance }) => ({ label, importance, features: {} })));
        const importances = weighted ? batch.importances : null;
        const margins = Float64Array.from(some, (example) => example.margin);
        for (const part of inKernel(kernel, { ...batch, importances })) {
          new Float64Array(memory.buffer, layout.margins, margins.length).set(margins);
          exports.score(layout.scores, part.area, part.importances?.byteOffset ?? 0, layout.margins);
        }
        addScores(expected, margins, batch.labels!, importances);
      }
      assertSameScores(actual, expected);
      assert.ok(actual.every(Number.isFinite));
    }),
    { numRuns: 60 },
  ));

function assertSameScores(actual: Float64Array, expected: Float64Array): void {
  assert.equal(actual.length, SCORES_LENGTH);
  assert.equal(Buffer.compare(bytesOf(actual), bytesOf(expected)), 0);
}

function bytesOf(array: Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
