import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bytesOf, checkBudget, increaseOf } from '#dist/prune/budget.js';

test('a size has a unit of a thousand or of 1024, or none', () => {
  const sizes = {
    '200kB': 200_000,
    '200': 200,
    '200B': 200,
    '1.005kB': 1005,
    '1.5 KiB': 1536,
    '0.1MB': 100_000,
    '2MiB': 2_097_152,
    '0': 0,
  };
  for (const [text, bytes] of Object.entries(sizes)) assert.equal(bytesOf(text), bytes);
  for (const text of ['', 'kB', '-1', '200kb', '1e3', '2GB', '1,000', '99999999999999999', '1 constructor']) {
    const message = `--max-bytes: found ${JSON.stringify(text)}, expected a size such as 200kB: in B, kB, KiB, MB or MiB`;
    assert.throws(() => bytesOf(text), { name: 'InputError', message });
  }
});

test('an increase is a percentage, with its sign', () => {
  for (const [text, share] of [
    ['0.1%', 0.001],
    ['5 %', 0.05],
    ['0%', 0],
    ['.5%', 0.005],
  ] as const) {
    assert.equal(increaseOf(text), share);
  }
  for (const text of ['0.1', '', '%', '-1%', '1e2%']) {
    const message = `--max-log-loss-increase: found ${JSON.stringify(text)}, expected a percentage such as 0.1%`;
    assert.throws(() => increaseOf(text), { name: 'InputError', message });
  }
});

test('a budget out of its range is refused', () => {
  for (const maxBytes of [-1, 2.5, NaN])
    assert.throws(() => checkBudget({ maxBytes }, false), /^InputError: --max-bytes/);
  for (const maxLogLossIncrease of [-0.1, NaN, Infinity]) {
    assert.throws(() => checkBudget({ maxLogLossIncrease }, true), /^InputError: --max-log-loss-increase/);
  }
  assert.throws(() => checkBudget({ density: 2 }, true), /^InputError: --density/);
});
