/** The schedule that drops the rate when the loss stalls. */

import { checkAboveZero, checkCount, wrongNumber } from './schedule-ranges.js';
import type { LossSchedule } from './schedule.js';

export interface PerformanceOptions {
  readonly window: number;
  readonly patience: number;
  readonly drop: number;
  readonly minImprovement?: number | undefined;
}

/** So small a factor is not multiplied any more: what learns at a millionth of its rate has stopped. */
export const SMALLEST_FACTOR = 1e-6;

/**
 * Performance scheduling in one pass: the mean progressive log loss of each window of examples, weighted by importance,
 * is held against the best window so far. After `patience` windows in a row that were not better by more than
 * `minImprovement`, the factor is multiplied by `drop`, though never to below a millionth.
 *
 * @param window   examples, an integer of 1 or more
 * @param patience windows, an integer of 1 or more
 * @param drop     above 0, at most 0.99
 * @param minImprovement of the log loss, 0 or more
 * @throws InputError if a number is out of its range
 */
export function performance({ window, patience, drop, minImprovement = 0 }: PerformanceOptions): LossSchedule {
  checkCount('performance', 'window', window);
  checkCount('performance', 'patience', patience);
  checkAboveZero('performance', 'factor', drop, 0.99);
  if (!(minImprovement >= 0 && minImprovement < Infinity)) {
    throw wrongNumber('performance', 'improvement', minImprovement, 'a number of 0 or more');
  }
  return {
    name: 'performance',
    text: `performance:${window}:${patience}:${drop}:${minImprovement}`,
    hyperparameters: { window, patience, drop, minImprovement },
  };
}
