/** The area under the curve of a few scores, held to its definition. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { exactAuc } from '#dist/evaluate/exact-auc.js';

/** The definition: of all pairs of a positive and a negative, how often the positive is above, ties half. */
function byPairs(scores: readonly number[], labels: readonly number[]): number | null {
  const of = (label: number) => scores.filter((_, i) => labels[i] === label);
  const pairs = of(1).flatMap((positive) => of(0).map((negative) => [positive, negative]));
  const won = pairs.map(([positive, negative]) => (positive === negative ? 0.5 : Number(positive > negative)));
  return pairs.length === 0 ? null : won.reduce((sum, share) => sum + share, 0) / pairs.length;
}

test('it is the share of pairs that are in order, with ties and infinite scores', () => {
  const score = fc.constantFrom(-Infinity, -1, 0, 0.5, 2, Infinity);
  fc.assert(
    fc.property(fc.array(fc.tuple(score, fc.constantFrom(0, 1)), { maxLength: 40 }), (examples) => {
      const [scores, labels] = [examples.map(([s]) => s), examples.map(([, label]) => label)];
      const [auc, expected] = [exactAuc(scores, labels), byPairs(scores, labels)];
      if (auc === null || expected === null) assert.equal(auc, expected);
      else assert.ok(Math.abs(auc - expected) < 1e-12, `${auc} is not ${expected}`);
    }),
  );
});
