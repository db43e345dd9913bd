/** Batches, kernels and models for the tests of learn/: made by fast-check, compared to the bit. */

import * as fc from 'fast-check';
import type { Batch } from '#dist/batch/batch.js';
import type { HashSpec } from '#dist/batch/hash-spec.js';
import { createKernel, type Kernel } from '#dist/kernel/kernel.js';
import { layOut } from '#dist/kernel/layout.js';
import type { FtrlOptions } from '#dist/learn/ftrl.js';
import type { Model, ModelHeader } from '#dist/learn/model.js';
import { type Optimizer, type Step, identityOf, widthOf } from '#dist/learn/optimizer.js';

export interface Example {
  readonly label: number;
  readonly importance?: number;
  /** Slot -> value. */
  readonly features: Readonly<Record<number, number>>;
}

/** A batch with values if any differs from 1, and with importances if any example has one. */
export function batchOf(examples: readonly Example[]): Batch {
  const entries = examples.map(({ features }) => Object.entries(features));
  const values = Float32Array.from(entries.flat(), ([, value]) => value);
  return {
    size: examples.length,
    labels: Float32Array.from(examples, ({ label }) => label),
    importances: examples.some(({ importance }) => importance !== undefined)
      ? Float32Array.from(examples, ({ importance = 1 }) => importance)
      : null,
    offsets: offsetsOf(entries.map(({ length }) => length)),
    slots: Uint32Array.from(entries.flat(), ([slot]) => Number(slot)),
    values: values.every((value) => value === 1) ? null : values,
  };
}

function offsetsOf(counts: readonly number[]): Uint32Array {
  const offsets = new Uint32Array(counts.length + 1);
  counts.forEach((count, i) => (offsets[i + 1] = offsets[i] + count));
  return offsets;
}

export function specOf(bits: number, others: Partial<HashSpec> = {}): HashSpec {
  return {
    hash: 'murmur3',
    seed: 0,
    bits,
    missing: 'ignore',
    fields: [{ name: 'C1', type: 'categorical' }],
    ...others,
  };
}

const kernels = new Map<number, Kernel>();

/** The kernel for 2^bits slots, always the same one: each memory reserves gigabytes of address space. */
export function kernelFor(bits: number): Kernel {
  const kernel = kernels.get(bits) ?? createKernel(layOut(bits, 1, 1));
  kernels.set(bits, kernel);
  return kernel;
}

/** The model as it is now, out of the memory that learning goes on in. */
export function frozen(model: Model): Model {
  const blocks = [...model.blocks()];
  return { header: model.header, blocks: () => blocks };
}

/** The step of a non-click of importance 1, without a schedule. */
export function stepAt(counter: number, others: Partial<Step> = {}): Step {
  return { counter, rate: 1, clock: counter, label: 0, importance: 1, ...others };
}

/** The state of slots, one number a column each, as a table has it. */
export function tableOf(optimizer: Optimizer, states: readonly (readonly number[])[]): Float32Array {
  const width = widthOf(optimizer);
  const table = new Float32Array(states.length * width);
  states.forEach((state, slot) => table.set(state, slot * width));
  return table;
}

/** A model of given states and nothing else, to begin at. */
export function modelWith(
  spec: HashSpec,
  optimizer: Optimizer,
  state: Readonly<Record<number, readonly number[]>>,
  header: Partial<ModelHeader> = {},
): Model {
  const slots = Uint32Array.from(Object.keys(state), Number);
  const block = {
    slots,
    weights: new Float32Array(slots.length),
    state: optimizer.columns.map((_, c) => Float32Array.from(slots, (slot) => state[slot][c])),
  };
  return {
    header: {
      hashing: spec,
      optimizer: identityOf(optimizer),
      bias: { weight: 0, z: 0, n: 0 },
      updates: 0,
      progressive: { examples: 0, positives: 0, importance: 0, positiveImportance: 0, logLoss: 0, probability: 0 },
      touched: slots.length,
      nonzeros: 0,
      hasState: true,
      ...header,
    },
    blocks: () => [block],
  };
}

/** Everything of a model, its float32 as their bits. */
export function contentsOf(model: Model): { header: ModelHeader; slots: number[]; columns: number[][] } {
  const blocks = [...model.blocks()];
  const bitsOf = (array: Float32Array) => [...new Uint32Array(array.buffer, array.byteOffset, array.length)];
  const columns = [0, 1, 2, 3, 4].map((c) =>
    blocks.flatMap(({ weights, state }) => bitsOf([weights, ...(state ?? [])][c] ?? new Float32Array())),
  );
  return { header: model.header, slots: blocks.flatMap(({ slots }) => [...slots]), columns };
}

/** Slot -> [weight, z, n]. */
export function statesOf(model: Model): Map<number, [number, number, number]> {
  return new Map(
    [...model.blocks()].flatMap(({ slots, weights, state }) =>
      [...slots].map((slot, i): [number, [number, number, number]] => [slot, [weights[i], state![0][i], state![1][i]]]),
    ),
  );
}

export interface Case {
  readonly bits: number;
  readonly options: FtrlOptions;
  readonly batches: readonly Batch[];
}

const shape = fc.record({
  // features of each example: through every remainder of 4, none, and more than there are lanes and registers
  counts: fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 70 })), { maxLength: 40 }),
  withValues: fc.boolean(),
  withImportances: fc.boolean(),
});

export const options: fc.Arbitrary<FtrlOptions> = fc.record({
  alpha: fc.oneof(fc.constantFrom(0.1, 1), fc.double({ min: 1e-3, max: 10, noNaN: true })),
  beta: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 10, noNaN: true })),
  lambda1: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 3, noNaN: true })),
  lambda2: fc.oneof(fc.constantFrom(0, 0), fc.double({ min: 0, max: 3, noNaN: true })),
  rounding: fc.constantFrom('nearest', 'randomized'),
});

/** Few slots and many batches, so that every slot is learned again and again. */
export const cases: fc.Arbitrary<Case> = fc
  .record({
    bits: fc.integer({ min: 2, max: 7 }),
    options,
    shapes: fc.array(shape, { minLength: 1, maxLength: 6 }),
    seed: fc.integer(),
  })
  .map(({ bits, options: chosen, shapes, seed }) => {
    const random = randomFrom(seed);
    return { bits, options: chosen, batches: shapes.map((one) => randomBatch(one, bits, random)) };
  });

/** A few batches over 2^bits slots. */
export function batches(bits: number): fc.Arbitrary<readonly Batch[]> {
  return fc.tuple(fc.array(shape, { minLength: 1, maxLength: 4 }), fc.integer()).map(([shapes, seed]) => {
    const random = randomFrom(seed);
    return shapes.map((one) => randomBatch(one, bits, random));
  });
}

interface Shape {
  readonly counts: readonly number[];
  readonly withValues: boolean;
  readonly withImportances: boolean;
}

export function randomBatch({ counts, withValues, withImportances }: Shape, bits: number, random: () => number): Batch {
  const slots = counts.map((count) => distinctSlots(count, 2 ** bits, random));
  const nnz = slots.flat().length;
  const importances = [0.25, 1, 1, 2, 3.7];
  return {
    size: counts.length,
    labels: Float32Array.from(counts, () => (random() < 0.3 ? 1 : 0)),
    importances: withImportances ? Float32Array.from(counts, () => importances[Math.floor(random() * 5)]) : null,
    offsets: offsetsOf(slots.map(({ length }) => length)),
    slots: Uint32Array.from(slots.flat()),
    values: withValues ? Float32Array.from({ length: nnz }, () => randomValue(random)) : null,
  };
}

// mostly as values are; also none, and so small that their square is none
function randomValue(random: () => number): number {
  const kind = random();
  if (kind < 0.05) return 0;
  if (kind < 0.1) return 1e-25;
  return kind < 0.4 ? 1 : (random() - 0.3) * 4;
}

function distinctSlots(count: number, size: number, random: () => number): number[] {
  const slots = Array.from({ length: size }, (_, slot) => slot);
  for (let i = 0; i < Math.min(count, size); i++) {
    const j = i + Math.floor(random() * (size - i));
    [slots[i], slots[j]] = [slots[j], slots[i]];
  }
  return slots.slice(0, count);
}

/** Numbers in [0, 1), the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let x = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
  };
}
