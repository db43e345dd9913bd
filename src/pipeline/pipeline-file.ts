/** A pipeline file (YAML) -> what it asks for, checked: an unknown key is an error that names its line. */

import { z } from 'zod';

import { InputError } from '../input-error.js';
import { type YamlFile, parseYaml, readYamlText } from '../yaml-file.js';
import { ENCODINGS } from '../prune/encoding.js';
import { RANKING_NAMES } from '../prune/rankings.js';
import { compareSection } from './compare-file.js';
import { ENGINES } from './engine.js';
import { ONE_BUDGET, hashing, inputs, number, parameters, pruning, reading, text } from './file-keys.js';

const schema = z
  .strictObject({
    /** Folder that is made, if it is not there, before anything else. */
    folder: text.optional(),
    /** Logs to generate first. */
    generate: z
      .array(z.strictObject({ examples: number, seed: number.optional(), skip: number.optional(), output: text }))
      .optional(),
    train: z
      .strictObject({
        inputs,
        ...reading,
        ...hashing,
        optimizer: text.optional(),
        ...parameters(number),
        schedule: text.optional(),
        engine: z.enum(ENGINES).optional(),
        epochs: number.optional(),
        initial: text.optional(),
        weights_only: z.boolean().optional(),
        shuffle_files: number.optional(),
        cache: text.optional(),
        quarantine: text.optional(),
        split: text.optional(),
        tensorboard: text.optional(),
        run: text.optional(),
        model: text,
      })
      .optional(),
    prune: z
      .strictObject({
        ...pruning(number.optional()),
        /** Such as 200kB. */
        max_bytes: z.union([number, text]).optional(),
        /** Such as 0.1%. */
        max_log_loss_increase: text.optional(),
        ranking: z.enum(RANKING_NAMES).optional(),
        encoding: z.enum(ENCODINGS).optional(),
        /** What the kept weights learn on from; the examples that the training's split holds out are left out here too. */
        refit: inputs.optional(),
        refit_epochs: number.optional(),
        output: text,
      })
      .refine(...ONE_BUDGET)
      .refine(({ refit, refit_epochs: epochs }) => refit !== undefined || epochs === undefined, {
        message: 'refit beside refit_epochs',
      })
      .optional(),
    report: z
      .strictObject({ holdout: inputs.optional(), ...reading, output: inputs.default([]), pictures: text.optional() })
      .optional(),
    /** Many trainings, each judged on the same examples. */
    compare: compareSection.optional(),
  })
  .superRefine(hasModels);

/** There is something to do, and a model for what is done to one. */
function hasModels(
  { train, prune, report, compare }: { train?: unknown; prune?: unknown; report?: unknown; compare?: unknown },
  context: z.RefinementCtx,
): void {
  if (train !== undefined) return;
  const lonely = prune !== undefined ? 'prune' : report !== undefined ? 'report' : null;
  if (lonely !== null)
    context.addIssue({ code: 'custom', path: [lonely], message: 'expected the key train beside it' });
  else if (compare === undefined) context.addIssue({ code: 'custom', message: 'expected the key train or compare' });
}

/** What a pipeline file asks for. */
export type Steps = z.output<typeof schema>;

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
  const holder = holdersOf(section).find((keys) => file.has([...keys, key])) ?? section;
  return new InputError({ ...error.problem, ...file.placeOf([...holder, key]) });
}

/** Where a key may stand that concerns a section. */
function holdersOf(section: readonly (string | number)[]): (readonly (string | number)[])[] {
  // what a variant does not say stands with the comparison
  if (section[0] === 'compare') return [section, ['compare']];
  // how the holdout is read stands with the report, or with the training
  return [section, ['report'], ['train']];
}
