/** Gradient descent with rates from counts as an optimizer: the readable twin of kernel/assembly/ogd-count.ts, to the bit. */

import type { Optimizer, Step } from './optimizer.js';
import { addRandomized, bitsForN, bitsForSecond, counterWord, drawOf, growRandomized } from './randomized-rounding.js';
import { checkNotNegative, checkPositive } from './ranges.js';
import { constant } from './schedules/constant.js';
import type { ScheduleOption } from './schedules/schedule.js';

export interface OgdCountOptions extends ScheduleOption {
  readonly alpha?: number | undefined;
  readonly beta?: number | undefined;
  readonly minCount?: number | undefined;
  readonly rounding?: Optimizer['rounding'] | undefined;
}

const { fround, sqrt } = Math;

/**
 * OGD-Count: online gradient descent without l1, for features that were seen often enough, with the rate of a
 * coordinate from how many clicks and non-clicks it has met.
 *
 *   P += c if y = 1, N += c if y = 0
 *   w -= alpha g / (beta + sqrt(P N / (P + N)))   if P + N > minCount;  otherwise w stays as it is: 0
 *
 * P N / (P + N) is about the sum of g^2 where values are 1: P clicks with (1 - p)^2 and N non-clicks with p^2 at the
 * slot's own rate p = P / (P + N). While P or N is 0 the rate is alpha / beta, which is why beta must not be 0.
 *
 * An importance of 2 doubles the gradient and counts two examples, as many as were in the log before it was subsampled.
 * An example without a gradient in a slot (a value of 0) does not count there. The bias has no minCount.
 *
 * @param alpha    learning-rate scale, > 0
 * @param beta     learning-rate offset, > 0
 * @param minCount k: a weight stays 0 until its feature was seen more often, >= 0
 * @param schedule of the learning rate, constant unless given
 * @returns an optimizer that keeps three float32 columns per slot, `weight`, `positives` and `negatives`
 * @throws InputError if a parameter is out of its range
 * Source: McMahan et al. 2013, "Ad Click Prediction: a View from the Trenches", table 1 and section 4.5.
 */
export function ogdCount(options: OgdCountOptions = {}): Optimizer {
  const { alpha = 0.1, beta = 1, minCount = 0, rounding = 'randomized', schedule = constant() } = options;
  checkPositive({ alpha, beta });
  checkNotNegative({ minCount });
  const [alpha32, beta32, least] = [fround(alpha), fround(beta), fround(minCount)];

  function updateSlot(state: Float32Array, slot: number, g: number, { scaled, word, seen }: ExampleOf): void {
    if (g === 0) return;
    const at = slot * 4;
    const bits = bitsForN(slot, word);
    const draw = rounding === 'randomized' ? drawOf(bits) : 0;
    // one draw for both counts: only one of them grows
    const positives = growRandomized(state[at + 1], seen.positive, draw);
    const negatives = growRandomized(state[at + 2], seen.negative, draw);
    const count = fround(positives + negatives);
    if (count > least) {
      const spread = fround(positives * fround(negatives / count));
      const step = -fround(fround(scaled / fround(beta32 + fround(sqrt(spread)))) * g);
      state[at] = addRandomized(state[at], step, rounding === 'randomized' ? drawOf(bitsForSecond(bits)) : 0);
    }
    state[at + 1] = positives;
    state[at + 2] = negatives;
  }

  return {
    name: 'ogd-count',
    columns: ['weight', 'positives', 'negatives'],
    biasColumns: ['weight', 'positives', 'negatives'],
    hyperparameters: { alpha, beta, minCount, ...(rounding === 'nearest' ? { nearest: 1 } : {}) },
    schedule,
    rounding,
    exact: false,
    kernel: { loops: 'OgdCount', doubles: [alpha, beta, minCount], floats: [alpha32, beta32, least] },
    stateOf: (weight) => [weight, 0, 0],
    biasStateOf: (weight) => [weight, 0, 0],
    weights(state, slots, weights) {
      for (let j = 0; j < slots.length; j++) weights[j] = state[slots[j] * 4];
    },
    update(state, slots, values, _weights, residual, step) {
      const seen = {
        positive: fround(step.importance * step.label),
        negative: fround(step.importance * (1 - step.label)),
      };
      const example = { scaled: fround(alpha32 * step.rate), word: counterWord(step.counter), seen };
      for (let j = 0; j < slots.length; j++) {
        updateSlot(state, slots[j], values ? fround(residual * values[j]) : residual, example);
      }
    },
    biasWeight: ([weight]) => weight,
    updateBias(state, g, { rate, label, importance }: Step) {
      if (g === 0) return;
      state[1] += importance * label;
      state[2] += importance * (1 - label);
      const spread = state[1] * (state[2] / (state[1] + state[2]));
      state[0] -= ((alpha * rate) / (beta + sqrt(spread))) * g;
    },
  };
}

/** What an example asks for once. */
interface ExampleOf {
  readonly scaled: number;
  readonly word: number;
  readonly seen: { readonly positive: number; readonly negative: number };
}
