/** The names of a model's slots -> its heaviest features, in order. */

import type { NamedToken, SlotNames } from './slot-names.js';

/** A slot with a nonzero weight, by the tokens that met it. */
export interface NamedFeature {
  readonly slot: number;
  readonly weight: number;
  /** Occurrences in the records looked at. */
  readonly count: number;
  /** The most frequent first; several are a collision. */
  readonly tokens: readonly NamedToken[];
  /** Occurrences of further tokens, which are not listed. */
  readonly others: number;
}

/** A model's weights by name. */
export interface Explanation {
  readonly format: string;
  readonly examples: number;
  readonly badRecords: number;
  readonly bias: number;
  readonly nonzeros: number;
  /** Nonzeros that some record has; those of them that several tokens share. */
  readonly named: number;
  readonly collided: number;
  /** The largest |w| first. */
  readonly features: readonly NamedFeature[];
}

/**
 * The features of the largest |w| that some record has; of equal ones the lower slot first.
 *
 * @param slots   ascending
 * @param weights one a slot
 * @param most    how many
 */
export function heaviestOf(slots: Uint32Array, weights: Float32Array, names: SlotNames, most: number): NamedFeature[] {
  const heaviest: NamedFeature[] = [];
  const order = Uint32Array.from(slots.keys()).toSorted((a, b) => Math.abs(weights[b]) - Math.abs(weights[a]) || a - b);
  for (const place of order) {
    if (heaviest.length >= most) break;
    const tokens = names.tokensOf(place);
    if (tokens !== null) heaviest.push({ slot: slots[place], weight: weights[place], ...tokens });
  }
  return heaviest;
}
