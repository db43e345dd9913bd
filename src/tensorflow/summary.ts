/** How learning goes -> TensorBoard's event files: curves of numbers, and histograms of the weights. */

import { courseOf } from '../learn/course.js';
import type { Learner } from '../learn/learner.js';
import type { Model, ModelHeader } from '../learn/model.js';
import { loadTensorflow } from './native.js';

export interface Summary {
  /** Writes log loss, AUC, nonzeros and the learning rate as they are now. @param step examples learned */
  numbers(step: number, learner: Learner): void;
  /** Writes a histogram of the weights that are not zero. */
  weights(step: number, learner: Learner): void;
  /** Writes all that was said so far to the disk. */
  flush(): void;
}

// its buckets take 120 bytes a weight
const HISTOGRAM_WEIGHTS = 1 << 16;

/** @throws InputError without TensorFlow's native binding */
export async function openSummary(folder: string): Promise<Summary> {
  const tf = await loadTensorflow('--tensorboard');
  const writer = tf.node.summaryFileWriter(folder);
  return {
    numbers(step, learner) {
      for (const [name, number] of Object.entries(numbersOf(learner))) {
        if (number !== null) writer.scalar(name, number, step);
      }
    },
    weights: (step, learner) =>
      tf.tidy(() => writer.histogram('model/weights', tf.tensor1d(someWeights(learner.model())), step)),
    flush: () => writer.flush(),
  };
}

function numbersOf(learner: Learner): Record<string, number | null> {
  const { logLoss, auc, normalizedEntropy, calibration } = learner.metrics();
  const { header } = learner.model();
  return {
    'progressive/log_loss': logLoss,
    'progressive/auc': auc,
    'progressive/normalized_entropy': normalizedEntropy,
    'progressive/calibration': calibration,
    'model/nonzeros': header.nonzeros,
    'model/touched': header.touched,
    'model/bias': header.bias.weight,
    learning_rate: rateOf(header),
  };
}

/** Of the next example. */
function rateOf(header: ModelHeader): number {
  return header.optimizer.hyperparameters.alpha * (courseOf(header)?.factorAt(header.updates) ?? 1);
}

/** Every k-th weight that is not zero, at most 65,536 of them: slots are hashed, so these are as good as any. */
function someWeights(model: Model): Float32Array {
  const every = Math.ceil(model.header.nonzeros / HISTOGRAM_WEIGHTS);
  const weights: number[] = [];
  let seen = 0;
  for (const block of model.blocks()) {
    for (const weight of block.weights) if (weight !== 0 && seen++ % every === 0) weights.push(weight);
  }
  return Float32Array.from(weights);
}
