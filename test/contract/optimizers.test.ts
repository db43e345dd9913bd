/** What every optimizer promises; a new one is a new row. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { sigmoid } from '#dist/kernel/math.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import type { Model } from '#dist/learn/model.js';
import { type Optimizer, widthOf } from '#dist/learn/optimizer.js';
import { twinLearner } from '#dist/learn/twin-learner.js';
import {
  batchOf,
  batches,
  contentsOf,
  frozen,
  kernelFor,
  randomBatch,
  randomFrom,
  specOf,
  stepAt,
  tableOf,
} from '../learn/batches.js';
import { OPTIMIZERS, type Row } from './optimizer-rows.js';

const SLOTS = 16;

/** The state of SLOTS slots and an example of some of them. */
const situations = (row: Row) =>
  fc.record({
    optimizer: row.any,
    states: fc.array(row.state, { minLength: SLOTS, maxLength: SLOTS }),
    slots: fc.uniqueArray(fc.nat(SLOTS - 1), { minLength: 1 }).map((list) => Uint32Array.from(list)),
    counter: fc.nat(2 ** 31 - 1),
    seed: fc.integer(),
  });

/** The state of all 2^5 slots of a model, and of its bias. */
function stateOf(optimizer: Optimizer, { header: { bias }, ...model }: Model): [Float32Array, Float64Array] {
  const width = widthOf(optimizer);
  const table = new Float32Array(2 ** 5 * width);
  for (const { slots, state } of model.blocks()) {
    slots.forEach((slot, i) => state!.forEach((column, c) => (table[slot * width + c] = column[i])));
  }
  return [table, Float64Array.from(optimizer.biasColumns, (column) => bias[column])];
}

const shape = { counts: Array.from({ length: 200 }, (_, i) => i % 23), withValues: true, withImportances: true };

const bitsOf = (state: Float32Array) => [...new Uint32Array(state.buffer)];

// dense.test.ts has what holds for the exact ones instead
for (const row of OPTIMIZERS.filter(({ standard }) => !standard.exact)) {
  const { name } = row;

  test(`${name}: a zero gradient changes nothing, be it the residual or a value that is 0`, () =>
    fc.assert(
      fc.property(situations(row), fc.constantFrom(0, -0), ({ optimizer, states, slots, counter }, zero) => {
        const state = tableOf(optimizer, states);
        const before = bitsOf(state);
        const weights = new Float32Array(slots.length);
        optimizer.weights(state, slots, weights, stepAt(counter));
        for (let i = 0; i < 20; i++) {
          optimizer.update(state, slots, null, weights, zero, stepAt(counter + i));
          optimizer.update(
            state,
            slots,
            new Float32Array(slots.length).fill(zero),
            weights,
            -0.75,
            stepAt(counter + i),
          );
          optimizer.update(state, slots, new Float32Array(slots.length).fill(3), weights, zero, stepAt(counter + i));
        }
        assert.deepEqual(bitsOf(state), before);
      }),
    ));

  test(`${name}: a zero gradient does not move the bias`, () => {
    const bias = Float64Array.from(row.standard.biasColumns, (_, c) => c + 0.3);
    const before = [...bias];
    for (const zero of [0, -0]) row.standard.updateBias(bias, zero, stepAt(0));
    assert.deepEqual([...bias], before);
  });

  test(`${name}: weights and update touch the example's slots only, and weights changes no state`, () =>
    fc.assert(
      fc.property(situations(row), ({ optimizer, states, slots, counter, seed }) => {
        const state = tableOf(optimizer, states);
        const before = bitsOf(state);
        const random = randomFrom(seed);
        const weights = new Float32Array(slots.length);
        optimizer.weights(state, slots, weights, stepAt(counter));
        assert.deepEqual(bitsOf(state), before);
        optimizer.update(
          state,
          slots,
          weights.map(() => random() * 2 - 1),
          weights,
          random(),
          stepAt(counter),
        );
        const width = widthOf(optimizer);
        bitsOf(state).forEach((word, at) => {
          if (!slots.includes(Math.floor(at / width))) assert.equal(word, before[at]);
        });
      }),
    ));
}

for (const row of OPTIMIZERS) {
  const { name } = row;

  test(`${name}: weights are a function of each slot's state alone`, () =>
    fc.assert(
      fc.property(situations(row), ({ optimizer, states, slots, counter }) => {
        const state = tableOf(optimizer, states);
        const together = new Float32Array(slots.length);
        optimizer.weights(state, slots, together, stepAt(counter));
        const alone = slots.map((slot) => {
          const weight = new Float32Array(1);
          optimizer.weights(state, Uint32Array.of(slot), weight, stepAt(counter));
          return new Uint32Array(weight.buffer)[0];
        });
        assert.deepEqual(bitsOf(together), [...alone]);
      }),
    ));

  test(`${name}: an untouched slot and an untouched bias have the weight 0`, () =>
    fc.assert(
      fc.property(row.any, (optimizer) => {
        const width = widthOf(optimizer);
        const weights = Float32Array.of(7);
        optimizer.weights(new Float32Array(width), Uint32Array.of(0), weights, stepAt(0));
        assert.equal(weights[0], 0);
        assert.equal(optimizer.biasWeight(new Float64Array(optimizer.biasColumns.length), stepAt(0)), 0);
      }),
    ));

  test(`${name}: an update moves a weight against the gradient`, () =>
    fc.assert(
      fc.property(row.any, fc.constantFrom(1, -1), (optimizer, sign) => {
        const state = new Float32Array(widthOf(optimizer));
        const weights = new Float32Array(1);
        for (let i = 0; i < 50; i++) {
          optimizer.weights(state, Uint32Array.of(0), weights, stepAt(i));
          optimizer.update(state, Uint32Array.of(0), null, weights, sign * 0.5, stepAt(i));
        }
        optimizer.weights(state, Uint32Array.of(0), weights, stepAt(50));
        assert.equal(Math.sign(weights[0]), -sign);
      }),
    ));

  test(`${name}: the kernel learns as its twin does, to the bit`, () =>
    fc.assert(
      fc.property(row.any, batches(5), fc.boolean(), (optimizer, some, scored) => {
        const kernel = kernelLearner(kernelFor(5), specOf(5), optimizer, null);
        const twin = twinLearner(specOf(5), optimizer, null);
        for (const batch of some) for (const learner of [kernel, twin]) learner.learn(batch, scored);
        assert.deepEqual(contentsOf(kernel.model()), contentsOf(twin.model()));
        assert.deepEqual(kernel.count(), twin.count());
        assert.deepEqual(kernel.metrics(), twin.metrics());
      }),
      { numRuns: 15 },
    ));

  test(`${name}: an importance of 2 is, to the bit, twice the gradient`, () =>
    fc.assert(
      fc.property(row.any, fc.integer(), (optimizer, seed) => {
        const learner = kernelLearner(kernelFor(5), specOf(5), optimizer, null);
        learner.learn(randomBatch(shape, 5, randomFrom(seed)), false);
        const [state, bias] = stateOf(optimizer, learner.model());
        learner.learn(batchOf([{ label: 1, importance: 2, features: { 3: 1, 30: 1 } }]), false);

        const { length } = shape.counts;
        const clock = length - (length % (optimizer.regularizesEvery ?? 1));
        const step = stepAt(length, { clock, label: 1, importance: 2 });
        const [slots, weights] = [Uint32Array.of(3, 30), new Float32Array(2)];
        optimizer.weights(state, slots, weights, step);
        const margin = optimizer.biasWeight(bias, step) + Math.fround(weights[0] + weights[1]);
        const gradient = (sigmoid(margin) - 1) * 2;
        optimizer.update(state, slots, null, weights, Math.fround(gradient), step);
        optimizer.updateBias(bias, gradient, step);
        const [learned, learnedBias] = stateOf(optimizer, learner.model());
        assert.deepEqual([bitsOf(learned), learnedBias], [bitsOf(state), bias]);
      }),
      { numRuns: 10 },
    ));

  test(`${name}: weights stay finite for random data`, () =>
    fc.assert(
      fc.property(row.any, fc.integer(), (optimizer, seed) => {
        const learner = twinLearner(specOf(5), optimizer, null);
        learner.learn(randomBatch(shape, 5, randomFrom(seed)), true);
        const { header, ...model } = learner.model();
        for (const { weights, state } of model.blocks()) {
          assert.ok([weights, ...state!].every((column) => column.every(Number.isFinite)));
        }
        assert.ok(Number.isFinite(header.bias.weight));
        assert.ok(Number.isFinite(learner.metrics().logLoss));
      }),
      { numRuns: 10 },
    ));

  test(`${name}: continued from a model is, to the bit, not interrupted`, () =>
    fc.assert(
      fc.property(row.any, fc.integer(), (optimizer, seed) => {
        const random = randomFrom(seed);
        const [day1, day2] = [randomBatch(shape, 5, random), randomBatch(shape, 5, random)];
        const whole = twinLearner(specOf(5), optimizer, null);
        whole.learn(day1, true);
        const interrupted = kernelLearner(kernelFor(5), specOf(5), optimizer, frozen(whole.model()));
        for (const learner of [whole, interrupted]) learner.learn(day2, true);
        assert.deepEqual(contentsOf(interrupted.model()), contentsOf(whole.model()));
      }),
      { numRuns: 10 },
    ));

  test(`${name}: learns what separates the labels`, () => {
    const learner = twinLearner(specOf(2), row.standard, null);
    const size = 2000;
    const learn = (labels: Float32Array) =>
      learner.learn(
        {
          size,
          labels,
          importances: null,
          offsets: Uint32Array.from({ length: size + 1 }, (_, i) => i),
          slots: Uint32Array.from(labels, (label) => label),
          values: null,
        },
        true,
      );
    learn(Float32Array.from({ length: size }, (_, i) => i % 2));
    assert.ok(learner.metrics().auc! > 0.99 && learner.metrics().logLoss! < 0.3);
  });

  for (const [make, message] of row.refused) {
    test(`${name}: refuses a hyperparameter out of its range: ${message}`, () =>
      assert.throws(make, { name: 'InputError', message }));
  }
}
