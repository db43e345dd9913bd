/** RMSProp as an optimizer: the readable twin of kernel/assembly/rmsprop.ts and rmsprop-momentum.ts, to the bit. */

import { decayed } from './decay.js';
import type { Optimizer } from './optimizer.js';
import { counterWord, moved } from './randomized-rounding.js';
import { checkBelowOne, checkPositive } from './ranges.js';
import { eachMoved } from './steps.js';
import { constant } from './schedules/constant.js';
import type { ScheduleOption } from './schedules/schedule.js';

export interface RmspropOptions extends ScheduleOption {
  readonly alpha?: number | undefined;
  readonly decay?: number | undefined;
  readonly momentum?: number | undefined;
  readonly epsilon?: number | undefined;
  readonly epsilonOutside?: boolean | undefined;
  /** Every example is a step of every slot: for small models. */
  readonly exact?: boolean | undefined;
  readonly rounding?: Optimizer['rounding'] | undefined;
}

const { fround, sqrt } = Math;

/**
 * RMSProp: gradients in units of their own root mean square, with or without momentum.
 *
 *   s = rho s + (1 - rho) g^2,  m = mu m + alpha g / sqrt(s + epsilon),  w -= m
 *   or, epsilon outside,        m = mu m + alpha g / (sqrt(s) + epsilon)
 *
 * s begins at 0, as the textbook's and Keras's; TensorFlow 1's began at 1. So the first step of a slot is long:
 * alpha / sqrt(1 - rho), three times alpha for 0.9. Lazily, s and m stand still until an example touches the slot again;
 * exactly, they decay with every example, and m moves the weight on: the s of a rare slot is nearly 0 when it is met
 * again, and its step as long as its first (8,000 of Criteo's examples: log loss 0.613, lazily 0.481). An importance of 2 doubles the gradient and adds
 * four times its square to s: the steps of a slot that meets only such importances stay as long as they were.
 *
 * @param alpha    learning rate, > 0: about the length of a step. Without momentum usually 0.003, which lost least of
 *                 0.001, 0.003, 0.01, ... on 500,000 generated examples (log loss 0.3826) and on 8,000 of Criteo's
 *                 (0.4813); else 0.0003, which did at mu = 0.9 (0.3827 and 0.4849)
 * @param decay    rho, from 0 to below 1; 0.99 lost less than the usual 0.9 on both (0.3759 and 0.4707)
 * @param momentum mu, from 0, none, to below 1
 * @param epsilon  > 0
 * @param epsilonOutside whether epsilon stands beside the root, not under it
 * @param exact    whether every example is a step of every slot; up to 20 bits
 * @param schedule of the learning rate, constant unless given
 * @returns an optimizer that keeps two float32 columns per slot, `weight` and `square`, and with momentum `momentum`
 * @throws InputError if a parameter is out of its range
 * Source: Tieleman and Hinton 2012, "Neural Networks for Machine Learning", lecture 6.5; as TensorFlow's RMSProp.
 */
export function rmsprop(options: RmspropOptions = {}): Optimizer {
  const { decay = 0.9, momentum: mu = 0, epsilon = 1e-7 } = options;
  const { alpha = mu > 0 ? 0.0003 : 0.003 } = options;
  const { epsilonOutside = false, exact = false, rounding = 'randomized', schedule = constant() } = options;
  checkPositive({ alpha, epsilon });
  checkBelowOne({ decay, momentum: mu });
  const width = mu > 0 ? 4 : 2;
  const [inside, outside] = epsilonOutside ? [0, epsilon] : [epsilon, 0];
  const [alpha32, decay32] = [fround(alpha), fround(decay)];
  // not of decay itself: the weights of an average must add up to 1
  const rest32 = fround(1 - decay32);
  const [mu32, inside32, outside32] = [fround(mu), fround(inside), fround(outside)];

  function updateSlot(state: Float32Array, slot: number, g: number, scaled: number, word: number): void {
    const at = slot * width;
    const square = fround(decayed(state[at + 1], decay32) + fround(rest32 * fround(g * g)));
    const root = fround(fround(sqrt(fround(square + inside32))) + outside32);
    const step = fround(fround(scaled * g) / root);
    state[at + 1] = square;
    if (mu === 0) state[at] = moved(state[at], step, slot, word, rounding);
    else {
      const m = fround(decayed(state[at + 2], mu32) + step);
      state[at] = moved(state[at], m, slot, word, rounding);
      state[at + 2] = m;
    }
  }

  return {
    name: 'rmsprop',
    columns: ['weight', 'square', ...(mu > 0 ? ['momentum'] : [])],
    biasColumns: ['weight', 'square', ...(mu > 0 ? ['momentum'] : [])],
    hyperparameters: {
      ...{ alpha, decay, momentum: mu, epsilon },
      ...(epsilonOutside ? { epsilonOutside: 1 } : {}),
      ...(exact ? { exact: 1 } : {}),
      ...(rounding === 'nearest' ? { nearest: 1 } : {}),
    },
    schedule,
    rounding,
    exact,
    kernel: {
      loops: mu > 0 ? 'RmspropMomentum' : 'Rmsprop',
      doubles: [alpha, decay, mu, inside, outside],
      floats: [alpha32, decay32, rest32, mu32, inside32, outside32],
    },
    stateOf: (weight) => [weight, 0, 0].slice(0, mu > 0 ? 3 : 2),
    biasStateOf: (weight) => [weight, 0, 0].slice(0, mu > 0 ? 3 : 2),
    weights(state, slots, weights) {
      for (let j = 0; j < slots.length; j++) weights[j] = state[slots[j] * width];
    },
    update(state, slots, values, _weights, residual, { counter, rate }) {
      const word = counterWord(counter);
      const scaled = fround(alpha32 * rate);
      eachMoved(exact, state.length / width, [slots, values, residual], (slot, g) =>
        updateSlot(state, slot, g, scaled, word),
      );
    },
    biasWeight: ([weight]) => weight,
    updateBias(state, g, { rate }) {
      if (g === 0 && !exact) return;
      state[1] = decay * state[1] + (1 - decay) * (g * g);
      const step = (alpha * rate * g) / (sqrt(state[1] + inside) + outside);
      if (mu > 0) state[2] = mu * state[2] + step;
      state[0] -= mu > 0 ? state[2] : step;
    },
  };
}
