/** The schedule that halves the rate again and again. */

import { exp } from '../../kernel/math.js';
import { checkAboveZero } from './schedule-ranges.js';
import type { TimedSchedule } from './schedule.js';

const LN2 = 0.6931471805599453;

/**
 * Exponential decay: 0.5^(t / halfLife) after t examples. A tenth is reached after 3.32 half-lives.
 *
 * @param halfLife examples, above 0
 * @throws InputError if it is out of its range
 */
export function exponential({ halfLife }: { readonly halfLife: number }): TimedSchedule {
  checkAboveZero('exponential', 'half-life', halfLife);
  return {
    name: 'exponential',
    text: `exponential:${halfLife}`,
    hyperparameters: { halfLife },
    factorAt: (example) => exp(-LN2 * (example / halfLife)),
    corners: [],
  };
}
