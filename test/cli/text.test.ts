import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bytes, count, fixed, percent, skipped } from '#dist/cli/text.js';

test('numbers read as people write them', () => {
  assert.deepEqual(
    [count(1234567), percent(0.1234), fixed(0.5, 3), fixed(null, 3)],
    ['1,234,567', '12.3%', '0.500', '-'],
  );
});

test('sizes have three units above bytes, of a thousand each', () => {
  assert.deepEqual([0, 999, 1000, 1_500_000, 2_000_000_000, 5e12].map(bytes), [
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '1.5 MB',
    '2.0 GB',
    '5000.0 GB',
  ]);
});

test('skipped records are mentioned if there are any', () => {
  assert.deepEqual([0, 1, 2000].map(skipped), [
    '',
    ', 1 malformed record skipped',
    ', 2,000 malformed records skipped',
  ]);
});
