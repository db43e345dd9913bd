/** Models for tests: weights in blocks, made by hand or by fast-check. */

import * as fc from 'fast-check';
import type { Model, ModelBlock, ModelHeader } from '#dist/learn/model.js';

/** A trained model of the given weights; slots 3 apart, blocks of `blockSize`. */
export function modelOf(weights: readonly number[], blockSize = 4, header: Partial<ModelHeader> = {}): Model {
  const blocks: ModelBlock[] = [];
  for (let start = 0; start < weights.length; start += blockSize) {
    const part = Float32Array.from(weights.slice(start, start + blockSize));
    blocks.push({
      slots: Uint32Array.from(part, (_, i) => 3 * (start + i)),
      weights: part,
      state: [new Float32Array(part.length), new Float32Array(part.length).fill(1)],
    });
  }
  return { header: { ...headerOf(weights), ...header }, blocks: () => blocks };
}

/** A model of FTRL's whose slots are 0, 1, 2, ... */
export function modelWithState(
  all: readonly { readonly weight: number; readonly z: number; readonly n: number }[],
  header: Partial<ModelHeader> = {},
): Model {
  const column = (name: 'weight' | 'z' | 'n') => Float32Array.from(all, (one) => one[name]);
  const block = { slots: Uint32Array.from(all.keys()), weights: column('weight'), state: [column('z'), column('n')] };
  return { header: { ...headerOf([...column('weight')]), ...header }, blocks: () => [block] };
}

function headerOf(weights: readonly number[]): ModelHeader {
  return {
    hashing: {
      hash: 'murmur3',
      seed: 0,
      bits: 12,
      missing: 'ignore',
      fields: [
        { name: 'I1', type: 'count' },
        { name: 'C1', type: 'categorical' },
      ],
    },
    optimizer: {
      name: 'ftrl',
      columns: ['z', 'n'],
      hyperparameters: { alpha: 0.1, beta: 1, lambda1: 1, lambda2: 0 },
    },
    bias: { weight: -1.25, z: 3.5, n: 12 },
    updates: 1000,
    progressive: {
      examples: 1000,
      positives: 250,
      importance: 1000,
      positiveImportance: 250,
      logLoss: 480,
      probability: 251,
    },
    touched: weights.length,
    nonzeros: weights.filter((weight) => weight !== 0).length,
    hasState: true,
  };
}

/** Float32 weights with zeros of both signs, many ties of both signs, and sizes from subnormal to huge. */
export const weights = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(0, -0) },
    { weight: 4, arbitrary: fc.constantFrom(-0.5, 0.5, -0.25, 0.25, 1, -1).map(Math.fround) },
    { weight: 4, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
  ),
  { maxLength: 60 },
);

export interface Kept {
  readonly slot: number;
  readonly weight: number;
}

/** The stored slots and weights of a model, in its order. */
export function storedOf(model: Model): Kept[] {
  return [...model.blocks()].flatMap((block) =>
    Array.from(block.slots, (slot, i) => ({ slot, weight: block.weights[i] })),
  );
}
