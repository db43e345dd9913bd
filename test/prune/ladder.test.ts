import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { kernelLadder } from '#dist/prune/kernel-ladder.js';
import { FINEST_BINS, MOST_RUNGS, addToLadder, countsLength, marginOf, placedIn } from '#dist/prune/ladder.js';
import { geometricKeeps, rungsOf } from '#dist/prune/levels.js';
import { prune } from '#dist/prune/prune.js';
import { RANKING_NAMES } from '#dist/prune/rankings.js';
import { batchOf, kernelFor } from '../learn/batches.js';
import { modelOf, storedOf, weights } from './models.js';

const BITS = 8;

/** More keeps than there may be weights, some equal, descending. */
const keeps = fc
  .array(fc.nat(70), { minLength: 1, maxLength: MOST_RUNGS })
  .map((list) => list.toSorted((a, b) => b - a));

const ranking = fc.constantFrom(...RANKING_NAMES);

function tinyModel(all: readonly number[]) {
  const { header, blocks } = modelOf(all);
  return { header: { ...header, hashing: { ...header.hashing, bits: BITS } }, blocks };
}

test('a rung keeps what pruning to its number of weights keeps, and what the rungs after it keep', () =>
  fc.assert(
    fc.property(weights, keeps, ranking, (all, list, by) => {
      const model = tinyModel(all);
      const rungs = rungsOf(model, by, list);
      const levels = [...rungs.blocks()].flatMap((block) =>
        Array.from(block.slots, (slot, i) => ({ slot, weight: block.weights[i], level: block.levels[i] })),
      );
      for (const [r, keep] of list.entries()) {
        const pruned = prune(model, { keep }, { ranking: by });
        const kept = levels.filter(({ level }) => level > r).map(({ slot, weight }) => ({ slot, weight }));
        assert.deepEqual(kept, storedOf(pruned.model));
        assert.deepEqual(rungs.rungs[r], { nonzeros: kept.length, threshold: pruned.threshold });
        assert.equal(rungs.ranking, pruned.ranking);
      }
    }),
    { numRuns: 200 },
  ));

const finite = fc.float({ min: -20, max: 20, noNaN: true });
const examples = fc.array(
  fc.record({
    label: fc.constantFrom(0, 1),
    importance: fc.constantFrom(1, 0.5, 3.25),
    features: fc.dictionary(fc.nat(2 ** BITS - 1).map(String), fc.constantFrom(1, 1, 0.75, -2), { maxKeys: 12 }),
  }),
  { minLength: 1, maxLength: 30 },
);

test('the kernel counts the margins of all rungs as its twin does, to the bit', () =>
  fc.assert(
    fc.property(
      fc.array(finite, { maxLength: 80 }),
      keeps,
      fc.array(examples, { maxLength: 3 }),
      fc.boolean(),
      fc.constantFrom(FINEST_BINS, FINEST_BINS / 8),
      (all, list, many, weighted, bins) => {
        const rungs = rungsOf(tinyModel(all), 'magnitude', list);
        const ladder = kernelLadder(kernelFor(BITS), rungs, bins);
        const expected = new Float64Array(countsLength(list.length));
        const table = { weights: new Float32Array(2 ** BITS), levels: new Uint32Array(2 ** BITS) };
        for (const { slots, weights: some, levels } of rungs.blocks()) {
          slots.forEach((slot, i) => ([table.weights[slot], table.levels[slot]] = [some[i], levels[i]]));
        }
        let before = 0;
        for (const one of many) {
          const made = batchOf(one);
          const batch = weighted ? made : { ...made, importances: null };
          addToLadder(expected, list.length, table, batch, before, bins);
          ladder.add(batch);
          before += batch.size;
        }
        assert.ok(ladder.counts.every((count, i) => Object.is(count, expected[i])));
        assert.equal(expected[0] + expected[2], before);
      },
    ),
    { numRuns: 40 },
  ));

test('a margin lies at most half a bin from the middle of its bin, but for those beyond the outer ones', () =>
  fc.assert(
    fc.property(fc.double({ min: -40, max: 40, noNaN: true }), fc.constantFrom(128, 16), (margin, bins) => {
      const { bin, offset } = placedIn(margin, bins);
      assert.ok(Number.isInteger(bin) && bin >= 0 && bin < 2 ** 12);
      if (Math.abs(margin) < 2047 / bins) assert.ok(Math.abs(offset) <= 0.5);
      assert.ok(Math.abs(marginOf(bin, bins) + offset / bins - margin) < 1e-12);
    }),
  ));

test('the usual ladder steps down from all weights to a thousandth, each number once', () => {
  const wide = geometricKeeps(1_000_000);
  assert.deepEqual([wide.length, wide[0], wide.at(-1)], [50, 1_000_000, 1000]);
  assert.ok(wide.every((keep, i) => i === 0 || (keep < wide[i - 1] && keep > 0.86 * wide[i - 1])));
  assert.deepEqual(geometricKeeps(3), [3, 2, 1]);
  assert.deepEqual(geometricKeeps(1), [1]);
});
