/** Descent in its simplest form: what it keeps of small steps, and who is the same without momentum. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import { momentum, nesterov } from '#dist/learn/momentum.js';
import type { Optimizer } from '#dist/learn/optimizer.js';
import { sgd } from '#dist/learn/sgd.js';
import { batches, contentsOf, kernelFor, specOf, stepAt } from './batches.js';

const NONE = new Float32Array(1);

test('a step far below half an ulp of the weight is lost if rounded to nearest, and on average kept at random', () => {
  const moves = (rounding: Optimizer['rounding']) => {
    const { update } = sgd({ alpha: 1, rounding });
    const state = Float32Array.of(1.5);
    const [slots, ulp] = [Uint32Array.of(0), 2 ** -23];
    for (let i = 0; i < 100_000; i++) update(state, slots, null, NONE, Math.fround(ulp / 100), stepAt(i));
    return (1.5 - state[0]) / ulp;
  };
  assert.equal(moves('nearest'), 0);
  // 1,000 ulp; one draw in a hundred moves a whole one: a standard deviation of 31
  const moved = moves('randomized');
  assert.ok(Math.abs(moved - 1000) < 160, `${moved} ulp`);
});

test('without momentum, momentum and nesterov learn the weights of sgd, to the bit', () =>
  fc.assert(
    fc.property(batches(5), fc.constantFrom(momentum, nesterov), (some, make) => {
      const [weights, others] = [sgd({ alpha: 0.1 }), make({ alpha: 0.1, momentum: 0 })].map((optimizer) => {
        const learner = kernelLearner(kernelFor(5), specOf(5), optimizer, null);
        for (const batch of some) learner.learn(batch, false);
        const { slots, columns } = contentsOf(learner.model());
        return slots.map((slot, i) => [slot, columns[0][i]]).filter(([, weight]) => weight !== 0);
      });
      assert.deepEqual(others, weights);
    }),
    { numRuns: 25 },
  ));
