/** A model over records: one probability an example, in their order. */

import { writeFully, writeAtomically } from '../export/atomic-write.js';
import { InputError } from '../input-error.js';
import type { Model } from '../learn/model.js';
import { predictor } from '../learn/predictor.js';
import { checkOutput } from './checks.js';
import { type InputOptions, batchesFor } from './evaluate.js';
import { interruptible } from './interrupted.js';

/**
 * Yields the probabilities of a click, a batch at a time.
 *
 * @throws InputError for malformed input and records of other fields than the model's
 */
export async function* predict(model: Model, options: InputOptions): AsyncGenerator<Float64Array> {
  const batches = await batchesFor(model, options);
  const predictions = predictor(batches.kernel, model);
  for await (const batch of batches) yield predictions.probabilities(batch);
}

/**
 * Writes one probability a line: the shortest decimals that give the same float64.
 *
 * @param output a file, written whole or not at all; or `-` for standard output
 * @returns the number of examples
 */
export async function predictTo(output: string, model: Model, options: InputOptions): Promise<number> {
  if (/\.(arrow|parquet|feather)$/i.test(output)) {
    throw new InputError({
      source: `--output ${output}`,
      found: 'a columnar format',
      expected: 'a text file, one probability a line',
    });
  }
  let examples = 0;
  const write = async (fd: number): Promise<void> => {
    for await (const probabilities of predict(model, options)) {
      examples += probabilities.length;
      writeFully(fd, Buffer.from(`${probabilities.join('\n')}\n`));
    }
  };
  if (output !== '-') checkOutput('--output', output);
  await interruptible(options.signal, () => (output === '-' ? write(1) : writeAtomically(output, write)));
  return examples;
}
