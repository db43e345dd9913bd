/** Optimizers against formulas that step every slot for every example: all for which that is what they say they do. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { adagrad } from '#dist/learn/adagrad.js';
import { adam } from '#dist/learn/adam.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import { momentum, nesterov } from '#dist/learn/momentum.js';
import type { Optimizer } from '#dist/learn/optimizer.js';
import { rmsprop } from '#dist/learn/rmsprop.js';
import { sgd } from '#dist/learn/sgd.js';
import { batchOf, kernelFor, randomFrom, specOf } from '../learn/batches.js';
import { type DenseExample, RULES, denseWeights } from '../learn/dense-reference.js';

const BITS = 4;

const alpha = fc.double({ min: 1e-3, max: 0.05, noNaN: true });
const share = fc.double({ min: 0, max: 0.99, noNaN: true });
// a mean square that forgets faster than the mean gradient makes steps of thousands of alpha, which magnify rounding
const slow = fc.double({ min: 0.9, max: 0.999, noNaN: true });
const epsilon = fc.double({ min: 1e-6, max: 1e-2, noNaN: true });
const always = <T>(value: T) => fc.constant(value);

/** Those that are exact by nature, and the exact variants of the others. */
const exactOnes: Readonly<Record<string, fc.Arbitrary<Optimizer>>> = {
  sgd: fc.record({ alpha }).map(sgd),
  adagrad: fc.record({ alpha }).map(adagrad),
  momentum: fc.record({ alpha, momentum: share, exact: always(true) }).map(momentum),
  nesterov: fc.record({ alpha, momentum: share, exact: always(true) }).map(nesterov),
  rmsprop: fc.record({ alpha, decay: slow, epsilon, epsilonOutside: fc.boolean(), exact: always(true) }).map(rmsprop),
  'rmsprop with momentum': fc
    .record({ alpha, decay: slow, momentum: share, epsilon, epsilonOutside: fc.boolean(), exact: always(true) })
    .map(rmsprop),
  adam: fc
    .record({ alpha, beta1: fc.double({ min: 0, max: 0.9, noNaN: true }), beta2: slow, epsilon, exact: always(true) })
    .map(adam),
};

/** Examples of up to seven of the slots, half of their values 1, and some whose importance is not. */
const examples = fc.tuple(fc.integer(), fc.boolean()).map(([seed, withValues]) => {
  const random = randomFrom(seed);
  const valueOf = () => (withValues && random() < 0.5 ? random() * 2 - 1 : 1);
  const feature = (): [number, number] => [Math.floor(random() * 2 ** BITS), Math.fround(valueOf())];
  return Array.from({ length: 80 }, (): DenseExample => ({
    label: random() < 0.4 ? 1 : 0,
    importance: random() < 0.2 ? 2 : 1,
    features: new Map(Array.from({ length: Math.floor(random() * 8) }, feature)),
  }));
});

/** The weights that the kernel learns, and the bias. */
function learned(optimizer: Optimizer, all: readonly DenseExample[]): number[] {
  const learner = kernelLearner(kernelFor(BITS), specOf(BITS), optimizer, null);
  learner.learn(batchOf(all.map((example) => ({ ...example, features: Object.fromEntries(example.features) }))), true);
  const weights = Array.from({ length: 2 ** BITS }, () => 0);
  const { header, ...model } = learner.model();
  for (const block of model.blocks()) block.slots.forEach((slot, i) => (weights[slot] = block.weights[i]));
  return [...weights, header.bias.weight];
}

const farthest = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((x, i) => Math.abs(x - b[i])));

for (const [name, any] of Object.entries(exactOnes)) {
  test(`${name}: every slot steps as a dense float64 reference`, () =>
    fc.assert(
      fc.property(any, examples, (optimizer, all) => {
        const dense = denseWeights(RULES[optimizer.name](optimizer.hyperparameters), 2 ** BITS, all);
        // against the largest weight: a rate that makes weights of 90 makes differences of 90 times as much
        const largest = Math.max(1, ...dense.map(Math.abs));
        const difference = farthest(learned(optimizer, all), dense) / largest;
        assert.ok(difference < 5e-5, `a weight is ${difference} of the largest away`);
      }),
    ));
}

test('the lazy variants are others: a slot that rests keeps its momentum and its averages', () => {
  const [all] = fc.sample(examples, { numRuns: 1, seed: 1 });
  for (const make of [momentum, nesterov, rmsprop, adam]) {
    const [lazy, exact] = [make({ alpha: 0.05 }), make({ alpha: 0.05, exact: true })];
    assert.ok(farthest(learned(lazy, all), learned(exact, all)) > 0.01, make.name);
  }
});
