/** How weights are learned, on a command line. */

import type { Flag } from './command.js';
import { number, usually } from './options.js';

/** Which of them an optimizer has, and their ranges, is the library's to say. */
export const optimizerOptions = {
  optimizer: usually('ftrl', {
    type: 'string',
    requiresArg: true,
    describe: 'how weights are learned: ftrl, adagrad',
  }),
  alpha: usually('0.1', number('alpha', 'learning-rate scale, above 0')),
  beta: usually('1', number('beta', 'learning-rate offset, 0 or more')),
  lambda1: usually('1', number('lambda1', 'l1 strength, 0 or more: larger is sparser')),
  lambda2: usually('0', number('lambda2', "l2 strength, 0 or more: the paper's")),
  'initial-accumulator': usually('0', number('initial-accumulator', 'adagrad: n before the first gradient, 0 or more')),
} as const satisfies Record<string, Flag>;

export interface OptimizerArguments {
  readonly optimizer?: string;
  readonly alpha?: number;
  readonly beta?: number;
  readonly lambda1?: number;
  readonly lambda2?: number;
  readonly initialAccumulator?: number;
}

/** The options as the library takes them. */
export function optimizerSettings(args: OptimizerArguments) {
  const { optimizer, alpha, beta, lambda1, lambda2, initialAccumulator } = args;
  return { optimizer, alpha, beta, lambda1, lambda2, initialAccumulator };
}
