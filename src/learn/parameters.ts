/** Every parameter that an optimizer may have, and what it means: command lines, pipeline files and models name it so. */

interface Meaning {
  readonly means: string;
  /** An option that is on or off, not a number. */
  readonly isSwitch?: true;
}

const MEANINGS = {
  alpha: { means: 'learning-rate scale, above 0' },
  beta: { means: 'learning-rate offset, 0 or more; ogd-count: above 0' },
  lambda1: { means: 'l1 strength, 0 or more: larger is sparser; fobos, truncated-gradient: for each example' },
  lambda2: { means: "l2 strength, 0 or more: the paper's" },
  initialAccumulator: { means: 'n before the first gradient, 0 or more' },
  momentum: { means: 'share of its direction that a step keeps, 0 to below 1' },
  decay: { means: 'of the mean square, 0 to below 1' },
  beta1: { means: 'decay of the mean gradient, 0 to below 1' },
  beta2: { means: 'decay of the mean square, 0 to below 1' },
  epsilon: { means: 'keeps a division by 0 away, above 0' },
  epsilonOutside: { means: 'epsilon beside the root, not under it', isSwitch: true },
  globalRate: { means: 'one rate for all coordinates; alpha then is 1, 0.02, 0.02', isSwitch: true },
  theta: { means: 'weights that are larger do not shrink, above 0' },
  every: { means: 'weights shrink after every K-th example, 1 or more' },
  minCount: { means: 'a weight stays 0 until its feature was seen more often, 0 or more' },
  exact: { means: 'every example is a step of every slot, up to 20 bits', isSwitch: true },
} as const satisfies Record<string, Meaning>;

/** Parameters that command lines and pipeline files have; `nearest`, rounded to nearest and not at random, only models. */
type SpokenName = keyof typeof MEANINGS;
export type ParameterName = SpokenName | 'nearest';

/** Parameters of all optimizers as a model's header has them: numbers, an option that is on is 1. */
export type Numbers = { readonly [name in ParameterName]?: number | undefined };

/** Parameters of all optimizers: an option that is on is 1, or true. */
export type Parameters = { readonly [name in ParameterName]?: number | boolean | undefined };

/** In the order that they are shown in. */
export const PARAMETERS: ReadonlyMap<SpokenName, Meaning> = new Map(
  Object.entries(MEANINGS) as [SpokenName, Meaning][],
);

/** All parameters out of whatever has them by other names, or among others. */
export function parametersFrom(valueOf: (name: SpokenName) => unknown): Parameters {
  return Object.fromEntries([...PARAMETERS.keys()].map((name) => [name, valueOf(name)]));
}

/** true -> 1, false -> 0 */
export function numbersOf(parameters: Parameters, names: readonly ParameterName[]): Numbers {
  const given = names.filter((name) => parameters[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, Number(parameters[name])]));
}

/** `initialAccumulator` -> `initial-accumulator` */
export function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** As a pipeline file has it: `initialAccumulator` -> `initial_accumulator` */
export function keyOf(name: string): string {
  return flagOf(name).replaceAll('-', '_');
}
