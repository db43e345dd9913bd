/**
 * Batches -> a model, learned by TensorFlow: the outside witness of our own optimizers. Weights and state are TensorFlow's
 * variables, its ops predict and train, example by example; of ours there are only the order and the metrics. An example
 * predicted to the bit, of residual 0, is a step of its lazy momentum and RMSProp, and none of ours.
 */

import type { Tensor, Tensor1D } from '@tensorflow/tfjs-node';

import type { Batch } from '../batch/batch.js';
import type { HashSpec } from '../batch/hash-spec.js';
import { progressiveSums } from '../evaluate/metrics.js';
import { addScores, createScores } from '../evaluate/scores.js';
import { type Learner, checkLabels, diverged, logLossSince, metricsSince, sumsInOrder } from '../learn/learner.js';
import type { Model, ModelBlock, ModelHeader } from '../learn/model.js';
import { type Optimizer, identityOf } from '../learn/optimizer.js';
import { paceOf } from '../learn/pace.js';
import { startFrom } from '../learn/resume.js';
import { beginningOf, blocksOf } from './blocks.js';
import { createCoordinates } from './coordinates.js';
import { type Tensorflow, loadTensorflow } from './native.js';
import { type Rule, ruleOf } from './rules.js';

export interface TensorflowLearner extends Learner {
  /** Frees TensorFlow's memory; models of this learner cannot be read then. */
  dispose(): void;
}

/** Arguments as kernelLearner's. */
export type Engine = (spec: HashSpec, initial: Model | null) => TensorflowLearner;

/**
 * Learners whose weights live in TensorFlow. It rounds to nearest, so must the optimizer.
 *
 * @throws InputError without TensorFlow's native binding, and for an optimizer that TensorFlow has no op for
 */
export async function tensorflowEngine(optimizer: Optimizer): Promise<Engine> {
  const rule = ruleOf(optimizer);
  // the bias is a variable of its own, without l1 and l2
  const { name, hyperparameters } = optimizer;
  const biasRule = ruleOf({ name, hyperparameters: { ...hyperparameters, ...WITHOUT_PENALTIES } });
  const tf = await loadTensorflow('--engine tensorflow');
  return (spec, initial) => learnerOf(tf, optimizer, [rule, biasRule], spec, initial);
}

function learnerOf(
  tf: Tensorflow,
  optimizer: Optimizer,
  [rule, biasRule]: readonly [Rule, Rule],
  spec: HashSpec,
  initial: Model | null,
): TensorflowLearner {
  const { columns, biasColumns } = optimizer;
  const start = startFrom(initial, spec, optimizer);
  const slots = createCoordinates(tf, rule, 2 ** spec.bits, initial ? beginningOf(initial, spec.bits) : {});
  const bias = createCoordinates(tf, biasRule, 1, biasBeginning(initial));
  const zero = tf.tensor1d([0], 'int32');
  const pace = paceOf(optimizer, start);
  const scores = createScores();
  scores.set(sumsInOrder(start.progressive));
  let updates = start.updates;

  /** Learns one example and returns its margin before. */
  function learnExample(batch: Batch, i: number, rate: number): number {
    const { found, values: numbers } = featuresOf(batch, i);
    return tf.tidy(() => {
      const indices = tf.tensor1d(found, 'int32');
      const values = tf.tensor1d(numbers);
      const sum = tf.dot(slots.weights(indices), values).add(bias.weights(zero)) as Tensor;
      const residual = sum
        .sigmoid()
        .sub(batch.labels![i])
        .mul(batch.importances?.[i] ?? 1);
      const step = { rate, t: updates + 1 };
      if (found.length > 0 || rule.dense) slots.learn(residual.mul(values), indices, step);
      bias.learn(residual as Tensor1D, zero, step);
      return sum.dataSync()[0];
    });
  }

  function learnNext(batch: Batch, i: number, margins: Float64Array): void {
    const [rates, clocks] = [new Float32Array(1), new Float64Array(1)];
    pace.layOut(rates, clocks, 0, 1);
    margins[i] = learnExample(batch, i, rates[0]);
    updates++;
    if (!Number.isFinite(margins[i])) throw diverged(optimizer, updates - start.updates, rates[0]);
    pace.observe(batch, margins, i, i + 1);
  }

  const blocks = (): Generator<ModelBlock> => blocksOf(tf, slots, columns, spec.bits);
  const count = () => {
    const counts = { touched: 0, nonzeros: 0 };
    for (const { slots: found, weights } of blocks()) {
      counts.touched += found.length;
      counts.nonzeros += weights.filter((weight) => weight !== 0).length;
    }
    return counts;
  };
  const biasNow = (): ModelHeader['bias'] =>
    Object.fromEntries([...biasColumns, 'weight'].map((column) => [column, bias.column(column, zero)[0]])) as never;
  return {
    learn(batch, scored) {
      checkLabels(batch);
      const margins = new Float64Array(batch.size);
      for (let i = 0; i < batch.size; i++) learnNext(batch, i, margins);
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
        bias: biasNow(),
        updates,
        ...(current ? { pace: current } : {}),
        progressive: progressiveSums(scores),
        ...count(),
        hasState: true,
      };
      return { header, blocks };
    },
    dispose() {
      slots.dispose();
      bias.dispose();
      zero.dispose();
    },
  };
}

/** Slots and values of an example. One of value 0 is left out: its state would fade, though it has no gradient. */
function featuresOf({ offsets, slots, values }: Batch, i: number): { found: Int32Array; values: Float32Array } {
  const [from, to] = [offsets[i], offsets[i + 1]];
  const found = Int32Array.from(slots.subarray(from, to));
  if (values === null) return { found, values: new Float32Array(found.length).fill(1) };
  const all = values.subarray(from, to);
  return { found: found.filter((_, j) => all[j] !== 0), values: all.filter((value) => value !== 0) };
}

const WITHOUT_PENALTIES = { lambda1: 0, lambda2: 0 };

function biasBeginning(initial: Model | null): Record<string, Float32Array> {
  const bias = Object.entries(initial?.header.bias ?? {});
  return Object.fromEntries(bias.map(([column, number]) => [column, Float32Array.of(number)]));
}
