/** A model and records -> the names of its weights, or what the features of one record give to its probability. */

import { looksLikeCache } from '../export/cache-reader.js';
import { nonzerosOf } from '../export/nonzeros.js';
import type { HashOptions } from '../hash/hash.js';
import { recordFeatures } from '../hash/record-features.js';
import { slotRanks } from '../hash/slot-ranks.js';
import { InputError } from '../input-error.js';
import type { Model } from '../learn/model.js';
import { findInputs } from '../read/inputs.js';
import { type Explanation, heaviestOf } from '../report/heaviest.js';
import { type RecordExplanation, explainRecord } from '../report/record-explanation.js';
import { slotNames } from '../report/slot-names.js';
import { checkExamples } from './checks.js';
import type { InputOptions } from './evaluate.js';
import { interruptible } from './interrupted.js';
import { type RecordsFor, recordsFor, takeRecords } from './records-for.js';

/** How to read the records; labels and importances may be there or not. */
export interface ExplainOptions
  extends
    Pick<InputOptions, 'inputs' | 'format' | 'schema'>,
    Pick<HashOptions, 'badRecords' | 'onBadRecord' | 'signal'> {}

/**
 * Names the features of a model, by one pass over records such as it was trained on. Memory follows the model's nonzeros.
 *
 * @param top features to list, 0 or more
 * @throws InputError for malformed input, caches, and records of other fields than the model's
 */
export async function explain(model: Model, options: ExplainOptions, top = 20): Promise<Explanation> {
  const { slots, weights, placeOf } = keptOf(model);
  const names = slotNames(model.header.hashing, slots.length);
  const { format, taken } = await interruptible(options.signal, async () => {
    const opened = await openRecords(model, options);
    const featuresOf = recordFeatures(opened.spec);
    return {
      format: opened.records.format.name,
      taken: await takeRecords(opened.records, options, (record) => {
        const features = featuresOf(record);
        for (let i = 0; i < features.length; i++) {
          const place = placeOf(features.slots[i]);
          if (place >= 0) names.add(place, features.fields[i], features.behind[i]);
        }
        return true;
      }),
    };
  });
  checkExamples(options.inputs, taken);
  const { weight: bias } = model.header.bias;
  const features = heaviestOf(slots, weights, names, top);
  return { format, ...taken, bias, nonzeros: slots.length, ...names.counts(), features };
}

/**
 * Explains one record: what each of its features gives to the margin. Reads no further.
 *
 * @param example its number among the examples of all inputs, from 1: the line that predict prints for it
 * @throws InputError as {@link explain} does, and if there are fewer
 */
export async function explainExample(
  model: Model,
  options: ExplainOptions,
  example: number,
): Promise<RecordExplanation> {
  const { weights, placeOf } = keptOf(model);
  const weightOf = (slot: number): number => {
    const place = placeOf(slot);
    return place < 0 ? 0 : weights[place];
  };
  let [examples, found] = [0, null as RecordExplanation | null];
  const taken = await interruptible(options.signal, async () => {
    const opened = await openRecords(model, options);
    const featuresOf = recordFeatures(opened.spec);
    return takeRecords(opened.records, options, (record) => {
      // a record that is malformed is no example
      const features = featuresOf(record);
      examples++;
      if (examples === example) found = explainRecord(features, example, model.header, weightOf);
      return found === null;
    });
  });
  checkExamples(options.inputs, taken);
  if (found !== null) return found;
  throw new InputError({
    source: `--record ${example}`,
    found: `${examples.toLocaleString('en-US')} examples`,
    expected: 'one of them, counted from 1',
  });
}

function keptOf(model: Model) {
  const { slots, weights } = nonzerosOf(model);
  return { slots, weights, placeOf: slotRanks(model.header.hashing.bits, [slots]).rankOf };
}

async function openRecords(model: Model, options: ExplainOptions): Promise<RecordsFor> {
  const inputs = await findInputs(options.inputs);
  const cached = inputs.find(looksLikeCache);
  if (cached === undefined) return recordsFor(model, { ...options, labels: 'ignored' });
  throw new InputError({
    source: cached.name,
    found: 'a cache',
    expected: 'records: a cache no longer has their tokens',
  });
}
