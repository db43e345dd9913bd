/** Lists of numbers -> the settings of a sweep: every combination, the first list turning slowest. */

import { InputError } from '../input-error.js';
import { ftrl } from '../learn/ftrl.js';
import type { Optimizer } from '../learn/optimizer.js';
import { flagOf } from '../learn/parameters.js';

/** FTRL's parameters, each a list of numbers; its usual value where there is none. */
export interface Grid {
  readonly alpha?: readonly number[] | undefined;
  readonly beta?: readonly number[] | undefined;
  readonly lambda1?: readonly number[] | undefined;
  readonly lambda2?: readonly number[] | undefined;
}

export interface SweptSetting {
  /** Its numbers out of the lists that have more than one: what tells it from the others. */
  readonly swept: Readonly<Record<string, number>>;
  readonly optimizer: Optimizer;
}

/** So many models one command trains at most. */
export const MOST_SETTINGS = 256;

const NAMES = ['alpha', 'beta', 'lambda1', 'lambda2'] as const;

/** @throws InputError for a number out of its range or given twice, and for more settings than MOST_SETTINGS */
export function settingsOf(grid: Grid): SweptSetting[] {
  const lists = NAMES.flatMap((name) => (grid[name] === undefined ? [] : [{ name, list: grid[name] }]));
  for (const { name, list } of lists) checkList(name, list);
  const count = lists.reduce((product, { list }) => product * list.length, 1);
  if (count > MOST_SETTINGS) throw tooMany(count, lists);
  const combinations = lists.reduce<Readonly<Record<string, number>>[]>(
    (made, { name, list }) => made.flatMap((one) => list.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
  const turning = lists.filter(({ list }) => list.length > 1).map(({ name }) => name);
  return combinations.map((setting) => ({
    swept: Object.fromEntries(turning.map((name) => [name, setting[name]])),
    optimizer: ftrl(setting),
  }));
}

/** `alpha-0.1_lambda1-2.arrow`: as the models of a comparison are called. */
export function fileOf(swept: SweptSetting['swept']): string {
  const name = Object.entries(swept).map(([key, value]) => `${key}-${value}`);
  return `${name.join('_') || 'model'}.arrow`;
}

function checkList(name: string, list: readonly number[]): void {
  const source = `--${flagOf(name)}`;
  if (list.length === 0) throw new InputError({ source, found: 'no number', expected: 'at least one' });
  const twice = list.find((value, i) => list.indexOf(value) !== i);
  if (twice !== undefined) throw new InputError({ source, found: `${twice} twice`, expected: 'each number once' });
}

function tooMany(count: number, lists: readonly { readonly list: readonly number[] }[]): InputError {
  const product = lists.map(({ list }) => list.length.toLocaleString('en-US')).join(' x ');
  return new InputError({
    source: 'the grid',
    found: `${product} = ${count.toLocaleString('en-US')} settings`,
    expected: `at most ${MOST_SETTINGS}`,
    advice: 'begin with a coarse grid, then refine it around the best',
  });
}
