/** A model's state -> what the training says of each weight: the gradient and the curvature of the loss there. */

import type { ModelBlock, ModelHeader } from '../learn/model.js';

/** Of the log loss summed over the training, all its passes: one array a block, one number a slot. */
export interface Evidence {
  /** With which the loss pulls at a weight, away from 0; regularization holds it. Of either sign. */
  pulls(block: ModelBlock): Float32Array;
  /** Second derivatives, >= 0. */
  curvatures(block: ModelBlock): Float32Array;
}

/**
 * Where z is the sum of gradients, less what moved the weight so far, |z| is all that holds a weight where it is: lambda1
 * and the pull towards earlier weights. Elsewhere lambda1 alone holds it, for each example that was learned.
 *
 * The sum of squared gradients g = c (p - y) x is about the curvature, sum of c p (1 - p) x^2: (p - y)^2 is p (1 - p) on
 * average where probabilities are calibrated; but a gradient of importance c counts c times too much. P N / (P + N) is that
 * sum from counts of clicks and non-clicks.
 *
 * @returns null for a model without state, or whose optimizer keeps no such sum
 */
export function evidenceOf(header: ModelHeader): Evidence | null {
  if (!header.hasState) return null;
  const { columns, hyperparameters } = header.optimizer;
  const [z, n, positives, negatives] = ['z', 'n', 'positives', 'negatives'].map((name) => columns.indexOf(name));
  const held = (hyperparameters['lambda1'] ?? 0) * header.updates;
  const pulls: Evidence['pulls'] = ({ state, weights }) => (z >= 0 ? state![z] : weights.map(() => held));
  if (n >= 0) return { pulls, curvatures: ({ state }) => divided(state![n], importanceOf(header)) };
  if (positives < 0 || negatives < 0) return null;
  return { pulls, curvatures: ({ state }) => spreads(state![positives], state![negatives]) };
}

/** The mean. */
function importanceOf({ progressive: { examples, importance } }: ModelHeader): number {
  return examples > 0 ? importance / examples : 1;
}

function divided(sums: Float32Array, by: number): Float32Array {
  return by === 1 ? sums : sums.map((sum) => sum / by);
}

function spreads(positives: Float32Array, negatives: Float32Array): Float32Array {
  return positives.map((p, i) => (p + negatives[i] > 0 ? p * (negatives[i] / (p + negatives[i])) : 0));
}
