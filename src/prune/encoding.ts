/** A model's weights become those that a packed file can hold. */

import { InputError } from '../input-error.js';
import { counterWord } from '../learn/randomized-rounding.js';
import type { Model, ModelBlock } from '../learn/model.js';

export const ENCODINGS = ['f32', 'bf16', 'q2.13', 'q8'] as const;

/**
 * - `f32`: float32 as it is
 * - `bf16`: the leading 16 bits of a float32
 * - `q2.13`: 16 bits, multiples of 2^-13 in [-4, 4)
 * - `q8`: 8 bits, multiples of a scale that the model has
 */
export type Encoding = (typeof ENCODINGS)[number];

export interface Encoded {
  /** Without state; its weights are float32 still. */
  readonly model: Model;
  /** Weights outside the encoding's range, which became its ends. */
  readonly clipped: number;
  /** Every weight is a whole number times this; 1 for f32 and bf16, whose numbers are not whole. */
  readonly scale: number;
}

/**
 * Rounds every weight of a model to one that a packed file can hold; those that become zero are gone.
 *
 * - f32:   w
 * - bf16:  w rounded to 8 significant bits, ties to even; |w| up to 2^128 (1 - 2^-8), 3.39e38
 * - q2.13: 2^-13 floor(2^13 w + u), u in [0, 1) drawn from the slot: w on average. From -4 to 4 - 2^-13
 * - q8:    s round(w / s), from -127 s to 127 s; s is the model's: the largest |w| / 127, itself a bf16
 *
 * q2.13 and q8 suit features of value 1. A numeric field's weight is the smaller the larger its values are, and what rounding
 * takes from it counts times the value: with Adult's fnlwgt, around 200,000, both cost more than half of the log loss again,
 * where bf16 costs 0.1%.
 *
 * A model so rounded stays as it is when rounded again. Reads the model's blocks once (q8: twice), and once more for each
 * reading of the result.
 *
 * @param model stays as it is
 * @throws InputError for a weight that is not finite
 * Source of q2.13: McMahan et al. 2013, "Ad Click Prediction", section 4.2.
 */
export function encode(model: Model, encoding: Encoding): Encoded {
  const rounding = roundingOf(model, encoding);
  let clipped = 0;
  let nonzeros = 0;
  for (const { slots, weights } of model.blocks()) {
    for (let i = 0; i < weights.length; i++) {
      if (weights[i] - weights[i] !== 0) throw notFinite(weights[i], slots[i]);
      const rounded = rounding.round(weights[i], slots[i]);
      if (rounded !== 0) nonzeros++;
      if (isOutside(rounding, rounded)) clipped++;
    }
  }
  return {
    model: { header: { ...model.header, nonzeros, hasState: false }, blocks: () => roundedBlocks(model, rounding) },
    clipped,
    scale: rounding.scale,
  };
}

/** A weight is a number times the scale; the number is rounded, and then brought between the lowest and the highest. */
interface Rounding {
  readonly scale: number;
  readonly lowest: number;
  readonly highest: number;
  readonly round: (weight: number, slot: number) => number;
}

const BF16_MAX = 2 ** 128 * (1 - 2 ** -8);

function roundingOf(model: Model, encoding: Encoding): Rounding {
  if (encoding === 'q2.13') return { scale: 2 ** -13, lowest: -32_768, highest: 32_767, round: atRandom };
  if (encoding === 'bf16') return { scale: 1, lowest: -BF16_MAX, highest: BF16_MAX, round: toBfloat16 };
  if (encoding === 'f32') return { scale: 1, lowest: -Infinity, highest: Infinity, round: (weight) => weight };
  const scale = scaleOf(model);
  return { scale, lowest: -127, highest: 127, round: (weight) => Math.round(weight / scale) };
}

function atRandom(weight: number, slot: number): number {
  return Math.floor(weight * 8192 + (counterWord(slot) >>> 0) / 2 ** 32);
}

const pattern = new Uint32Array(1);
const single = new Float32Array(pattern.buffer);

/** To nearest, ties to even; beyond the largest, to infinity. */
function toBfloat16(weight: number): number {
  single[0] = weight;
  const odd = (pattern[0] >>> 16) & 1;
  pattern[0] = (pattern[0] + 0x7fff + odd) & 0xffff0000;
  return single[0];
}

function isOutside({ lowest, highest }: Rounding, rounded: number): boolean {
  return rounded < lowest || rounded > highest;
}

// of a normal bf16, and such that 127 of them are below 2^128
const SMALLEST_SCALE = 2 ** -126;
const LARGEST_SCALE = 2 ** 121 * (1 + 2 ** -7);

/** The largest |w| / 127, as a bf16: so every product with a whole number is exact, and the largest stays 127 of them. */
function scaleOf(model: Model): number {
  let largest = 0;
  for (const { weights } of model.blocks()) for (const weight of weights) largest = Math.max(largest, Math.abs(weight));
  return Math.max(SMALLEST_SCALE, Math.min(LARGEST_SCALE, toBfloat16(largest / 127)));
}

function* roundedBlocks(model: Model, rounding: Rounding): Generator<ModelBlock> {
  const { scale, lowest, highest, round } = rounding;
  for (const block of model.blocks()) {
    const slots = new Uint32Array(block.slots.length);
    const weights = new Float32Array(slots.length);
    let kept = 0;
    for (let i = 0; i < slots.length; i++) {
      const rounded = round(block.weights[i], block.slots[i]);
      if (rounded === 0) continue;
      slots[kept] = block.slots[i];
      weights[kept++] = Math.max(lowest, Math.min(highest, rounded)) * scale;
    }
    if (kept > 0) yield { slots: slots.subarray(0, kept), weights: weights.subarray(0, kept), state: null };
  }
}

function notFinite(weight: number, slot: number): InputError {
  const advice = 'the training diverged: lower alpha or scale the values';
  return new InputError({ found: `${weight} at slot ${slot}`, expected: 'finite numbers', advice });
}
