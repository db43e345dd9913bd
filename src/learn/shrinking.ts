/**
 * Gradient descent whose weights shrink at every example, also those that it does not touch: what FOBOS and truncated
 * gradient share. The readable twin of kernel/assembly/shrinking.ts, to the bit.
 *
 * A slot keeps its weight as of its last gradient, `w`, and what the clock was then, `since`. The clock is the sum of
 * the schedule's factors, so a slot with a rate a = alpha / (beta + sqrt n), which does not change while nobody touches
 * it, has gone without its shrinkage for the time t = a (clock - since). It is caught up whenever somebody looks:
 *
 *   |w| -> max(|w| - lambda1 t, 0)                                                     if lambda2 = 0
 *   |w| -> max(|w| exp(-lambda2 t) - lambda1 (1 - exp(-lambda2 t)) / lambda2, 0)       otherwise
 *
 * Both are flows of dw/dt = -lambda1 sgn w - lambda2 w that end at 0: two times one after the other are their sum, so one
 * step for many examples is what many small steps are, whatever the schedule. A weight above theta does not move, and one
 * below stays below while it shrinks: with theta, too, all of the steps count or none.
 *
 * The caught-up weight is what predicts, but it is never stored without a gradient: a model that was looked at, or
 * written, goes on as if it had not been. `since` and `sinceLow` are two float32 that together hold the clock to 2^48.
 */

import { exp } from '../kernel/math.js';
import type { Optimizer, Step } from './optimizer.js';
import { addRandomized, bitsForN, bitsForSecond, counterWord, drawOf, growRandomized } from './randomized-rounding.js';
import { positiveBeta } from './ranges.js';

export interface ShrinkingParameters {
  readonly alpha: number;
  /** Null: one rate, alpha, for all coordinates. */
  readonly beta: number | null;
  readonly lambda1: number;
  readonly lambda2: number;
  /** Infinity: all weights shrink. Finite only with a lambda2 of 0. */
  readonly theta: number;
  readonly rounding: Optimizer['rounding'];
  readonly schedule: Optimizer['schedule'];
}

const { abs, fround, max, sign, sqrt } = Math;

/** An optimizer but for its name and what its header says. */
export function shrinking(parameters: ShrinkingParameters): Omit<Optimizer, 'name' | 'hyperparameters'> {
  const { alpha, beta, lambda1, lambda2, rounding, schedule } = parameters;
  const isGlobal = beta === null;
  const [alpha32, beta32] = [fround(alpha), isGlobal ? 1 : positiveBeta(beta)];
  const [l1, theta] = [fround(lambda1), fround(parameters.theta)];
  // a g^2 that underflows must not divide by 0
  const biasBeta = isGlobal ? 1 : max(beta, 1e-30);

  function rateOf(scaled: number, n: number): number {
    return isGlobal ? scaled : fround(scaled / fround(beta32 + fround(sqrt(n))));
  }

  /** The weight now, float32, and what rounding took from it. */
  function caughtUp(state: Float32Array, at: number, [high, low]: ClockParts): readonly [number, number] {
    const size = abs(state[at]);
    const rate = rateOf(alpha32, state[at + 1]);
    const elapsed = fround(fround(high - state[at + 2]) + fround(low - state[at + 3]));
    const [shrunk, lost] = lambda2 > 0 ? decayed(size, rate * elapsed) : shrunken(size, fround(rate * l1), elapsed);
    // no number is no weight
    return shrunk > 0 ? [sign(state[at]) * shrunk, sign(state[at]) * lost] : [0, 0];
  }

  function shrunken(size: number, speed: number, elapsed: number): readonly [number, number] {
    const shrinkage = size <= theta ? fround(speed * elapsed) : 0;
    const shrunk = fround(size - shrinkage);
    return [shrunk, fround(fround(size - shrunk) - shrinkage)];
  }

  /**
   * `mean` is (1 - exp(-x)) / x. Where x is small that would lose its digits to 1 - exp(-x), and four terms of its series
   * are right to 5e-10; most weights are there, so exp is rarely asked for.
   */
  function decayed(size: number, time: number): readonly [number, number] {
    const x = lambda2 * time;
    const isSmall = x < 1 / 64;
    const series = 1 - x * (1 / 2 - x * (1 / 6 - x * (1 / 24)));
    const factor = isSmall ? 1 - x * series : exp(-x);
    const mean = isSmall ? series : (1 - factor) / x;
    const exact = size * factor - lambda1 * time * mean;
    const shrunk = fround(exact);
    return [shrunk, fround(exact - shrunk)];
  }

  function updateSlot(state: Float32Array, slot: number, g: number, { clock, scaled, word }: ExampleOf): void {
    if (g === 0) return;
    const at = slot * 4;
    const bits = bitsForN(slot, word);
    const randomized = rounding === 'randomized';
    const [weight, lost] = caughtUp(state, at, clock);
    const n = growRandomized(state[at + 1], fround(g * g), randomized ? drawOf(bits) : 0);
    // a shrinkage below an ulp of the weight must not be lost either: it is added with the gradient's step
    const step = fround(lost - fround(rateOf(scaled, n) * g));
    state[at] = addRandomized(weight, step, randomized ? drawOf(bitsForSecond(bits)) : 0);
    state[at + 1] = n;
    state[at + 2] = clock[0];
    state[at + 3] = clock[1];
  }

  return {
    columns: ['w', 'n', 'since', 'sinceLow'],
    biasColumns: ['weight', 'n'],
    schedule,
    rounding,
    exact: false,
    kernel: {
      loops: 'Shrinking',
      doubles: [alpha, biasBeta, lambda1, lambda2],
      floats: [alpha32, beta32, l1, theta, Number(isGlobal)],
    },
    stateOf: (weight) => [weight, 0, 0, 0],
    biasStateOf: (weight) => [weight, 0],
    weights(state, slots, weights, step) {
      const clock = partsOf(step);
      for (let j = 0; j < slots.length; j++) [weights[j]] = caughtUp(state, slots[j] * 4, clock);
    },
    update(state, slots, values, _weights, residual, step) {
      const example = {
        clock: partsOf(step),
        scaled: fround(alpha32 * step.rate),
        word: counterWord(step.counter),
      };
      for (let j = 0; j < slots.length; j++) {
        updateSlot(state, slots[j], values ? fround(residual * values[j]) : residual, example);
      }
    },
    biasWeight: ([weight]) => weight,
    updateBias(state, g, { rate }) {
      if (g === 0) return;
      state[1] += g * g;
      const scaled = alpha * rate;
      state[0] -= (isGlobal ? scaled : scaled / (biasBeta + sqrt(state[1]))) * g;
    },
  };
}

type ClockParts = readonly [high: number, low: number];

/** What an example asks for once. */
interface ExampleOf {
  readonly clock: ClockParts;
  readonly scaled: number;
  readonly word: number;
}

function partsOf({ clock }: Step): ClockParts {
  const high = fround(clock);
  return [high, fround(clock - high)];
}
