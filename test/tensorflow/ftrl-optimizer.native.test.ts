/** FTRL for tfjs against the op that TensorFlow itself trains with: ResourceApplyFtrlV2. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { FtrlOptimizer, type FtrlOptimizerOptions } from '#dist/tensorflow/index.js';
import { type Tensorflow, loadTensorflow } from '#dist/tensorflow/native.js';
import { nativeOps } from '#dist/tensorflow/ops.js';
import { createVariable } from '#dist/tensorflow/variables.js';
import { needsTensorflow } from './needs-tensorflow.js';

type Options = Record<keyof FtrlOptimizerOptions, number>;
type Training = readonly [options: Options, from: readonly number[], steps: readonly (readonly number[])[]];

let native: Tensorflow;

before(async () => {
  if (needsTensorflow.skip === false) native = await loadTensorflow('this test');
});

/** The op has no beta: its l2 is l2 + beta / (2 learningRate), as Keras gives it. */
function nativeWeights(...[options, from, steps]: Training): number[] {
  const { learningRate, l1, l2, beta, l2Shrinkage, learningRatePower, initialAccumulatorValue } = options;
  const columns = [from, from.map(() => initialAccumulatorValue), from.map(() => 0)];
  const variables = columns.map((column) => createVariable(native, Float32Array.from(column)));
  const numbers = [learningRate, l1, l2 + beta / (2 * learningRate), l2Shrinkage, learningRatePower];
  const attributes = { T: { type: 'float32' }, use_locking: false, multiply_linear_by_lr: false } as const;
  const run = nativeOps(native);
  for (const step of steps) {
    const inputs = [tf.tensor1d([...step]), ...numbers.map((x) => tf.scalar(x))];
    run('ResourceApplyFtrlV2', attributes, [...variables.map(({ handle }) => handle), ...inputs]);
  }
  const weights = [...variables[0].read().dataSync()];
  for (const variable of variables) variable.dispose();
  return weights;
}

function optimizerWeights(...[options, from, steps]: Training): number[] {
  const optimizer = new FtrlOptimizer(options);
  const variable = tf.variable(tf.tensor1d([...from]));
  for (const step of steps) optimizer.applyGradients({ [variable.name]: tf.tensor1d([...step]) });
  const weights = [...variable.dataSync()];
  optimizer.dispose();
  variable.dispose();
  return weights;
}

const strength = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 2, noNaN: true }));

const anyOptions: fc.Arbitrary<Options> = fc.record({
  learningRate: fc.double({ min: 0.01, max: 3, noNaN: true }),
  l1: strength,
  l2: strength,
  l2Shrinkage: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.2, noNaN: true })),
  learningRatePower: fc.constantFrom(-0.5, -0.3, -1, 0),
  beta: strength,
  initialAccumulatorValue: fc.double({ min: 0.01, max: 1, noNaN: true }),
});

const vector = fc.array(fc.float({ min: -2, max: 2, noNaN: true }), { minLength: 5, maxLength: 5 });

const trainings = fc.tuple(anyOptions, vector, fc.array(vector, { minLength: 1, maxLength: 8 }));

for (const name of ['cpu', 'tensorflow']) {
  test(`on the ${name} backend, any training gives the weights of ResourceApplyFtrlV2`, needsTensorflow, () =>
    fc.assert(
      fc.asyncProperty(trainings, async (training) => {
        await tf.setBackend('tensorflow');
        const expected = tf.tidy(() => nativeWeights(...training));
        await tf.setBackend(name);
        const found = tf.tidy(() => optimizerWeights(...training));
        found.forEach((w, i) => {
          const off = Math.abs(w - expected[i]);
          assert.ok(off <= 1e-6 + 1e-5 * Math.abs(expected[i]), `weight ${i}: ${w}, TensorFlow has ${expected[i]}`);
        });
      }),
      { numRuns: 300 },
    ),
  );
}
