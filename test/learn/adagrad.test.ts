/** AdaGrad without an offset: what has met no gradient, or only such as underflow when squared, is not divided by 0. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adagrad } from '#dist/learn/adagrad.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import { twinLearner } from '#dist/learn/twin-learner.js';
import { batchOf, contentsOf, kernelFor, modelWith, specOf } from './batches.js';

const BITS = 4;

for (const features of [{ 1: 1 }, { 1: 0, 2: 1, 3: 0.5, 4: 0, 5: 1, 6: 0 }]) {
  test(`at a huge rate, a slot without a gradient keeps the weight 0: ${JSON.stringify(features)}`, () => {
    const optimizer = adagrad({ alpha: 1e12, beta: 0 });
    const batch = batchOf(Array.from({ length: 20 }, (_, i) => ({ label: i % 2, features })));
    const [kernel, twin] = [
      kernelLearner(kernelFor(BITS), specOf(BITS), optimizer, null),
      twinLearner(specOf(BITS), optimizer, null),
    ];
    for (const learner of [kernel, twin]) learner.learn(batch, true);
    assert.deepEqual(contentsOf(kernel.model()), contentsOf(twin.model()));
    assert.equal(kernel.count().touched, Object.values(features).filter((value) => value !== 0).length);
  });
}

test('a bias whose first gradient underflows when squared stays a number', () => {
  const optimizer = adagrad({ beta: 0 });
  const initial = { ...modelWith(specOf(BITS), optimizer, { 1: [-400, 1] }, { bias: { weight: 0, n: 0 } }) };
  for (const learner of [
    kernelLearner(kernelFor(BITS), specOf(BITS), optimizer, initial),
    twinLearner(specOf(BITS), optimizer, initial),
  ]) {
    learner.learn(
      batchOf([
        { label: 0, features: { 1: 1 } },
        { label: 0, features: { 2: 1 } },
      ]),
      true,
    );
    assert.ok(Math.abs(learner.model().header.bias.weight) < 1);
  }
});
