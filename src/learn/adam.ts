/** Adam as an optimizer: the readable twin of kernel/assembly/adam.ts, to the bit. */

import { exp, ln } from '../kernel/math.js';
import { decayed } from './decay.js';
import type { Optimizer } from './optimizer.js';
import { counterWord, moved } from './randomized-rounding.js';
import { checkBelowOne, checkPositive } from './ranges.js';
import { eachMoved } from './steps.js';
import { constant } from './schedules/constant.js';
import type { ScheduleOption } from './schedules/schedule.js';

export interface AdamOptions extends ScheduleOption {
  readonly alpha?: number | undefined;
  readonly beta1?: number | undefined;
  readonly beta2?: number | undefined;
  readonly epsilon?: number | undefined;
  /** Every example is a step of every slot: for small models. */
  readonly exact?: boolean | undefined;
  readonly rounding?: Optimizer['rounding'] | undefined;
}

const { fround, sqrt } = Math;

/**
 * Adam: momentum in units of the gradients' root mean square, both corrected for having begun at 0.
 *
 *   m = beta1 m + (1 - beta1) g,  v = beta2 v + (1 - beta2) g^2
 *   w -= alpha (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon),  t = 1, 2, ... over all examples
 *
 * Lazily, m and v stand still until an example touches the slot again, as in torch.optim.SparseAdam; t counts examples,
 * not touches, so a slot first met late begins with a step of alpha (1 - beta1) / sqrt(1 - beta2), 3.2 times alpha.
 * Exactly, m and v decay with every example, and m moves the weight on. An importance of 2 doubles the gradient and adds
 * four times its square to v: the steps of a slot that meets only such importances stay as long as they were.
 *
 * @param alpha   learning rate, > 0: about the length of a step; 0.002 lost least of 0.001, 0.002, 0.003 on 500,000
 *                generated examples (log loss 0.3738), and no more than the best on 8,000 of Criteo's (0.4737)
 * @param beta1   decay of m, from 0 to below 1
 * @param beta2   decay of v, from 0 to below 1
 * @param epsilon > 0, beside the root, as published; TensorFlow's is epsilon sqrt(1 - beta2^t)
 * @param exact   whether every example is a step of every slot; up to 20 bits
 * @param schedule of the learning rate, constant unless given
 * @returns an optimizer that keeps three float32 columns per slot, `weight`, `m` and `v`
 * @throws InputError if a parameter is out of its range
 * Source: Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization", Algorithm 1.
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const { alpha = 0.002, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  // as float32 has them, everywhere: 1 - beta2 rounded apart from beta2 would make v 1.3e-5 too large at 0.999
  const [decay1, decay2] = [fround(beta1), fround(beta2)];
  const { exact = false, rounding = 'randomized', schedule = constant() } = options;
  checkPositive({ alpha, epsilon });
  checkBelowOne({ beta1, beta2 });
  const [alpha32, epsilon32] = [fround(alpha), fround(epsilon)];
  const [rest1, rest2] = [fround(1 - decay1), fround(1 - decay2)];
  const [logDecay1, logDecay2] = [ln(decay1), ln(decay2)];

  /** 1 - beta^t, and what float32 makes of the rate and the inverse. */
  function correctionsAt(counter: number, rate: number) {
    const t = counter + 1;
    const [of1, of2] = [1 - exp(t * logDecay1), 1 - exp(t * logDecay2)];
    return { of1, of2, scaled: fround(fround(alpha32 * rate) / of1), inverse: fround(1 / of2) };
  }

  function updateSlot(
    state: Float32Array,
    slot: number,
    g: number,
    { scaled, inverse }: { readonly scaled: number; readonly inverse: number },
    word: number,
  ): void {
    const at = slot * 4;
    const m = fround(decayed(state[at + 1], decay1) + fround(rest1 * g));
    const v = fround(decayed(state[at + 2], decay2) + fround(rest2 * fround(g * g)));
    const root = fround(sqrt(fround(v * inverse)));
    const step = fround(fround(scaled * m) / fround(root + epsilon32));
    state[at] = moved(state[at], step, slot, word, rounding);
    state[at + 1] = m;
    state[at + 2] = v;
  }

  return {
    name: 'adam',
    columns: ['weight', 'm', 'v'],
    biasColumns: ['weight', 'm', 'v'],
    hyperparameters: {
      ...{ alpha, beta1, beta2, epsilon },
      ...(exact ? { exact: 1 } : {}),
      ...(rounding === 'nearest' ? { nearest: 1 } : {}),
    },
    schedule,
    rounding,
    exact,
    kernel: {
      loops: 'Adam',
      // the corrections of an example, which the kernel computes, lie behind the float64
      doubles: [alpha, decay1, decay2, epsilon, logDecay1, logDecay2, 0, 0],
      floats: [alpha32, decay1, rest1, decay2, rest2, epsilon32],
    },
    stateOf: (weight) => [weight, 0, 0],
    biasStateOf: (weight) => [weight, 0, 0],
    weights(state, slots, weights) {
      for (let j = 0; j < slots.length; j++) weights[j] = state[slots[j] * 4];
    },
    update(state, slots, values, _weights, residual, { counter, rate }) {
      const word = counterWord(counter);
      const corrections = correctionsAt(counter, rate);
      eachMoved(exact, state.length / 4, [slots, values, residual], (slot, g) =>
        updateSlot(state, slot, g, corrections, word),
      );
    },
    biasWeight: ([weight]) => weight,
    updateBias(state, g, { counter, rate }) {
      if (g === 0 && !exact) return;
      const { of1, of2 } = correctionsAt(counter, rate);
      state[1] = decay1 * state[1] + (1 - decay1) * g;
      state[2] = decay2 * state[2] + (1 - decay2) * (g * g);
      state[0] -= (alpha * rate * (state[1] / of1)) / (sqrt(state[2] / of2) + epsilon);
    },
  };
}
