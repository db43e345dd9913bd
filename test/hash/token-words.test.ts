/** The words for what stands behind a feature. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import * as fc from 'fast-check';

import type { FieldSpec, HashSpec } from '#dist/batch/hash-spec.js';
import { bucketBounds, bucketOf, countToken } from '#dist/hash/count.js';
import type { Behind } from '#dist/hash/record-features.js';
import { nameOf, textBehind } from '#dist/hash/token-words.js';

const fields: readonly FieldSpec[] = [
  { name: 'C3', type: 'categorical' },
  { name: 'I5', type: 'count' },
  { name: 'age', type: 'numeric' },
  { name: 'at', type: 'time', parts: ['hour', 'weekday', 'hour_of_week'] },
  { name: 'tags', type: 'list' },
  { name: 'features', type: 'pairs' },
];
const spec: HashSpec = {
  ...{ hash: 'murmur3', seed: 0, bits: 10, missing: 'ignore', fields },
  crosses: [['C3', 'I5', 'at']],
};

const wordsFor = (field: number, behind: Behind): string => nameOf(spec, field, textBehind(spec, field, behind));

const NAMES: readonly [field: number, behind: Behind, name: string][] = [
  [0, Buffer.from('05db9164'), 'C3: 05db9164'],
  [0, '', 'C3 missing'],
  [0, Buffer.from('missing'), 'C3: missing'],
  [1, countToken(13), 'I5 in [12, 14]'],
  [1, countToken(5), 'I5 = 5'],
  [1, countToken(-1), 'I5 = -1'],
  [1, '', 'I5 missing'],
  [2, null, 'age (number)'],
  [2, '', 'age missing'],
  [3, 'hour=13', 'at hour 13'],
  [3, 'weekday=7', 'at Sunday'],
  [3, 'hour_of_week=30', 'at hour of week 30'],
  [4, Buffer.from('a=b'), 'tags: a=b'],
  [5, Buffer.from('17'), 'index 17'],
  [5, Buffer.from('user^17'), 'user^17'],
  [6, [Buffer.from('a'), countToken(3), 'hour=1'], 'C3*I5*at: a × [3, 4] × hour 1'],
  [6, ['', countToken(0), ''], 'C3*I5*at: missing × 0 × missing'],
];

describe('a feature has a name that a person understands', () => {
  for (const [field, behind, name] of NAMES) test(name, () => assert.equal(wordsFor(field, behind), name));
});

test('the range of a count is that of all integers that have its token', () =>
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 1e15 - 1 }), (value) => {
      const bucket = bucketOf(value);
      const [low, high] = bucketBounds(bucket);
      assert.ok(low <= value && value <= high);
      assert.deepEqual([bucketOf(low), bucketOf(high)], [bucket, bucket]);
      if (low > 3) assert.equal(bucketOf(low - 1), bucket - 1);
      if (high < 1e15 - 1) assert.equal(bucketOf(high + 1), bucket + 1);
    }),
  ));

test('a long token is cut between characters, at 64 bytes; what is no UTF-8 is replaced', () => {
  assert.equal(textBehind(spec, 0, Buffer.from(`a${'😀'.repeat(20)}`)), `a${'😀'.repeat(15)}…`);
  assert.equal(textBehind(spec, 0, Buffer.from('x'.repeat(64))), 'x'.repeat(64));
  assert.equal(textBehind(spec, 0, Buffer.from('x'.repeat(1 << 20))), `${'x'.repeat(64)}…`);
  assert.equal(textBehind(spec, 0, Uint8Array.of(0x61, 0xff, 0x62)), 'a\ufffdb');
  assert.equal(textBehind(spec, 0, new Uint8Array(100).fill(0x80))!.length, 62);
});
