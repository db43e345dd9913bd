/** A model's blocks -> its nonzero weights. */

import type { Model } from '../learn/model.js';

/** What a model predicts with, beside its bias; slots ascend. */
export interface Nonzeros {
  readonly slots: Uint32Array;
  readonly weights: Float32Array;
}

/** All of them, as two arrays. */
export function nonzerosOf(model: Model): Nonzeros {
  const count = model.header.nonzeros;
  const nonzeros = { slots: new Uint32Array(count), weights: new Float32Array(count) };
  let at = 0;
  for (const [slot, weight] of eachNonzero(model)) {
    nonzeros.slots[at] = slot;
    nonzeros.weights[at++] = weight;
  }
  return nonzeros;
}

/** One after the other, however many there are. */
export function* eachNonzero(model: Model): Generator<readonly [slot: number, weight: number]> {
  for (const { slots, weights } of model.blocks()) {
    for (let i = 0; i < slots.length; i++) if (weights[i] !== 0) yield [slots[i], weights[i]];
  }
}
