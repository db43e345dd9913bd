import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIELDS } from '#dist/generate/fields.js';
import { generateLog } from '#dist/generate/generate.js';
import type { LogSummary } from '#dist/generate/summary.js';
import { createTruth, HEAD, nonzerosOf } from '#dist/generate/truth.js';
import { columnOf, recordsOf } from './logs.js';

const SEEDS = [0, 1, 2, 3, 20_141_021, 0xffff_ffff];

function generate(examples: number, seed: number): { records: string[][]; summary: LogSummary } {
  const log = generateLog({ examples, seed });
  const records = recordsOf(Buffer.concat([...log]).toString('latin1'));
  return { records, summary: log.summary() };
}

/** The true probabilities, from the text alone: look up each token's weight, add, and squash with Math.exp. */
function probabilitiesOf(records: string[][], seed: number): number[] {
  const { bias, weights } = createTruth(seed);
  const lookup = FIELDS.map((_, i) => {
    const row = [...weights.subarray(i * HEAD, (i + 1) * HEAD)];
    return new Map(row.map((weight, rank) => [columnOf(i, rank), weight]));
  });
  return records.map((columns) => {
    const margin = lookup.reduce((sum, row, i) => sum + (row.get(columns[i + 1]) ?? 0), bias);
    return 1 / (1 + Math.exp(-margin));
  });
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const close = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected} to ${tolerance}`);

test('the Bayes log loss and the expected entropy are those of probabilities recomputed from the text', () => {
  const { records, summary } = generate(10_000, 7);
  const p = probabilitiesOf(records, 7);
  const clicked = records.map(([label]) => label === '1');
  const losses = p.map((q, i) => -Math.log(clicked[i] ? q : 1 - q));
  const entropies = p.map((q) => -q * Math.log(q) - (1 - q) * Math.log(1 - q));
  close(summary.bayesLogLoss, mean(losses), 1e-12);
  close(summary.expectedEntropy, mean(entropies), 1e-12);
  close(summary.bayesNormalizedEntropy!, mean(losses) / summary.constantLogLoss, 1e-12);
});

test('labels are drawn from the true probabilities', () => {
  const { records, summary } = generate(10_000, 8);
  const p = probabilitiesOf(records, 8);
  const rate = mean(p);
  const deviation = Math.sqrt(mean(p.map((q) => q * (1 - q))) / p.length);
  close(summary.clickRate, rate, 4 * deviation);
  // nor does the residual grow with the probability
  close(mean(p.map((q, i) => (q - Number(records[i][0])) * (q - rate))), 0, deviation);
});

for (const seed of SEEDS) {
  test(`seed ${seed}: the click rate is between 3 and 25%, the Bayes normalized entropy at most 0.80`, () => {
    const { summary } = generate(10_000, seed);
    assert.ok(summary.clickRate > 0.03 && summary.clickRate < 0.25, `click rate ${summary.clickRate}`);
    assert.ok(summary.bayesNormalizedEntropy! <= 0.8, `normalized entropy ${summary.bayesNormalizedEntropy}`);
  });
}

test('fewer than one token in a thousand has a weight', () => {
  const tokens = FIELDS.reduce((sum, { octaves }) => sum + 2 ** octaves - 1, 0);
  const nonzeros = nonzerosOf(createTruth(1));
  assert.ok(nonzeros > 1000 && nonzeros < tokens / 1000, `${nonzeros} of ${tokens}`);
});

test('integers of one log bucket share a weight, and the counts 1 and 2 have their own', () => {
  const truths = Array.from({ length: 12 }, (_, seed) => createTruth(seed));
  const weightsOf = (value: number): number[] => truths.map(({ weights }) => weights[4 * HEAD + value + 1]); // of I5
  for (const [a, b] of [
    [3, 4],
    [12, 14],
    [950, 1020],
  ])
    assert.deepEqual(weightsOf(a), weightsOf(b));
  for (const [a, b] of [
    [0, 1],
    [1, 2],
    [2, 3],
    [1, 3],
    [4, 5],
    [949, 950],
  ]) {
    assert.notDeepEqual(weightsOf(a), weightsOf(b));
  }
});
