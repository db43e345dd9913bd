/** Margins, example after example -> when the loss stalls, and the factor of the learning rate that is left. */

import type { Batch } from '../batch/batch.js';
import { logLoss } from '../kernel/math.js';
import { SMALLEST_FACTOR } from './schedules/performance.js';
import type { LossState } from './schedules/schedule-state.js';
import type { LossNumbers } from './schedules/schedule.js';

export interface LossWatch {
  /** Of the next example. */
  factor(): number;
  /** Examples to the end of the window: so many have the same factor. */
  left(): number;
  /** Examples in order, none beyond the end of the window. */
  observe(batch: Batch, margins: Float64Array, from: number, to: number): void;
  state(): LossState;
}

const NOTHING: LossState = { best: null, stalls: 0, importance: 0, loss: 0, drops: [] };

/**
 * Windows lie at multiples of their length from the run's first example, so neither batches nor days move them.
 *
 * @param examples learned so far
 */
export function lossWatch(
  { window, patience, drop, minImprovement }: LossNumbers,
  examples: number,
  state: LossState = NOTHING,
): LossWatch {
  let { best, stalls, importance, loss } = state;
  let example = examples;
  const drops = [...state.drops];
  const factor = () => drops.at(-1)?.factor ?? 1;

  function closeWindow(): void {
    const mean = loss / importance;
    const isAnything = importance > 0;
    [importance, loss] = [0, 0];
    if (!isAnything) return;
    if (best === null || mean < best - minImprovement) {
      [best, stalls] = [mean, 0];
    } else if (++stalls === patience) {
      stalls = 0;
      const next = factor() * drop;
      if (next >= SMALLEST_FACTOR) drops.push({ example, factor: next, loss: mean });
    }
  }

  return {
    factor,
    left: () => window - (example % window),
    observe({ labels, importances }, margins, from, to) {
      for (let i = from; i < to; i++) {
        const weight = importances?.[i] ?? 1;
        importance += weight;
        loss += weight * logLoss(margins[i], labels![i]);
      }
      example += to - from;
      if (example % window === 0) closeWindow();
    },
    state: () => ({ best, stalls, importance, loss, drops: [...drops] }),
  };
}
