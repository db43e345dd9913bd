/** Hyperparameters -> the same, or one line that says which is out of its range. */

import { InputError } from '../input-error.js';
import { flagOf } from './parameters.js';

// beyond these, 1 / alpha and the denominators leave float32
const SMALLEST = 1e-30;
const LARGEST = 1e30;

/** @throws InputError unless the numbers are above 0, and such that float32 holds them and their inverses */
export function checkPositive(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (value >= SMALLEST && value <= LARGEST) continue;
    throw outOfRange(name, value, value > 0 ? `a number from ${SMALLEST} to ${LARGEST}` : 'a number above 0');
  }
}

/** @throws InputError unless the numbers are 0 or more, and float32 holds them */
export function checkNotNegative(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (value >= 0 && value <= LARGEST) continue;
    throw outOfRange(name, value, value > 0 ? `a number from 0 to ${LARGEST}` : 'a number of 0 or more');
  }
}

/** Of averages that forget. @throws InputError unless the numbers are at least 0 and below 1, also in float32 */
export function checkBelowOne(numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!(value >= 0 && Math.fround(value) < 1)) throw outOfRange(name, value, 'a number of at least 0 and below 1');
  }
}

export function outOfRange(name: string, value: number, expected: string): InputError {
  return new InputError({ source: `--${flagOf(name)}`, found: String(value), expected });
}

/**
 * beta in float32, but never 0: a slot whose g^2 underflows has n = 0, and must not divide by 0. 10^-30 is less than
 * half an ulp of the root of every other n, so it changes nothing else.
 */
export function positiveBeta(beta: number): number {
  return Math.max(Math.fround(beta), Math.fround(1e-30));
}
