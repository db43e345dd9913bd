import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  addScores,
  binOf,
  placeOf,
  BINS,
  BIN_NEGATIVES,
  BIN_POSITIVES,
  BIN_PROBABILITY,
  createScores,
  EXAMPLES,
  IMPORTANCE,
  LOG_LOSS,
  POSITIVE_IMPORTANCE,
  POSITIVES,
  PROBABILITY,
  SCORES_LENGTH,
} from '#dist/evaluate/scores.js';
import { logLoss, sigmoid } from '#dist/kernel/math.js';
import { examples, scoresOf, type Example } from './examples.js';

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, x) => total + x, 0);

test('the sums are, to the bit, those of logLoss() and sigmoid() in the order of the examples', () =>
  fc.assert(
    fc.property(examples, (all) => {
      const scores = scoresOf(all);
      assert.equal(scores[EXAMPLES], all.length);
      assert.equal(scores[POSITIVES], all.filter(({ label }) => label === 1).length);
      assert.equal(scores[IMPORTANCE], sum(all.map(({ importance }) => importance)));
      assert.equal(scores[POSITIVE_IMPORTANCE], sum(all.map(({ label, importance }) => label * importance)));
      assert.equal(scores[LOG_LOSS], sum(all.map((e) => e.importance * logLoss(e.margin, e.label))));
      assert.equal(scores[PROBABILITY], sum(all.map((e) => e.importance * sigmoid(e.margin))));
      assert.deepEqual([scores[6], scores[7]], [0, 0]);
    }),
  ));

test('each example lands in the histogram of its label, in the bin of its margin', () =>
  fc.assert(
    fc.property(examples, (all) => {
      const expected = new Float64Array(SCORES_LENGTH);
      for (const { margin, label, importance } of all) {
        expected[placeOf(binOf(margin)) + (label === 1 ? BIN_POSITIVES : BIN_NEGATIVES)] += importance;
        expected[placeOf(binOf(margin)) + BIN_PROBABILITY] += importance * sigmoid(margin);
      }
      const actual = scoresOf(all);
      assert.equal(Buffer.compare(bytesOf(actual.subarray(8)), bytesOf(expected.subarray(8))), 0);
    }),
  ));

test('examples may come in any number of batches', () =>
  fc.assert(
    fc.property(examples, fc.nat(), (all, where) => {
      const cut = where % (all.length + 1);
      const scores = scoresOf(all.slice(0, cut));
      assert.equal(Buffer.compare(bytesOf(scoresOf(all.slice(cut), scores)), bytesOf(scoresOf(all))), 0);
    }),
  ));

test('without importances every example counts 1', () => {
  const scores = createScores();
  addScores(scores, Float64Array.of(0.5, -2), Float32Array.of(1, 0), null);
  const ones: Example[] = [
    { margin: 0.5, label: 1, importance: 1 },
    { margin: -2, label: 0, importance: 1 },
  ];
  assert.deepEqual(scores, scoresOf(ones));
});

test('bins are 1/4096 wide, closed at their lower end, and open to both sides at the ends', () => {
  assert.equal(binOf(0), BINS / 2);
  assert.equal(binOf(-0), BINS / 2);
  assert.equal(binOf(-Number.MIN_VALUE), BINS / 2 - 1);
  assert.equal(binOf(1 / 4096), BINS / 2 + 1);
  assert.equal(binOf(0.999 / 4096), BINS / 2);
  assert.deepEqual([-16, -16.1, -1e300].map(binOf), [0, 0, 0]);
  assert.deepEqual([15.9999, 16, 1e300].map(binOf), [BINS - 1, BINS - 1, BINS - 1]);
});

test('scores inside a buffer begin empty and leave its other bytes alone', () => {
  const buffer = new ArrayBuffer(8 * (SCORES_LENGTH + 2));
  const whole = new Float64Array(buffer).fill(7);
  const scores = createScores(buffer, 8);
  assert.equal(scores.length, SCORES_LENGTH);
  assert.ok(scores.every((entry) => entry === 0));
  assert.deepEqual([whole[0], whole.at(-1)], [7, 7]);
});

function bytesOf(array: Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
