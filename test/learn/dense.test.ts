/** The sparse optimizers, lazy and in float32, against dense float64 references: all steps of all coordinates. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Batch } from '#dist/batch/batch.js';
import { hash } from '#dist/hash/hash.js';
import { inKernel } from '#dist/hash/kernel-batch.js';
import { sigmoid } from '#dist/kernel/math.js';
import { BATCH_EXAMPLES } from '#dist/kernel/layout.js';
import { fobos } from '#dist/learn/fobos.js';
import { kernelArea } from '#dist/learn/kernel-area.js';
import { blocksOf } from '#dist/learn/kernel-blocks.js';
import { takeTable } from '#dist/learn/kernel-table.js';
import { ogdCount } from '#dist/learn/ogd-count.js';
import { type Optimizer, widthOf } from '#dist/learn/optimizer.js';
import { rda } from '#dist/learn/rda.js';
import { truncatedGradient } from '#dist/learn/truncated-gradient.js';
import { sumOf } from '#dist/learn/twin-learner.js';
import { read } from '#dist/read/read.js';
import { sharedData } from '../shared-data.js';
import { kernelFor, randomBatch, randomFrom } from './batches.js';
import { type Reference, denseOgdCount, denseRda, denseShrinking } from './dense-references.js';

/** Examples, and how fast each is learned. */
interface Log {
  readonly batch: Batch;
  readonly rates: Float32Array;
}

interface Learned {
  readonly weights: Float32Array;
  readonly bias: number;
}

/** The sum of factors before each example, and before the next: K times that of every K-th. */
function clocksOf(rates: Float32Array, every = 1): Float64Array {
  const clocks = new Float64Array(rates.length + 1);
  rates.forEach((rate, i) => (clocks[i + 1] = clocks[i] + ((i + 1) % every === 0 ? every * rate : 0)));
  return clocks;
}

function exampleOf({ batch, rates }: Log, i: number) {
  const [begin, end] = [batch.offsets[i], batch.offsets[i + 1]];
  return {
    label: batch.labels![i],
    importance: batch.importances?.[i] ?? 1,
    rate: rates[i],
    slots: batch.slots.subarray(begin, end),
    values: batch.values?.subarray(begin, end) ?? null,
  };
}

/** By the optimizer's own functions. */
function byTwin(optimizer: Optimizer, log: Log, bits: number): Learned {
  const state = new Float32Array(2 ** bits * widthOf(optimizer));
  const bias = new Float64Array(optimizer.biasColumns.length);
  const clocks = clocksOf(log.rates, optimizer.regularizesEvery);
  log.rates.forEach((_, i) => {
    const { slots, values, ...example } = exampleOf(log, i);
    const step = { ...example, counter: i, clock: clocks[i] };
    const weights = new Float32Array(slots.length);
    optimizer.weights(state, slots, weights, step);
    const margin = optimizer.biasWeight(bias, step) + sumOf(weights, values);
    const gradient = (sigmoid(margin) - step.label) * step.importance;
    const residual = Math.fround(gradient);
    if (residual !== 0) optimizer.update(state, slots, values, weights, residual, step);
    optimizer.updateBias(bias, gradient, step);
  });
  const now = { counter: log.rates.length, clock: clocks.at(-1)!, rate: 1, label: 0, importance: 1 };
  const weights = new Float32Array(2 ** bits);
  optimizer.weights(
    state,
    Uint32Array.from(weights, (_, slot) => slot),
    weights,
    now,
  );
  return { weights, bias: optimizer.biasWeight(bias, now) };
}

/** By the kernel's loop. */
function byKernel(optimizer: Optimizer, { batch, rates }: Log, bits: number): Learned {
  const kernel = kernelFor(bits);
  const { layout, memory, exports } = kernel;
  const checkOwner = takeTable(kernel, bits, widthOf(optimizer));
  const area = kernelArea(kernel, optimizer, { bias: optimizer.biasColumns.map(() => 0), updates: 0 });
  const clocks = clocksOf(rates, optimizer.regularizesEvery);
  let at = 0;
  for (const part of inKernel(kernel, batch)) {
    new Float32Array(memory.buffer, layout.rates, BATCH_EXAMPLES).set(rates.subarray(at, at + part.size));
    new Float64Array(memory.buffer, layout.clocks, BATCH_EXAMPLES).set(clocks.subarray(at, at + part.size));
    const { learning, table, scratch, margins } = layout;
    const importances = part.importances?.byteOffset ?? 0;
    const loop = exports[`learn${optimizer.kernel.loops}`];
    loop(learning, table, 2 ** bits, part.area, 0, part.size, importances, scratch, margins);
    at += part.size;
  }
  area.clock[0] = clocks.at(-1)!;
  const weights = new Float32Array(2 ** bits);
  for (const block of blocksOf(kernel, optimizer, checkOwner)) {
    block.slots.forEach((slot, i) => (weights[slot] = block.weights[i]));
  }
  const now = { counter: rates.length, clock: clocks.at(-1)!, rate: 1, label: 0, importance: 1 };
  return { weights, bias: optimizer.biasWeight(area.bias, now) };
}

/** @param slots those that occur: the coordinates of the reference, in order */
function byReference(dense: Reference, log: Log, slots: readonly number[]): void {
  const coordinates = new Map(slots.map((slot, i) => [slot, i]));
  log.rates.forEach((_, i) => {
    const example = exampleOf(log, i);
    const value = (j: number) => example.values?.[j] ?? 1;
    const features = Array.from(example.slots, (slot, j) => [coordinates.get(slot)!, value(j)] as const);
    dense.learn({ ...example, features });
  });
}

const slotsIn = (batch: Batch) => [...new Set(batch.slots)].toSorted((a, b) => a - b);

interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/** @returns slots so near to the threshold that float32 may decide otherwise, and how many weights are 0 */
function compare(learned: Learned, dense: Reference, slots: readonly number[], { absolute, relative }: Tolerance) {
  const [expected, distances] = [dense.weights(), dense.distances()];
  const near: number[] = [];
  let zeros = 0;
  slots.forEach((slot, i) => {
    const [weight, wanted] = [learned.weights[slot], expected[i]];
    const within = absolute + relative * Math.abs(wanted);
    assert.ok(Math.abs(weight - wanted) <= within, `slot ${slot}: ${weight}, dense ${wanted}`);
    if (wanted === 0) zeros++;
    if ((weight === 0) === (wanted === 0)) return;
    assert.ok(distances[i] <= within, `slot ${slot}: ${weight}, dense ${wanted}, ${distances[i]} from the threshold`);
    near.push(slot);
  });
  const bias = dense.bias();
  assert.ok(Math.abs(learned.bias - bias) <= absolute + relative * Math.abs(bias), `bias ${learned.bias}, ${bias}`);
  return { near, zeros };
}

type Make = (rounding: Optimizer['rounding'], per: number) => [Optimizer, (size: number) => Reference];

const common = { alpha: 0.3, beta: 1 };
const shrink = { ...common, lambda1: 0, lambda2: 0, theta: Infinity, every: 1 };

/** @param per what an l1 for each example is divided by, since a log of more slots touches each of them less often */
const METHODS: readonly (readonly [name: string, make: Make])[] = [
  [
    'rda',
    (rounding) => {
      const options = { ...common, lambda1: 0.8, lambda2: 0.1 };
      return [rda({ ...options, rounding }), (size) => denseRda(size, options)];
    },
  ],
  [
    'rda with a global rate',
    (rounding, per) => {
      const options = { ...common, lambda1: 0.02 / per, lambda2: 0.01 / per, globalRate: true };
      return [rda({ ...options, rounding }), (size) => denseRda(size, options)];
    },
  ],
  [
    "rda with a global rate and no beta: Xiao's",
    (rounding, per) => {
      const options = { alpha: 0.3, beta: 0, lambda1: 0.02 / per, lambda2: 0, globalRate: true };
      return [rda({ ...options, rounding }), (size) => denseRda(size, options)];
    },
  ],
  [
    'fobos with l1',
    (rounding, per) => {
      const options = { ...common, lambda1: 0.05 / per };
      return [fobos({ ...options, rounding }), (size) => denseShrinking(size, { ...shrink, ...options })];
    },
  ],
  [
    'fobos with l1 and l2',
    (rounding, per) => {
      const options = { ...common, lambda1: 0.03 / per, lambda2: 0.05 / per };
      return [fobos({ ...options, rounding }), (size) => denseShrinking(size, { ...shrink, ...options })];
    },
  ],
  [
    'fobos with l2 alone, and a tiny one',
    (rounding) => {
      const options = { ...common, lambda1: 0, lambda2: 1e-7 };
      return [fobos({ ...options, rounding }), (size) => denseShrinking(size, { ...shrink, ...options })];
    },
  ],
  [
    'fobos with a global rate',
    (rounding, per) => {
      const options = { alpha: 0.1, lambda1: 0.05 / per, lambda2: 0.01 / per, globalRate: true };
      return [fobos({ ...options, rounding }), (size) => denseShrinking(size, { ...shrink, ...options })];
    },
  ],
  [
    'truncated gradient, every 7th example',
    (rounding, per) => {
      const options = { ...common, lambda1: 0.05 / per, every: 7 };
      return [truncatedGradient({ ...options, rounding }), (size) => denseShrinking(size, { ...shrink, ...options })];
    },
  ],
  [
    'truncated gradient, every 5th example, of weights up to theta, with a global rate',
    (rounding, per) => {
      const options = { alpha: 0.1, lambda1: 0.05 / per, every: 5, theta: 0.06, globalRate: true };
      return [truncatedGradient({ ...options, rounding }), (size) => denseShrinking(size, { ...shrink, ...options })];
    },
  ],
  [
    'ogd-count',
    (rounding) => {
      const options = { ...common, minCount: 3 };
      return [ogdCount({ ...options, rounding }), (size) => denseOgdCount(size, options)];
    },
  ],
];

const PACES: readonly (readonly [name: string, rate: (i: number) => number])[] = [
  ['at a constant rate', () => 1],
  ['at a rate that rises and falls', (i) => 1.2 + Math.sin(i / 40)],
];

const BITS = 5;

for (const [name, make] of METHODS) {
  for (const [pace, rate] of PACES) {
    test(`${name}, ${pace}, is its dense reference: random data`, () => {
      let zeros = 0;
      for (const rounding of ['nearest', 'randomized'] as const) {
        for (let seed = 1; seed <= 4; seed++) {
          const random = randomFrom(seed);
          const counts = Array.from({ length: 300 }, () => Math.floor(random() ** 2 * 12));
          const shape = { counts, withValues: seed % 2 === 0 && !name.startsWith('ogd'), withImportances: seed > 2 };
          const log = { batch: randomBatch(shape, BITS, random), rates: Float32Array.from(counts, (_, i) => rate(i)) };
          const slots = Array.from({ length: 2 ** BITS }, (_, slot) => slot);
          const [optimizer, dense] = make(rounding, 1);
          const expected = dense(2 ** BITS);
          byReference(expected, log, slots);
          for (const learned of [byTwin(optimizer, log, BITS), byKernel(optimizer, log, BITS)]) {
            zeros += compare(learned, expected, slots, { absolute: 2e-6, relative: 2e-5 }).zeros;
          }
        }
      }
      if (!/l2 alone|ogd/.test(name)) assert.ok(zeros > 0, 'the comparison has weights of 0');
    });
  }
}

const { path, skip } = sharedData('criteo-8k.tsv');
const CLICKS = 2000;
const WIDE_BITS = 18;

async function clicks(): Promise<Batch> {
  const parts: Batch[] = [];
  for await (const { size, labels, offsets, slots } of hash(await read([path]), { bits: WIDE_BITS, workers: 0 })) {
    parts.push({
      size,
      labels: labels!.slice(),
      importances: null,
      offsets: offsets.slice(),
      slots: slots.slice(),
      values: null,
    });
  }
  const counts = parts.flatMap(({ offsets }) => Array.from(offsets.subarray(1), (end, i) => end - offsets[i]));
  const offsets = new Uint32Array(CLICKS + 1);
  for (let i = 0; i < CLICKS; i++) offsets[i + 1] = offsets[i] + counts[i];
  return {
    size: CLICKS,
    labels: Float32Array.from(parts.flatMap(({ labels }) => [...labels!])).subarray(0, CLICKS),
    importances: null,
    offsets,
    slots: Uint32Array.from(parts.flatMap(({ slots }) => [...slots])).subarray(0, offsets[CLICKS]),
    values: null,
  };
}

// a second each: what they leave out is on random data
const ON_CLICKS = METHODS.filter(([name]) => !/l2 alone|rda with a global rate$|fobos with a global/.test(name));
const someClicks = skip ? null : clicks();

for (const [name, make] of ON_CLICKS) {
  test(`${name} is its dense reference on 2,000 real clicks`, { skip }, async (t) => {
    const batch = (await someClicks)!;
    const log = { batch, rates: Float32Array.from({ length: CLICKS }, (_, i) => PACES[1][1](i)) };
    const slots = slotsIn(batch);
    const [optimizer, dense] = make('nearest', 100);
    const expected = dense(slots.length);
    byReference(expected, log, slots);
    const twin = byTwin(optimizer, log, WIDE_BITS);
    assert.deepEqual(byKernel(optimizer, log, WIDE_BITS), twin);
    const { near, zeros } = compare(twin, expected, slots, { absolute: 1e-6, relative: 1e-5 });
    t.diagnostic(`${slots.length} weights, ${zeros} of them 0; at the threshold: slots ${near.join(', ') || 'none'}`);
  });
}
