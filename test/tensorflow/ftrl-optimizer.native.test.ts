/** FTRL for tfjs against the op that TensorFlow itself trains with: ResourceApplyFtrlV2. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import type { NodeJSKernelBackend } from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js';
import * as fc from 'fast-check';
import { FtrlOptimizer, type FtrlOptimizerOptions } from '#dist/tensorflow/index.js';
import { loadTensorflow } from '#dist/tensorflow/native.js';
import { needsTensorflow } from './needs-tensorflow.js';

type Options = Required<FtrlOptimizerOptions>;

let backend: NodeJSKernelBackend;

before(async () => {
  if (needsTensorflow.skip !== false) return;
  await loadTensorflow('this test');
  await tf.setBackend('tensorflow');
  backend = tf.backend() as NodeJSKernelBackend;
});

let variables = 0;

/** A resource variable, under a name of its own. */
function resource(values: readonly number[]): tf.Tensor {
  const { binding } = backend;
  const dtype = { name: 'dtype', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
  const attributes = [
    { name: 'container', type: binding.TF_ATTR_STRING, value: '' },
    { name: 'shared_name', type: binding.TF_ATTR_STRING, value: `ftrl-optimizer-${variables++}` },
    { name: 'shape', type: binding.TF_ATTR_SHAPE, value: [values.length] },
    dtype,
  ];
  const [handle] = backend.executeMultipleOutputs('VarHandleOp', attributes, [], 1);
  backend.executeMultipleOutputs('AssignVariableOp', [dtype], [handle, tf.tensor1d([...values])], 0);
  return handle;
}

function valuesOf(handle: tf.Tensor): number[] {
  const { binding } = backend;
  const dtype = { name: 'dtype', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
  return [...backend.executeMultipleOutputs('ReadVariableOp', [dtype], [handle], 1)[0].dataSync()];
}

/** The op has no beta: its l2 is l2 + beta / (2 learningRate), as Keras gives it. */
function nativeWeights(options: Options, from: readonly number[], steps: readonly (readonly number[])[]): number[] {
  const { binding } = backend;
  const { learningRate, l1, l2, beta, l2Shrinkage, learningRatePower, initialAccumulatorValue } = options;
  const zeros = from.map(() => 0);
  const state = [from, zeros.map(() => initialAccumulatorValue), zeros].map(resource);
  const numbers = [learningRate, l1, l2 + beta / (2 * learningRate), l2Shrinkage, learningRatePower];
  const attributes = [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
    { name: 'use_locking', type: binding.TF_ATTR_BOOL, value: false },
    { name: 'multiply_linear_by_lr', type: binding.TF_ATTR_BOOL, value: false },
  ];
  for (const step of steps) {
    const inputs = [...state, tf.tensor1d([...step]), ...numbers.map((x) => tf.scalar(x))];
    backend.executeMultipleOutputs('ResourceApplyFtrlV2', attributes, inputs, 0);
  }
  return valuesOf(state[0]);
}

function optimizerWeights(options: Options, from: readonly number[], steps: readonly (readonly number[])[]): number[] {
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
