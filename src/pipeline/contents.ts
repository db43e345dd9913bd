/** A model and held-out records -> what its fields are worth to it, and its heaviest features by name. */

import { looksLikeCache } from '../export/cache-reader.js';
import { recordFeatures } from '../hash/record-features.js';
import type { Model } from '../learn/model.js';
import { findInputs } from '../read/inputs.js';
import { type ModelContents, contentsTally } from '../report/model-contents.js';
import { checkLabelled } from './checks.js';
import type { InputOptions } from './evaluate.js';
import { heldOut } from './held-out.js';
import { interruptible } from './interrupted.js';
import { recordsFor, takeRecords } from './records-for.js';

/** Records that are looked at if nothing else is said: some two seconds. */
const LOOKED_AT = 100_000;

/**
 * Looks at the first records of the inputs that the split, if any, holds out, one by one: the batches that {@link evaluate}
 * measures on no longer tell tokens.
 * Malformed records are thrown, or skipped without a word: who measured on the same records has told them.
 *
 * @param records how many to look at
 * @returns null for caches, which have no tokens, for pipes, which can be read only once, for a split by a column of Arrow
 *   or Parquet, and if there are no records
 * @throws InputError as evaluate does
 */
export async function contentsOf(
  model: Model,
  options: InputOptions,
  records = LOOKED_AT,
): Promise<ModelContents | null> {
  const { badRecords, signal } = options;
  return interruptible(signal, async () => {
    const inputs = await findInputs(options.inputs);
    if (inputs.some((input) => input.kind === 'pipe' || looksLikeCache(input))) return null;
    const opened = await recordsFor(model, options);
    checkLabelled(opened.records.format, options.inputs);
    const held = await heldOut(opened.records, model, options);
    if (held === null) return null;
    const tally = contentsTally(model);
    const featuresOf = recordFeatures(opened.spec);
    await takeRecords(held.records, { badRecords, signal }, (record) => {
      // one that is malformed is no example, on either side
      const features = featuresOf(record);
      if (held.next()) tally.add(features, record.label, record.importance);
      return tally.records() < records;
    });
    return tally.contents();
  });
}
