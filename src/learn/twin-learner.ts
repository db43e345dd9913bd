/** Batches -> a model, by an optimizer's own functions: the readable twin of the kernel's learner, to the bit. */

import type { Batch } from '../batch/batch.js';
import type { HashSpec } from '../batch/hash-spec.js';
import { progressiveSums } from '../evaluate/metrics.js';
import { addScores, createScores } from '../evaluate/scores.js';
import { sigmoid } from '../kernel/math.js';
import { type Learner, biasOf, checkLabels, diverged, logLossSince, metricsSince, sumsInOrder } from './learner.js';
import { MODEL_BLOCK, type Model, type ModelBlock } from './model.js';
import { type Optimizer, type Step, identityOf, widthOf } from './optimizer.js';
import { paceOf } from './pace.js';
import { startFrom } from './resume.js';

const { fround } = Math;

/** A learner that runs any optimizer; arguments as kernelLearner's. */
export function twinLearner(spec: HashSpec, optimizer: Optimizer, initial: Model | null): Learner {
  const start = startFrom(initial, spec, optimizer);
  const width = widthOf(optimizer);
  const state = new Float32Array(2 ** spec.bits * width);
  if (initial) loadState(state, width, initial);
  const bias = Float64Array.from(start.bias);
  const pace = paceOf(optimizer, start);
  const scores = createScores();
  scores.set(sumsInOrder(start.progressive));
  let updates = start.updates;

  /** Learns one example and returns its margin before. */
  function learnExample(batch: Batch, i: number): number {
    const slots = batch.slots.subarray(batch.offsets[i], batch.offsets[i + 1]);
    const values = batch.values?.subarray(batch.offsets[i], batch.offsets[i + 1]) ?? null;
    const weights = new Float32Array(slots.length);
    const [label, importance] = [batch.labels![i], batch.importances?.[i] ?? 1];
    const step = nextStep(label, importance);
    optimizer.weights(state, slots, weights, step);
    const margin = optimizer.biasWeight(bias, step) + sumOf(weights, values);
    const gradient = (sigmoid(margin) - label) * importance;
    const residual = fround(gradient);
    if (residual !== 0 || optimizer.exact) optimizer.update(state, slots, values, weights, residual, step);
    optimizer.updateBias(bias, gradient, step);
    updates++;
    return margin;
  }

  function nextStep(label: number, importance: number): Step {
    const [rates, clocks] = [new Float32Array(1), new Float64Array(1)];
    pace.layOut(rates, clocks, 0, 1);
    return { counter: updates, rate: rates[0], clock: clocks[0], label, importance };
  }

  const now = (): Step => ({ ...pace.now(), counter: updates, label: 0, importance: 1 });
  const count = () => {
    const all = [...blocksOf(state, optimizer, now())];
    return {
      touched: all.reduce((sum, { slots }) => sum + slots.length, 0),
      nonzeros: all.reduce((sum, { weights }) => sum + weights.filter((weight) => weight !== 0).length, 0),
    };
  };
  return {
    learn(batch, scored) {
      checkLabels(batch);
      const margins = new Float64Array(batch.size);
      for (let i = 0; i < batch.size; i++) {
        const { rate } = pace.now();
        margins[i] = learnExample(batch, i);
        if (!Number.isFinite(margins[i])) throw diverged(optimizer, updates - start.updates, rate);
        pace.observe(batch, margins, i, i + 1);
      }
      if (scored) addScores(scores, margins, batch.labels!, batch.importances);
    },
    metrics: () => metricsSince(scores, start.progressive),
    logLoss: () => logLossSince(scores, start.progressive),
    count,
    model() {
      const current = pace.state();
      const header = {
        hashing: spec,
        optimizer: identityOf(optimizer),
        bias: biasOf(optimizer, bias, now()),
        updates,
        ...(current ? { pace: current } : {}),
        progressive: progressiveSums(scores),
        ...count(),
        hasState: true,
      };
      return { header, blocks: () => blocksOf(state, optimizer, now()) };
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

function* blocksOf(state: Float32Array, optimizer: Optimizer, now: Step): Generator<ModelBlock> {
  const width = widthOf(optimizer);
  const touched: number[] = [];
  for (let at = 0; at < state.length; at++) {
    const slot = Math.floor(at / width);
    if (state[at] !== 0 && touched.at(-1) !== slot) touched.push(slot);
  }
  for (let from = 0; from < touched.length; from += MODEL_BLOCK) {
    const slots = Uint32Array.from(touched.slice(from, from + MODEL_BLOCK));
    const weights = new Float32Array(slots.length);
    optimizer.weights(state, slots, weights, now);
    const columns = optimizer.columns.map((_, c) => Float32Array.from(slots, (slot) => state[slot * width + c]));
    yield { slots, weights, state: columns };
  }
}
