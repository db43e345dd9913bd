/** What an importance of 2 is, and is not. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adagrad } from '#dist/learn/adagrad.js';
import { adam } from '#dist/learn/adam.js';
import type { Optimizer } from '#dist/learn/optimizer.js';
import { sgd } from '#dist/learn/sgd.js';
import { twinLearner } from '#dist/learn/twin-learner.js';
import { type Example, batchOf, specOf } from './batches.js';

/** The weight of slot 0 after some examples. */
function weightAfter(optimizer: Optimizer, examples: readonly Example[]): number {
  const learner = twinLearner(specOf(1), optimizer, null);
  learner.learn(batchOf(examples), true);
  return [...learner.model().blocks()][0].weights[0];
}

const click: Example = { label: 1, features: { 0: 1 } };
const twice: Example = { ...click, importance: 2 };

function assertNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} instead of ${expected}`);
}

test('sgd: an importance of 2 is a step of twice the length; the example twice is less, for the second finds a higher probability', () => {
  const alpha = 0.1;
  assertNear(weightAfter(sgd({ alpha }), [click]), 0.05);
  assertNear(weightAfter(sgd({ alpha }), [twice]), 0.1);
  // the margin after the first is 0.05 of the weight and 0.05 of the bias
  assertNear(weightAfter(sgd({ alpha }), [click, click]), 0.05 + alpha * (1 - 1 / (1 + Math.exp(-0.1))));
});

test('adagrad: an importance of 2 adds four times the square to n', () => {
  assertNear(weightAfter(adagrad({ alpha: 1, beta: 0 }), [twice]), 1);
  const learner = twinLearner(specOf(1), adagrad(), null);
  learner.learn(batchOf([twice]), true);
  assertNear([...learner.model().blocks()][0].state![1][0], 4 * 0.5 ** 2);
});

test('adam: an importance changes no first step, and the example twice makes two', () => {
  assertNear(weightAfter(adam({ alpha: 0.01 }), [click]), 0.01);
  assertNear(weightAfter(adam({ alpha: 0.01 }), [twice]), 0.01);
  assert.ok(weightAfter(adam({ alpha: 0.01 }), [click, click]) > 0.0199);
});
