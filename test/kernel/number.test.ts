import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import type { HashSpec } from '#dist/batch/hash-spec.js';
import { svmlight } from '#dist/read/svmlight.js';
import { kernelReading } from './readings.js';
import { decimal } from './records.js';

const spec: HashSpec = { hash: 'identity', seed: 0, bits: 4, missing: 'ignore', fields: svmlight.fields };

/** The value that the kernel reads, or null if it refuses the text. */
function kernelValue(text: string): number | null {
  const { examples, refused } = kernelReading(svmlight, spec, Buffer.from(`1 3:${text}\n`, 'latin1'));
  return refused.length > 0 ? null : (examples[0].values[0] ?? 0);
}

/** The same by JavaScript, whose -0 is no feature. */
function expectedValue(text: string): number | null {
  const value = Math.fround(Number(text));
  return Number.isFinite(value) ? value || 0 : null;
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The float32 after a positive one. */
function next(value: number): number {
  float[0] = value;
  word[0]++;
  return float[0];
}

test('decimal text becomes the float32 that rounding Number() gives', () =>
  fc.assert(
    fc.property(decimal, (text) => assert.equal(kernelValue(text), expectedValue(text), text)),
    { numRuns: 3000 },
  ));

test('text halfway between two numbers, and a digit to either side, rounds as Number() does', () =>
  fc.assert(
    fc.property(
      fc.float({ min: 0, max: Math.fround(1e30), noNaN: true }),
      fc.constantFrom('', '1', '000000000000001'),
      (value, more) => {
        // the middle of two neighbouring float32 is a float64: its decimal text is exact with enough digits
        const middle = (value + next(value)) / 2;
        const exact = middle.toFixed(40).includes('e') ? middle.toPrecision(60) : middle.toFixed(60);
        for (const text of [String(middle), exact, exact + more, `-${exact}`]) {
          assert.equal(kernelValue(text), expectedValue(text), text);
        }
      },
    ),
    { numRuns: 500 },
  ));

test('integers halfway between two float64 round to even', () => {
  for (const text of [
    '9007199254740993',
    '9007199254740995',
    '9007199254740992.5',
    '9007199254740993.0000000000000001',
  ]) {
    assert.equal(kernelValue(text), Math.fround(Number(text)), text);
  }
});

test('an exponent counts whole, however many digits it or the fraction has', () => {
  const zeros = '0'.repeat(99_990);
  assert.equal(kernelValue(`0.${zeros}1e99991`), 1);
  assert.equal(kernelValue(`0.${zeros}1e99993`), 100);
  // far too large: not to be cut to an exponent that brings the point back
  assert.equal(kernelValue(`0.${zeros}1e200000`), null);
  assert.equal(kernelValue('1e4294967297'), null);
  assert.equal(kernelValue(`1${zeros}00000000000000000000e-200000`), 0);
  assert.equal(kernelValue('1e-4294967297'), 0);
});

test('what is no number is refused: names, hexadecimal, spaces, two points, an exponent without digits', () => {
  for (const text of [
    '',
    '.',
    '-',
    '+',
    'e5',
    '1e',
    '1e+',
    '1.2.3',
    '0x10',
    'inf',
    'Infinity',
    'nan',
    '1_0',
    '--1',
    '+-1',
    '1e5.',
    '1,5',
    '٣',
    '1e39',
    '1f',
    '1d',
    '1:2',
  ]) {
    assert.equal(kernelValue(text), null, JSON.stringify(text));
  }
});
