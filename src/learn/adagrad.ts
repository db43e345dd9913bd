/** AdaGrad as an optimizer: the readable twin of kernel/assembly/adagrad.ts, to the bit. */

import type { Optimizer } from './optimizer.js';
import { addRandomized, bitsForN, bitsForSecond, counterWord, drawOf, growRandomized } from './randomized-rounding.js';
import { checkNotNegative, checkPositive, positiveBeta } from './ranges.js';
import { constant } from './schedules/constant.js';
import type { ScheduleOption } from './schedules/schedule.js';

export interface AdagradOptions extends ScheduleOption {
  readonly alpha?: number | undefined;
  readonly beta?: number | undefined;
  readonly initialAccumulator?: number | undefined;
  readonly rounding?: Optimizer['rounding'] | undefined;
}

const { fround, sqrt } = Math;

/**
 * AdaGrad: gradient descent with a rate for each coordinate, which falls with the gradients it has met.
 *
 *   n += g^2,  w -= alpha g / (beta + sqrt(n0 + n))
 *
 * A slot that an example does not touch has no gradient, so it would not move: learning only touched slots is exact.
 * An importance of 2 doubles the gradient, and adds four times its square to n.
 *
 * @param alpha learning rate, > 0
 * @param beta  learning-rate offset, >= 0; TensorFlow's AdagradV2 calls it epsilon
 * @param initialAccumulator n0, >= 0; TensorFlow's is 0.1
 * @param schedule of the learning rate, constant unless given
 * @returns an optimizer that keeps two float32 columns per slot, `weight` and `n` (without n0)
 * @throws InputError if a parameter is out of its range
 * Source: Duchi, Hazan and Singer 2011, "Adaptive Subgradient Methods", the diagonal case of figure 1.
 */
export function adagrad(options: AdagradOptions = {}): Optimizer {
  const { alpha = 0.1, beta = 1, initialAccumulator = 0, rounding = 'randomized', schedule = constant() } = options;
  checkPositive({ alpha });
  checkNotNegative({ beta, initialAccumulator });
  const [alpha32, beta32, n0] = [fround(alpha), positiveBeta(beta), fround(initialAccumulator)];
  // a g^2 that underflows must not divide by 0
  const biasBeta = Math.max(beta, 1e-30);

  function updateSlot(state: Float32Array, slot: number, g: number, scaled: number, word: number): void {
    if (g === 0) return;
    const at = slot * 2;
    const randomized = rounding === 'randomized';
    const bits = bitsForN(slot, word);
    const n = growRandomized(state[at + 1], fround(g * g), randomized ? drawOf(bits) : 0);
    const rate = fround(scaled / fround(beta32 + fround(sqrt(fround(n + n0)))));
    state[at] = addRandomized(state[at], -fround(rate * g), randomized ? drawOf(bitsForSecond(bits)) : 0);
    state[at + 1] = n;
  }

  return {
    name: 'adagrad',
    columns: ['weight', 'n'],
    biasColumns: ['weight', 'n'],
    hyperparameters: { alpha, beta, initialAccumulator, ...(rounding === 'nearest' ? { nearest: 1 } : {}) },
    schedule,
    rounding,
    exact: false,
    kernel: {
      loops: 'Adagrad',
      doubles: [alpha, biasBeta, initialAccumulator],
      floats: [alpha32, beta32, n0],
    },
    stateOf: (weight) => [weight, 0],
    biasStateOf: (weight) => [weight, 0],
    weights(state, slots, weights) {
      for (let j = 0; j < slots.length; j++) weights[j] = state[slots[j] * 2];
    },
    update(state, slots, values, _weights, residual, { counter, rate }) {
      const word = counterWord(counter);
      const scaled = fround(alpha32 * rate);
      for (let j = 0; j < slots.length; j++) {
        const g = values ? fround(residual * values[j]) : residual;
        updateSlot(state, slots[j], g, scaled, word);
      }
    },
    biasWeight: ([weight]) => weight,
    updateBias(state, g, { rate }) {
      if (g === 0) return;
      state[1] += g * g;
      state[0] -= ((alpha * rate) / (biasBeta + sqrt(initialAccumulator + state[1]))) * g;
    },
  };
}
