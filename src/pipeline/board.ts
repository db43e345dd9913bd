/** A training as TensorBoard shows it: written now and then while it goes on, and at its end. */

import type { Learner } from '../learn/learner.js';

export interface Board {
  /** Hears that a batch was learned. */
  learned(examples: number): void;
  /** Hears that all were. */
  ended(): void;
}

// Points are 1,000 examples apart and, later, 2% of what was learned: 100 of them for each factor of 10. Histograms, which
// take longer, are 20% apart.
const FIRST = 1000;
const NUMBERS = 1.02;
const WEIGHTS = 1.2;

/**
 * @param folder receives event files; nothing is written without one
 * @throws InputError without TensorFlow's native binding
 */
export async function boardOf(folder: string | undefined): Promise<(learner: Learner) => Board> {
  if (folder === undefined) return () => ({ learned() {}, ended() {} });
  const { openSummary } = await import('../tensorflow/summary.js');
  const summary = await openSummary(folder);
  return (learner) => {
    // a model that is gone on from goes on in the curves
    let step = learner.model().header.updates;
    let [nextNumbers, nextWeights] = [step + FIRST, step + FIRST];
    let written = -1;
    const write = (withWeights: boolean) => {
      if (step !== written) summary.numbers(step, learner);
      written = step;
      if (withWeights) summary.weights(step, learner);
    };
    return {
      learned(examples) {
        step += examples;
        if (step < nextNumbers) return;
        write(step >= nextWeights);
        nextNumbers = Math.max(step * NUMBERS, step + FIRST);
        if (step >= nextWeights) nextWeights = Math.max(step * WEIGHTS, step + FIRST);
      },
      ended() {
        write(true);
        summary.flush();
      },
    };
  };
}
