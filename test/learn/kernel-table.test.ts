/** What a library's user can get wrong with kernels and batches: each ends in an error or in the right numbers. */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hash } from '#dist/hash/hash.js';
import { BATCH_FEATURES } from '#dist/kernel/layout.js';
import { adagrad } from '#dist/learn/adagrad.js';
import { adam } from '#dist/learn/adam.js';
import { ftrl } from '#dist/learn/ftrl.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import { learn } from '#dist/learn/learn.js';
import { predictor } from '#dist/learn/predictor.js';
import { rmsprop } from '#dist/learn/rmsprop.js';
import { sgd } from '#dist/learn/sgd.js';
import { twinLearner } from '#dist/learn/twin-learner.js';
import { prune } from '#dist/prune/prune.js';
import { read } from '#dist/read/read.js';
import { temporaryFolder } from '../export/models.js';
import { batchOf, contentsOf, frozen, kernelFor, randomBatch, randomFrom, specOf } from './batches.js';

const GONE = /this state is gone: another learner or predictor took its kernel/;
const random = randomBatch({ counts: Array(60).fill(11), withValues: true, withImportances: true }, 5, randomFrom(3));

const kernelOf = () => kernelLearner(kernelFor(5), specOf(5), ftrl(), null);
const twinOf = () => twinLearner(specOf(5), ftrl(), null);

test('a second learner in the same kernel begins from nothing', () => {
  kernelOf().learn(random, true);
  const second = kernelOf();
  assert.deepEqual(contentsOf(second.model()), contentsOf(twinOf().model()));
  second.learn(random, true);
  const twin = twinOf();
  twin.learn(random, true);
  assert.deepEqual(contentsOf(second.model()), contentsOf(twin.model()));
});

test('an optimizer that diverged in the same kernel leaves nothing to the next', () => {
  const wild = adam({ alpha: 1e30 });
  const huge = batchOf(Array.from({ length: 9 }, (_, i) => ({ label: i % 2, features: { 3: 1e30, 4: -1e30 } })));
  for (const next of [rmsprop(), adagrad(), sgd(), ftrl()]) {
    assert.throws(() => kernelLearner(kernelFor(5), specOf(5), wild, null).learn(huge, true), /adam diverged/);
    const [kernel, twin] = [kernelLearner(kernelFor(5), specOf(5), next, null), twinLearner(specOf(5), next, null)];
    for (const learner of [kernel, twin]) learner.learn(random, true);
    assert.deepEqual(contentsOf(kernel.model()), contentsOf(twin.model()));
  }
});

test('a second predictor in the same kernel has no weight of the first', () => {
  const twin = twinOf();
  twin.learn(random, true);
  const model = twin.model();
  const pruned = prune(model, { keep: 3 }).model;
  const alone = predictor(kernelFor(5), pruned).probabilities(random);
  predictor(kernelFor(5), model);
  assert.deepEqual(predictor(kernelFor(5), pruned).probabilities(random), alone);
});

test('a learner, a model and a predictor whose kernel was taken say so', () => {
  const learner = kernelOf();
  learner.learn(random, true);
  const model = learner.model();
  const kept = frozen(model);
  const predict = predictor(kernelFor(5), kept);
  for (const use of [
    () => learner.learn(random, true),
    () => learner.count(),
    () => learner.metrics(),
    () => learner.model(),
    () => [...model.blocks()],
    () => predictor(kernelFor(5), model),
    () => predictor(kernelFor(5), prune(model, { threshold: 0 }).model),
    () => kernelLearner(kernelFor(5), specOf(5), ftrl(), model),
  ]) {
    assert.throws(use, GONE);
  }
  assert.throws(() => predict.score(random), GONE);
  assert.throws(() => predict.probabilities(random), GONE);
});

test('learning the same batches with another alpha does not go on from the first model', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'log.svm'), '1 1:1 2:1\n0 1:1\n1 2:1 3:1\n'.repeat(50));
  const batches = async () => hash(await read([join(folder, 'log.svm')]), { bits: 6, workers: 0 });
  const reused = await batches();
  await learn(reused, ftrl({ alpha: 0.5 }));
  const second = contentsOf(await learn(reused, ftrl({ alpha: 0.1 })));
  assert.deepEqual(second, contentsOf(await learn(await batches(), ftrl({ alpha: 0.1 }))));
});

test('importances and labels that a caller gives to a batch of the kernel count', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'log.svm'), '1 1:1 2:1\n0 1:1\n1 2:1 3:1\n');
  const batches = hash(await read([join(folder, 'log.svm')]), { bits: 6, workers: 0 });
  const learner = kernelLearner(batches.kernel, batches.spec, ftrl(), null);
  const twin = twinLearner(batches.spec, ftrl(), null);
  for await (const batch of batches) {
    const changed = { ...batch, importances: Float32Array.of(2, 0.5, 3), labels: Float32Array.of(0, 1, 1) };
    twin.learn(changed, true);
    learner.learn(changed, true);
    assert.throws(
      () => learner.learn({ ...batch, values: Float32Array.of(1, 2, 3, 4, 5) }, true),
      /a batch of the kernel with features that are not its own/,
    );
  }
  assert.deepEqual(contentsOf(learner.model()), contentsOf(twin.model()));
});

test('a batch without labels is predicted, but neither learned nor scored', () => {
  const unlabelled = { ...random, labels: null };
  const expected = /a batch without labels/;
  assert.throws(() => kernelOf().learn(unlabelled, true), expected);
  assert.throws(() => twinOf().learn(unlabelled, true), expected);
  const predict = predictor(kernelFor(5), frozen(twinOf().model()));
  assert.throws(() => predict.score(unlabelled), expected);
  assert.deepEqual(predict.probabilities(unlabelled), new Float64Array(60).fill(0.5));
});

test('a batch that would write outside the table or its arrays is refused', () => {
  const learner = kernelOf();
  assert.throws(() => learner.learn(batchOf([{ label: 1, features: { 32: 1 } }]), true), {
    name: 'RangeError',
    message: 'slot 32 in a table of 32',
  });
  const features = BATCH_FEATURES + 1;
  const long = { ...batchOf([{ label: 1, features: {} }]), slots: new Uint32Array(features) };
  assert.throws(() => learner.learn({ ...long, offsets: Uint32Array.of(0, features) }, true), {
    name: 'RangeError',
    message: `${features} features in an example, at most ${BATCH_FEATURES}`,
  });
  assert.equal(learner.count().touched, 0);
});

test('a kernel laid out for other bits is refused', () => {
  const message = 'a kernel laid out for 5 bits cannot hold 6';
  assert.throws(() => kernelLearner(kernelFor(5), specOf(6), ftrl(), null), { message });
  assert.throws(() => predictor(kernelFor(5), twinLearner(specOf(6), ftrl(), null).model()), { message });
});
