/** A model's blocks -> its nonzero weights, as two arrays. */

import type { Model } from '../learn/model.js';

/** What a model predicts with, beside its bias; slots ascend. */
export interface Nonzeros {
  readonly slots: Uint32Array;
  readonly weights: Float32Array;
}

export function nonzerosOf(model: Model): Nonzeros {
  const count = model.header.nonzeros;
  const nonzeros = { slots: new Uint32Array(count), weights: new Float32Array(count) };
  let at = 0;
  for (const block of model.blocks()) {
    for (let i = 0; i < block.slots.length; i++) {
      if (block.weights[i] === 0) continue;
      nonzeros.slots[at] = block.slots[i];
      nonzeros.weights[at++] = block.weights[i];
    }
  }
  return nonzeros;
}
