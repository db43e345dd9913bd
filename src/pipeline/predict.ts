/** A model over records: one probability an example, in their order. */

import { once } from 'node:events';

import { writeFully, writeAtomically } from '../export/atomic-write.js';
import { readModel } from '../export/model-file.js';
import type { Batches } from '../hash/hash.js';
import { InputError } from '../input-error.js';
import type { Model } from '../learn/model.js';
import { predictor } from '../learn/predictor.js';
import { checkNotRead, checkOutput } from './checks.js';
import { type InputOptions, batchesFor } from './evaluate.js';
import { heeding, interruptible } from './interrupted.js';

/** What was predicted. */
export interface PredictResult {
  readonly examples: number;
  readonly badRecords: number;
}

/**
 * Yields the probabilities of a click, a batch at a time. The label and importance of a schema may be there or not.
 *
 * @throws InputError for malformed input and records of other fields than the model's
 */
export async function* predict(model: Model, options: Omit<InputOptions, 'split'>): AsyncGenerator<Float64Array> {
  yield* probabilitiesOf(model, await batchesFor(model, { ...options, labels: 'ignored' }), options.signal);
}

async function* probabilitiesOf(model: Model, batches: Batches, signal: AbortSignal | undefined) {
  const predictions = predictor(batches.kernel, model);
  for await (const batch of heeding(signal, batches)) yield predictions.probabilities(batch);
}

/**
 * Writes one probability a line: the shortest decimals that give the same float64.
 *
 * @param output a file, written whole or not at all; or `-` for standard output
 * @param path   the model file
 * @throws InputError for malformed input, and for an output that is one of the inputs or has no folder
 */
export async function predictTo(
  output: string,
  path: string,
  options: Omit<InputOptions, 'split'>,
): Promise<PredictResult> {
  if (/\.(arrow|parquet|feather)$/i.test(output)) {
    throw new InputError({
      source: `--output ${output}`,
      found: 'a columnar format',
      expected: 'a text file, one probability a line',
    });
  }
  const file = output === '-' ? undefined : output;
  if (file !== undefined) checkOutput('--output', file);
  const model = readModel(path);
  if (file !== undefined) checkNotRead('--output', file, [path]);
  const batches = await batchesFor(model, { ...options, labels: 'ignored' }, file);
  const write = async (put: (text: string) => Promise<void> | void): Promise<void> => {
    const all = probabilitiesOf(model, batches, options.signal);
    for await (const probabilities of all) await put(`${probabilities.join('\n')}\n`);
  };
  await interruptible(options.signal, () =>
    file === undefined
      ? write(toStandardOutput)
      : writeAtomically(file, (fd) => write((text) => writeFully(fd, Buffer.from(text)))),
  );
  const { examples, badRecords } = batches.counts;
  return { examples, badRecords };
}

/** Standard output may be a pipe that takes nothing for a while: then a write of the system's own would fail. */
async function toStandardOutput(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
