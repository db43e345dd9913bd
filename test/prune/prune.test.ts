import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { InputError } from '#dist/input-error.js';
import { MODEL_BLOCK, type Model } from '#dist/learn/model.js';
import { prune as pruneBy, type PruneRule } from '#dist/prune/prune.js';
import type { RankingName } from '#dist/prune/rankings.js';
import { modelOf, modelWithState, storedOf, weights, type Kept } from './models.js';

/** By |w|, where nothing else is said. */
const prune = (model: Model, rule: PruneRule, ranking: RankingName = 'magnitude') => pruneBy(model, rule, { ranking });

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
      const bias = { weight: model.header.bias.weight };
      assert.deepEqual(pruned.header, { ...model.header, bias, hasState: false, nonzeros: stored.length });
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
    header: { ...modelOf([]).header, hasState: false },
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

const state = fc.array(
  fc.record({
    weight: fc.constantFrom(0, 0.5, -0.25, 1, -2),
    z: fc.constantFrom(-3, 0, 0.5, 2),
    n: fc.constantFrom(0, 1, 4, 16),
  }),
  { minLength: 1, maxLength: 30 },
);

const SCORES: [RankingName, (one: { weight: number; z: number; n: number }) => number][] = [
  ['loss', ({ weight, z, n }) => Math.abs(weight) * (Math.abs(z) + (n / 2) * Math.abs(weight))],
  ['frequency', ({ weight, n }) => Math.abs(weight) * n],
  ['magnitude', ({ weight }) => Math.abs(weight)],
];

for (const [ranking, score] of SCORES) {
  test(`by ${ranking} the weights stay that its formula ranks highest, of equal ones those of the lower slots`, () =>
    fc.assert(
      fc.property(state, fc.nat(30), (all, keep) => {
        const model = modelWithState(all);
        const slots = all.map((_, i) => i).filter((i) => all[i].weight !== 0);
        const kept = slots.toSorted((a, b) => score(all[b]) - score(all[a]) || a - b).slice(0, keep);
        const pruned = prune(model, { keep }, ranking);
        assert.equal(pruned.ranking, ranking);
        assert.deepEqual(
          storedOf(pruned.model).map(({ slot }) => slot),
          kept.toSorted((a, b) => a - b),
        );
        const least = Math.min(...kept.map((i) => score(all[i])));
        if (kept.length > 0) assert.ok(Math.abs(pruned.threshold - least) < 1e-30);
      }),
    ));
}

test('by loss is the usual way; without state, or with one that has no such sums, it is by |w|', () => {
  const model = modelWithState([
    { weight: 1, z: 1, n: 0 },
    { weight: 0.5, z: 9, n: 9 },
  ]);
  const kept = (one: Model) => [pruneBy(one, { keep: 1 })].map((p) => [p.ranking, storedOf(p.model)[0].slot])[0];
  const { header } = model;
  const others = { ...header, optimizer: { ...header.optimizer, columns: ['weight', 'm'] } };
  assert.deepEqual(kept(model), ['loss', 1]);
  assert.deepEqual(kept({ ...model, header: { ...header, hasState: false } }), ['magnitude', 0]);
  assert.deepEqual(kept({ ...model, header: others }), ['magnitude', 0]);
});

test('importances make the squares of gradients larger than the curvature: n is scaled down', () => {
  const all = [
    { weight: 0.5, z: 3, n: 0 },
    { weight: 0.5, z: 0, n: 16 },
  ];
  const progressive = { ...modelWithState(all).header.progressive, examples: 10 };
  const kept = (importance: number) =>
    storedOf(pruneBy(modelWithState(all, { progressive: { ...progressive, importance } }), { keep: 1 }).model)[0].slot;
  assert.equal(kept(10), 1);
  assert.equal(kept(20), 0);
});

test('lambda1 holds the weights of an optimizer without z, at every example', () => {
  const columns = ['w', 'n', 'since', 'sinceLow'];
  const model = modelWithState([
    { weight: 1, z: 0, n: 0 },
    { weight: 0.5, z: 0, n: 9 },
  ]);
  const kept = (lambda1: number) => {
    const optimizer = { name: 'fobos', columns, hyperparameters: { lambda1 } };
    const header = { ...model.header, updates: 100, optimizer };
    return storedOf(pruneBy({ ...model, header }, { keep: 1 }).model)[0].slot;
  };
  assert.equal(kept(0), 1);
  assert.equal(kept(0.1), 0);
});

test('clicks and non-clicks stand for the sum of squared gradients', () => {
  const optimizer = { name: 'ogd-count', columns: ['weight', 'positives', 'negatives'], hyperparameters: {} };
  const base = modelOf([1, 1, 1], 4);
  const columns = [Float32Array.of(1, 1, 1), Float32Array.of(0, 2, 9), Float32Array.of(9, 2, 0)];
  const blocks = () => [...base.blocks()].map((block) => ({ ...block, state: columns }));
  const pruned = pruneBy({ header: { ...base.header, optimizer }, blocks }, { keep: 1 });
  assert.deepEqual([pruned.ranking, storedOf(pruned.model)[0].slot, pruned.threshold], ['loss', 3, 0.5]);
});

test('a threshold is of |w|: by another ranking it is refused', () =>
  assert.throws(() => prune(modelOf([1, 2]), { threshold: 1 }, 'frequency'), {
    message:
      '--ranking: found frequency, expected magnitude, which a threshold is of; use --keep for a number of weights',
  }));

test('a weight, or its state, that is no number is refused by its slot', () => {
  const found = (weight: number, n: number) => () => pruneBy(modelWithState([{ weight, z: 0, n }]), { keep: 1 });
  const advice = 'expected finite numbers; the training diverged: lower alpha or scale the values';
  assert.throws(found(NaN, 1), { message: `found a weight of NaN at slot 0, ${advice}` });
  assert.throws(found(-Infinity, 1), { message: `found a weight of -Infinity at slot 0, ${advice}` });
  assert.throws(found(0.5, NaN), { message: `found a weight of 0.5 whose state is no number at slot 0, ${advice}` });
});
