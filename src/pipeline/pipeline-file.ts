/** A pipeline file (YAML) -> what it asks for, checked: an unknown key is an error that names its line. */

import { z } from 'zod';

import { InputError } from '../input-error.js';
import { PARAMETERS, type Parameters, keyOf, parametersFrom } from '../learn/parameters.js';
import { type YamlFile, parseYaml, readYamlText } from '../yaml-file.js';

const text = z.string().min(1);
const number = z.number();
const inputs = z.union(
  [text.transform((path) => [path]), z.array(text).min(1, 'expected at least one file')],
  'expected a file or a list of files',
);

const reading = {
  format: text.optional(),
  schema: text.optional(),
  workers: number.optional(),
  bad_records: z.enum(['fail', 'skip']).optional(),
  max_bad: number.optional(),
};

/** Which of them an optimizer has is for the library to say. */
const parameters: object = Object.fromEntries(
  [...PARAMETERS].map(([name, { isSwitch }]) => [keyOf(name), (isSwitch ? z.boolean() : number).optional()]),
);

const schema = z.strictObject({
  /** Folder that is made, if it is not there, before anything else. */
  folder: text.optional(),
  /** Logs to generate first. */
  generate: z
    .array(z.strictObject({ examples: number, seed: number.optional(), skip: number.optional(), output: text }))
    .optional(),
  train: z.strictObject({
    inputs,
    ...reading,
    bits: number.optional(),
    hash: z.enum(['murmur3', 'identity']).optional(),
    hash_seed: number.optional(),
    missing: z.enum(['ignore', 'feature']).optional(),
    optimizer: text.optional(),
    ...parameters,
    schedule: text.optional(),
    epochs: number.optional(),
    initial: text.optional(),
    weights_only: z.boolean().optional(),
    shuffle_files: number.optional(),
    cache: text.optional(),
    quarantine: text.optional(),
    split: text.optional(),
    model: text,
  }),
  prune: z
    .strictObject({ threshold: number.optional(), keep: number.optional(), density: number.optional(), output: text })
    .refine(
      ({ threshold, keep, density }) => [threshold, keep, density].filter((rule) => rule !== undefined).length === 1,
      {
        message: 'exactly one of threshold, keep, density',
      },
    )
    .optional(),
  report: z.strictObject({ holdout: inputs.optional(), ...reading, output: text.optional() }).optional(),
});

/** What a pipeline file asks for. */
export type Steps = z.output<typeof schema>;

/** What a training says of the optimizer's parameters. */
export function parametersOf(train: Steps['train']): Parameters {
  const keys: Readonly<Record<string, unknown>> = train;
  return parametersFrom((name) => keys[keyOf(name)]);
}

export interface PipelineFile {
  readonly steps: Steps;
  /** What a step found wrong with a flag (`--bits`), said of the key of the file that holds its value. */
  located(error: unknown, section: readonly (string | number)[]): unknown;
}

/**
 * Reads and checks a pipeline file. Nothing in it is run or followed before the whole of it is right.
 *
 * @throws InputError with file, line and key for YAML that is none, unknown and missing keys, wrong types
 */
export function readPipelineFile(path: string): PipelineFile {
  const file = parseYaml(readYamlText(path, 'pipeline file'), path, schema, 'pipeline file');
  return { steps: file.content, located: (error, section) => located(error, section, file) };
}

function located(error: unknown, section: readonly (string | number)[], file: YamlFile<Steps>): unknown {
  if (!(error instanceof InputError)) return error;
  const [, flag] = /^--([a-z][a-z0-9-]*)/.exec(error.problem.source ?? '') ?? [];
  if (flag === undefined) return error;
  const key = flag.replaceAll('-', '_');
  // how the holdout is read stands with the report, or with the training
  const sections = [section, ['report'], ['train']];
  const holder = sections.find((keys) => file.has([...keys, key])) ?? section;
  return new InputError({ ...error.problem, ...file.placeOf([...holder, key]) });
}
