/** Absurd numbers: nothing hangs or traps, the kernel and its twin agree, and no model that is not finite is written. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeModel } from '#dist/export/model-file.js';
import { type FtrlOptions, ftrl } from '#dist/learn/ftrl.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import type { Model } from '#dist/learn/model.js';
import { twinLearner } from '#dist/learn/twin-learner.js';
import { temporaryFolder } from '../export/models.js';
import { batchOf, type Example, kernelFor, modelWith, randomBatch, randomFrom, specOf, statesOf } from './batches.js';

const BITS = 4;
const folder = temporaryFolder();

/** What both learners make of the examples: the same. */
function learned(batch: ReturnType<typeof batchOf>, options: FtrlOptions = {}, initial: Model | null = null) {
  const optimizer = ftrl(options);
  const kernel = kernelLearner(kernelFor(BITS), specOf(BITS), optimizer, initial);
  const twin = twinLearner(specOf(BITS), optimizer, initial);
  kernel.learn(batch, true);
  twin.learn(batch, true);
  const [a, b] = [kernel.model(), twin.model()].map((model) => ({ header: model.header, states: statesOf(model) }));
  assert.deepEqual(a, b);
  return { ...a, model: kernel.model(), metrics: kernel.metrics() };
}

async function refused(model: Model, found: string): Promise<void> {
  const path = join(folder, 'diverged.arrow');
  await assert.rejects(writeModel(path, model), {
    name: 'InputError',
    message: `${path}: found ${found}, expected finite numbers; the training diverged: lower alpha or scale the values`,
  });
  assert.ok(!existsSync(path));
}

const allFinite = (model: Model) =>
  [...model.blocks()].every(({ weights, state }) =>
    [weights, ...state!].every((column) => column.every(Number.isFinite)),
  );

const examples = (label: number, features: Example['features'], count = 20): Example[] =>
  Array.from({ length: count }, () => ({ label, features }));

for (const margin of [1000, -1000]) {
  test(`a margin of ${margin} learns: the wrong label costs 1000 nats, the right one nothing`, async () => {
    const optimizer = ftrl();
    const bias = { weight: margin, z: -20 * margin, n: 1 };
    const initial = modelWith(specOf(BITS), optimizer, { 1: [0, 1] }, { bias });
    const right = learned(batchOf(examples(margin > 0 ? 1 : 0, { 1: 1 }, 1)), {}, initial);
    assert.equal(right.metrics.logLoss! < 1e-300, true);
    assert.deepEqual(statesOf(right.model), statesOf(initial));
    const wrong = learned(batchOf(examples(margin > 0 ? 0 : 1, { 1: 1 }, 1)), {}, initial);
    assert.equal(wrong.metrics.logLoss, 1000);
    assert.deepEqual(wrong.states.get(1)!.slice(1), [Math.sign(margin), 2]);
    await writeModel(join(folder, 'large-margin.arrow'), wrong.model);
  });
}

for (const alpha of [1e-30, 1e-6, 1e6, 1e30]) {
  for (const beta of [0, 1]) {
    test(`alpha ${alpha} with beta ${beta} leaves the state finite`, () => {
      const shape = { counts: Array(500).fill(7), withValues: true, withImportances: true };
      const batch = randomBatch(shape, BITS, randomFrom(5));
      for (const lambda1 of [0, 1]) {
        const { model, header } = learned(batch, { alpha, beta, lambda1 });
        assert.ok(allFinite(model) && Number.isFinite(header.bias.weight));
      }
    });
  }
}

test('state that is not finite is refused, also where only weights are to be written', async () => {
  const optimizer = ftrl();
  const path = join(folder, 'no-state.arrow');
  // with an infinite n the weight is 0: it would be left out, as if nothing had been learned
  const model = modelWith(specOf(BITS), optimizer, { 1: [0.5, 2], 3: [7, Infinity] });
  await assert.rejects(writeModel(path, model, { state: false }), {
    name: 'InputError',
    message: `${path}: found Infinity at slot 3, expected finite numbers; the training diverged: lower alpha or scale the values`,
  });
  assert.ok(!existsSync(path));
});

test('an importance of 10^6 leaves the state finite', () => {
  const { model } = learned(
    batchOf(Array.from({ length: 200 }, (_, i) => ({ label: i % 2, importance: 1e6, features: { 1: 1, 2: 0.5 } }))),
  );
  assert.ok(allFinite(model));
});

for (const [name, wild] of [
  ['an importance of 10^30', { label: 1, importance: 1e30, features: { 1: 1, 2: 1 } }],
  ['a value of 10^30', { label: 1, features: { 1: 1e30, 2: 1e30 } }],
  ['a value of 10^20, whose square float32 cannot hold', { label: 1, features: { 1: 1e20, 2: 1e20 } }],
] as const) {
  test(`${name} gives its slots a weight of 0 for good, spoils no other slot, and the model is not written`, async () => {
    const { model, states, metrics } = learned(
      batchOf([...examples(0, { 3: 1, 4: 1 }), wild, ...examples(1, { 1: 1, 2: 1, 3: 1, 5: 1, 6: 1 })]),
      { lambda1: 0 },
    );
    for (const slot of [1, 2]) assert.deepEqual(states.get(slot), [0, NaN, Infinity]);
    for (const slot of [3, 4, 5, 6]) assert.ok(states.get(slot)!.every(Number.isFinite));
    assert.ok(Number.isFinite(metrics.logLoss));
    await refused(model, 'NaN at slot 1');
  });
}

test('a margin that is not finite stops both learners, which name the example, the optimizer and its rate', () => {
  const features = { 1: 3e38, 2: 3e38, 3: 3e38 };
  const initial = modelWith(specOf(BITS), ftrl(), { 1: [-90, 1], 2: [-90, 1], 3: [90, 1], 4: [5, 5] }, { updates: 7 });
  const batch = batchOf([...examples(0, { 4: 1 }, 3), ...examples(0, features, 1), ...examples(1, { 4: 1 }, 3)]);
  for (const learner of [
    kernelLearner(kernelFor(BITS), specOf(BITS), ftrl(), initial),
    twinLearner(specOf(BITS), ftrl(), initial),
  ]) {
    assert.throws(() => learner.learn(batch, true), {
      name: 'InputError',
      message:
        'example 4: found a margin that is not a finite number, expected finite ones; ' +
        'ftrl diverged at a learning rate of 0.1: lower --alpha or scale the values',
    });
  }
});

test('after NaN, the pair that fills up the last group of an example is still zero', () => {
  const wild = batchOf([{ label: 1, importance: Infinity, features: { 1: 1 } }]);
  learned(wild);
  const { layout, memory } = kernelFor(BITS);
  assert.deepEqual([...new Float32Array(memory.buffer, layout.table + 2 ** BITS * 8, 2)], [0, 0]);
});

test('random words as state hang and trap nothing, and kernel and twin agree on them', () => {
  const random = randomFrom(9);
  const word = new Uint32Array(1);
  const float = () => {
    word[0] = random() * 2 ** 32;
    return new Float32Array(word.buffer)[0];
  };
  for (let run = 0; run < 50; run++) {
    const state = Object.fromEntries(Array.from({ length: 16 }, (_, slot) => [slot, [float(), Math.abs(float())]]));
    const initial = modelWith(specOf(BITS), ftrl(), state);
    const shape = { counts: [3, 4, 5, 11, 16], withValues: run % 2 === 0, withImportances: run % 3 === 0 };
    const batch = randomBatch(shape, BITS, random);
    const said = [
      kernelLearner(kernelFor(BITS), specOf(BITS), ftrl(), initial),
      twinLearner(specOf(BITS), ftrl(), initial),
    ].map((learner) => whatItSays(() => learner.learn(batch, true)));
    assert.equal(said[0], said[1]);
    if (said[0] === '') learned(batch, {}, initial);
  }
});

function whatItSays(work: () => void): string {
  try {
    work();
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}
