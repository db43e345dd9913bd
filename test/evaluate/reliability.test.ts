import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { metricsOf } from '#dist/evaluate/metrics.js';
import { reliabilityOf } from '#dist/evaluate/reliability.js';
import { examples, scoresOf } from './examples.js';

const close = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

test('eight in a hundred have the interval that tables of Wilson give', () => {
  const margin = Math.log(0.1 / 0.9);
  const all = Array.from({ length: 100 }, (_, i) => ({ margin, label: i < 8 ? 1 : 0, importance: 1 }));
  const [bin, ...others] = reliabilityOf(scoresOf(all));
  assert.equal(others.length, 0);
  close(bin.probability, 0.1, 1e-12);
  close(bin.rate, 0.08, 1e-12);
  // R: binom::binom.confint(8, 100, methods = "wilson")
  close(bin.low, 0.04109, 1e-5);
  close(bin.high, 0.14998, 1e-5);
  assert.equal(bin.examples, 100);
});

test('importance that doubles for all changes no interval', () =>
  fc.assert(
    fc.property(examples, (all) => {
      const doubled = all.map((example) => ({ ...example, importance: 2 * example.importance }));
      const bins = reliabilityOf(scoresOf(doubled));
      reliabilityOf(scoresOf(all)).forEach((bin, i) => {
        for (const key of ['low', 'high', 'examples', 'rate'] as const) close(bins[i][key], bin[key], 1e-9);
      });
      assert.equal(bins.length, reliabilityOf(scoresOf(all)).length);
    }),
  ));

test('the bins hold all examples, ascend, and their intervals hold their rates; their gaps add up to the ECE', () =>
  fc.assert(
    fc.property(examples, (all) => {
      const scores = scoresOf(all);
      const bins = reliabilityOf(scores);
      const total = bins.reduce((sum, bin) => sum + bin.examples, 0);
      close(total, all.length, 1e-9);
      bins.forEach(({ low, rate, high }) =>
        assert.ok(0 <= low && low <= rate + 1e-12 && rate <= high + 1e-12 && high <= 1),
      );
      bins.slice(1).forEach((bin, i) => assert.ok(bin.probability >= bins[i].probability));
      const ece = bins.reduce((sum, { probability, rate, examples: n }) => sum + n * Math.abs(probability - rate), 0);
      close(ece / Math.max(total, 1), metricsOf(scores).ece ?? 0, 1e-9);
    }),
  ));
