import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { InputError } from '#dist/input-error.js';
import { MODEL_BLOCK, type Model } from '#dist/learn/model.js';
import { prune, type PruneRule } from '#dist/prune/prune.js';
import { modelOf, storedOf, weights, type Kept } from './models.js';

const blockSize = fc.integer({ min: 1, max: 20 });
const rule: fc.Arbitrary<PruneRule> = fc.oneof(
  fc.record({ threshold: fc.oneof(fc.constantFrom(0, 0.25, 0.5, 1), fc.double({ min: 0, max: 1e39, noNaN: true })) }),
  fc.record({ keep: fc.nat(70) }),
  fc.record({ density: fc.double({ min: 0.001, max: 1, noNaN: true }) }),
);

const sizeOf = ({ weight }: Kept): number => Math.abs(weight);
const nonzerosOf = (model: Model): Kept[] => storedOf(model).filter(({ weight }) => weight !== 0);

/** What keeping the `count` largest means, by sorting: larger first, of equal ones the lower slot. */
function slowKeep(model: Model, count: number): Kept[] {
  const sorted = nonzerosOf(model).toSorted((a, b) => sizeOf(b) - sizeOf(a) || a.slot - b.slot);
  return sorted.slice(0, count).toSorted((a, b) => a.slot - b.slot);
}

test('keep K keeps exactly the K largest weights, of equal ones those of the lower slots', () =>
  fc.assert(
    fc.property(weights, blockSize, fc.nat(70), (all, size, keep) => {
      const model = modelOf(all, size);
      assert.deepEqual(storedOf(prune(model, { keep }).model), slowKeep(model, keep));
    }),
    { numRuns: 500 },
  ));

test('threshold T keeps exactly the nonzeros with |w| >= T', () =>
  fc.assert(
    fc.property(weights, blockSize, fc.double({ min: 0, max: 2, noNaN: true }), fc.nat(), (all, size, free, pick) => {
      const model = modelOf(all, size);
      // half of the time at a weight itself, where a wrong comparison shows
      const threshold = pick % 2 === 0 || all.length === 0 ? free : Math.abs(all[pick % all.length]);
      const expected = nonzerosOf(model).filter((kept) => sizeOf(kept) >= threshold);
      assert.deepEqual(storedOf(prune(model, { threshold }).model), expected);
    }),
    { numRuns: 500 },
  ));

test('a threshold between two float32 numbers is not rounded to one of them', () => {
  const model = modelOf([Math.fround(0.1), 0.5]); // fround(0.1) = 0.100000001490...
  assert.equal(prune(model, { threshold: 0.1 }).model.header.nonzeros, 2);
  assert.equal(prune(model, { threshold: 0.10000000149 }).model.header.nonzeros, 2);
  assert.equal(prune(model, { threshold: 0.1000000015 }).model.header.nonzeros, 1);
});

test('density D keeps round(D * touched) weights', () =>
  fc.assert(
    fc.property(weights, fc.nat(100), fc.double({ min: 0.001, max: 1, noNaN: true }), (all, untold, density) => {
      const touched = all.length + untold;
      const model = modelOf(all, 7, { touched });
      assert.deepEqual(storedOf(prune(model, { density }).model), slowKeep(model, Math.round(density * touched)));
    }),
  ));

test('a pruned model only predicts, says how many weights it has, and is otherwise the model it was', () =>
  fc.assert(
    fc.property(weights, rule, (all, by) => {
      const model = modelOf(all);
      const pruned = prune(model, by).model;
      const stored = storedOf(pruned);
      assert.deepEqual(pruned.header, { ...model.header, hasState: false, nonzeros: stored.length });
      assert.ok([...pruned.blocks()].every(({ state, slots }) => state === null && slots.length > 0));
      assert.ok(stored.every(({ weight }) => weight !== 0));
      assert.deepEqual(storedOf(pruned), stored);
    }),
  ));

test('the returned threshold is the smallest |w| kept, every smaller one went and every larger one stayed', () =>
  fc.assert(
    fc.property(weights, rule, (all, by) => {
      const model = modelOf(all);
      const { model: pruned, threshold } = prune(model, by);
      const kept = storedOf(pruned).map(sizeOf);
      const nonzeros = nonzerosOf(model).map(sizeOf);
      assert.ok(Number.isFinite(threshold));
      assert.equal(threshold, kept.length > 0 ? Math.min(...kept) : Math.max(0, ...nonzeros));
      assert.ok(kept.every((size) => size >= threshold));
      assert.equal(kept.filter((s) => s > threshold).length, nonzeros.filter((s) => s > threshold).length);
    }),
  ));

test('pruning twice by one rule is pruning once', () =>
  fc.assert(
    fc.property(weights, rule, (all, by) => {
      const once = prune(modelOf(all), by);
      const twice = prune(once.model, by);
      assert.deepEqual(storedOf(twice.model), storedOf(once.model));
      assert.deepEqual(twice.model.header, once.model.header);
    }),
  ));

test('the model that is pruned stays as it is', () => {
  const model = modelOf([0.1, -2, 0, 0.3, 5]);
  const [before, header] = [storedOf(model), { ...model.header }];
  prune(model, { keep: 2 });
  assert.deepEqual(storedOf(model), before);
  assert.deepEqual(model.header, header);
});

test('kept weights are packed into full blocks, and memory that was handed out is not written again', () => {
  const size = 3 * MODEL_BLOCK;
  const sparse = { slots: new Uint32Array(MODEL_BLOCK), weights: new Float32Array(MODEL_BLOCK), state: null };
  const model: Model = {
    header: modelOf([]).header,
    *blocks() {
      for (let start = 0; start < size; start += MODEL_BLOCK) {
        // every second weight stays
        for (let i = 0; i < MODEL_BLOCK; i++) sparse.weights[i] = i % 2 === 0 ? 0.001 : 1 + start / MODEL_BLOCK;
        for (let i = 0; i < MODEL_BLOCK; i++) sparse.slots[i] = start + i;
        yield sparse;
      }
    },
  };
  const { model: pruned, threshold } = prune(model, { keep: size / 2 });
  const blocks = [...pruned.blocks()];
  assert.equal(threshold, 1);
  assert.deepEqual(
    blocks.map(({ slots }) => slots.length),
    [MODEL_BLOCK, MODEL_BLOCK / 2],
  );
  assert.ok(blocks[0].slots.every((slot, i) => slot === 2 * i + 1));
  assert.ok(blocks[1].slots.every((slot, i) => slot === 2 * (MODEL_BLOCK + i) + 1));
  assert.deepEqual([blocks[0].weights[0], blocks[0].weights.at(-1), blocks[1].weights[0]], [1, 2, 3]);
});

const invalid: [PruneRule, string][] = [
  [{ threshold: -0.1 }, '--threshold: found -0.1, expected a number >= 0'],
  [{ threshold: NaN }, '--threshold: found NaN, expected a number >= 0'],
  [{ threshold: Infinity }, '--threshold: found Infinity, expected a number >= 0'],
  [{ keep: -1 }, '--keep: found -1, expected a whole number >= 0'],
  [{ keep: 2.5 }, '--keep: found 2.5, expected a whole number >= 0'],
  [{ keep: NaN }, '--keep: found NaN, expected a whole number >= 0'],
  [{ density: 0 }, '--density: found 0, expected a number above 0 and at most 1'],
  [{ density: 1.01 }, '--density: found 1.01, expected a number above 0 and at most 1'],
  [{ density: NaN }, '--density: found NaN, expected a number above 0 and at most 1'],
];

for (const [by, message] of invalid) {
  test(`a rule out of range is the user's error: ${message}`, () =>
    assert.throws(
      () => prune(modelOf([1, 2, 3]), by),
      (error) => error instanceof InputError && error.message === message,
    ));
}
