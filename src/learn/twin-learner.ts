/** Batches -> a model, by an optimizer's own functions: the readable twin of the kernel's learner, to the bit. */

import type { Batch } from '../batch/batch.js';
import type { HashSpec } from '../batch/hash-spec.js';
import { progressiveSums } from '../evaluate/metrics.js';
import { addScores, createScores } from '../evaluate/scores.js';
import { sigmoid } from '../kernel/math.js';
import { type Learner, checkLabels, logLossSince, metricsSince, sumsInOrder } from './learner.js';
import { MODEL_BLOCK, type Model, type ModelBlock } from './model.js';
import type { Optimizer } from './optimizer.js';
import { startFrom } from './resume.js';

const { fround } = Math;

/** A learner that runs any optimizer; arguments as kernelLearner's. */
export function twinLearner(spec: HashSpec, optimizer: Optimizer, initial: Model | null): Learner {
  const start = startFrom(initial, spec, optimizer);
  const width = optimizer.columns.length;
  const state = new Float32Array(2 ** spec.bits * width);
  if (initial) loadState(state, width, initial);
  const bias = Float64Array.of(start.bias.z, start.bias.n);
  const scores = createScores();
  scores.set(sumsInOrder(start.progressive));
  let updates = start.updates;

  /** Learns one example and returns its margin before. */
  function learnExample(batch: Batch, i: number): number {
    const slots = batch.slots.subarray(batch.offsets[i], batch.offsets[i + 1]);
    const values = batch.values?.subarray(batch.offsets[i], batch.offsets[i + 1]) ?? null;
    const weights = new Float32Array(slots.length);
    optimizer.weights(state, slots, weights);
    const margin = optimizer.biasWeight(bias) + sumOf(weights, values);
    const gradient = (sigmoid(margin) - batch.labels![i]) * (batch.importances?.[i] ?? 1);
    const residual = fround(gradient);
    if (residual !== 0) optimizer.update(state, slots, values, weights, residual, updates);
    optimizer.updateBias(bias, gradient);
    updates++;
    return margin;
  }

  const count = () => {
    const all = [...blocksOf(state, optimizer)];
    return {
      touched: all.reduce((sum, { slots }) => sum + slots.length, 0),
      nonzeros: all.reduce((sum, { weights }) => sum + weights.filter((weight) => weight !== 0).length, 0),
    };
  };
  return {
    learn(batch, scored) {
      checkLabels(batch);
      const margins = Float64Array.from({ length: batch.size }, (_, i) => learnExample(batch, i));
      if (scored) addScores(scores, margins, batch.labels!, batch.importances);
    },
    metrics: () => metricsSince(scores, start.progressive),
    logLoss: () => logLossSince(scores, start.progressive),
    count,
    model() {
      const { name, columns, hyperparameters } = optimizer;
      const header = {
        hashing: spec,
        optimizer: { name, columns, hyperparameters },
        bias: { weight: optimizer.biasWeight(bias), z: bias[0], n: bias[1] },
        updates,
        progressive: progressiveSums(scores),
        ...count(),
        hasState: true,
      };
      return { header, blocks: () => blocksOf(state, optimizer) };
    },
  };
}

/**
 * The sum of weights times values in float32. Feature j adds to lane j mod 4 while j < 4 floor(count / 4), the lanes
 * reduce ((0 + 1) + 2) + 3, and the rest add in order: as four lanes of a SIMD register do.
 */
export function sumOf(weights: Float32Array, values: Float32Array | null): number {
  const product = (j: number) => (values ? fround(weights[j] * values[j]) : weights[j]);
  const lanes = [0, 0, 0, 0];
  const whole = weights.length & ~3;
  for (let j = 0; j < whole; j++) lanes[j & 3] = fround(lanes[j & 3] + product(j));
  let sum = fround(fround(fround(lanes[0] + lanes[1]) + lanes[2]) + lanes[3]);
  for (let j = whole; j < weights.length; j++) sum = fround(sum + product(j));
  return sum;
}

function loadState(state: Float32Array, width: number, model: Model): void {
  for (const block of model.blocks()) {
    block.slots.forEach((slot, i) => block.state!.forEach((column, c) => (state[slot * width + c] = column[i])));
  }
}

function* blocksOf(state: Float32Array, optimizer: Optimizer): Generator<ModelBlock> {
  const width = optimizer.columns.length;
  const touched: number[] = [];
  for (let at = 0; at < state.length; at++) {
    const slot = Math.floor(at / width);
    if (state[at] !== 0 && touched.at(-1) !== slot) touched.push(slot);
  }
  for (let from = 0; from < touched.length; from += MODEL_BLOCK) {
    const slots = Uint32Array.from(touched.slice(from, from + MODEL_BLOCK));
    const weights = new Float32Array(slots.length);
    optimizer.weights(state, slots, weights);
    const columns = optimizer.columns.map((_, c) => Float32Array.from(slots, (slot) => state[slot * width + c]));
    yield { slots, weights, state: columns };
  }
}
