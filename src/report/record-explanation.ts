/** The features of one record and a model -> what each of them gives to the margin. */

import type { RecordFeatures } from '../hash/record-features.js';
import { fieldName, nameOf, textBehind } from '../hash/token-words.js';
import { sigmoid } from '../kernel/math.js';
import type { ModelHeader } from '../learn/model.js';
import { sumOf } from '../learn/twin-learner.js';

export interface Contribution {
  readonly field: string;
  /** Token and name as {@link NamedToken} has them. */
  readonly token: string;
  readonly name: string;
  readonly slot: number;
  readonly value: number;
  /** 0 for a slot that the model does not have. */
  readonly weight: number;
  /** weight * value. */
  readonly contribution: number;
}

export interface RecordExplanation {
  /** Its number among the examples of all inputs, from 1: the line that predict prints for it. */
  readonly example: number;
  /** In the order of its fields, then those of crosses. */
  readonly features: readonly Contribution[];
  readonly bias: number;
  /** The bias and the contributions, which are added in float32, in the order in which predict adds them. */
  readonly margin: number;
  /** To the bit what predict says. */
  readonly probability: number;
}

/** @param weightOf a slot, float32; 0 for one that the model does not have */
export function explainRecord(
  { length, fields, slots, values, behind }: RecordFeatures,
  example: number,
  { hashing, bias: { weight: bias } }: Pick<ModelHeader, 'hashing' | 'bias'>,
  weightOf: (slot: number) => number,
): RecordExplanation {
  const features = Array.from({ length }, (_, i): Contribution => {
    const text = textBehind(hashing, fields[i], behind[i]);
    const [slot, value, weight] = [slots[i], values[i], weightOf(slots[i])];
    const name = nameOf(hashing, fields[i], text);
    const token = { field: fieldName(hashing, fields[i]), token: text ?? '', name };
    return { ...token, slot, value, weight, contribution: weight * value };
  });
  const margin = bias + sumOf(...merged(features));
  return { example, features, bias, margin, probability: sigmoid(margin) };
}

/** Features of one slot are one, at the first position, as in {@link recordHasher}. */
function merged(features: readonly Contribution[]): [weights: Float32Array, values: Float32Array] {
  const sums = new Map<number, { readonly weight: number; readonly value: number }>();
  for (const { slot, weight, value } of features) {
    sums.set(slot, { weight, value: Math.fround((sums.get(slot)?.value ?? 0) + value) });
  }
  const all = [...sums.values()];
  return [Float32Array.from(all, ({ weight }) => weight), Float32Array.from(all, ({ value }) => value)];
}
