/** What FOBOS and truncated gradient promise beyond the contract: nothing is lost by being lazy. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fobos } from '#dist/learn/fobos.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import type { Optimizer } from '#dist/learn/optimizer.js';
import { truncatedGradient } from '#dist/learn/truncated-gradient.js';
import { twinLearner } from '#dist/learn/twin-learner.js';
import { batchOf, contentsOf, frozen, kernelFor, randomBatch, randomFrom, specOf, stepAt } from './batches.js';

const ONE = Uint32Array.of(0);

const days = (seed: number) => {
  const random = randomFrom(seed);
  const shape = { counts: Array.from({ length: 203 }, (_, i) => i % 7), withValues: true, withImportances: true };
  return [randomBatch(shape, 5, random), randomBatch(shape, 5, random)] as const;
};

for (const optimizer of [fobos({ lambda1: 0.02, lambda2: 0.01 }), truncatedGradient({ lambda1: 0.02, every: 10 })]) {
  test(`${optimizer.name}: a model that was counted and written on the way goes on as if it had not been`, () => {
    const learned = (look: boolean) => {
      const learner = kernelLearner(kernelFor(5), specOf(5), optimizer, null);
      for (const day of days(3)) {
        learner.learn(day, true);
        if (look) assert.ok(learner.count().touched > 0 && [...learner.model().blocks()].length > 0);
      }
      return contentsOf(learner.model());
    };
    assert.deepEqual(learned(true), learned(false));
  });

  test(`${optimizer.name}: weights that nobody touches shrink to 0 while others learn`, () => {
    const [day] = days(4);
    const learner = kernelLearner(kernelFor(5), specOf(5), optimizer, null);
    learner.learn(day, true);
    const before = frozen(learner.model());
    assert.ok(before.header.nonzeros > 10);
    const size = 8000;
    const offsets = Uint32Array.from({ length: size + 1 }, (_, i) => i);
    const labels = Float32Array.from(offsets.subarray(1), (i) => i % 2);
    learner.learn({ size, labels, importances: null, offsets, slots: new Uint32Array(size), values: null }, true);
    assert.ok(learner.count().nonzeros <= 1);
    assert.equal(learner.count().touched, before.header.touched);
  });
}

test('truncated gradient of every example and every weight is FOBOS with l1, to the bit', () => {
  const [a, b] = [fobos({ lambda1: 0.01 }), truncatedGradient({ lambda1: 0.01 })].map((optimizer) => {
    const learner = kernelLearner(kernelFor(5), specOf(5), optimizer, null);
    for (const day of days(5)) learner.learn(day, true);
    const { slots, columns } = contentsOf(learner.model());
    return { slots, columns };
  });
  assert.deepEqual(a, b);
});

test('a shrinkage below half an ulp of the weight is not lost', () => {
  const optimizer = fobos({ alpha: 0.1, beta: 0, lambda1: 1e-3 });
  const steps = 300_000;
  // a rate of 10^-6, so 10^-9 an example, where an ulp of the weight is 1.2 10^-7
  const state = Float32Array.of(1.5, 1e10, 0, 0);
  const weights = new Float32Array(1);
  for (let i = 0; i < steps; i++) {
    const step = stepAt(i);
    optimizer.weights(state, ONE, weights, step);
    optimizer.update(state, ONE, null, weights, i % 2 === 0 ? 1e-6 : -1e-6, step);
  }
  const shrunk = 1.5 - state[0];
  assert.ok(Math.abs(shrunk / (steps * 1e-9) - 1) < 0.2, `shrunk by ${shrunk}`);
});

test('the clock of a slot is exact after 10^12 examples', () => {
  const optimizer = fobos({ alpha: 0.5, lambda1: 0.125, globalRate: true });
  const state = new Float32Array(4);
  const weights = new Float32Array(1);
  const now = 1e12 + 1;
  optimizer.update(state, ONE, null, weights, -4, stepAt(now));
  for (const [elapsed, expected] of [
    [0, 2],
    [1, 1.9375],
    [3, 1.8125],
    [31, 0.0625],
    [32, 0],
  ]) {
    optimizer.weights(state, ONE, weights, stepAt(now + elapsed));
    assert.equal(weights[0], expected);
  }
});

test('a weight above theta stays, and one at theta shrinks', () => {
  const optimizer = truncatedGradient({ alpha: 1, lambda1: 0.25, theta: 0.5, globalRate: true });
  const weights = new Float32Array(2);
  optimizer.weights(Float32Array.of(0.5, 1, 0, 0, 0.75, 1, 0, 0), Uint32Array.of(0, 1), weights, stepAt(1));
  assert.deepEqual([...weights], [0.25, 0.75]);
});

for (const lambda2 of [1e-30, 1e-18, 1e-12, 1e-9, 1e-7]) {
  test(`lambda2 ${lambda2} is next to none: nothing is lost to the difference of large numbers`, () => {
    const weights = new Float32Array(1);
    const weightOf = (l2: number) => {
      const state = Float32Array.of(0.75, 3, 0, 0);
      fobos({ lambda1: 1e-4, lambda2: l2 }).weights(state, ONE, weights, stepAt(1000));
      return weights[0];
    };
    assert.ok(Math.abs(weightOf(lambda2) - weightOf(0)) < 1e-7 + 1000 * lambda2);
  });
}

test('l2 alone decays exponentially, and never to 0', () => {
  const weights = new Float32Array(1);
  const optimizer = fobos({ alpha: 0.1, lambda1: 0, lambda2: 0.5, globalRate: true });
  optimizer.weights(Float32Array.of(-2, 1, 0, 0), ONE, weights, stepAt(100));
  assert.ok(Math.abs(weights[0] + 2 * Math.exp(-5)) < 1e-8);
});

test('an importance of 2 doubles the gradient, and shrinks weights once', () => {
  const optimizer = fobos({ alpha: 1, lambda1: 0.25, globalRate: true });
  const weights = new Float32Array(1);
  const [once, twice] = [1, 2].map((importance) => {
    const state = new Float32Array(4);
    optimizer.update(state, ONE, null, weights, importance * -0.5, stepAt(0, { importance, label: 1 }));
    optimizer.weights(state, ONE, weights, stepAt(1));
    return [weights[0], state[1]];
  });
  assert.deepEqual(
    [once, twice],
    [
      [0.25, 0.25],
      [0.75, 1],
    ],
  );
});

for (const [name, learnerOf] of [
  ['kernel', (optimizer: Optimizer) => kernelLearner(kernelFor(2), specOf(2), optimizer, null)],
  ['twin', (optimizer: Optimizer) => twinLearner(specOf(2), optimizer, null)],
] as const) {
  test(`weights shrink after every K-th example, by K gravities: ${name}`, () => {
    const learner = learnerOf(truncatedGradient({ alpha: 1, lambda1: 1e-3, every: 10, globalRate: true }));
    const weightNow = () => [...learner.model().blocks()][0].weights[0];
    learner.learn(batchOf([{ label: 1, features: { 0: 1 } }]), true);
    const first = weightNow();
    const weights = Array.from({ length: 24 }, () => {
      learner.learn(batchOf([{ label: 1, features: { 1: 1 } }]), true);
      return weightNow();
    });
    const steps = weights.map((weight, i) => (weight - (weights[i - 1] ?? first)).toFixed(5));
    const expected = Array.from({ length: 24 }, (_, i) => ((i + 2) % 10 === 0 ? '-0.01000' : '0.00000'));
    assert.deepEqual(steps, expected);
  });
}
