/** Momentum and Nesterov's momentum as optimizers: the readable twin of kernel/assembly/momentum.ts, to the bit. */

import { decayed } from './decay.js';
import type { Optimizer } from './optimizer.js';
import { counterWord, moved } from './randomized-rounding.js';
import { checkBelowOne, checkPositive } from './ranges.js';
import { eachMoved } from './steps.js';
import { constant } from './schedules/constant.js';
import type { ScheduleOption } from './schedules/schedule.js';

export interface MomentumOptions extends ScheduleOption {
  readonly alpha?: number | undefined;
  readonly momentum?: number | undefined;
  /** Every example is a step of every slot: for small models. */
  readonly exact?: boolean | undefined;
  readonly rounding?: Optimizer['rounding'] | undefined;
}

const { fround } = Math;

/**
 * Gradient descent that keeps its direction.
 *
 *   m = mu m + g,  w -= alpha m
 *
 * Lazily, a slot's momentum stands still until an example touches it again; exactly, it decays with every example and
 * moves the weight on. An importance of 2 doubles the gradient, and so all that becomes of it.
 *
 * @param alpha    learning rate, > 0; in the end a gradient moves a weight by alpha / (1 - mu) of it. At mu = 0.9, 0.001
 *                 lost least of 0.0005, 0.001, 0.002, ... on 500,000 generated examples (log loss 0.3757, as sgd at 0.01)
 * @param momentum mu, from 0, which is sgd, to below 1
 * @param exact    whether every example is a step of every slot; up to 20 bits
 * @param schedule of the learning rate, constant unless given
 * @returns an optimizer that keeps two float32 columns per slot, `weight` and `momentum`
 * @throws InputError if a parameter is out of its range
 * Source: Polyak 1964, "Some methods of speeding up the convergence of iteration methods"; as TensorFlow's Momentum.
 */
export function momentum(options: MomentumOptions = {}): Optimizer {
  return withMomentum('momentum', options);
}

/**
 * Momentum that looks ahead: the gradient counts as if it were taken where the momentum leads.
 *
 *   m = mu m + g,  w -= alpha (g + mu m)
 *
 * Lazily and exactly as momentum(); an importance of 2 doubles the gradient, and so all that becomes of it.
 *
 * @param alpha    learning rate, > 0; in the end a gradient moves a weight by alpha / (1 - mu) of it. At mu = 0.9, 0.001
 *                 lost least of 0.0005, 0.001, 0.002, ... on 500,000 generated examples (log loss 0.3757, as sgd at 0.01)
 * @param momentum mu, from 0, which is sgd, to below 1
 * @param exact    whether every example is a step of every slot; up to 20 bits
 * @param schedule of the learning rate, constant unless given
 * @returns an optimizer that keeps two float32 columns per slot, `weight` and `momentum`
 * @throws InputError if a parameter is out of its range
 * Source: Sutskever et al. 2013, "On the importance of initialization and momentum"; as TensorFlow's use_nesterov.
 */
export function nesterov(options: MomentumOptions = {}): Optimizer {
  return withMomentum('nesterov', options);
}

function withMomentum(name: 'momentum' | 'nesterov', options: MomentumOptions): Optimizer {
  const { alpha = 0.001, momentum: mu = 0.9, exact = false, rounding = 'randomized', schedule = constant() } = options;
  checkPositive({ alpha });
  checkBelowOne({ momentum: mu });
  const [alpha32, mu32] = [fround(alpha), fround(mu)];
  const [ofGradient, ofMomentum] = name === 'nesterov' ? [1, mu] : [0, 1];
  const [ofGradient32, ofMomentum32] = [fround(ofGradient), fround(ofMomentum)];

  function updateSlot(state: Float32Array, slot: number, g: number, scaled: number, word: number): void {
    const at = slot * 2;
    const m = fround(decayed(state[at + 1], mu32) + g);
    const direction = fround(fround(ofGradient32 * g) + fround(ofMomentum32 * m));
    state[at] = moved(state[at], fround(scaled * direction), slot, word, rounding);
    state[at + 1] = m;
  }

  return {
    name,
    columns: ['weight', 'momentum'],
    biasColumns: ['weight', 'momentum'],
    hyperparameters: {
      ...{ alpha, momentum: mu },
      ...(exact ? { exact: 1 } : {}),
      ...(rounding === 'nearest' ? { nearest: 1 } : {}),
    },
    schedule,
    rounding,
    exact,
    kernel: {
      loops: 'Momentum',
      doubles: [alpha, mu, ofGradient, ofMomentum],
      floats: [alpha32, mu32, ofGradient32, ofMomentum32],
    },
    stateOf: (weight) => [weight, 0],
    biasStateOf: (weight) => [weight, 0],
    weights(state, slots, weights) {
      for (let j = 0; j < slots.length; j++) weights[j] = state[slots[j] * 2];
    },
    update(state, slots, values, _weights, residual, { counter, rate }) {
      const word = counterWord(counter);
      const scaled = fround(alpha32 * rate);
      eachMoved(exact, state.length / 2, [slots, values, residual], (slot, g) =>
        updateSlot(state, slot, g, scaled, word),
      );
    },
    biasWeight: ([weight]) => weight,
    updateBias(state, g, { rate }) {
      if (g === 0 && !exact) return;
      state[1] = mu * state[1] + g;
      state[0] -= alpha * rate * (ofGradient * g + ofMomentum * state[1]);
    },
  };
}
