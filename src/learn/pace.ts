/** Examples -> how fast each of them is learned, and how long regularization went on before it. */

import type { Start } from './resume.js';

export interface Pace {
  /**
   * Lays out the next examples.
   *
   * @param rates  receives the factor of the learning rate of each
   * @param clocks receives the sum of the factors before each
   * @param count  examples at hand
   */
  layOut(rates: Float32Array, clocks: Float64Array, count: number): void;
  /** Of the next example. */
  now(): { readonly rate: number; readonly clock: number };
}

/** A rate that does not change. @param every the clock goes on at every K-th example, by K */
export function steadyPace({ updates }: Pick<Start, 'updates'>, every = 1): Pace {
  let learned = updates;
  const clock = () => learned - (learned % every);
  return {
    layOut(rates, clocks, count) {
      rates.fill(1, 0, count);
      for (let i = 0; i < count; i++, learned++) clocks[i] = clock();
    },
    now: () => ({ rate: 1, clock: clock() }),
  };
}
