/** Keys that sections of a pipeline file share, and how they are called as options of the library. */

import { z } from 'zod';

import { PARAMETERS, keyOf } from '../learn/parameters.js';

export const text = z.string().min(1);
export const number = z.number();
export const inputs = z.union(
  [text.transform((path) => [path]), z.array(text).min(1, 'expected at least one file')],
  'expected a file or a list of files',
);

export const reading = {
  format: text.optional(),
  schema: text.optional(),
  workers: number.optional(),
  bad_records: z.enum(['fail', 'skip']).optional(),
  max_bad: number.optional(),
};

export const hashing = {
  bits: number.optional(),
  hash: z.enum(['murmur3', 'identity']).optional(),
  hash_seed: number.optional(),
  missing: z.enum(['ignore', 'feature']).optional(),
};

/**
 * The parameters of all optimizers; which of them one has is for the library to say.
 *
 * @param numeric what a number may be
 */
export function parameters(numeric: z.ZodType): object {
  return Object.fromEntries(
    [...PARAMETERS].map(([name, { isSwitch }]) => [keyOf(name), (isSwitch ? z.boolean() : numeric).optional()]),
  );
}

/** The rules of pruning, of which a section has one. */
export function pruning<T extends z.ZodType>(rule: T) {
  return { threshold: rule, keep: rule, density: rule };
}

const RULES = ['threshold', 'keep', 'density'] as const;
const BUDGETS = ['max_bytes', 'max_log_loss_increase'] as const;

function hasOne(names: readonly string[]) {
  const message = `exactly one of ${names.join(', ')}`;
  return [(section: object) => names.filter((name) => name in section).length === 1, { message }] as const;
}

export const ONE_RULE = hasOne(RULES);
export const ONE_BUDGET = hasOne([...RULES, ...BUDGETS]);

type OptionName<K> = K extends 'hash_seed'
  ? 'seed'
  : K extends `${infer First}_${infer Rest}`
    ? `${First}${Capitalize<OptionName<Rest> & string>}`
    : K;

/** A section's keys as the library names them. */
export type OptionsOf<T> = { [K in keyof T as OptionName<K>]: T[K] };

/** `initial_accumulator: 0.1` -> `{ initialAccumulator: 0.1 }`; `hash_seed` is the library's `seed`. Undoes keyOf. */
export function optionsOf<T extends object>(section: T): OptionsOf<T> {
  const entries = Object.entries(section).map(([key, value]) => [optionName(key), value]);
  return Object.fromEntries(entries) as OptionsOf<T>;
}

function optionName(key: string): string {
  return key === 'hash_seed' ? 'seed' : key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
