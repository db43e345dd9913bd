/** Every optimizer by its name, with the parameters it has: what command lines, pipeline files and models know it by. */

import { InputError, quoted } from '../input-error.js';
import { didYouMean } from '../nearest.js';
import { adagrad } from './adagrad.js';
import { ftrl } from './ftrl.js';
import type { Optimizer } from './optimizer.js';

/** Parameters of all optimizers as numbers; an option that is on is 1. As a model's header has them. */
export interface Parameters {
  readonly alpha?: number | undefined;
  readonly beta?: number | undefined;
  readonly lambda1?: number | undefined;
  readonly lambda2?: number | undefined;
  readonly initialAccumulator?: number | undefined;
  /** Rounded to nearest, not at random. */
  readonly nearest?: number | undefined;
}

export type ParameterName = keyof Parameters;

interface Entry {
  readonly make: (parameters: Parameters) => Optimizer;
  readonly parameters: readonly ParameterName[];
}

const rounding = ({ nearest }: Parameters) => (nearest === 1 ? ('nearest' as const) : undefined);

const ENTRIES: Readonly<Record<string, Entry>> = {
  ftrl: {
    make: (all) => ftrl({ ...all, rounding: rounding(all) }),
    parameters: ['alpha', 'beta', 'lambda1', 'lambda2', 'nearest'],
  },
  adagrad: {
    make: (all) => adagrad({ ...all, rounding: rounding(all) }),
    parameters: ['alpha', 'beta', 'initialAccumulator', 'nearest'],
  },
};

export const OPTIMIZER_NAMES = Object.keys(ENTRIES) as [string, ...string[]];

/** All parameters that any optimizer has. */
export const PARAMETER_NAMES: readonly ParameterName[] = [
  ...new Set(Object.values(ENTRIES).flatMap(({ parameters }) => parameters)),
];

/**
 * @param parameters may hold other keys, and keys that are undefined
 * @throws InputError for a name or a parameter that is none, and for a parameter out of its range
 */
export function optimizerOf(name: string, parameters: Parameters): Optimizer {
  if (!Object.hasOwn(ENTRIES, name)) throw unknown(name);
  const entry = ENTRIES[name];
  const foreign = PARAMETER_NAMES.find((key) => parameters[key] !== undefined && !entry.parameters.includes(key));
  if (foreign !== undefined) throw notOf(name, foreign, entry.parameters);
  return entry.make(parameters);
}

function unknown(name: string): InputError {
  const expected = OPTIMIZER_NAMES.join(', ');
  return new InputError({ source: '--optimizer', found: quoted(name), expected, ...didYouMean(name, OPTIMIZER_NAMES) });
}

function notOf(name: string, foreign: string, parameters: readonly string[]): InputError {
  const flags = parameters.filter((key) => key !== 'nearest').map(flagOf);
  return new InputError({
    source: flagOf(foreign),
    found: `a parameter that ${name} does not have`,
    expected: flags.join(', '),
    advice: 'leave it out, or use another --optimizer',
  });
}

/** `lambda1` -> `--lambda1`, `initialAccumulator` -> `--initial-accumulator` */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
