import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { COUNT_THRESHOLDS } from '#dist/hash/count-thresholds.js';
import { bucketOf, countToken, parseCount } from '#dist/hash/count.js';

// fixed-point numbers of 80 decimal digits behind the point
const ONE = 10n ** 80n;
// what rounding may add up to, generously
const ERROR = 10n ** 20n;

function squareRoot(n: bigint): bigint {
  let root = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** e^x: the Taylor series of x / 2^10, then squared ten times. */
function exponential(x: bigint): bigint {
  const small = x >> 10n;
  let sum = ONE;
  for (let term = ONE, k = 1n; term > 0n; k++) {
    term = (term * small) / ONE / k;
    sum += term;
  }
  for (let i = 0; i < 10; i++) sum = (sum * sum) / ONE;
  return sum;
}

/** The smallest integer v with ln(v)^2 >= bucket: e^sqrt(bucket), rounded up. It is never an integer itself. */
function thresholdOf(bucket: number): bigint {
  const value = exponential(squareRoot(BigInt(bucket) * ONE * ONE));
  const fraction = value % ONE;
  assert.ok(fraction > ERROR && fraction < ONE - ERROR, `bucket ${bucket}: more digits are needed`);
  return value / ONE + 1n;
}

test('every count threshold is e^sqrt(bucket) rounded up, and the table reaches 10^15', () => {
  COUNT_THRESHOLDS.forEach((threshold, i) => assert.equal(BigInt(threshold), thresholdOf(i + 1), `bucket ${i + 1}`));
  assert.ok(thresholdOf(COUNT_THRESHOLDS.length) < 10n ** 15n);
  assert.ok(thresholdOf(COUNT_THRESHOLDS.length + 1) >= 10n ** 15n);
});

test('no bucket is empty: the thresholds ascend, each a safe integer', () => {
  COUNT_THRESHOLDS.forEach((threshold, i) => {
    assert.ok(Number.isSafeInteger(threshold));
    assert.ok(i === 0 || threshold > COUNT_THRESHOLDS[i - 1]);
  });
});

test('the bucket of a count is floor(ln(v)^2), its thresholds included', () => {
  const slowBucket = (value: number) => COUNT_THRESHOLDS.filter((threshold) => threshold <= value).length;
  for (const at of COUNT_THRESHOLDS) {
    for (const value of [at - 1, at, at + 1]) if (value > 2) assert.equal(bucketOf(value), slowBucket(value));
  }
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 999_999_999_999_999 }), (value) => {
      const squared = Math.log(value) ** 2;
      // Math.log decides nothing, but far from a border it must agree
      if (Math.abs(squared - Math.round(squared)) > 1e-9) assert.equal(bucketOf(value), Math.floor(squared));
    }),
    { numRuns: 2000 },
  );
});

test('a count is an optional minus and 1 to 15 digits', () => {
  const counts: readonly (readonly [string, number])[] = [
    ['0', 0],
    ['-0', 0],
    ['007', 7],
    ['-012', -12],
    ['999999999999999', 999_999_999_999_999],
    ['-999999999999999', -999_999_999_999_999],
    ['000000000000001', 1],
  ];
  for (const [text, value] of counts) {
    const parsed = parseCount(text);
    assert.ok(Object.is(parsed, value), `${text}: ${parsed}`);
  }
  const others = [
    '',
    '-',
    '+5',
    '1.0',
    '1e3',
    ' 7',
    '7 ',
    '7\n',
    '--7',
    '1000000000000000',
    '0000000000000001',
    '٣',
    '0x1',
  ];
  for (const text of others) assert.equal(parseCount(text), null, JSON.stringify(text));
});

test('integers up to 2 are their own tokens; larger ones are those of their buckets, which are not integers', () => {
  assert.deepEqual([-3, 0, 1, 2].map(countToken), ['-3', '0', '1', '2']);
  assert.deepEqual([3, 4, 5, 8].map(countToken), ['~1', '~1', '~2', '~4']);
  assert.equal(countToken(999_999_999_999_999), '~1192');
});
