import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { weightChart } from '#dist/report/weight-chart.js';
import { summarizeWeights, type WeightBin } from '#dist/report/weights.js';
import { modelOf, weights } from '../prune/models.js';

const holds = ({ from, to }: WeightBin, weight: number): boolean =>
  from < 0 ? weight > from && weight <= to : weight >= from && weight < to;

// the outermost edges belong to their bins: the largest float32 is in one
const LARGEST = 3.4028234663852886e38;

test('each bin counts the nonzero weights in its interval, and the bins leave no gap', () =>
  fc.assert(
    fc.property(weights, (all) => {
      const { histogram } = summarizeWeights(modelOf(all));
      const inside = all.filter((weight) => weight !== 0 && Math.abs(weight) < LARGEST);
      for (const bin of histogram.slice(1, -1)) {
        assert.equal(bin.count, inside.filter((weight) => holds(bin, weight)).length);
      }
      assert.equal(
        histogram.reduce((sum, { count }) => sum + count, 0),
        all.filter((weight) => weight !== 0).length,
      );
      assert.ok(histogram.every((bin, i) => i === 0 || bin.from === histogram[i - 1].to));
      assert.ok(histogram.every(({ from }, i) => from === -histogram[histogram.length - 1 - i].to));
    }),
  ));

test('moments are over the nonzeros, and unknown without any', () => {
  const { min, max, meanAbsolute, l1, l2 } = summarizeWeights(modelOf([3, 0, -4, 0]));
  assert.deepEqual({ min, max, meanAbsolute, l1, l2 }, { min: -4, max: 3, meanAbsolute: 3.5, l1: 7, l2: 5 });
  const none = summarizeWeights(modelOf([0]));
  assert.deepEqual([none.min, none.max, none.meanAbsolute, none.l1, none.l2], [null, null, null, 0, 0]);
});

test('the chart shows the range that holds weights, the fullest bin in full, and a single weight at least a little', () => {
  const { histogram } = summarizeWeights(modelOf([...Array<number>(1000).fill(-0.02), 0.2, 0.02, 0.02]));
  const [, ...lines] = weightChart(histogram);
  assert.deepEqual(lines, [
    `        1,000 ${'█'.repeat(24)}   0.01 – 0.0316    ▌                                  2`,
    `            0 ${' '.repeat(24)}    0.0316 – 0.1                                       0`,
    `            0 ${' '.repeat(24)}    0.1 – 0.316     ▌                                  1`,
  ]);
});
