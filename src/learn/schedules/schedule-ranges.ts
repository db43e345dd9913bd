/** Numbers of a schedule -> nothing, or one line that says which is out of its range. */

import { InputError } from '../../input-error.js';

/** @throws InputError unless the number is an integer of 1 or more, exact in float64 */
export function checkCount(schedule: string, what: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 1)) throw wrongNumber(schedule, what, value, 'an integer of 1 or more');
}

/** @throws InputError unless the number is above 0, at most `most`, and such that float32 holds it */
export function checkAboveZero(schedule: string, what: string, value: number, most = 1e30): void {
  if (value >= 1e-30 && value <= most) return;
  throw wrongNumber(schedule, what, value, value > 0 ? `a number from 1e-30 to ${most}` : 'a number above 0');
}

export function wrongNumber(schedule: string, what: string, value: number, expected: string): InputError {
  return new InputError({ source: '--schedule', found: `${schedule} with ${what} ${value}`, expected });
}
