/** Every optimizer by its name, with the parameters it has: what command lines, pipeline files and models know it by. */

import { InputError, quoted } from '../input-error.js';
import { didYouMean } from '../nearest.js';
import { adagrad } from './adagrad.js';
import { adam } from './adam.js';
import { ftrl } from './ftrl.js';
import { momentum, nesterov } from './momentum.js';
import type { Optimizer } from './optimizer.js';
import { type Numbers, PARAMETERS, type ParameterName, type Parameters, flagOf, numbersOf } from './parameters.js';
import { rmsprop } from './rmsprop.js';
import type { ScheduleOption } from './schedules/schedule.js';
import { sgd } from './sgd.js';
import { fobos } from './fobos.js';
import { ogdCount } from './ogd-count.js';
import { rda } from './rda.js';
import { truncatedGradient } from './truncated-gradient.js';

interface Entry {
  readonly make: (parameters: Numbers & ScheduleOption) => Optimizer;
  readonly parameters: readonly ParameterName[];
}

const rounding = ({ nearest }: Numbers) => (nearest === 1 ? ('nearest' as const) : undefined);

const ENTRIES: Readonly<Record<string, Entry>> = {
  ftrl: {
    make: (all) => ftrl({ ...all, rounding: rounding(all) }),
    parameters: ['alpha', 'beta', 'lambda1', 'lambda2', 'nearest'],
  },
  adagrad: {
    make: (all) => adagrad({ ...all, rounding: rounding(all) }),
    parameters: ['alpha', 'beta', 'initialAccumulator', 'nearest'],
  },
  sgd: {
    make: (all) => sgd({ ...all, rounding: rounding(all) }),
    parameters: ['alpha', 'nearest'],
  },
  momentum: {
    make: (all) => momentum({ ...all, exact: all.exact === 1, rounding: rounding(all) }),
    parameters: ['alpha', 'momentum', 'exact', 'nearest'],
  },
  nesterov: {
    make: (all) => nesterov({ ...all, exact: all.exact === 1, rounding: rounding(all) }),
    parameters: ['alpha', 'momentum', 'exact', 'nearest'],
  },
  rmsprop: {
    make: (all) =>
      rmsprop({
        ...all,
        epsilonOutside: all.epsilonOutside === 1,
        exact: all.exact === 1,
        rounding: rounding(all),
      }),
    parameters: ['alpha', 'decay', 'momentum', 'epsilon', 'epsilonOutside', 'exact', 'nearest'],
  },
  adam: {
    make: (all) => adam({ ...all, exact: all.exact === 1, rounding: rounding(all) }),
    parameters: ['alpha', 'beta1', 'beta2', 'epsilon', 'exact', 'nearest'],
  },
  rda: {
    make: (all) => rda({ ...all, globalRate: all.globalRate === 1, rounding: rounding(all) }),
    parameters: ['alpha', 'beta', 'lambda1', 'lambda2', 'globalRate', 'nearest'],
  },
  fobos: {
    make: (all) => fobos({ ...all, globalRate: all.globalRate === 1, rounding: rounding(all) }),
    parameters: ['alpha', 'beta', 'lambda1', 'lambda2', 'globalRate', 'nearest'],
  },
  'truncated-gradient': {
    make: (all) => truncatedGradient({ ...all, globalRate: all.globalRate === 1, rounding: rounding(all) }),
    parameters: ['alpha', 'beta', 'lambda1', 'theta', 'every', 'globalRate', 'nearest'],
  },
  'ogd-count': {
    make: (all) => ogdCount({ ...all, rounding: rounding(all) }),
    parameters: ['alpha', 'beta', 'minCount', 'nearest'],
  },
};

export const OPTIMIZER_NAMES = Object.keys(ENTRIES) as [string, ...string[]];

/** Of the optimizers that have a parameter, its usual value; undefined for an option that is usually off. */
export function usualValues(parameter: ParameterName): ReadonlyMap<string, number | undefined> {
  const having = OPTIMIZER_NAMES.filter((name) => ENTRIES[name].parameters.includes(parameter));
  return new Map(having.map((name) => [name, ENTRIES[name].make({}).hyperparameters[parameter]]));
}

/**
 * @param parameters may hold other keys, and keys that are undefined
 * @param schedule   of the learning rate, constant unless given
 * @throws InputError for a name or a parameter that is none, a parameter out of its range, and a schedule for an optimizer
 *   that takes none
 */
export function optimizerOf(name: string, parameters: Parameters, { schedule }: ScheduleOption = {}): Optimizer {
  const entry = Object.hasOwn(ENTRIES, name) ? ENTRIES[name] : undefined;
  if (entry === undefined) throw unknown(name);
  const foreign = [...PARAMETERS.keys(), 'nearest' as const].find(
    (key) => parameters[key] !== undefined && !entry.parameters.includes(key),
  );
  if (foreign !== undefined) throw notOf(name, foreign, entry.parameters);
  return entry.make({ ...numbersOf(parameters, entry.parameters), schedule });
}

function unknown(name: string): InputError {
  const expected = OPTIMIZER_NAMES.join(', ');
  return new InputError({ source: '--optimizer', found: quoted(name), expected, ...didYouMean(name, OPTIMIZER_NAMES) });
}

function notOf(name: string, foreign: string, parameters: readonly string[]): InputError {
  const flags = parameters.filter((key) => key !== 'nearest').map((key) => `--${flagOf(key)}`);
  return new InputError({
    source: `--${flagOf(foreign)}`,
    found: `a parameter that ${name} does not have`,
    expected: flags.join(', '),
    advice: 'leave it out, or use another --optimizer',
  });
}
