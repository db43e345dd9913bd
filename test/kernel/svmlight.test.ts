import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import type { HashSpec } from '#dist/batch/hash-spec.js';
import { svmlight } from '#dist/read/svmlight.js';
import { kernelReading, twinReading } from './readings.js';
import { smallIndex, specOf, svmlightLine, textOf } from './records.js';

const spec: HashSpec = { hash: 'murmur3', seed: 0, bits: 22, missing: 'ignore', fields: svmlight.fields };
const identity: HashSpec = { ...spec, hash: 'identity', bits: 4 };

const read = (text: string, options: HashSpec = identity) =>
  kernelReading(svmlight, options, Buffer.from(text, 'latin1'));

test('the kernel reads any valid svmlight text into the batch that its readable twin makes', () =>
  fc.assert(
    fc.property(specOf(svmlight, fc.constant('murmur3')), textOf(svmlightLine()), (anySpec, text) => {
      const expected = twinReading(svmlight, anySpec, text);
      assert.deepEqual(kernelReading(svmlight, anySpec, text), expected);
    }),
    { numRuns: 1000 },
  ));

test('with identity hashing an index is its own slot, in the kernel as in its twin', () =>
  fc.assert(
    fc.property(specOf(svmlight, fc.constant('identity')), textOf(svmlightLine(smallIndex)), (anySpec, text) => {
      assert.deepEqual(kernelReading(svmlight, anySpec, text), twinReading(svmlight, anySpec, text));
    }),
    { numRuns: 300 },
  ));

test('a slot met twice is one feature, at its first position, with the sum of the values', () => {
  const { examples, merged } = read('1 3:0.5 7:1 3:2 3:-0.25 5:1\n');
  assert.deepEqual(examples, [{ label: 1, slots: [3, 7, 5], values: [2.25, 1, 1] }]);
  assert.equal(merged, 2);
});

test('values that cancel leave a feature of value 0: its slot was met', () => {
  assert.deepEqual(read('0 3:1 3:-1\n').examples, [{ label: 0, slots: [3], values: [0] }]);
});

test('a value of 0 is no feature, however it is written and whatever its index', () => {
  const { examples, refused } = read('1 3:0 4:-0 5:0e7 6:1e-46 4000000000:0 1:1\n');
  assert.deepEqual(refused, []);
  assert.deepEqual(examples, [{ label: 1, slots: [1], values: [1] }]);
});

test('labels are 0 or -1 and 1 or +1; nothing else', () => {
  const labels = ['0', '-1', '1', '+1', '+0', '-0', '2', '1.0', '01', '--1', '1e0', 'x', '10', '1:1', '-', '+'];
  const { examples, refused } = read(labels.map((label) => `${label} 1:1\n`).join(''));
  assert.deepEqual(
    examples.map(({ label }) => label),
    [0, 0, 1, 1],
  );
  assert.deepEqual(
    refused,
    labels.slice(4).map((_, i) => 5 + i),
  );
});

test('identity hashing refuses an index of 2^bits and takes the one below', () => {
  assert.deepEqual(read('1 15:1\n1 16:1\n1 4294967296:1\n1 9999999999:1\n').refused, [2, 3, 4]);
});

test('a record of as many features as its bytes can hold fits into a batch', () => {
  const text = Buffer.from(`1 ${'1:1 '.repeat((1 << 18) - 1)}\n`);
  const { examples } = kernelReading(svmlight, spec, text);
  assert.deepEqual(examples[0].values, [(1 << 18) - 1]);
});
