/** A model over labelled records: how good it is. Nothing is learned. */

import { type Metrics, metricsOf } from '../evaluate/metrics.js';
import { type HashOptions, hash } from '../hash/hash.js';
import { InputError } from '../input-error.js';
import type { Model } from '../learn/model.js';
import { predictor } from '../learn/predictor.js';
import { read } from '../read/read.js';
import { interruptible } from './interrupted.js';

/** How to read records for a model that exists: the model itself says how they are hashed. */
export interface InputOptions extends Pick<HashOptions, 'workers' | 'badRecords' | 'onBadRecord' | 'signal'> {
  readonly inputs: readonly string[];
  readonly format?: string | undefined;
}

/** @throws InputError for malformed input, no examples, and records of other fields than the model's */
export async function evaluate(model: Model, options: InputOptions): Promise<Metrics> {
  const batches = await batchesFor(model, options);
  const predict = predictor(batches.kernel, model);
  await interruptible(options.signal, async () => {
    for await (const batch of batches) predict.score(batch);
  });
  const metrics = metricsOf(predict.scores);
  if (metrics.examples > 0) return metrics;
  throw new InputError({ source: options.inputs.join(', '), found: 'no examples', expected: 'at least one example' });
}

/** Records hashed as the model's were. */
export async function batchesFor({ header }: Model, options: InputOptions) {
  const { bits, hash: kind, seed, missing, fields } = header.hashing;
  const records = await read(options.inputs, options);
  const [found, expected] = [records.format.fields, fields].map((list) => list.map(({ name }) => name).join(', '));
  if (found !== expected) {
    const advice = 'give records of the same format';
    throw new InputError({
      source: options.inputs[0],
      found: `fields ${found}`,
      expected: `the model's, ${expected}`,
      advice,
    });
  }
  return hash(records, { ...options, bits, hash: kind, seed, missing });
}
