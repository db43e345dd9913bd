/** A model's schedule as points, and as a chart. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelHeader } from '#dist/learn/model.js';
import { rateChart } from '#dist/report/rate-chart.js';
import { rateCurveOf } from '#dist/report/rate-curve.js';
import { modelOf } from '../prune/models.js';

const { header } = modelOf([0.5]);
const headerOf = (
  schedule: string,
  updates: number,
  drops: { example: number; factor: number; loss: number }[] = [],
) => {
  const losses = { best: 0.5, stalls: 0, importance: 0, loss: 0, drops };
  const pace = schedule.startsWith('performance') ? { clock: 1, losses } : { clock: 1 };
  return { ...header, optimizer: { ...header.optimizer, schedule }, updates, pace } satisfies ModelHeader;
};

test('a constant rate has no curve, and neither has a model that learned nothing', () => {
  assert.equal(rateCurveOf(header), null);
  assert.equal(rateCurveOf(headerOf('power:1:10', 0)), null);
});

test('the curve goes from the first example to the last, through each step and what was before it', () => {
  const { points, text } = rateCurveOf(headerOf('piecewise:500=0.5,777=0.1,5000=0.01', 1000))!;
  assert.equal(text, 'piecewise:500=0.5,777=0.1,5000=0.01');
  assert.deepEqual(
    [points[0], points.at(-1)],
    [
      { example: 0, factor: 1 },
      { example: 999, factor: 0.1 },
    ],
  );
  for (const [example, factor] of [
    [499, 1],
    [500, 0.5],
    [776, 0.5],
    [777, 0.1],
  ]) {
    assert.deepEqual(
      points.find((point) => point.example === example),
      { example, factor },
    );
  }
  assert.ok(points.every(({ example }, i) => i === 0 || example > points[i - 1].example));
});

test('a curve whose first corner is its first example has no example before that', () => {
  for (const updates of [1, 2, 5]) {
    const { points } = rateCurveOf(headerOf('one-cycle:1:0.1', updates))!;
    assert.deepEqual(points[0], { example: 0, factor: 0.1 });
  }
});

test('where the loss made the rate drop comes from the model', () => {
  const drops = [
    { example: 400, factor: 0.5, loss: 0.6 },
    { example: 900, factor: 0.25, loss: 0.7 },
  ];
  const curve = rateCurveOf(headerOf('performance:100:1:0.5:0', 1000, drops))!;
  assert.deepEqual(curve.drops, drops);
  for (const [example, factor] of [
    [399, 1],
    [400, 0.5],
    [899, 0.5],
    [900, 0.25],
  ]) {
    assert.equal(curve.points.find((point) => point.example === example)?.factor, factor);
  }
});

test('a model of one example, or of two, has a curve and a chart', () => {
  for (const updates of [1, 2]) {
    const { points } = rateCurveOf(headerOf('exponential:1', updates))!;
    assert.equal(points.length, updates);
    assert.equal(rateChart(points).length, 6);
  }
});

test('the chart has the largest factor on top, and a factor above 0 shows at least a little', () => {
  const { points } = rateCurveOf(headerOf('piecewise:500=0.5,750=0.0001', 1000))!;
  const full = '█'.repeat(32);
  assert.deepEqual(rateChart(points), [
    `         1 ${full}`,
    `           ${full}`,
    `           ${full}${'▄'.repeat(16)}`,
    `           ${full}${'█'.repeat(16)}`,
    `           ${full}${'█'.repeat(16)}${'▁'.repeat(16)}`,
    `           0${'1,000 examples'.padStart(63)}`,
  ]);
});
