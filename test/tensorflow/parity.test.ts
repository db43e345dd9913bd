/** Real examples, learned by us and by TensorFlow's own ops: every weight is the same. */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';

import type { Batch } from '#dist/batch/batch.js';
import { hash } from '#dist/hash/hash.js';
import type { Learner } from '#dist/learn/learner.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import { optimizerOf } from '#dist/learn/optimizers.js';
import type { Parameters } from '#dist/learn/parameters.js';
import { read } from '#dist/read/read.js';
import { tensorflowEngine } from '#dist/tensorflow/engine.js';
import { kernelFor } from '../learn/batches.js';
import { sharedData } from '../shared-data.js';
import { needsTensorflow } from './needs-tensorflow.js';

const EXAMPLES = 2000;
const BITS = 18;

const data = sharedData('criteo-8k.tsv');
const options = { skip: data.skip || needsTensorflow.skip };

// rounded to nearest, as TensorFlow does: at random, a slot of few gradients is up to an ulp of n a step away
const ROWS: readonly (readonly [string, Parameters])[] = [
  ['ftrl', {}],
  ['ftrl', { alpha: 0.5, beta: 0.1, lambda1: 0.3, lambda2: 2 }],
  ['adagrad', { alpha: 0.05, beta: 0, initialAccumulator: 0.1 }],
  ['sgd', {}],
  ['momentum', { momentum: 0.9, alpha: 0.01 }],
  ['momentum', { momentum: 0.9, alpha: 0.01, exact: true }],
  ['nesterov', { momentum: 0.9, alpha: 0.01 }],
  ['rmsprop', { momentum: 0.9 }],
  ['rmsprop', { momentum: 0.9, exact: true }],
  ['adam', { exact: true }],
];

let hashed: ReturnType<typeof hashExamples> | undefined;
const examples = () => (hashed ??= hashExamples());

/** The first examples of the file, each a batch, out of the memory that they were hashed in. */
async function hashExamples() {
  const batches = hash(await read([data.path]), { bits: BITS });
  const ones: Batch[] = [];
  for await (const batch of batches) {
    for (let i = 0; i < batch.size && ones.length < EXAMPLES; i++) ones.push(exampleOf(batch, i));
    if (ones.length === EXAMPLES) break;
  }
  return { spec: batches.spec, ones };
}

function exampleOf({ labels, offsets, slots, values }: Batch, i: number): Batch {
  const [from, to] = [offsets[i], offsets[i + 1]];
  return {
    size: 1,
    labels: labels!.slice(i, i + 1),
    importances: null,
    offsets: Uint32Array.of(0, to - from),
    slots: slots.slice(from, to),
    values: values?.slice(from, to) ?? null,
  };
}

/** Slot -> weight, then the columns. */
function statesOf(learner: Learner): Map<number, number[]> {
  const blocks = [...learner.model().blocks()];
  return new Map(
    blocks.flatMap(({ slots, weights, state }) =>
      [...slots].map((slot, i): [number, number[]] => [slot, [weights[i], ...state!.map((column) => column[i])]]),
    ),
  );
}

const tolerance = (ours: number) => 1e-6 + 1e-5 * Math.abs(ours);
const isNear = (ours: number, theirs: number) => Math.abs(ours - theirs) <= tolerance(ours);

for (const [name, parameters] of ROWS) {
  const title = [name, ...Object.entries(parameters).map(([key, value]) => `${key} ${value}`)].join(', ');

  test(`2,000 examples of Criteo give the weights that TensorFlow's ${title} gives`, options, async (t) => {
    const { spec, ones } = await examples();
    const optimizer = optimizerOf(name, { ...parameters, nearest: 1 });
    const ours = kernelLearner(kernelFor(BITS), spec, optimizer, null);
    const theirs = (await tensorflowEngine(optimizer))(spec, null);
    for (const one of ones) {
      ours.learn(one, true);
      theirs.learn(one, true);
    }
    compare(t, title, ours, theirs);
    theirs.dispose();
  });
}

function compare(t: TestContext, title: string, ours: Learner, theirs: Learner): void {
  const [states, witnesses] = [statesOf(ours), statesOf(theirs)];
  const slots = [...new Set([...states.keys(), ...witnesses.keys()])];
  const pairs = slots.map((slot) => [slot, states.get(slot)?.[0] ?? 0, witnesses.get(slot)?.[0] ?? 0] as const);
  const errors = pairs.map(([, a, b]) => Math.abs(a - b));
  // of what is nearly zero, an ulp of what it was before is much
  const relative = pairs.map(([, a, b]) => (Math.abs(a) < 1e-3 ? 0 : Math.abs(a - b) / Math.abs(a)));
  const largest = (numbers: readonly number[]) => numbers.reduce((most, number) => Math.max(most, number), 0);
  t.diagnostic(
    [
      `${title}: ${slots.length} weights`,
      `max |dw| ${largest(errors).toExponential(1)}`,
      `relative ${largest(relative).toExponential(1)}`,
      `share of the tolerance ${largest(pairs.map(([, a, b]) => Math.abs(a - b) / tolerance(a))).toFixed(2)}`,
      `nonzeros ${ours.count().nonzeros}/${theirs.count().nonzeros}`,
      `log loss ${ours.logLoss()!.toFixed(7)}/${theirs.logLoss()!.toFixed(7)}`,
    ].join(', '),
  );
  assert.ok(slots.length > 10_000);
  assert.deepEqual(
    pairs.filter(([, a, b]) => !isNear(a, b)),
    [],
    'slot, our weight, TensorFlow’s',
  );
  const [{ bias, optimizer }, { bias: witness }] = [ours.model().header, theirs.model().header];
  assert.ok(isNear(bias.weight, witness.weight), `bias ${bias.weight}, TensorFlow's ${witness.weight}`);
  const undecided = pairs.filter(([, a, b]) => (a === 0) !== (b === 0));
  for (const [slot, a, b] of undecided) {
    const z = states.get(slot)![1];
    t.diagnostic(`slot ${slot}: z ${z}, weight ${a}, TensorFlow's ${b}`);
    assert.ok(optimizer.name === 'ftrl' && Math.abs(Math.abs(z) - optimizer.hyperparameters.lambda1) <= 1e-5);
  }
}
