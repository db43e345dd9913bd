/** FTRL for tfjs against the numbers that TensorFlow and Keras publish, and against plain JavaScript. */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { FtrlOptimizer, type FtrlOptimizerOptions } from '#dist/tensorflow/index.js';

before(() => tf.setBackend('cpu'));

/** Weights after each list of gradients was applied. */
function weightsAfter(options: FtrlOptimizerOptions, from: readonly number[], steps: readonly (readonly number[])[]) {
  const optimizer = new FtrlOptimizer(options);
  const variable = tf.variable(tf.tensor1d([...from]));
  const all = steps.map((gradient) => {
    tf.tidy(() => optimizer.applyGradients({ [variable.name]: tf.tensor1d([...gradient]) }));
    return [...variable.dataSync()];
  });
  optimizer.dispose();
  variable.dispose();
  return all;
}

function assertClose(actual: readonly number[], expected: readonly number[], relative: number, absolute = 0): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((w, i) => {
    const off = Math.abs(w - expected[i]);
    assert.ok(off <= absolute + relative * Math.abs(expected[i]), `weight ${i}: ${w}, expected ${expected[i]}`);
  });
}

interface Published {
  readonly name: string;
  readonly options: FtrlOptimizerOptions;
  readonly from: readonly number[];
  readonly steps: number;
  readonly weights: readonly number[];
}

const RATE = { learningRate: 3, initialAccumulatorValue: 0.1 };

/** Of tensorflow/python/training/ftrl_test.py: constant gradients 0.1, 0.2 and 0.01, 0.02. */
const TENSORFLOW: readonly Published[] = [
  {
    name: 'testFtrlwithoutRegularization',
    options: RATE,
    from: [0, 0, 0, 0],
    steps: 3,
    weights: [-2.60260963, -4.29698515, -0.28432083, -0.56694895],
  },
  {
    name: 'testFtrlwithoutRegularization2',
    options: RATE,
    from: [1, 2, 4, 3],
    steps: 3,
    weights: [-2.55607247, -3.98729396, -0.28232238, -0.56096673],
  },
  {
    name: 'testFtrlWithL1',
    options: { ...RATE, l1: 0.001 },
    from: [1, 2, 4, 3],
    steps: 10,
    weights: [-7.66718769, -10.91273689, -0.93460727, -1.86147261],
  },
  {
    name: 'testFtrlWithL1_L2',
    options: { ...RATE, l1: 0.001, l2: 2 },
    from: [1, 2, 4, 3],
    steps: 10,
    weights: [-0.24059935, -0.46829352, -0.02406147, -0.04830509],
  },
  {
    name: 'testFtrlWithL1_L2_L2Shrinkage',
    options: { ...RATE, l1: 0.001, l2: 2, l2Shrinkage: 0.1 },
    from: [1, 2, 4, 3],
    steps: 10,
    weights: [-0.22578995, -0.44345796, -0.14378493, -0.13229476],
  },
];

describe("the weights of TensorFlow's own tests", () => {
  for (const { name, options, from, steps, weights } of TENSORFLOW) {
    test(name, () => {
      const gradients = Array.from({ length: steps }, () => [0.1, 0.2, 0.01, 0.02]);
      assertClose(weightsAfter(options, from, gradients).at(-1)!, weights, 2e-6);
    });
  }
});

describe("the weights of Keras's own tests", () => {
  test('test_single_step', () => {
    const [weights] = weightsAfter({ learningRate: 0.5 }, [1, 2, 3, 4], [[1, 6, 7, 2]]);
    assertClose(weights, [0.2218, 1.3954, 2.3651, 2.8814], 1e-4, 1e-4);
  });

  test('test_correctness_with_golden, which sets every option', () => {
    const options = { learningRate: 0.05, learningRatePower: -0.2, initialAccumulatorValue: 0.4 };
    const strengths = { l1: 0.05, l2: 0.15, l2Shrinkage: 0.01, beta: 0.3 };
    const gradients = Array.from({ length: 10 }, (_, i) => 0.1 * (i + 1));
    const steps = [Array.from({ length: 10 }, () => 0.01), gradients, gradients, gradients, gradients];
    const golden = [
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [-0.0034, -0.0077, -0.0118, -0.0157, -0.0194, -0.023, -0.0263, -0.0294, -0.0325, -0.0354],
      [-0.0078, -0.0162, -0.0242, -0.0317, -0.0387, -0.0454, -0.0516, -0.0575, -0.0631, -0.0685],
      [-0.0121, -0.0246, -0.0363, -0.0472, -0.0573, -0.0668, -0.0757, -0.0842, -0.0922, -0.0999],
      [-0.0164, -0.0328, -0.0481, -0.0623, -0.0753, -0.0875, -0.099, -0.1098, -0.1201, -0.1299],
    ];
    const weights = weightsAfter(
      { ...options, ...strengths },
      Array.from({ length: 10 }, () => 1),
      steps,
    );
    // published to four decimals
    weights.forEach((row, i) => assertClose(row, golden[i], 0, 6e-5));
  });
});

const strength = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 2, noNaN: true }));

const anyOptions = fc.record({
  learningRate: fc.double({ min: 0.01, max: 3, noNaN: true }),
  l1: strength,
  l2: strength,
  l2Shrinkage: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.2, noNaN: true })),
  learningRatePower: fc.constantFrom(-0.5, -0.3, -1, 0),
  beta: strength,
  initialAccumulatorValue: fc.double({ min: 0.01, max: 1, noNaN: true }),
});

type Options = Record<keyof FtrlOptimizerOptions, number>;

/** One coordinate in float64, as the paper and TensorFlow's documentation have it. */
function slowWeights(options: Options, from: number, gradients: readonly number[]): number[] {
  let [w, z, n] = [from, 0, options.initialAccumulatorValue];
  return gradients.map((g) => {
    const scale = (x: number) => x ** -options.learningRatePower / options.learningRate;
    const sigma = scale(n + g * g) - scale(n);
    n += g * g;
    z += g + 2 * options.l2Shrinkage * w - sigma * w;
    const curvature = options.beta / options.learningRate + scale(n) + 2 * options.l2;
    w = Math.abs(z) <= options.l1 ? 0 : (Math.sign(z) * options.l1 - z) / curvature;
    return w;
  });
}

test('any options and gradients give the weights of a slow reference in float64', () =>
  fc.assert(
    fc.property(
      anyOptions,
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 1, maxLength: 8 }),
      (options, from, gradients) => {
        const found = weightsAfter(
          options,
          [from],
          gradients.map((g) => [g]),
        ).flat();
        const expected = slowWeights(options, from, gradients);
        const largest = Math.max(1, ...expected.map(Math.abs));
        assertClose(found, expected, 0, 2e-5 * largest);
      },
    ),
    { numRuns: 300 },
  ));

test('a weight is exactly zero where |z| <= l1, and positive zero', () => {
  const [weights] = weightsAfter({ learningRate: 1, l1: 0.5 }, [0, 0, 0, 0], [[0.5, -0.5, 0.5000001, 0]]);
  assert.deepEqual([weights[0], weights[1], weights[3]], [0, 0, 0]);
  assert.ok(weights[2] < 0);
});

test('without accumulator, gradient and l2, nothing is divided by zero', () => {
  const options = { initialAccumulatorValue: 0, learningRatePower: -0.5 };
  assert.deepEqual(weightsAfter(options, [0.5], [[0], [0]]), [[0], [0]]);
});

/** Clicks that depend on the first three of twenty features. */
function clicks(examples: number) {
  const random = seeded(7);
  const features = Array.from({ length: examples }, () => Array.from({ length: 20 }, () => random() - 0.5));
  const labels = features.map(([a, b, c]) => Number(random() < 1 / (1 + Math.exp(-6 * (a - b + 0.5 * c)))));
  return { features: tf.tensor2d(features), labels: tf.tensor2d(labels, [examples, 1]) };
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function logisticModel(optimizer: tf.Optimizer): tf.Sequential {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 1, inputShape: [20], activation: 'sigmoid', kernelInitializer: 'zeros' }));
  model.compile({ optimizer, loss: 'binaryCrossentropy' });
  return model;
}

const kernelOf = (model: tf.LayersModel) => [...model.getWeights()[0].dataSync()];

test('in model.compile and fit, l1 makes the weights of idle features exactly zero, and nothing else does', async () => {
  const { features, labels } = clicks(400);
  const weightsWith = async (l1: number) => {
    const model = logisticModel(new FtrlOptimizer({ learningRate: 0.3, beta: 1, l1 }));
    await model.fit(features, labels, { epochs: 12, batchSize: 20, shuffle: false, verbose: 0 });
    const weights = kernelOf(model);
    assert.ok(weights[0] > 0.3 && weights[1] < -0.3, weights.slice(0, 3).join(' '));
    model.dispose();
    return weights;
  };
  const zerosOf = (weights: readonly number[]) => weights.filter((w) => w === 0).length;
  assert.equal(zerosOf(await weightsWith(0)), 0);
  const zeros = zerosOf((await weightsWith(1.5)).slice(3));
  assert.ok(zeros >= 15, `${zeros} of 17 weights are zero`);
  tf.dispose([features, labels]);
});

test('an option by another name is refused, not left out', () =>
  assert.throws(() => new FtrlOptimizer({ l1RegularizationStrength: 1 } as FtrlOptimizerOptions), {
    name: 'InputError',
    message:
      'FtrlOptimizer: field "l1RegularizationStrength": found no such option, ' +
      'expected learningRate, l1, l2, l2Shrinkage, learningRatePower, beta, initialAccumulatorValue',
  }));

test('an option that is undefined is as if not given', () => {
  const { learningRate } = new FtrlOptimizer({ learningRate: undefined, l1: 1 }).getConfig();
  assert.equal(learningRate, 0.001);
});

test('steps of some variables, then of others, keep to the state of each', () => {
  const lossOf = (variable: tf.Variable) => () => variable.sub(1).square().sum() as tf.Scalar;
  const make = () => [tf.variable(tf.zeros([2])), tf.variable(tf.zeros([3]))];
  const [together, apart] = [make(), make()];
  for (const i of [0, 1]) {
    const alone = new FtrlOptimizer({ learningRate: 0.5 });
    for (let step = 0; step < 3; step++) alone.minimize(lossOf(apart[i]), false, [apart[i]]);
    alone.dispose();
  }
  const optimizer = new FtrlOptimizer({ learningRate: 0.5 });
  for (const i of [0, 1, 1, 0, 0, 1]) optimizer.minimize(lossOf(together[i]), false, [together[i]]);
  together.forEach((variable, i) => assert.deepEqual([...variable.dataSync()], [...apart[i].dataSync()]));
  optimizer.dispose();
  tf.dispose([...together, ...apart]);
});

test('steps leave no tensor behind, and dispose none at all', async () => {
  const tensors = () => tf.memory().numTensors;
  const start = tensors();
  const { features, labels } = clicks(40);
  const model = logisticModel(new FtrlOptimizer({ learningRate: 0.1, l2Shrinkage: 0.1 }));
  await model.fit(features, labels, { epochs: 1, verbose: 0 });
  const after = tensors();
  await model.fit(features, labels, { epochs: 5, batchSize: 10, verbose: 0 });
  assert.equal(tensors(), after);
  model.optimizer.dispose();
  model.dispose();
  tf.dispose([features, labels]);
  assert.equal(tensors(), start);
});

test('a model saved with its optimizer and loaded goes on as if it had not stopped', async () => {
  const { features, labels } = clicks(60);
  const fit = (model: tf.LayersModel) =>
    model.fit(features, labels, { epochs: 2, batchSize: 20, shuffle: false, verbose: 0 });
  const whole = logisticModel(new FtrlOptimizer({ learningRate: 0.2, l1: 0.1, beta: 0.5 }));
  await fit(whole);
  let saved: tf.io.ModelArtifacts = {};
  const keep = tf.io.withSaveHandler((artifacts) => {
    saved = artifacts;
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
  });
  await whole.save(keep, { includeOptimizer: true });
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved));
  assert.deepEqual(loaded.optimizer.getConfig(), whole.optimizer.getConfig());
  assert.equal(loaded.optimizer.iterations, 6);
  await Promise.all([whole, loaded].map(fit));
  assert.deepEqual(kernelOf(loaded), kernelOf(whole));
  tf.dispose([features, labels]);
});

test('the configuration has the names of Keras, and gives the optimizer back', () => {
  const optimizer = new FtrlOptimizer({ learningRate: 0.05, l1: 0.1, l2: 0.2, l2Shrinkage: 0.3, beta: 0.4 });
  const config = {
    learningRate: 0.05,
    l1RegularizationStrength: 0.1,
    l2RegularizationStrength: 0.2,
    l2ShrinkageRegularizationStrength: 0.3,
    learningRatePower: -0.5,
    beta: 0.4,
    initialAccumulatorValue: 0.1,
  };
  assert.deepEqual([optimizer.getClassName(), optimizer.getConfig()], ['Ftrl', config]);
  const { Ftrl } = tf.serialization.SerializationMap.getMap().classNameMap;
  assert.deepEqual(Ftrl[1](Ftrl[0], { ...config, name: 'ftrl' }).getConfig(), config);
});

test('options out of their ranges are refused in one line', () => {
  for (const [options, field, found, expected] of [
    [{ learningRate: 0 }, 'learningRate', '0', 'a number above 0'],
    [{ learningRate: Infinity }, 'learningRate', 'Infinity', 'a number above 0'],
    [{ learningRatePower: 0.5 }, 'learningRatePower', '0.5', 'a number of 0 or less'],
    [{ l1: -1 }, 'l1', '-1', 'a number of 0 or more'],
    [{ beta: NaN }, 'beta', 'NaN', 'a number of 0 or more'],
  ] as const) {
    const message = `FtrlOptimizer: field "${field}": found ${found}, expected ${expected}`;
    assert.throws(() => new FtrlOptimizer(options), { name: 'InputError', message });
  }
});
