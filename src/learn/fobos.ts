/** FOBOS as an optimizer: gradient descent, and a proximal step for l1 and l2 at every example. */

import { InputError } from '../input-error.js';
import type { Optimizer } from './optimizer.js';
import { checkNotNegative, checkPositive } from './ranges.js';
import { shrinking } from './shrinking.js';
import { constant } from './schedules/constant.js';
import type { ScheduleOption } from './schedules/schedule.js';

export interface FobosOptions extends ScheduleOption {
  readonly alpha?: number | undefined;
  readonly beta?: number | undefined;
  readonly lambda1?: number | undefined;
  readonly lambda2?: number | undefined;
  readonly globalRate?: boolean | undefined;
  readonly rounding?: Optimizer['rounding'] | undefined;
}

/**
 * FOBOS: gradient descent, and after it, at every example and in every slot, a proximal step for l1.
 *
 *   n += g^2,  eta = alpha r / (beta + sqrt n),  w' = w - eta g,  w = sgn(w') max(|w'| - eta lambda1, 0)
 *
 * where r is the schedule's factor, 1 without one. Slots that an example does not touch, whose g is 0, are caught up
 * when somebody looks at them (see shrinking.ts): the weights are those of the dense algorithm. lambda2 shrinks by the
 * flow of dw/dt = -lambda1 sgn w - lambda2 w for the time eta, which lazy steps compose exactly; to first order in
 * eta lambda2 that is the proximal step's division by 1 + eta lambda2.
 *
 * An importance of 2 doubles the gradient, and adds four times its square to n; it shrinks weights once, as any example.
 *
 * @param alpha   learning rate, > 0; 0.1 unless given, with `globalRate` 0.02
 * @param beta    learning-rate offset, >= 0; none with `globalRate`
 * @param lambda1 l1 strength in gradients an example, >= 0: a feature that an example in a thousand has must beat it a
 *   thousand times
 * @param lambda2 l2 strength an example, >= 0
 * @param globalRate whether all coordinates have the rate alpha r
 * @param schedule of the learning rate, constant unless given
 * @returns an optimizer that keeps four float32 columns per slot, `w`, `n`, `since` and `sinceLow`
 * @throws InputError if a parameter is out of its range, and for beta with `globalRate`
 * Source: Duchi and Singer 2009, "Efficient Online and Batch Learning Using Forward Backward Splitting", equations 2, 3, 19.
 */
export function fobos(options: FobosOptions = {}): Optimizer {
  const { lambda1 = 1e-5, lambda2 = 0, globalRate = false, rounding = 'randomized', schedule = constant() } = options;
  const { alpha = alphaOf(globalRate) } = options;
  const beta = betaOf(options);
  checkPositive({ alpha });
  checkNotNegative({ lambda1, lambda2 });
  return {
    name: 'fobos',
    hyperparameters: {
      alpha,
      ...(beta === null ? {} : { beta }),
      lambda1,
      lambda2,
      ...(globalRate ? { globalRate: 1 } : {}),
      ...(rounding === 'nearest' ? { nearest: 1 } : {}),
    },
    ...shrinking({ alpha, beta, lambda1, lambda2, theta: Infinity, rounding, schedule }),
  };
}

/** What suits click logs: without a rate that falls, steps must be smaller from the beginning. */
export function alphaOf(globalRate: boolean): number {
  return globalRate ? 0.02 : 0.1;
}

/** The offset of the rates of each coordinate; null for one rate for all. @throws InputError for an offset beside that */
export function betaOf({ beta, globalRate }: Pick<FobosOptions, 'beta' | 'globalRate'>): number | null {
  if (!globalRate) {
    checkNotNegative({ beta: beta ?? 1 });
    return beta ?? 1;
  }
  if (beta === undefined) return null;
  throw new InputError({
    source: '--beta',
    found: 'an offset of the rate of each coordinate beside --global-rate',
    expected: 'one of the two',
  });
}
