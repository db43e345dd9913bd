/** A model and the features of labelled records -> what its fields are worth to it, and its heaviest features by name. */

import { leftOut } from '../evaluate/left-out.js';
import { nonzerosOf } from '../export/nonzeros.js';
import { fieldsOf } from '../hash/field-tokens.js';
import type { RecordFeatures } from '../hash/record-features.js';
import { slotRanks } from '../hash/slot-ranks.js';
import type { Model } from '../learn/model.js';
import { fieldsMet } from './fields-met.js';
import { type NamedFeature, heaviestOf } from './heaviest.js';
import { slotNames } from './slot-names.js';

/** What a field, or a cross, has of the model. */
export interface FieldContents {
  readonly name: string;
  readonly type: string;
  /**
   * Slots of the model that its tokens met in the records looked at: with a nonzero weight; in a model with state, any. A
   * slot that several fields met counts for each.
   */
  readonly nonzeros: number;
  readonly touched: number | null;
  /** Share of the sum of |w| over the whole model that those nonzeros have, 0 to 1. */
  readonly weightShare: number;
  /** By how much the log loss grows when the field is left out, nothing else changed; negative if it shrinks. */
  readonly logLossIncrease: number;
}

export interface ModelContents {
  /** Records looked at. */
  readonly records: number;
  /** On them, weighted by importance. */
  readonly logLoss: number;
  readonly fields: readonly FieldContents[];
  /** The largest |w| first, of those that some record has. */
  readonly heaviest: readonly NamedFeature[];
  /** Nonzeros that some record has; those of them that several tokens share. */
  readonly named: number;
  readonly collided: number;
}

export interface ContentsTally {
  /** Takes the features of a labelled record. */
  add(features: RecordFeatures, label: number, importance: number): void;
  records(): number;
  /** @returns null without records */
  contents(): ModelContents | null;
}

/** @param heaviest features that are named, at most */
export function contentsTally(model: Model, heaviest = 20): ContentsTally {
  const { header } = model;
  const { slots, weights } = nonzerosOf(model);
  const fields = fieldsOf(header.hashing);
  const kept = slotRanks(header.hashing.bits, [slots]);
  const stored = header.hasState ? slotRanks(header.hashing.bits, slotsOf(model)) : null;
  const names = slotNames(header.hashing, slots.length);
  const keptBy = fieldsMet(fields.length, slots.length);
  const storedBy = stored && fieldsMet(fields.length, stored.count);
  const contributions = new Float64Array(fields.length);
  const losses = leftOut(fields.length);
  let records = 0;

  function add(features: RecordFeatures, label: number, importance: number): void {
    records++;
    contributions.fill(0);
    let margin = header.bias.weight;
    for (let i = 0; i < features.length; i++) {
      const field = features.fields[i];
      const slot = features.slots[i];
      const touched = stored === null ? -1 : stored.rankOf(slot);
      if (touched >= 0) storedBy!.add(touched, field);
      const place = kept.rankOf(slot);
      if (place < 0) continue;
      names.add(place, field, features.behind[i]);
      keptBy.add(place, field);
      const product = weights[place] * features.values[i];
      contributions[field] += product;
      margin += product;
    }
    losses.add(margin, contributions, label, importance);
  }

  function contents(): ModelContents | null {
    const logLoss = losses.logLoss();
    return logLoss === null
      ? null
      : { records, logLoss, fields: lines(), heaviest: heaviestOf(slots, weights, names, heaviest), ...names.counts() };
  }

  function lines(): FieldContents[] {
    const total = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
    const sizes = keptBy.sums((place) => Math.abs(weights[place]));
    const [nonzeros, touched] = [keptBy.sums(() => 1), storedBy?.sums(() => 1)];
    const increases = losses.increases();
    return fields.map(({ name, type }, f) => ({
      ...{ name, type, nonzeros: nonzeros[f], touched: touched?.[f] ?? null },
      ...{ weightShare: total > 0 ? sizes[f] / total : 0, logLossIncrease: increases[f] },
    }));
  }

  return { add, records: () => records, contents };
}

function* slotsOf(model: Model): Generator<Uint32Array> {
  for (const { slots } of model.blocks()) yield slots;
}
