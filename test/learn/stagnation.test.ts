/** What randomized rounding buys on a slot that a billion examples have met; bench/stagnation.ts starts from none. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLICK_RATE, forEachBatch, inFloat64, inKernel, type Standing } from './one-slot.js';

const options = { alpha: 0.1, beta: 1, lambda1: 1 };
const BEFORE = 1e9;
const UPDATES = 1e7;

/** Where float64 stands after so many updates: g^2 is p (1 - p) on average, and the slot and the bias share the margin. */
function standingAfter(updates: number): Standing {
  const n = updates * CLICK_RATE * (1 - CLICK_RATE);
  const weight = Math.log(CLICK_RATE / (1 - CLICK_RATE)) / 2;
  const z = (-weight * (options.beta + Math.sqrt(n))) / options.alpha;
  return { z: z + options.lambda1, n, weight, bias: { z, n, weight } };
}

const start = standingAfter(BEFORE);
const learners = {
  exact: inFloat64(options, start),
  nearest: inKernel({ ...options, rounding: 'nearest' }, start),
  randomized: inKernel({ ...options, rounding: 'randomized' }, start),
};
forEachBatch(UPDATES, (labels) => Object.values(learners).forEach((learner) => learner.learn(labels)));
const [exact, nearest, randomized] = Object.values(learners).map((learner) => learner.standing());

const apart = (x: number, y: number) => Math.abs(x / y - 1);

test('after 10^9 updates of one slot, 10^7 more rounded to nearest leave n where it is and draw the weight away', (t) => {
  t.diagnostic(
    `n ${nearest.n}, float64 ${exact.n}; z ${nearest.z}, float64 ${exact.z}; w ${nearest.weight}, float64 ${exact.weight}`,
  );
  assert.equal(nearest.n, Math.fround(start.n));
  assert.ok(exact.n - start.n > 300_000);
  // z loses the fraction of an ulp at each step: 2.4% of a gradient of 0.04, always the same way
  assert.ok(apart(nearest.weight, exact.weight) > 0.05);
  assert.ok(apart(nearest.z, exact.z) > 0.05);
});

test('randomized rounding follows n, z and the weight of float64 there', (t) => {
  t.diagnostic(
    `n ${randomized.n}, float64 ${exact.n}; z ${randomized.z}, float64 ${exact.z}; w ${randomized.weight}, float64 ${exact.weight}`,
  );
  // an update moves n by an ulp of 4 with a chance of g^2 / 4: a deviation of 1,240 in all, 0.3% of what was added
  assert.ok(apart(randomized.n - start.n, exact.n - start.n) < 0.02);
  assert.ok(apart(randomized.n, exact.n) < 2e-4);
  assert.ok(apart(randomized.z, exact.z) < 5e-4);
  assert.ok(apart(randomized.weight, exact.weight) < 5e-4);
});
