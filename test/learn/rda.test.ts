import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { rda } from '#dist/learn/rda.js';
import { stepAt } from './batches.js';

const ONE = Uint32Array.of(0);

function weightOf(optimizer: ReturnType<typeof rda>, z: number, n: number, learned: number): number {
  const weights = new Float32Array(1);
  optimizer.weights(Float32Array.of(z, n), ONE, weights, stepAt(learned));
  return weights[0];
}

const counts = fc.integer({ min: 1, max: 1e9 });
const means = fc.double({ min: -1, max: 1, noNaN: true });

test("with a global rate and no beta, weights are Xiao's: of the mean gradient, with the root of the examples", () =>
  fc.assert(
    fc.property(counts, means, fc.constantFrom(0, 1e-4, 0.1), (t, mean, lambda1) => {
      const z = Math.fround(mean * t);
      const beyond = Math.abs(z / t) - lambda1;
      fc.pre(Math.abs(beyond) > 1e-5);
      const gamma = 4;
      const expected = beyond <= 0 ? 0 : (-Math.sqrt(t) / gamma) * (z / t - lambda1 * Math.sign(z));
      const weight = weightOf(rda({ alpha: 1 / gamma, beta: 0, lambda1, globalRate: true }), z, 1, t);
      assert.ok(Math.abs(weight - expected) <= 1e-5 * Math.abs(expected) + (Math.sqrt(t) / gamma) * 1e-6);
      if (expected === 0) assert.equal(weight, 0);
    }),
  ));

test('a weight is 0 if and only if |z| <= lambda1: for each example with a global rate', () => {
  const perCoordinate = rda({ lambda1: 2 });
  const shared = rda({ lambda1: 0.25, globalRate: true });
  for (const sign of [1, -1]) {
    assert.deepEqual(
      [2, 2.25].map((z) => weightOf(perCoordinate, sign * z, 9, 1000) !== 0),
      [false, true],
    );
    assert.deepEqual(
      [250, 250.25].map((z) => weightOf(shared, sign * z, 9, 1000) !== 0),
      [false, true],
    );
  }
});

test('an importance of 2 moves z twice as far and n four times', () => {
  const optimizer = rda();
  const [once, twice] = [1, 2].map((importance) => {
    const state = new Float32Array(2);
    optimizer.update(state, ONE, null, new Float32Array(1), importance * 0.5, stepAt(0, { importance }));
    return [...state];
  });
  assert.deepEqual(
    [once, twice],
    [
      [0.5, 0.25],
      [1, 1],
    ],
  );
});
