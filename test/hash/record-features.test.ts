/** Features with their tokens, held to the features that are learned. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import type { HashSpec } from '#dist/batch/hash-spec.js';
import { recordHasher } from '#dist/hash/hash-records.js';
import { recordFeatures } from '#dist/hash/record-features.js';
import type { LogRecord } from '#dist/read/record.js';

const fields: HashSpec['fields'] = [
  { name: 'site', type: 'categorical', missingTokens: ['-'], lowerCase: true },
  { name: 'visits', type: 'count', missing: 'feature' },
  { name: 'price', type: 'numeric' },
  { name: 'when', type: 'time', parts: ['hour', 'weekday'], timeFormat: 'yymmddhh' },
  { name: 'tags', type: 'list', separator: ';' },
];

const specs: fc.Arbitrary<HashSpec> = fc.record({
  hash: fc.constant('murmur3'),
  seed: fc.nat(),
  bits: fc.integer({ min: 1, max: 28 }),
  missing: fc.constantFrom('ignore', 'feature'),
  fields: fc.constant(fields),
  crosses: fc.subarray([
    ['site', 'tags'],
    ['when', 'visits', 'site'],
    ['tags', 'visits'],
  ]),
});

const cells = fc.tuple(
  fc.constantFrom('', '-', 'A', 'münchen'),
  fc.constantFrom('', '0', '3', '-12', 'x'),
  fc.constantFrom('', '0', '2.5', '1e9'),
  fc.constantFrom('', '14102100'),
  fc.constantFrom('', 'x', 'X;y;X', ';'),
);

const recordOf = (texts: readonly string[]): LogRecord => ({
  ...{ label: 1, importance: 1 },
  features: texts.map((text, field) => ({ field, token: Buffer.from(text), value: 1 })),
});

/** Slots and values, those of one slot summed; or what was wrong. */
function outcome(features: () => Iterable<readonly [slot: number, value: number]>) {
  try {
    const sums = new Map<number, number>();
    for (const [slot, value] of features()) sums.set(slot, Math.fround((sums.get(slot) ?? 0) + value));
    return [...sums];
  } catch (error) {
    return (error as Error).message;
  }
}

test('merged, they are the features that are learned, in their order; what is refused there is refused here', () =>
  fc.assert(
    fc.property(specs, fc.array(cells, { maxLength: 5 }), (spec, records) => {
      const [featuresOf, hashed] = [recordFeatures(spec), recordHasher(spec)];
      for (const record of records.map(recordOf)) {
        const found = outcome(() => {
          const { length, slots, values } = featuresOf(record);
          return Array.from({ length }, (_, i) => [slots[i], values[i]] as const);
        });
        assert.deepEqual(
          found,
          outcome(() => hashed(record).features),
        );
      }
    }),
  ));

test('index:value pairs are told with their index, hashed or not', () => {
  const record: LogRecord = { label: 1, importance: 1, features: [{ field: 0, token: Buffer.from('17'), value: 0.5 }] };
  for (const hash of ['identity', 'murmur3'] as const) {
    const spec: HashSpec = {
      hash,
      seed: 0,
      bits: 10,
      missing: 'ignore',
      fields: [{ name: 'features', type: 'pairs' }],
    };
    const { slots, values, behind } = recordFeatures(spec)(record);
    assert.deepEqual(
      [slots[0], values[0], String(behind[0])],
      [[...recordHasher(spec)(record).features.keys()][0], 0.5, '17'],
    );
  }
});

test('a cross of more combinations than a batch holds is refused before they take memory', () => {
  const spec: HashSpec = {
    ...{ hash: 'murmur3', seed: 0, bits: 10, missing: 'ignore' },
    fields: ['a', 'b'].map((name) => ({ name, type: 'list' })),
    crosses: [['a', 'b']],
  };
  const list = Buffer.from(Array.from({ length: 3000 }, (_, i) => i).join());
  const record: LogRecord = {
    label: 1,
    importance: 1,
    features: [0, 1].map((field) => ({ field, token: list, value: 1 })),
  };
  assert.throws(() => recordFeatures(spec)(record), /found 9,000,000 features/);
});
