/** FTRL-Proximal as an optimizer: the readable twin of kernel/assembly/ftrl.ts, to the bit. */

import type { Optimizer } from './optimizer.js';
import { proximalWeight, zOfWeight } from './proximal-weight.js';
import { addRandomized, bitsForN, bitsForSecond, counterWord, drawOf, growRandomized } from './randomized-rounding.js';
import { checkNotNegative, checkPositive, positiveBeta } from './ranges.js';
import { constant } from './schedules/constant.js';
import { refuseSchedule } from './schedules/refuse.js';

export interface FtrlOptions {
  readonly alpha?: number | undefined;
  readonly beta?: number | undefined;
  readonly lambda1?: number | undefined;
  readonly lambda2?: number | undefined;
  /** How n and z are rounded to float32; `nearest` stagnates on features seen tens of millions of times. */
  readonly rounding?: Optimizer['rounding'] | undefined;
}

const { fround, sqrt } = Math;

/**
 * FTRL-Proximal with per-coordinate learning rates.
 *
 *   w = 0                                                           if |z| <= lambda1
 *   w = -(z - sgn(z) lambda1) / ((beta + sqrt n) / alpha + lambda2)  otherwise
 *   g = c (p - y) x,  sigma = (sqrt(n + g^2) - sqrt n) / alpha,  z += g - sigma w,  n += g^2
 *
 * @param alpha   learning-rate scale, > 0
 * @param beta    learning-rate offset, >= 0; 1 suits most data
 * @param lambda1 l1 strength in units of summed gradients, >= 0; larger is sparser
 * @param lambda2 l2 strength, >= 0; the paper's (TensorFlow's l2 counts double: its l2 = lambda2 / 2)
 * @returns an optimizer that keeps two float32 columns per slot, `z` and `n`
 * @throws InputError if a parameter is out of its range, and for a learning-rate schedule
 * Source: McMahan et al. 2013, "Ad Click Prediction: a View from the Trenches", Algorithm 1.
 */
export function ftrl(options: FtrlOptions = {}): Optimizer {
  const { alpha = 0.1, beta = 1, lambda1 = 1, lambda2 = 0, rounding = 'randomized' } = options;
  checkPositive({ alpha });
  checkNotNegative({ beta, lambda1, lambda2 });
  refuseSchedule('ftrl', options);
  const inverse = 1 / alpha;
  const inverse32 = fround(inverse);
  const [beta32, l1, l2] = [positiveBeta(beta), fround(lambda1), fround(lambda2)];

  function weightOf(z: number, n: number): number {
    return proximalWeight(z, l1, fround(fround(fround(beta32 + fround(sqrt(n))) * inverse32) + l2));
  }

  function updateSlot(state: Float32Array, slot: number, g: number, weight: number, word: number): void {
    const at = slot * 2;
    const randomized = rounding === 'randomized' && g !== 0;
    const bits = bitsForN(slot, word);
    const z = state[at];
    const n = state[at + 1];
    const n2 = growRandomized(n, fround(g * g), randomized ? drawOf(bits) : 0);
    const sigma = fround(fround(fround(sqrt(n2)) - fround(sqrt(n))) * inverse32);
    state[at] = addRandomized(z, fround(g - fround(sigma * weight)), randomized ? drawOf(bitsForSecond(bits)) : 0);
    state[at + 1] = n2;
  }

  return {
    name: 'ftrl',
    columns: ['z', 'n'],
    biasColumns: ['z', 'n'],
    // the usual rounding goes without saying; a model that was learned with the other says so
    hyperparameters: { alpha, beta, lambda1, lambda2, ...(rounding === 'nearest' ? { nearest: 1 } : {}) },
    schedule: constant(),
    rounding,
    exact: false,
    kernel: { loops: 'Ftrl', doubles: [inverse, beta], floats: [inverse, beta32, l1, l2] },
    stateOf: (weight) => [zOfWeight(weight, lambda1, positiveBeta(beta) * inverse + lambda2), 0],
    biasStateOf: (weight) => [zOfWeight(weight, 0, beta * inverse), 0],
    weights(state, slots, weights) {
      for (let j = 0; j < slots.length; j++) weights[j] = weightOf(state[slots[j] * 2], state[slots[j] * 2 + 1]);
    },
    update(state, slots, values, weights, residual, { counter }) {
      const word = counterWord(counter);
      for (let j = 0; j < slots.length; j++) {
        const g = values ? fround(residual * values[j]) : residual;
        updateSlot(state, slots[j], g, weights[j], word);
      }
    },
    biasWeight: ([z, n]) => (z === 0 ? 0 : -z / ((beta + sqrt(n)) * inverse)),
    updateBias(state, g) {
      const [z, n] = state;
      const weight = z === 0 ? 0 : -z / ((beta + sqrt(n)) * inverse);
      state[1] = n + g * g;
      state[0] = z + (g - (sqrt(state[1]) - sqrt(n)) * inverse * weight);
    },
  };
}
