/** Tokens by field, held to the features that are learned. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import type { HashSpec } from '#dist/batch/hash-spec.js';
import { fieldTokensOf, fieldsOf } from '#dist/hash/field-tokens.js';
import { recordHasher } from '#dist/hash/hash-records.js';

const spec: HashSpec = {
  ...{ hash: 'murmur3', seed: 7, bits: 28, missing: 'ignore' },
  fields: [
    { name: 'site', type: 'categorical', missingTokens: ['-'] },
    { name: 'visits', type: 'count', missing: 'feature' },
    { name: 'price', type: 'numeric' },
    { name: 'when', type: 'time', parts: ['hour', 'weekday'], timeFormat: 'yymmddhh' },
    { name: 'tags', type: 'list', separator: ';', lowerCase: true },
  ],
  crosses: [
    ['site', 'tags'],
    ['when', 'visits', 'site'],
  ],
};

const cells = fc.tuple(
  fc.constantFrom('', '-', 'a', 'münchen'),
  fc.constantFrom('', '0', '3', '-12'),
  fc.constantFrom('', '0', '2.5'),
  fc.constantFrom('', '14102100'),
  fc.constantFrom('', 'x', 'X;y', ';'),
);

const recordOf = (texts: readonly string[]) => ({
  ...{ label: 1 as const, importance: 1 },
  features: texts.map((text, field) => ({ field, token: Buffer.from(text), value: 1 })),
});

test('the hashes are, mod 2^bits, the slots that are learned, in their order', () => {
  const [tokensOf, hashed] = [fieldTokensOf(spec), recordHasher(spec)];
  fc.assert(
    fc.property(cells, (texts) => {
      const found = tokensOf(recordOf(texts)).flatMap(({ tokens }) => tokens.map(({ hash }) => hash % 2 ** spec.bits));
      assert.deepEqual([...new Set(found)], [...hashed(recordOf(texts)).features.keys()]);
    }),
  );
});

test('a missing value is told, whether it is a feature or not; crosses come after the fields', () => {
  const found = fieldTokensOf(spec)(recordOf(['-', '', '', '', ';']));
  assert.deepEqual(
    found.map(({ field, missing, tokens }) => [field, missing, tokens.length]),
    [0, 1, 2, 3, 4, 5, 6].map((field) => [field, true, field === 1 ? 1 : 0]),
  );
  assert.deepEqual(fieldsOf(spec).at(-1), { name: 'when*visits*site', type: 'cross' });
});

test('a numeric field has its value, and a token where that is not zero', () => {
  const priceOf = (text: string) => fieldTokensOf(spec)(recordOf(['a', '1', text, '14102100', 'x']))[2];
  assert.deepEqual([priceOf('2.5').value, priceOf('0').value, priceOf('').value], [2.5, 0, null]);
  assert.deepEqual([priceOf('2.5').tokens.length, priceOf('0').tokens.length], [1, 0]);
});
