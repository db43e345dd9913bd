/** The learner that TensorFlow trains: what it learns, goes on from, leaves behind, and refuses. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { InputError } from '#dist/input-error.js';
import type { Learner } from '#dist/learn/learner.js';
import { optimizerOf } from '#dist/learn/optimizers.js';
import type { Parameters } from '#dist/learn/parameters.js';
import { scheduleOf } from '#dist/learn/schedules/schedule-text.js';
import { twinLearner } from '#dist/learn/twin-learner.js';
import { tensorflowEngine } from '#dist/tensorflow/engine.js';
import { loadTensorflow } from '#dist/tensorflow/native.js';
import { firstRecords, run } from '../e2e/leanctr.js';
import { frozen, randomBatch, randomFrom, specOf } from '../learn/batches.js';
import { folder } from '../read/folder.js';
import { needsTensorflow } from './needs-tensorflow.js';

const BITS = 6;
const spec = specOf(BITS);
const random = randomFrom(7);
const [first, second] = [0, 1].map(() =>
  randomBatch({ counts: [3, 9, 0, 20, 5, 5, 13], withValues: true, withImportances: true }, BITS, random),
);

const ROWS: readonly (readonly [string, Parameters, schedule?: string])[] = [
  ['ftrl', { lambda1: 0.1, lambda2: 0.5 }],
  ['adagrad', { initialAccumulator: 0.1 }],
  ['sgd', {}],
  ['momentum', {}],
  ['momentum', { exact: true }],
  ['nesterov', {}],
  ['nesterov', { exact: true }],
  ['rmsprop', {}],
  ['rmsprop', { momentum: 0.5 }],
  ['rmsprop', { momentum: 0.5, exact: true }],
  ['adam', { exact: true }],
  ['adagrad', {}, 'power:0.5:3'],
];

const optimizer = (name: string, parameters: Parameters = {}, schedule?: string) =>
  optimizerOf(
    name,
    { ...parameters, nearest: 1 },
    { schedule: schedule === undefined ? undefined : scheduleOf(schedule) },
  );

function assertSame(ours: Learner, theirs: Learner): void {
  const [[block], [witness]] = [ours, theirs].map((learner) => [...learner.model().blocks()]);
  assert.deepEqual(witness.slots, block.slots);
  const near = (a: number, b: number) => Math.abs(a - b) <= 1e-6 + 1e-5 * Math.abs(a);
  [block.weights, ...block.state!].forEach((column, c) => {
    const other = [witness.weights, ...witness.state!][c];
    column.forEach((number, i) => assert.ok(near(number, other[i]), `column ${c}, ${i}: ${number}, not ${other[i]}`));
  });
  const [{ bias }, { bias: other }] = [ours.model().header, theirs.model().header];
  for (const [name, number] of Object.entries(bias)) assert.ok(near(number, other[name]), `bias ${name}`);
}

for (const [name, parameters, schedule] of ROWS) {
  const settings = [...Object.entries(parameters).map(([key, value]) => `${key} ${value}`), schedule ?? []].flat();
  const title = [name, ...settings].join(', ');

  test(
    `${title}: values and importances count, and a model is gone on from as if never stopped`,
    needsTensorflow,
    async () => {
      const chosen = optimizer(name, parameters, schedule);
      const engine = await tensorflowEngine(chosen);
      const tf = await loadTensorflow('a test');
      const tensors = tf.memory().numTensors;
      const [ours, theirs] = [twinLearner(spec, chosen, null), engine(spec, null)];
      for (const learner of [ours, theirs]) learner.learn(first, true);
      assertSame(ours, theirs);
      const on = engine(spec, frozen(theirs.model()));
      for (const learner of [ours, theirs, on]) learner.learn(second, true);
      assertSame(ours, theirs);
      assertSame(theirs, on);
      assert.ok(Math.abs(ours.logLoss()! - theirs.logLoss()!) < 1e-6);
      for (const learner of [theirs, on]) learner.dispose();
      assert.equal(tf.memory().numTensors, tensors, 'tensors are left');
    },
  );
}

for (const [name, parameters, found] of [
  ['adam', {}, 'adam without --exact'],
  ['rmsprop', { epsilonOutside: true }, 'rmsprop with --epsilon-outside'],
  ['rda', {}, 'rda'],
  ['ogd-count', {}, 'ogd-count'],
] as const) {
  test(`${found} is refused, for TensorFlow has no op for it`, () =>
    assert.rejects(tensorflowEngine(optimizer(name, parameters)), (error: Error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, new RegExp(`^--engine tensorflow: found ${found}.*expected an optimizer`));
      return true;
    }));
}

test('without the native binding, the command that makes it is named', () =>
  assert.rejects(loadTensorflow('--engine tensorflow', null), /no native TensorFlow.*run leanctr tensorflow install/));

const here = folder();
before(() => here.write('log.tsv', firstRecords(200)));
const train = (...flags: readonly string[]) => run(['train', 'log.tsv', '--bits', '12', ...flags], { cwd: here.path });

test('train --engine tensorflow says nothing of its own and finds what the kernel finds', needsTensorflow, async () => {
  const { stdout, stderr } = await train('--engine', 'tensorflow', '--model', 'tf.arrow', '--quiet', '--json');
  const ours = JSON.parse((await train('--model', 'our.arrow', '--quiet', '--json')).stdout);
  const theirs = JSON.parse(stdout);
  assert.equal(stderr, '');
  assert.ok(Math.abs(ours.progressive.logLoss - theirs.progressive.logLoss) < 1e-6);
  assert.deepEqual([theirs.model.nonzeros, theirs.model.touched], [ours.model.nonzeros, ours.model.touched]);
});

test('an engine that is none is refused', async () => {
  const { status, stderr } = await train('--engine', 'torch', '--model', 'x.arrow');
  assert.equal(stderr, 'leanctr: --engine: found "torch", expected kernel or tensorflow\n');
  assert.equal(status, 2);
});
