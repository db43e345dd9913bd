/** How far the estimate of different tokens is off. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { distinctCounter } from '#dist/hash/distinct.js';

function estimateOf(tokens: Iterable<string>): number {
  const counter = distinctCounter();
  for (const token of tokens) counter.add(token);
  return counter.estimate();
}

function* numbered(count: number, prefix: string): Generator<string> {
  for (let i = 0; i < count; i++) yield `${prefix}${i}`;
}

test('nothing was added: nothing is distinct', () => assert.equal(estimateOf([]), 0));

test('a token that comes again is no other token', () => {
  const once = estimateOf(numbered(500, 'a'));
  assert.equal(estimateOf([...numbered(500, 'a'), ...numbered(500, 'a'), ...numbered(20, 'a')]), once);
});

for (const [count, percent] of [
  [1, 0.1],
  [10, 1],
  [100, 3],
  [1000, 4],
  [10_000, 5],
  [20_000, 5],
  [100_000, 5],
  [1_000_000, 5],
]) {
  test(`${count.toLocaleString('en-US')} tokens are estimated within ${percent}%, three standard deviations`, () => {
    for (const prefix of ['', 'user-', 'München ']) {
      const error = estimateOf(numbered(count, prefix)) / count - 1;
      assert.ok(Math.abs(error) <= percent / 100, `${prefix}: ${(error * 100).toFixed(2)}%`);
    }
  });
}

test('over many sets of 10,000, the estimate is neither too high nor too low', () => {
  const errors = Array.from({ length: 40 }, (_, i) => estimateOf(numbered(10_000, `${i}:`)) / 10_000 - 1);
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
  assert.ok(Math.abs(mean) < 0.01, `mean ${mean}`);
  assert.ok(deviation < 0.025, `deviation ${deviation}`);
});
