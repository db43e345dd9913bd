/** Optimizers whose weights are a function of their rate take no schedule. */

import { InputError } from '../../input-error.js';
import type { ScheduleOption } from './schedule.js';

/**
 * For optimizers that compute a weight from z and alpha each time they meet it: with another alpha, all that was learned
 * so far would be scaled anew.
 *
 * @param options may hold a schedule, although the optimizer's type has none
 * @throws InputError for one that changes the rate
 */
export function refuseSchedule(optimizer: string, options: object): void {
  const { schedule }: ScheduleOption = options;
  if (schedule === undefined || schedule.name === 'constant') return;
  throw new InputError({
    source: '--schedule',
    found: `${schedule.name} for ${optimizer}, whose weights are a function of z and alpha: a change of alpha would rescale them all`,
    expected: 'constant',
    advice: `its rates fall by themselves, coordinate by coordinate; --optimizer adagrad takes a schedule`,
  });
}
