/** Examples -> how fast each of them is learned, and how long regularization went on before it. */

import type { Batch } from '../batch/batch.js';
import type { Optimizer } from './optimizer.js';
import { lossWatch } from './loss-watch.js';
import type { Start } from './resume.js';
import type { PaceState } from './schedules/schedule-state.js';
import { type LossSchedule, type TimedSchedule, isTimed } from './schedules/schedule.js';

export interface Pace {
  /**
   * Lays out the next examples of a batch: as many as can be known before they are learned, at least one.
   *
   * @param rates  receives at `from` and behind it the factor of the learning rate of each
   * @param clocks receives there the sum of the factors before each
   * @returns the end of what was laid out, at most `to`
   */
  layOut(rates: Float32Array, clocks: Float64Array, from: number, to: number): number;
  /** Hears how the examples that were laid out last were predicted. @param margins of the whole batch */
  observe(batch: Batch, margins: Float64Array, from: number, to: number): void;
  /** Of the next example. */
  now(): { readonly rate: number; readonly clock: number };
  /** What a model must keep of it; null for a rate that does not change. */
  state(): PaceState | null;
}

type PacedOptimizer = Pick<Optimizer, 'schedule' | 'regularizesEvery'>;
type PaceStart = Pick<Start, 'updates' | 'pace'>;

const { fround } = Math;

/** The pace of an optimizer from where learning starts. */
export function paceOf({ schedule, regularizesEvery = 1 }: PacedOptimizer, start: PaceStart): Pace {
  if (schedule.name === 'constant') return steadyPace(start, regularizesEvery);
  const clock = clockFrom(start, regularizesEvery);
  return isTimed(schedule) ? timedPace(schedule, start, clock) : watchingPace(schedule, start, clock);
}

/** Where regularization stands: it counts an example's factor, or at every K-th example K times its factor. */
interface Clock {
  time: number;
  count(rate: number): void;
}

function clockFrom({ updates, pace }: PaceStart, every: number): Clock {
  let learned = updates;
  return {
    time: pace?.clock ?? 0,
    count(rate) {
      learned++;
      if (learned % every === 0) this.time += every * rate;
    },
  };
}

/** A rate that does not change. */
function steadyPace({ updates }: PaceStart, every: number): Pace {
  let learned = updates;
  const time = () => learned - (learned % every);
  return {
    layOut(rates, clocks, from, to) {
      rates.fill(1, from, to);
      for (let i = from; i < to; i++, learned++) clocks[i] = time();
      return to;
    },
    observe() {},
    now: () => ({ rate: 1, clock: time() }),
    state: () => null,
  };
}

function timedPace({ factorAt }: TimedSchedule, { updates }: PaceStart, clock: Clock): Pace {
  let example = updates;
  return {
    layOut(rates, clocks, from, to) {
      for (let i = from; i < to; i++) {
        rates[i] = factorAt(example++);
        clocks[i] = clock.time;
        clock.count(rates[i]);
      }
      return to;
    },
    observe() {},
    now: () => ({ rate: fround(factorAt(example)), clock: clock.time }),
    state: () => ({ clock: clock.time }),
  };
}

function watchingPace({ hyperparameters }: LossSchedule, { updates, pace }: PaceStart, clock: Clock): Pace {
  const watch = lossWatch(hyperparameters, updates, pace?.losses);
  return {
    layOut(rates, clocks, from, to) {
      const end = Math.min(to, from + watch.left());
      rates.fill(watch.factor(), from, end);
      for (let i = from; i < end; i++) {
        clocks[i] = clock.time;
        clock.count(rates[i]);
      }
      return end;
    },
    observe: watch.observe,
    now: () => ({ rate: fround(watch.factor()), clock: clock.time }),
    state: () => ({ clock: clock.time, losses: watch.state() }),
  };
}
