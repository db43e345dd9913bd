/** Regularized dual averaging as an optimizer: the readable twin of kernel/assembly/rda.ts, to the bit. */

import type { Optimizer, Step } from './optimizer.js';
import { proximalWeight, zOfWeight } from './proximal-weight.js';
import { addRandomized, bitsForN, bitsForSecond, counterWord, drawOf, growRandomized } from './randomized-rounding.js';
import { checkNotNegative, checkPositive, positiveBeta } from './ranges.js';
import { constant } from './schedules/constant.js';
import { refuseSchedule } from './schedules/refuse.js';

export interface RdaOptions {
  readonly alpha?: number | undefined;
  readonly beta?: number | undefined;
  readonly lambda1?: number | undefined;
  readonly lambda2?: number | undefined;
  readonly globalRate?: boolean | undefined;
  readonly rounding?: Optimizer['rounding'] | undefined;
}

const { fround, sqrt } = Math;

/**
 * Regularized dual averaging: a weight is what l1 and l2 leave of the sum of its gradients, drawn towards 0 and not, as
 * FTRL-Proximal's, towards the weights before.
 *
 *   z += g,  n += g^2
 *   w = 0                                                           if |z| <= lambda1
 *   w = -(z - sgn(z) lambda1) / ((beta + sqrt n) / alpha + lambda2)  otherwise
 *
 * With one rate for all coordinates, after t examples, lambda1 and lambda2 count for each of them:
 *
 *   w = 0                                                               if |z| <= t lambda1
 *   w = -(z - sgn(z) t lambda1) / ((beta + sqrt t) / alpha + t lambda2)  otherwise
 *
 * which for beta = 0 and lambda2 = 0 is Xiao's l1-RDA, w = -(sqrt(t) / gamma) (z/t - lambda1 sgn z), gamma = 1 / alpha;
 * beta > 0 holds the first steps back. t counts examples, not importances, and those that do not touch the slot.
 *
 * An importance of 2 doubles the gradient: z moves as by two examples at the same weight, n as by four. An initial
 * model's weights alone do not last: they are kept as a z, and shrink as n, or t, grows.
 *
 * @param alpha   learning-rate scale, > 0; 0.1 unless given, with `globalRate` 1: t is larger than n
 * @param beta    learning-rate offset, >= 0
 * @param lambda1 l1 strength, >= 0: in units of summed gradients, 1 unless given; with `globalRate` in gradients an
 *   example, 0.00001 unless given
 * @param lambda2 l2 strength, >= 0; with `globalRate` for each example
 * @param globalRate whether all coordinates share the rate alpha / sqrt t
 * @returns an optimizer that keeps two float32 columns per slot, `z` and `n`
 * @throws InputError if a parameter is out of its range
 * Source: Xiao 2010, "Dual Averaging Methods for Regularized Stochastic Learning and Online Optimization", equation 10;
 *   per coordinate as in McMahan 2011, "Follow-the-Regularized-Leader and Mirror Descent".
 */
export function rda(options: RdaOptions = {}): Optimizer {
  const { beta = 1, globalRate = false, lambda2 = 0, rounding = 'randomized' } = options;
  const { alpha = globalRate ? 1 : 0.1, lambda1 = globalRate ? 1e-5 : 1 } = options;
  refuseSchedule('rda', options);
  checkPositive({ alpha });
  checkNotNegative({ beta, lambda1, lambda2 });
  const inverse = 1 / alpha;
  const [inverse32, beta32] = [fround(inverse), positiveBeta(beta)];

  function updateSlot(state: Float32Array, slot: number, g: number, word: number): void {
    const at = slot * 2;
    const randomized = rounding === 'randomized' && g !== 0;
    const bits = bitsForN(slot, word);
    state[at] = addRandomized(state[at], g, randomized ? drawOf(bitsForSecond(bits)) : 0);
    state[at + 1] = growRandomized(state[at + 1], fround(g * g), randomized ? drawOf(bits) : 0);
  }

  function biasWeight([z, n]: Float64Array, { counter }: Pick<Step, 'counter'>): number {
    return z === 0 ? 0 : -z / ((beta + sqrt(globalRate ? counter : n)) * inverse);
  }

  return {
    name: 'rda',
    columns: ['z', 'n'],
    biasColumns: ['z', 'n'],
    hyperparameters: {
      alpha,
      beta,
      lambda1,
      lambda2,
      ...(globalRate ? { globalRate: 1 } : {}),
      ...(rounding === 'nearest' ? { nearest: 1 } : {}),
    },
    schedule: constant(),
    rounding,
    exact: false,
    kernel: {
      loops: 'Rda',
      doubles: [inverse, beta, lambda1, lambda2],
      floats: [inverse32, beta32, Number(globalRate)],
    },
    stateOf: (weight) => {
      const times = globalRate ? 0 : 1;
      return [zOfWeight(weight, lambda1 * times, positiveBeta(beta) * inverse + lambda2 * times), 0];
    },
    biasStateOf: (weight) => [zOfWeight(weight, 0, beta * inverse), 0],
    weights(state, slots, weights, { counter }) {
      const times = globalRate ? counter : 1;
      const [threshold, ridge] = [fround(lambda1 * times), fround(lambda2 * times)];
      const sharedRoot = fround(sqrt(counter));
      for (let j = 0; j < slots.length; j++) {
        const root = globalRate ? sharedRoot : fround(sqrt(state[slots[j] * 2 + 1]));
        const denominator = fround(fround(fround(beta32 + root) * inverse32) + ridge);
        weights[j] = proximalWeight(state[slots[j] * 2], threshold, denominator);
      }
    },
    update(state, slots, values, _weights, residual, { counter }) {
      const word = counterWord(counter);
      for (let j = 0; j < slots.length; j++) {
        updateSlot(state, slots[j], values ? fround(residual * values[j]) : residual, word);
      }
    },
    biasWeight,
    updateBias(state, g) {
      state[0] += g;
      state[1] += g * g;
    },
  };
}
