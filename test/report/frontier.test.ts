/** Pareto frontiers and what lies between their points, by hand and by property. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { type Point, frontierOf, logLossAt, nonzerosAt } from '#dist/report/frontier.js';

const at = (nonzeros: number, logLoss: number): Point => ({ nonzeros, logLoss });

test('the frontier is what no other point beats, sparsest first', () => {
  const points = [at(1000, 0.4), at(100, 0.5), at(500, 0.55), at(2000, 0.4), at(3000, 0.39), at(100, 0.6)];
  assert.deepEqual(frontierOf(points), [at(100, 0.5), at(1000, 0.4), at(3000, 0.39)]);
});

test('of equal points one stays, and a model without weights is on no frontier', () => {
  assert.deepEqual(frontierOf([at(10, 0.5), at(10, 0.5)]), [at(10, 0.5)]);
  assert.deepEqual(frontierOf([at(0, 0.3), at(10, 0.5)]), [at(10, 0.5)]);
  assert.deepEqual(frontierOf([]), []);
});

const HAND = [at(100, 0.5), at(1000, 0.4), at(100_000, 0.38)];

test('the loss between two points is linear in the logarithm of nonzeros', () => {
  assert.equal(logLossAt(HAND, 100), 0.5);
  assert.equal(logLossAt(HAND, 1000), 0.4);
  // half of a decade; half of two decades
  assert.ok(Math.abs(logLossAt(HAND, Math.sqrt(100 * 1000))! - 0.45) < 1e-12);
  assert.ok(Math.abs(logLossAt(HAND, 10_000)! - 0.39) < 1e-12);
});

test('the loss is unknown below the sparsest point, and that of the last point beyond it', () => {
  assert.equal(logLossAt(HAND, 99), null);
  assert.equal(logLossAt(HAND, 1e9), 0.38);
  assert.equal(logLossAt([], 10), null);
});

test('the nonzeros for a loss are between those of two points, never reached below the least loss', () => {
  assert.ok(Math.abs(nonzerosAt(HAND, 0.39)! - 10_000) < 1e-6);
  assert.equal(nonzerosAt(HAND, 0.4), 1000);
  assert.equal(nonzerosAt(HAND, 0.379), Infinity);
  assert.equal(nonzerosAt(HAND, 0.51), null);
  assert.equal(nonzerosAt([], 0.4), null);
});

const point = fc.record({
  nonzeros: fc.integer({ min: 1, max: 2 ** 24 }),
  logLoss: fc.double({ min: 0.01, max: 1, noNaN: true }),
});
const points = fc.array(point, { minLength: 1, maxLength: 30 });

test('frontiers rise in nonzeros, fall in loss, and every point has one on it that is no worse', () =>
  fc.assert(
    fc.property(points, (all) => {
      const frontier = frontierOf(all);
      for (const [i, { nonzeros, logLoss }] of frontier.slice(1).entries()) {
        assert.ok(nonzeros > frontier[i].nonzeros && logLoss < frontier[i].logLoss);
      }
      for (const one of all) {
        assert.ok(frontier.some(({ nonzeros, logLoss }) => nonzeros <= one.nonzeros && logLoss <= one.logLoss));
      }
    }),
  ));

test('a frontier is its own frontier, in whatever order its points come', () =>
  fc.assert(
    fc.property(points, (all) => {
      const frontier = frontierOf(all);
      assert.deepEqual(frontierOf(frontier.toReversed()), frontier);
    }),
  ));

test('the loss at some nonzeros needs those nonzeros again', () =>
  fc.assert(
    fc.property(points, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
      const frontier = frontierOf(all);
      const [first, last] = [frontier[0].nonzeros, frontier.at(-1)!.nonzeros];
      const nonzeros = first * (last / first) ** share;
      const loss = logLossAt(frontier, Math.min(Math.max(nonzeros, first), last))!;
      const again = nonzerosAt(frontier, loss)!;
      // where losses are nearly equal, the inverse is steep: what it needs must lose the same
      assert.ok(Math.abs(logLossAt(frontier, Math.min(Math.max(again, first), last))! - loss) < 1e-9);
    }),
  ));

test('more nonzeros never lose more', () =>
  fc.assert(
    fc.property(points, fc.integer({ min: 1, max: 2 ** 24 }), fc.integer({ min: 1, max: 2 ** 24 }), (all, a, b) => {
      const frontier = frontierOf(all);
      const [fewer, more] = [logLossAt(frontier, Math.min(a, b)), logLossAt(frontier, Math.max(a, b))];
      assert.ok(fewer === null || more! <= fewer + 1e-12);
    }),
  ));
