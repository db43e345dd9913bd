/** The schedule that falls ever more slowly: inverse scaling. */

import { exp, ln } from '../../kernel/math.js';
import { checkAboveZero } from './schedule-ranges.js';
import type { TimedSchedule } from './schedule.js';

/**
 * Power scheduling: (1 + t / scale)^-exponent after t examples. With exponent 1 the rate is a half after `scale`
 * examples, a third after twice as many; 0.5 is the rate of online gradient descent.
 *
 * @param exponent above 0
 * @param scale    examples, above 0
 * @throws InputError if a number is out of its range
 */
export function power({ exponent, scale }: { readonly exponent: number; readonly scale: number }): TimedSchedule {
  checkAboveZero('power', 'exponent', exponent);
  checkAboveZero('power', 'scale', scale);
  return {
    name: 'power',
    text: `power:${exponent}:${scale}`,
    hyperparameters: { exponent, scale },
    factorAt: (example) => exp(-exponent * ln(1 + example / scale)),
    corners: [],
  };
}
