/** Real clicks: the kernel against an Algorithm 1 that shares no line with it, and how good its model is. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Batch } from '#dist/batch/batch.js';
import { metricsOf } from '#dist/evaluate/metrics.js';
import { type Batches, hash } from '#dist/hash/hash.js';
import { createKernel } from '#dist/kernel/kernel.js';
import { layOut } from '#dist/kernel/layout.js';
import { ftrl } from '#dist/learn/ftrl.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import { predictor } from '#dist/learn/predictor.js';
import { twinLearner } from '#dist/learn/twin-learner.js';
import { read } from '#dist/read/read.js';
import { sharedData } from '../shared-data.js';
import { contentsOf, frozen } from './batches.js';

const ALPHA = 0.1;
const BETA = 1;
const LAMBDA1 = 1;
const optimizer = ftrl({ alpha: ALPHA, beta: BETA, lambda1: LAMBDA1 });

const { path, skip } = sharedData('criteo-8k.tsv');

const batchesOf = async (file: string, bits: number): Promise<Batches> =>
  hash(await read([file]), { bits, workers: 0 });

interface State {
  z: number;
  n: number;
}

/**
 * McMahan et al. 2013, Algorithm 1, in float64, a Map for each slot ever met; the bias is a coordinate without l1.
 * Nothing here comes from src/learn.
 */
function mapLearner() {
  const states = new Map<number, State>();
  const bias: State = { z: 0, n: 0 };
  let [examples, loss] = [0, 0];

  function weightOf({ z, n }: State, l1: number): number {
    return Math.abs(z) <= l1 ? 0 : -(z - Math.sign(z) * l1) / ((BETA + Math.sqrt(n)) / ALPHA);
  }

  function step(state: State, l1: number, g: number): void {
    const sigma = (Math.sqrt(state.n + g * g) - Math.sqrt(state.n)) / ALPHA;
    state.z += g - sigma * weightOf(state, l1);
    state.n += g * g;
  }

  function learnExample(label: number, slots: Uint32Array, values: Float32Array | null): void {
    let margin = weightOf(bias, 0);
    slots.forEach((slot, j) => {
      const state = states.get(slot);
      if (state) margin += weightOf(state, LAMBDA1) * (values ? values[j] : 1);
    });
    examples += 1;
    loss += Math.log1p(Math.exp(label === 1 ? -margin : margin));
    const residual = 1 / (1 + Math.exp(-margin)) - label;
    slots.forEach((slot, j) => {
      const state = states.get(slot) ?? { z: 0, n: 0 };
      states.set(slot, state);
      step(state, LAMBDA1, residual * (values ? values[j] : 1));
    });
    step(bias, 0, residual);
  }

  return {
    learn({ size, labels, offsets, slots, values }: Batch) {
      for (let i = 0; i < size; i++) {
        const [begin, end] = [offsets[i], offsets[i + 1]];
        learnExample(labels![i], slots.subarray(begin, end), values?.subarray(begin, end) ?? null);
      }
    },
    logLoss: () => loss / examples,
    touched: () => states.size,
    nonzeros: () => [...states.values()].filter((state) => weightOf(state, LAMBDA1) !== 0).length,
  };
}

for (const bits of [20, 24]) {
  test(
    `on real clicks the kernel agrees with a Map-based Algorithm 1 in float64, ${bits} bits`,
    { skip },
    async (t) => {
      const batches = await batchesOf(path, bits);
      const kernel = kernelLearner(batches.kernel, batches.spec, optimizer, null);
      const reference = mapLearner();
      for await (const batch of batches) {
        reference.learn(batch);
        kernel.learn(batch, true);
      }
      const { logLoss, examples } = kernel.metrics();
      const { touched, nonzeros } = kernel.count();
      t.diagnostic(
        `log loss ${logLoss}, Map ${reference.logLoss()}; nonzeros ${nonzeros}, Map ${reference.nonzeros()}`,
      );
      assert.equal(examples, 8000);
      assert.ok(Math.abs(logLoss! - reference.logLoss()) < 1e-5);
      assert.equal(touched, reference.touched());
      assert.ok(Math.abs(nonzeros / reference.nonzeros() - 1) < 1e-3);
    },
  );
}

test('on real clicks the kernel learns as its twin does, to the bit', { skip }, async () => {
  const batches = await batchesOf(path, 16);
  const kernel = kernelLearner(batches.kernel, batches.spec, optimizer, null);
  const twin = twinLearner(batches.spec, optimizer, null);
  for await (const batch of batches) {
    kernel.learn(batch, true);
    twin.learn(batch, true);
  }
  assert.deepEqual(contentsOf(kernel.model()), contentsOf(twin.model()));
  assert.deepEqual(kernel.metrics(), twin.metrics());
});

/** Examples [from, to) of a batch. */
function part({ labels, offsets, slots, values }: Batch, from: number, to: number): Batch {
  return {
    size: to - from,
    labels: labels!.slice(from, to),
    importances: null,
    offsets: offsets.slice(from, to + 1).map((at) => at - offsets[from]),
    slots: slots.slice(offsets[from], offsets[to]),
    values: values?.slice(offsets[from], offsets[to]) ?? null,
  };
}

const TRAINING = 6000;

test(
  'trained on the first 6,000 real clicks, the model ranks the last 2,000: AUC >= 0.715, log loss <= 0.475',
  { skip },
  async (t) => {
    const batches = await batchesOf(path, 22);
    const learner = kernelLearner(batches.kernel, batches.spec, optimizer, null);
    const holdout: Batch[] = [];
    let met = 0;
    for await (const batch of batches) {
      const cut = Math.min(Math.max(TRAINING - met, 0), batch.size);
      if (cut > 0) learner.learn(part(batch, 0, cut), true);
      if (cut < batch.size) holdout.push(part(batch, cut, batch.size));
      met += batch.size;
    }
    const model = frozen(learner.model());
    const predict = predictor(createKernel(layOut(22, 1, 1)), model);
    for (const batch of holdout) predict.score(batch);
    const { examples, auc, logLoss, normalizedEntropy, calibration } = metricsOf(predict.scores);
    t.diagnostic(`AUC ${auc}, log loss ${logLoss}, NE ${normalizedEntropy}, calibration ${calibration}`);
    assert.deepEqual([met, examples], [8000, 2000]);
    assert.ok(auc! >= 0.715);
    assert.ok(logLoss! <= 0.475);
  },
);
