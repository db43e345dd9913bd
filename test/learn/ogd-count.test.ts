import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ogdCount } from '#dist/learn/ogd-count.js';
import { stepAt } from './batches.js';

const ONE = Uint32Array.of(0);
const NO_WEIGHTS = new Float32Array(1);

test('a weight stays 0 until its feature was seen more often than minCount', () => {
  const optimizer = ogdCount({ minCount: 3 });
  const state = new Float32Array(4);
  const weights = Array.from({ length: 5 }, (_, i) => {
    optimizer.update(state, ONE, null, NO_WEIGHTS, 0.5, stepAt(i));
    return state[0];
  });
  assert.deepEqual(
    weights.map((weight) => weight !== 0),
    [false, false, false, true, true],
  );
  assert.deepEqual([...state.subarray(1)], [0, 5, 0]);
});

test('the rate is alpha / beta while all labels were one, and then falls with P N / (P + N)', () => {
  const optimizer = ogdCount({ alpha: 0.5, beta: 2, rounding: 'nearest' });
  const state = new Float32Array(4);
  for (let i = 0; i < 3; i++) optimizer.update(state, ONE, null, NO_WEIGHTS, 1, stepAt(i));
  assert.equal(state[0], -0.75);
  optimizer.update(state, ONE, null, NO_WEIGHTS, -1, stepAt(3, { label: 1 }));
  const expected = -0.75 + 0.5 / (2 + Math.sqrt((1 * 3) / 4));
  assert.ok(Math.abs(state[0] - expected) < 1e-7);
});

test('an importance of 2 doubles the gradient and counts two examples', () => {
  const state = new Float32Array(4);
  ogdCount().update(state, ONE, null, NO_WEIGHTS, -1, stepAt(0, { label: 1, importance: 2 }));
  assert.deepEqual([...state.subarray(1)], [2, 0, 0]);
});

test('counts go on where float32 ends: randomized rounding adds what it should on average', () => {
  const added = (rounding: 'randomized' | 'nearest') => {
    const state = Float32Array.of(0, 2 ** 26, 2 ** 26, 0);
    const optimizer = ogdCount({ rounding });
    for (let i = 0; i < 200_000; i++) optimizer.update(state, ONE, null, NO_WEIGHTS, 0.1, stepAt(i));
    return state[2] - 2 ** 26;
  };
  assert.equal(added('nearest'), 0);
  assert.ok(Math.abs(added('randomized') / 200_000 - 1) < 0.05);
});
