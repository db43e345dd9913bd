/** How weights are learned, on a command line: which parameters an optimizer has, and their ranges, is the library's to say. */

import { OPTIMIZER_NAMES, usualValues } from '../learn/optimizers.js';
import { PARAMETERS, type ParameterName, type Parameters, flagOf, parametersFrom } from '../learn/parameters.js';
import type { Flag } from './command.js';
import { number, usually } from './options.js';

const parameterOptions = [...PARAMETERS].map(([name, { means, isSwitch }]): [string, Flag] => {
  const flag = flagOf(name);
  const describe = `${havingOf(name)}${means}`;
  if (isSwitch) return [flag, { type: 'boolean', describe }];
  return [flag, usually(usualOf(name), number(flag, describe))];
});

export const optimizerOptions: Readonly<Record<string, Flag>> = {
  optimizer: usually('ftrl', {
    type: 'string',
    requiresArg: true,
    describe: `how weights are learned: ${OPTIMIZER_NAMES.join(', ')}`,
  }),
  ...Object.fromEntries(parameterOptions),
};

export interface OptimizerArguments extends Parameters {
  readonly optimizer?: string;
}

/** The options as the library takes them. */
export function optimizerSettings(args: OptimizerArguments) {
  return { optimizer: args.optimizer, ...parametersFrom((name) => args[name]) };
}

/** `adagrad: `, or nothing where all have it. */
function havingOf(parameter: ParameterName): string {
  const having = [...usualValues(parameter).keys()];
  return having.length === OPTIMIZER_NAMES.length ? '' : `${having.join(', ')}: `;
}

/** `0.1`, or `0.1; 0.001 for adam`: what most have comes first. */
function usualOf(parameter: ParameterName): string {
  const values = usualValues(parameter);
  const having = (value: number | undefined) => [...values.keys()].filter((name) => values.get(name) === value);
  const [first, ...others] = [...new Set(values.values())].toSorted((a, b) => having(b).length - having(a).length);
  return [String(first ?? 'none'), ...others.map((value) => `${value} for ${having(value).join(', ')}`)].join('; ');
}
