/** The schedule of a rate that does not change. */

import type { TimedSchedule } from './schedule.js';

const CONSTANT: TimedSchedule = {
  name: 'constant',
  text: 'constant',
  hyperparameters: {},
  factorAt: () => 1,
  corners: [],
};

/** Always 1, as without a schedule. */
export function constant(): TimedSchedule {
  return CONSTANT;
}
