/** A model -> its nonzeros alone, held in memory with their state: what is looked at many times need not be read again. */

import type { Model, ModelBlock } from '../learn/model.js';

/** Reads the model once; holds 8 bytes for each nonzero and 4 for each column of its state. */
export function nonzerosOf(model: Model): Model {
  const blocks: ModelBlock[] = [];
  for (const block of model.blocks()) {
    const places = placesOf(block.weights);
    if (places.length > 0) blocks.push(picked(block, places));
  }
  return { header: model.header, blocks: () => blocks };
}

/** What a block has at some places. */
export function picked({ slots, weights, state }: ModelBlock, places: Uint32Array): ModelBlock {
  const pick = (column: Float32Array) => new Float32Array(places.length).map((_, i) => column[places[i]]);
  return { slots: places.map((i) => slots[i]), weights: pick(weights), state: state?.map(pick) ?? null };
}

function placesOf(weights: Float32Array): Uint32Array {
  const places = new Uint32Array(weights.length);
  let count = 0;
  for (let i = 0; i < weights.length; i++) if (weights[i] !== 0) places[count++] = i;
  return places.slice(0, count);
}
