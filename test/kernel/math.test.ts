import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { exp, ln, log1p, logLoss, sigmoid } from '#dist/kernel/math.js';

const double = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Math.* itself is wrong by up to 1.4e-16 where it was measured. */
function assertClose(actual: number, expected: number, error: number, at: number): void {
  assert.ok(Math.abs(actual - expected) <= error * Math.abs(expected), `at ${at}: ${actual} instead of ${expected}`);
}

test('exp is e^x to three roundings: 4e-16', () =>
  fc.assert(
    fc.property(double(-708, 708), (x) => assertClose(exp(x), Math.exp(x), 4e-16, x)),
    { numRuns: 20_000 },
  ));

test('exp of what e^x cannot hold is that of the last x it can', () => {
  assert.equal(exp(-1e300), exp(-708));
  assert.equal(exp(-Infinity), exp(-708));
  assert.equal(exp(1e300), exp(708));
  assert.ok(Number.isNaN(exp(NaN)));
  assert.equal(exp(0), 1);
});

test('log1p is ln(1 + e) to four roundings, 5e-16, beside the error of Math.log1p, for 0 and from the least that exp gives to 1', () => {
  const e = fc.oneof(double(exp(-708), 1), double(-708, 0).map(exp));
  fc.assert(
    fc.property(e, (x) => assertClose(log1p(x), Math.log1p(x), 6e-16, x)),
    { numRuns: 20_000 },
  );
  assert.equal(log1p(0), 0);
});

test('ln is the natural logarithm to 1e-15, beside the error of Math.log, near 1 too', () => {
  const x = fc.oneof(
    double(2 ** -1022, 1e308),
    double(0.9, 1.1),
    double(0, 1e-3).map((e) => 1 - e),
  );
  fc.assert(
    fc.property(x, (at) => assertClose(ln(at), Math.log(at), 1e-15, at)),
    { numRuns: 20_000 },
  );
  assert.equal(ln(1), 0);
  assert.equal(ln(0), -Infinity);
});

test('sigmoid is 1 / (1 + e^-margin) to 5e-16, beside the error of Math.exp, far from 0 too', () =>
  fc.assert(
    fc.property(double(-700, 700), (margin) => {
      // of the two forms the one that subtracts nothing from 1
      const expected = margin >= 0 ? 1 / (1 + Math.exp(-margin)) : Math.exp(margin) / (1 + Math.exp(margin));
      assertClose(sigmoid(margin), expected, 6e-16, margin);
    }),
    { numRuns: 20_000 },
  ));

test('the loss of a margin is finite, positive and symmetric in label and sign', () =>
  fc.assert(
    fc.property(double(-1e6, 1e6), (margin) => {
      const loss = logLoss(margin, 1);
      assert.ok(loss >= 0 && Number.isFinite(loss));
      assert.equal(loss, logLoss(-margin, 0));
    }),
  ));
