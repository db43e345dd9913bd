/** A model and held-out records -> what its fields are worth to it, and its heaviest features by name. */

import { looksLikeCache } from '../export/cache-reader.js';
import { type HashSpec } from '../batch/hash-spec.js';
import { hashSpec } from '../hash/hash.js';
import { recordFeatures } from '../hash/record-features.js';
import type { Model } from '../learn/model.js';
import { findInputs } from '../read/inputs.js';
import { type Records, read } from '../read/read.js';
import { recordsIn } from '../read/records-in.js';
import { type ModelContents, contentsTally } from '../report/model-contents.js';
import { checkLabelled } from './checks.js';
import { type InputOptions, checkFields } from './evaluate.js';
import { heeding, interruptible } from './interrupted.js';

/** Records that are looked at if nothing else is said: a few seconds. */
const LOOKED_AT = 200_000;

/**
 * Looks at the first records of the inputs, one by one: the batches that {@link evaluate} measures on no longer tell tokens.
 * Malformed records are thrown, or skipped without a word: who measured on the same records has told them.
 *
 * @param records how many to look at
 * @returns null for caches, which have no tokens, for pipes, which can be read only once, and if there are no records
 * @throws InputError as evaluate does
 */
export async function contentsOf(
  model: Model,
  options: InputOptions,
  records = LOOKED_AT,
): Promise<ModelContents | null> {
  const { signal } = options;
  return interruptible(signal, async () => {
    const inputs = await findInputs(options.inputs);
    if (inputs.some((input) => input.kind === 'pipe' || looksLikeCache(input))) return null;
    const opened = await read(options.inputs, options);
    checkLabelled(opened.format, options.inputs);
    const { bits, hash: kind, seed, missing } = model.header.hashing;
    const spec = hashSpec(opened, { bits, hash: kind, seed, missing });
    checkFields(spec, model.header, options);
    return look(model, opened, spec, records, options);
  });
}

async function look(model: Model, records: Records, spec: HashSpec, limit: number, options: InputOptions) {
  const { badRecords, signal } = options;
  const tally = contentsTally(model);
  const featuresOf = recordFeatures(spec);
  const onBadRecord = badRecords === 'skip' ? () => {} : undefined;
  const looked = recordsIn(records, (record) => tally.add(featuresOf(record), record.label, record.importance), {
    onBadRecord,
    signal,
  });
  for await (const _ of heeding(signal, looked)) if (tally.records() === limit) break;
  return tally.contents();
}
