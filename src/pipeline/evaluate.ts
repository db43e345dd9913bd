/** A model over labelled records: how good it is. Nothing is learned. */

import { type Judged, judge } from '../evaluate/judged.js';
import type { HashOptions } from '../hash/hash.js';
import { type HashSpec, differentFields } from '../batch/hash-spec.js';
import { InputError } from '../input-error.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Model, ModelHeader } from '../learn/model.js';
import { predictor } from '../learn/predictor.js';
import type { ReadOptions } from '../read/read.js';
import type { Schema } from '../read/schema.js';
import { checkExamples, checkLabelled, checkNotRead, checkSides, pathsOf } from './checks.js';
import { heeding, interruptible } from './interrupted.js';
import { openInputs } from './open-inputs.js';

/** How to read records for a model that exists: the model itself says how they are hashed. */
export interface InputOptions extends Pick<
  HashOptions,
  'workers' | 'badRecords' | 'maxBad' | 'onBadRecord' | 'signal'
> {
  readonly inputs: readonly string[];
  readonly format?: string | undefined;
  /** What the columns of a table mean: the schema that the model was trained with, or its file. */
  readonly schema?: Schema | string | undefined;
  /** Only the examples that the rule holds out, as the training of the same rule did: see {@link HashOptions.split}. */
  readonly split?: string | undefined;
  /** Where the inputs are caches: see {@link OpenInputs.batches}. */
  readonly kernel?: Kernel | undefined;
}

/** How good a model is, and how many malformed records were skipped on the way. */
export interface Evaluation extends Judged {
  readonly badRecords: number;
}

/** @throws InputError for malformed input, no examples, and records of other fields than the model's */
export async function evaluate(model: Model, options: InputOptions): Promise<Evaluation> {
  const batches = await batchesFor(model, options);
  checkLabelled(batches, options.inputs);
  const predict = predictor(batches.kernel, model);
  await interruptible(options.signal, async () => {
    for await (const batch of heeding(options.signal, batches.heldOut ?? batches)) predict.score(batch);
  });
  checkSides(options.split, batches.counts, 'measure');
  checkExamples(options.inputs, batches.counts);
  return { ...judge(predict.scores), badRecords: batches.counts.badRecords };
}

/**
 * Two models over the same records.
 *
 * @param output a file that is about to be written, which must not be one that is read
 * @throws InputError as evaluate does, and for records from a pipe: they can be read only once
 */
export async function evaluateBoth(before: Model, after: Model, options: InputOptions, output?: string) {
  const insteadOfPipe = 'write it to a file first: two models are measured on it';
  const opened = await interruptible(options.signal, () => openInputs(options.inputs, { ...options, insteadOfPipe }));
  if (output !== undefined) checkNotRead('--output', output, pathsOf(opened));
  const first = await evaluate(before, options);
  return { before: first, after: await evaluate(after, untold(options)) };
}

/** Malformed records were told the first time. */
export function untold(options: InputOptions): InputOptions {
  return { ...options, onBadRecord: undefined };
}

/**
 * Records hashed as the model's were.
 *
 * @param output a file that is about to be written, which must not be one that is read
 */
export async function batchesFor(
  { header }: { readonly header: Pick<ModelHeader, 'hashing'> },
  options: InputOptions & Pick<ReadOptions, 'labels'>,
  output?: string,
) {
  const { bits, hash: kind, seed, missing } = header.hashing;
  const opened = await interruptible(options.signal, () => openInputs(options.inputs, options));
  if (output !== undefined) checkNotRead('--output', output, pathsOf(opened));
  const batches = opened.batches({ ...options, bits, hash: kind, seed, missing }, options.kernel);
  checkFields(batches.spec, header, options);
  return batches;
}

/** @throws InputError for records of other fields than the model's */
export function checkFields(
  spec: HashSpec,
  { hashing }: Pick<ModelHeader, 'hashing'>,
  options: Pick<InputOptions, 'inputs' | 'schema'>,
): void {
  const different = differentFields(spec, hashing);
  if (different === null) return;
  const [what, found, expected] = different;
  throw new InputError({
    source: options.inputs[0],
    found: `${what} ${found}`,
    expected: `the model's, ${expected}`,
    advice:
      options.schema === undefined ? 'give records of the same format' : 'use the schema that it was trained with',
  });
}
