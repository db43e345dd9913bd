/** The section `compare` of a pipeline file: what is compared with what, and every setting that it asks to train. */

import { z } from 'zod';

import type { Parameters } from '../learn/parameters.js';
import type { PruneRule } from '../prune/prune.js';
import { ONE_RULE, hashing, inputs, number, optionsOf, parameters, pruning, reading, text } from './file-keys.js';

const numbers = z.union(
  [
    number,
    z
      .array(number)
      .min(1, 'expected at least one number')
      .refine((list) => new Set(list).size === list.length, 'expected each number once'),
  ],
  'expected a number or a list of numbers',
);

const variant = z.strictObject({
  /** Also the name of the folder of its models. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,30}$/, 'expected at most 31 of lower-case letters, digits, ".", "_" and "-"'),
  optimizer: text.optional(),
  /** A list of numbers is a training each. */
  ...parameters(numbers),
  schedule: text.optional(),
  /** Zeroes the smallest weights of each trained model: one training, as many pruned models as there are numbers. */
  prune: z
    .strictObject(pruning(numbers.optional()))
    .refine(...ONE_RULE)
    .optional(),
});

export const compareSection = z
  .strictObject({
    inputs,
    ...reading,
    ...hashing,
    epochs: number.optional(),
    /** What the models are judged on: inputs of their own, or what a rule holds out of the inputs. */
    holdout: inputs.optional(),
    split: text.optional(),
    /** Folder in which the hashed batches are kept. */
    cache: text,
    /** Folder in which the models are written. */
    models: text,
    output: text.optional(),
    variants: z.array(variant).min(1, 'expected at least one variant').superRefine(haveNamesOfTheirOwn),
  })
  .refine(({ holdout, split }) => (holdout === undefined) !== (split === undefined), {
    message: 'exactly one of holdout, split',
  });

function haveNamesOfTheirOwn(variants: readonly { readonly name: string }[], context: z.RefinementCtx): void {
  const names = variants.map(({ name }) => name);
  const second = names.findIndex((name, i) => names.indexOf(name) !== i);
  if (second < 0) return;
  context.addIssue({ code: 'custom', path: [second, 'name'], message: 'expected a name that no other variant has' });
}

export type CompareSection = z.output<typeof compareSection>;
type Variant = CompareSection['variants'][number];

/** One training, and the prunings of its model. */
export interface Setting {
  readonly variant: string;
  /** Its place among the variants. */
  readonly index: number;
  /** What `train` is told of learning. */
  readonly learning: Parameters & { readonly optimizer?: string | undefined };
  /** Its numbers out of the lists, as the file has them: what tells it from the others of its variant. */
  readonly swept: Readonly<Record<string, number>>;
  readonly prunings: readonly PruneRule[];
}

/** Every combination of the numbers that the variants list, the first list turning slowest. */
export function settingsOf({ variants }: Pick<CompareSection, 'variants'>): Setting[] {
  return variants.flatMap(({ name: variantName, prune, ...keys }, index) => {
    const listed = Object.entries<unknown>(keys).filter(([, value]) => Array.isArray(value));
    const lists = listed.map(([key]) => key);
    return combinations(keys).map((learned) => ({
      ...{ variant: variantName, index, learning: optionsOf(learned) },
      swept: Object.fromEntries(lists.map((key) => [key, Number(learned[key])])),
      prunings: rulesOf(prune),
    }));
  });
}

/** A training's keys, each with one value. */
type Learned = Readonly<Record<string, unknown>>;

function combinations(keys: Learned): Learned[] {
  return Object.entries(keys).reduce<Learned[]>(
    (made, [key, value]) => made.flatMap((one) => [value].flat().map((single) => ({ ...one, [key]: single }))),
    [{}],
  );
}

function rulesOf(prune: Variant['prune']): PruneRule[] {
  return Object.entries(prune ?? {}).flatMap(([rule, value]) =>
    [value ?? []].flat().map((single) => ({ [rule]: single }) as unknown as PruneRule),
  );
}
