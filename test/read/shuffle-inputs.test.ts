import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Input } from '#dist/read/inputs.js';
import { shuffleInputs } from '#dist/read/shuffle-inputs.js';

function inputs(count: number): Input[] {
  return Array.from({ length: count }, (_, i) => ({ name: `${i}`, path: `${i}`, kind: 'file', size: 1 }));
}

function orderOf(count: number, seed: number): string {
  return shuffleInputs(inputs(count), seed)
    .map(({ name }) => name)
    .join(' ');
}

test('every input is there once, and those given stay as they are', () => {
  for (const count of [0, 1, 2, 3, 100]) {
    const given = inputs(count);
    const shuffled = shuffleInputs(given, 7);
    assert.deepEqual(given, inputs(count));
    assert.deepEqual(new Set(shuffled), new Set(given));
    assert.equal(shuffled.length, count);
  }
});

test('the order depends on the seed alone, on every machine', () => {
  assert.equal(orderOf(10, 1), '3 1 0 9 4 5 8 7 2 6');
  assert.equal(orderOf(10, 4294967295), '4 0 7 8 9 2 5 3 1 6');
  assert.equal(new Set(Array.from({ length: 100 }, (_, seed) => orderOf(20, seed))).size, 100);
});

test('every order is as likely as any other', () => {
  const seeds = 24_000;
  const seen = new Map<string, number>();
  for (let seed = 0; seed < seeds; seed++) {
    const order = orderOf(4, seed);
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  assert.equal(seen.size, 24);
  // chi squared with 23 degrees of freedom: beyond 49.7 once in a thousand
  const chi = [...seen.values()].reduce((sum, count) => sum + (count - seeds / 24) ** 2 / (seeds / 24), 0);
  assert.ok(chi < 49.7, `chi squared ${chi}`);
});
