/** Models of two methods -> frontiers and the second against the first, worked by hand. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type ComparedModel, type ComparisonFacts, comparisonOf } from '#dist/report/comparison.js';

function model(variant: string, nonzeros: number, logLoss: number | null): ComparedModel {
  const [touched, path, sha256] = [100_000, `models/${variant}/${nonzeros}.arrow`, '0'.repeat(64)];
  return {
    ...{ variant, optimizer: 'ftrl', setting: { lambda1: 1 }, hyperparameters: { alpha: 0.1, lambda1: 1 } },
    ...{ path, bytes: 8 * nonzeros, sha256, touched, nonzeros, density: nonzeros / touched },
    ...{ logLoss, normalizedEntropy: logLoss, auc: 0.7, calibration: 1, seconds: 1 },
  };
}

function compared(models: readonly ComparedModel[]) {
  const facts: ComparisonFacts = {
    ...{ examples: 1000, epochs: 1, holdout: { examples: 100, positives: 20 }, models },
    ...{ warnings: [], time: { hashSeconds: 1, seconds: 3 } },
  };
  return comparisonOf(facts);
}

const ROADS = [
  model('ftrl', 100, 0.5),
  model('ftrl', 10_000, 0.4),
  model('ftrl', 20_000, 0.45),
  model('rda', 1000, 0.5),
  model('rda', 100_000, 0.39),
];

test("each variant has its own frontier, which says which of its models are on everybody's", () => {
  const { frontiers } = compared(ROADS);
  const shown = frontiers.map(({ variant, points }) => [variant, points.map((point) => [point.model, point.overall])]);
  assert.deepEqual(shown, [
    [
      'ftrl',
      [
        [0, true],
        [1, true],
      ],
    ],
    [
      'rda',
      [
        [3, false],
        [4, true],
      ],
    ],
  ]);
});

test('losses are compared at the nonzeros of the first variant, and unknown where fewer were not tried', () => {
  const { atEqualNonzeros } = compared(ROADS);
  assert.deepEqual(
    atEqualNonzeros.map(({ nonzeros }) => nonzeros),
    [100, 10_000],
  );
  const [few, many] = atEqualNonzeros.map(({ variants }) => variants);
  assert.deepEqual(few, [
    { variant: 'ftrl', logLoss: 0.5, relative: 0 },
    { variant: 'rda', logLoss: null, relative: null },
  ]);
  // halfway between 1,000 and 100,000
  assert.ok(Math.abs(many[1].logLoss! - 0.445) < 1e-12);
  assert.ok(Math.abs(many[1].relative! - 0.1125) < 1e-12);
});

test('nonzeros are compared at the losses of the first variant; a loss may never be reached', () => {
  const [sparse, dense] = compared(ROADS).atEqualLogLoss.map(({ variants }) => variants[1]);
  assert.deepEqual(sparse, { variant: 'rda', nonzeros: 1000, ratio: 10, reached: true });
  assert.ok(Math.abs(dense.nonzeros! - 1000 * 100 ** (10 / 11)) < 1e-6);
  const [, never] = compared(ROADS.slice(0, 4)).atEqualLogLoss.map(({ variants }) => variants[1]);
  assert.deepEqual(never, { variant: 'rda', nonzeros: null, ratio: null, reached: false });
});

test('of a long frontier five places are taken, the ends among them', () => {
  const long = Array.from({ length: 12 }, (_, i) => model('ftrl', 10 + i, 0.5 - i / 100));
  const places = compared(long).atEqualNonzeros.map(({ nonzeros }) => nonzeros);
  assert.deepEqual(places, [10, 13, 16, 18, 21]);
});

test('models without a loss are on no frontier, and nothing is compared at one', () => {
  const { frontiers, atEqualNonzeros, atEqualLogLoss } = compared([model('ftrl', 5, null), model('rda', 5, 0.4)]);
  assert.deepEqual(frontiers[0].points, []);
  assert.deepEqual([atEqualNonzeros, atEqualLogLoss], [[], []]);
});
