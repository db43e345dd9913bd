/** The schedule that steps from factor to factor. */

import { checkAboveZero, checkCount, wrongNumber } from './schedule-ranges.js';
import type { FactorStep, TimedSchedule } from './schedule.js';

/**
 * Piecewise constant: 1 at first, and after so many examples the factor of the step; each is a factor of the optimizer's
 * own rate, not of the step before.
 *
 * @param steps one or more, their examples integers above 0 and ascending, their factors above 0
 * @throws InputError if a number is out of its range
 */
export function piecewise({ steps }: { readonly steps: readonly FactorStep[] }): TimedSchedule {
  if (steps.length === 0) throw wrongNumber('piecewise', 'steps', 0, '1 or more');
  steps.forEach(({ example, factor }, i) => {
    checkCount('piecewise', 'a step at', example);
    checkAboveZero('piecewise', 'factor', factor);
    const before = i === 0 ? 0 : steps[i - 1].example;
    if (example <= before) throw wrongNumber('piecewise', 'a step at', example, `one after ${before}`);
  });
  return {
    name: 'piecewise',
    text: `piecewise:${steps.map(({ example, factor }) => `${example}=${factor}`).join(',')}`,
    hyperparameters: { steps },
    factorAt: (example) => steps.findLast((step) => step.example <= example)?.factor ?? 1,
    corners: steps.map(({ example }) => example),
  };
}
