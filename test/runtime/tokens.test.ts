/** The runtime's short ways of hashing texts, counts and times agree with those of hash/. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { COUNT_THRESHOLDS } from '#dist/hash/count-thresholds.js';
import { countToken, parseCount } from '#dist/hash/count.js';
import { murmur3 } from '#dist/hash/murmur3.js';
import { parseTime, timeToken } from '#dist/hash/time.js';
import * as runtime from '#dist/runtime/murmur3.js';
import { tokensOf } from '#dist/runtime/cells.js';
import { timeTokens } from '#dist/runtime/time.js';
import { timeOf } from '../read/any-tables.js';

const runtimeCountToken = (count: string) => tokensOf(count, { name: 'n', type: 'count' })[0];

const text = fc.oneof(
  fc.string({ unit: 'binary-ascii', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
  // halves of surrogate pairs too
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 9 }).map((units) => String.fromCharCode(...units)),
);

test('any text hashes as its UTF-8 does, a lone surrogate as U+FFFD', () =>
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (token, seed) => {
      assert.equal(runtime.murmur3(token, seed) >>> 0, murmur3(token, seed));
    }),
    { numRuns: 2000 },
  ));

test('a text of a million characters hashes too', () => {
  const long = 'é'.repeat(1_000_000);
  assert.equal(runtime.murmur3(long, 1) >>> 0, murmur3(long, 1));
});

test('a count has the token of the table of thresholds, at every threshold and its neighbours', () => {
  for (const at of COUNT_THRESHOLDS) {
    for (const count of [at - 1, at, at + 1]) assert.equal(runtimeCountToken(`${count}`), countToken(count));
  }
});

test('a count has the token of the table of thresholds, or is none, as its text says', () =>
  fc.assert(
    fc.property(
      fc.oneof(
        fc.integer({ min: -(10 ** 15), max: 10 ** 15 }).map(String),
        fc.integer({ min: -9, max: 300 }).map(String),
        fc.constantFrom('-0', '007', '', '-', '+1', '1.0', '1e3', ' 7', '７', '999999999999999', '1000000000000000'),
      ),
      (count) => {
        const value = parseCount(count);
        if (value !== null) assert.equal(runtimeCountToken(count), countToken(value));
        else if (count !== '')
          assert.throws(() => runtimeCountToken(count), /^Error: field "n": found ".*", expected an integer/);
      },
    ),
    { numRuns: 2000 },
  ));

const parts = ['hour', 'weekday', 'hour_of_week'] as const;

for (const timeFormat of ['iso', 'seconds', 'milliseconds', 'yymmddhh'] as const) {
  test(`a moment in ${timeFormat} has the tokens of hash/time, or is none`, () =>
    fc.assert(
      fc.property(timeOf(timeFormat), (moment) => {
        const time = parseTime(moment, timeFormat);
        const expected = time === null ? undefined : parts.map((part) => timeToken(time, part));
        assert.deepEqual(timeTokens(moment, timeFormat, parts), expected, moment);
      }),
      { numRuns: 1000 },
    ));
}
