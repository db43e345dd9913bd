/** What every optimizer's models promise: a file holds them, and another optimizer goes on from their weights. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { readModel, writeModel } from '#dist/export/model-file.js';
import { adoptWeights } from '#dist/learn/adopt.js';
import { ftrl } from '#dist/learn/ftrl.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import type { Model } from '#dist/learn/model.js';
import { predictor } from '#dist/learn/predictor.js';
import { prune } from '#dist/prune/prune.js';
import { temporaryFolder } from '../export/models.js';
import { contentsOf, frozen, kernelFor, randomBatch, randomFrom, specOf } from '../learn/batches.js';
import { OPTIMIZERS } from './optimizer-rows.js';

const BITS = 5;
const folder = temporaryFolder();
const shape = { counts: Array.from({ length: 300 }, (_, i) => i % 13), withValues: true, withImportances: true };
const [day1, day2] = [1, 2].map((seed) => randomBatch(shape, BITS, randomFrom(seed)));

const weightsOf = (model: Model) =>
  [...model.blocks()].flatMap(({ slots, weights }) => [...slots].map((slot, i) => [slot, weights[i]]));
const another = kernelLearner(kernelFor(BITS), specOf(BITS), ftrl({ lambda1: 0.1 }), null);
another.learn(day1, true);
const pruned = frozen(prune(frozen(another.model()), { keep: 9 }).model);

for (const { name, standard } of OPTIMIZERS) {
  test(`${name}: a model comes back from its file to the bit, and each column is in it once`, async () => {
    const learner = kernelLearner(kernelFor(BITS), specOf(BITS), standard, null);
    learner.learn(day1, true);
    const path = join(folder, `${name}.arrow`);
    await writeModel(path, learner.model());
    assert.deepEqual(contentsOf(readModel(path)), contentsOf(learner.model()));
  });

  test(`${name}: a model without state holds the weights that are not zero`, async () => {
    const learner = kernelLearner(kernelFor(BITS), specOf(BITS), standard, null);
    learner.learn(day1, true);
    const path = join(folder, `${name}-weights.arrow`);
    await writeModel(path, learner.model(), { state: false });
    const expected = weightsOf(learner.model()).filter(([, weight]) => weight !== 0);
    assert.deepEqual(weightsOf(readModel(path)), expected);
  });

  test(`${name}: begins at the weights of a pruned model of another optimizer, and learns on`, () => {
    const begun = kernelLearner(kernelFor(BITS), specOf(BITS), standard, adoptWeights(pruned, standard));
    const start = frozen(begun.model());
    const [before, after] = [pruned, start].map((model) => predictor(kernelFor(BITS), model).probabilities(day2));
    before.forEach((p, i) => assert.ok(Math.abs(p - after[i]) < 1e-5, `${p} and ${after[i]}`));
    assert.deepEqual([start.header.updates, start.header.progressive.examples], [0, 0]);
    const again = kernelLearner(kernelFor(BITS), specOf(BITS), standard, adoptWeights(pruned, standard));
    again.learn(day2, true);
    assert.notDeepEqual(weightsOf(again.model()), weightsOf(start));
  });
}

test('FTRL with beta 0 refuses to begin at weights, which its first step would forget', () =>
  assert.throws(() => adoptWeights(pruned, ftrl({ beta: 0 })), {
    name: 'InputError',
    message: '--weights-only: found ftrl with --beta 0, whose first step forgets every weight, expected a beta above 0',
  }));
