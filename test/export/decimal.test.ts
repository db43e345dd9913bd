/** How a weight is spelled. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { decimalOf } from '#dist/export/decimal.js';

/** Of every exponent alike, subnormals and the largest too. */
const anyBits = fc
  .nat(2 ** 32 - 1)
  .map((bits) => new Float32Array(Uint32Array.of(bits).buffer)[0])
  .filter((value) => Number.isFinite(value));
const weights = fc.oneof(anyBits, fc.float({ min: -3, max: 3, noNaN: true }), fc.integer().map(Math.fround));

const digitsOf = (text: string): number =>
  text.replace(/e.*/, '').replaceAll(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '').length;

test('a weight is read as the same float32 again', () =>
  fc.assert(
    fc.property(weights, (value) => Math.fround(Number(decimalOf(value))) === value),
    { numRuns: 2000 },
  ));

test('no number of fewer digits is read as the same float32', () =>
  fc.assert(
    fc.property(weights, (value) => {
      const digits = digitsOf(decimalOf(value));
      for (let fewer = 1; fewer < digits; fewer++) {
        assert.notEqual(Math.fround(Number(value.toPrecision(fewer))), value, `${decimalOf(value)} in ${fewer} digits`);
      }
    }),
    { numRuns: 2000 },
  ));

test('weights are spelled as JSON spells numbers', () => {
  const spelled = [0.1, 1 / 3, -2, 2 ** -149, 3.4028234663852886e38, 16777216, 1e-7, 8.50008e-22].map((value) =>
    decimalOf(Math.fround(value)),
  );
  assert.deepEqual(spelled, ['0.1', '0.33333334', '-2', '1e-45', '3.4028235e+38', '16777216', '1e-7', '8.50008e-22']);
});
