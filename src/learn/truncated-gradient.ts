/** Truncated gradient as an optimizer: gradient descent, and a pull towards 0 at every K-th example. */

import { alphaOf, betaOf } from './fobos.js';
import type { Optimizer } from './optimizer.js';
import { checkNotNegative, checkPositive, outOfRange } from './ranges.js';
import { shrinking } from './shrinking.js';
import { constant } from './schedules/constant.js';
import type { ScheduleOption } from './schedules/schedule.js';

export interface TruncatedGradientOptions extends ScheduleOption {
  readonly alpha?: number | undefined;
  readonly beta?: number | undefined;
  readonly lambda1?: number | undefined;
  readonly theta?: number | undefined;
  readonly every?: number | undefined;
  readonly globalRate?: boolean | undefined;
  readonly rounding?: Optimizer['rounding'] | undefined;
}

/**
 * Truncated gradient: gradient descent, and after every K-th example a pull of K gravities on small weights.
 *
 *   n += g^2,  eta = alpha r / (beta + sqrt n),  w' = w - eta g
 *   w = sgn(w') max(|w'| - K eta lambda1, 0)   after every K-th example, if |w'| <= theta;   w = w' otherwise
 *
 * where r is the schedule's factor at that example, 1 without one, and lambda1 the paper's gravity g. Slots that an example
 * does not touch are caught up when somebody looks at them (see shrinking.ts): the weights are those of the dense
 * algorithm. With K = 1 and no theta it is FOBOS with l1.
 *
 * An importance of 2 doubles the gradient, and adds four times its square to n; it counts as one of the K examples.
 *
 * @param alpha   learning rate, > 0; 0.1 unless given, with `globalRate` 0.02
 * @param beta    learning-rate offset, >= 0; none with `globalRate`
 * @param lambda1 gravity in gradients an example, >= 0
 * @param theta   weights that are larger are left alone, > 0; all are pulled unless given
 * @param every   K, an integer from 1 to 10^9
 * @param globalRate whether all coordinates have the rate alpha r, as in the paper
 * @param schedule of the learning rate, constant unless given
 * @returns an optimizer that keeps four float32 columns per slot, `w`, `n`, `since` and `sinceLow`
 * @throws InputError if a parameter is out of its range, and for beta with `globalRate`
 * Source: Langford, Li and Zhang 2009, "Sparse Online Learning via Truncated Gradient", equations 4 to 6.
 */
export function truncatedGradient(options: TruncatedGradientOptions = {}): Optimizer {
  const { lambda1 = 1e-5, theta = Infinity, every = 1, rounding = 'randomized', schedule = constant() } = options;
  const { globalRate = false } = options;
  const { alpha = alphaOf(globalRate) } = options;
  const beta = betaOf(options);
  checkPositive({ alpha, ...(theta === Infinity ? {} : { theta }) });
  checkNotNegative({ lambda1 });
  checkEvery(every);
  return {
    name: 'truncated-gradient',
    hyperparameters: {
      alpha,
      ...(beta === null ? {} : { beta }),
      lambda1,
      every,
      // JSON has no infinity: without theta, all weights are pulled
      ...(theta === Infinity ? {} : { theta }),
      ...(globalRate ? { globalRate: 1 } : {}),
      ...(rounding === 'nearest' ? { nearest: 1 } : {}),
    },
    regularizesEvery: every,
    ...shrinking({ alpha, beta, lambda1, lambda2: 0, theta, rounding, schedule }),
  };
}

function checkEvery(every: number): void {
  if (Number.isInteger(every) && every >= 1 && every <= 1e9) return;
  throw outOfRange('every', every, 'an integer from 1 to 1000000000');
}
