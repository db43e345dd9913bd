/** The numbers that TensorFlow's own tests of FTRL publish: learning rate 3, n from 0.1, beta 0, constant gradients. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import { type FtrlOptions, ftrl } from '#dist/learn/ftrl.js';
import { twinLearner } from '#dist/learn/twin-learner.js';
import { batchOf, kernelFor, modelWith, specOf, statesOf, stepAt } from './batches.js';

const ALPHA = 3;
const N = 0.1;
const GRADIENTS = [0.1, 0.2, 0.01, 0.02];
const SLOTS = [0, 1, 2, 3];

interface Published {
  readonly name: string;
  readonly options: FtrlOptions;
  /** z and n of each of the four variables before the first step. */
  readonly state: Readonly<Record<number, readonly [number, number]>>;
  readonly steps: number;
  readonly weights: readonly number[];
}

const fromZero = { 0: [0, N], 1: [0, N], 2: [0, N], 3: [0, N] } as const;

/** The state after TensorFlow's first step from w0 with linear = 0, which no (z, n) expresses. */
function afterFirstStep(w0: readonly number[]): Record<number, [number, number]> {
  const stateOf = (i: number): [number, number] => {
    const n = N + GRADIENTS[i] ** 2;
    return [GRADIENTS[i] - ((Math.sqrt(n) - Math.sqrt(N)) / ALPHA) * w0[i], n];
  };
  return Object.fromEntries(SLOTS.map((i) => [i, stateOf(i)]));
}

const PUBLISHED: readonly Published[] = [
  {
    name: 'from zero, without l1 and l2, 3 steps',
    options: { alpha: ALPHA, beta: 0, lambda1: 0 },
    state: fromZero,
    steps: 3,
    weights: [-2.60260963, -4.29698515, -0.28432083, -0.56694895],
  },
  {
    name: 'from [1, 2], [4, 3] with l1 0.001, 10 steps',
    options: { alpha: ALPHA, beta: 0, lambda1: 0.001 },
    state: afterFirstStep([1, 2, 4, 3]),
    steps: 9,
    weights: [-7.66718769, -10.91273689, -0.93460727, -1.86147261],
  },
  {
    // TensorFlow's l2 counts double
    name: 'from [1, 2], [4, 3] with l1 0.001 and l2 2, 10 steps',
    options: { alpha: ALPHA, beta: 0, lambda1: 0.001, lambda2: 4 },
    state: afterFirstStep([1, 2, 4, 3]),
    steps: 9,
    weights: [-0.24059935, -0.46829352, -0.02406147, -0.04830509],
  },
];

function assertPublished(actual: readonly number[], expected: readonly number[]): void {
  expected.forEach((weight, i) => {
    assert.ok(Math.abs(actual[i] / weight - 1) < 1e-6, `weight ${i}: ${actual[i]}, published ${weight}`);
  });
}

for (const rounding of ['nearest', 'randomized'] as const) {
  for (const { name, options, state, steps, weights: expected } of PUBLISHED) {
    test(`the optimizer's steps give TensorFlow's weights, rounding ${rounding}: ${name}`, () => {
      const optimizer = ftrl({ ...options, rounding });
      const table = Float32Array.from(Object.values(state).flat());
      const slots = Uint32Array.from(SLOTS);
      const weights = new Float32Array(4);
      for (let step = 0; step < steps; step++) {
        optimizer.weights(table, slots, weights, stepAt(step));
        optimizer.update(table, slots, Float32Array.from(GRADIENTS), weights, 1, stepAt(step));
      }
      optimizer.weights(table, slots, weights, stepAt(steps));
      assertPublished([...weights], expected);
    });

    // a bias of 3000 makes every probability 1, so the residual of a 0 is 1 and the values are the gradients
    test(`both learners' steps give TensorFlow's weights, rounding ${rounding}: ${name}`, () => {
      const optimizer = ftrl({ ...options, rounding });
      const spec = specOf(2);
      const initial = modelWith(spec, optimizer, state, { bias: { weight: 3000, z: -1000, n: 1 } });
      const features = Object.fromEntries(SLOTS.map((slot) => [slot, GRADIENTS[slot]]));
      const batch = batchOf(Array.from({ length: steps }, () => ({ label: 0, features })));
      for (const learner of [
        kernelLearner(kernelFor(2), spec, optimizer, initial),
        twinLearner(spec, optimizer, initial),
      ]) {
        learner.learn(batch, true);
        const states = statesOf(learner.model());
        assertPublished(
          SLOTS.map((slot) => states.get(slot)![0]),
          expected,
        );
      }
    });
  }
}
