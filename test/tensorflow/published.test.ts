/** TensorFlow's own ops, as this layer calls them, give the numbers that TensorFlow's tests publish. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCoordinates } from '#dist/tensorflow/coordinates.js';
import { loadTensorflow } from '#dist/tensorflow/native.js';
import { nativeOps } from '#dist/tensorflow/ops.js';
import { ruleOf } from '#dist/tensorflow/rules.js';
import { createVariable } from '#dist/tensorflow/variables.js';
import { needsTensorflow } from './needs-tensorflow.js';

type Optimizer = Parameters<typeof ruleOf>[0];

/** Weights after some steps with the same gradient. */
async function learned(
  optimizer: Optimizer,
  state: Readonly<Record<string, readonly number[]>>,
  gradient: readonly number[],
  steps: number,
): Promise<number[]> {
  const tf = await loadTensorflow('a test');
  const before = tf.memory().numTensors;
  const { length } = gradient;
  const beginning = Object.fromEntries(
    Object.entries(state).map(([name, column]) => [name, Float32Array.from(column)]),
  );
  const coordinates = createCoordinates(tf, ruleOf(optimizer), length, beginning);
  const weights = tf.tidy(() => {
    const indices = tf.range(0, length, 1, 'int32');
    for (let t = 1; t <= steps; t++) coordinates.learn(tf.tensor1d([...gradient]), indices, { rate: 1, t });
    return [...coordinates.column('weight', indices)];
  });
  coordinates.dispose();
  assert.equal(tf.memory().numTensors, before, 'tensors are left');
  return weights;
}

function assertNear(found: readonly number[], expected: readonly number[], relative: number): void {
  found.forEach((number, i) => {
    assert.ok(Math.abs(number - expected[i]) <= relative * Math.abs(expected[i]), `${number}, not ${expected[i]}`);
  });
}

const adagrad = { name: 'adagrad', hyperparameters: { alpha: 3, beta: 0, initialAccumulator: 0.1 } };
const ftrl = { name: 'ftrl', hyperparameters: { alpha: 3, beta: 0, lambda1: 0, lambda2: 0 } };

test('three steps of AdaGrad are those of the tests of TensorFlow', needsTensorflow, async () => {
  assertNear(await learned(adagrad, { weight: [1, 2] }, [0.1, 0.1], 3), [-1.6026098, -0.6026098], 1e-6);
  assertNear(await learned(adagrad, { weight: [3, 4] }, [0.01, 0.01], 3), [2.715679, 3.715679], 1e-6);
});

test('FTRL without l1, l2 and beta is AdaGrad', needsTensorflow, async () => {
  const gradient = [0.1, -0.2, 0.01, 3];
  const n = gradient.map(() => 0.1);
  assertNear(await learned(ftrl, { n }, gradient, 10), await learned(adagrad, {}, gradient, 10), 1e-5);
});

test('FTRL of learning-rate power 0 is SGD at the rate alpha / (1 + beta)', needsTensorflow, async () => {
  const [alpha, beta, gradient] = [0.5, 3, [0.1, -0.2, 0.01, 3]];
  const sgd = { name: 'sgd', hyperparameters: { alpha: alpha / (1 + beta) } };
  const numbers = [alpha, 0, beta / (2 * alpha), 0];
  assertNear(await ftrlOp(gradient, numbers, 10), await learned(sgd, {}, gradient, 10), 1e-6);
});

/** Weights after some steps of the op itself. @param numbers learning rate, l1, l2, learning-rate power */
async function ftrlOp(gradient: readonly number[], numbers: readonly number[], steps: number): Promise<number[]> {
  const tf = await loadTensorflow('a test');
  const run = nativeOps(tf);
  const variables = [0, 0, 0].map(() => createVariable(tf, new Float32Array(gradient.length)));
  const [weight, ...others] = variables;
  const weights = tf.tidy(() => {
    const inputs = [...[weight, ...others].map(({ handle }) => handle), tf.tensor1d([...gradient])];
    const all = [...inputs, tf.range(0, gradient.length, 1, 'int32'), ...numbers.map((number) => tf.scalar(number))];
    const attributes = { T: { type: 'float32' }, Tindices: { type: 'int32' }, use_locking: false } as const;
    for (let t = 0; t < steps; t++)
      run('ResourceSparseApplyFtrl', { ...attributes, multiply_linear_by_lr: false }, all);
    return [...weight.read().dataSync()];
  });
  for (const variable of variables) variable.dispose();
  return weights;
}
