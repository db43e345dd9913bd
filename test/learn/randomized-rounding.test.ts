import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  addRandomized,
  bitsForN,
  bitsForSecond,
  counterWord,
  drawOf as drawOfBits,
  growRandomized,
} from '#dist/learn/randomized-rounding.js';

const { abs, fround } = Math;
const COUNTERS = 1 << 18;

const drawOf = (slot: number, word: number) => drawOfBits(bitsForN(slot, word));
const drawOfZ = (slot: number, word: number) => drawOfBits(bitsForSecond(bitsForN(slot, word)));

/** The gap between |x| and the next float32 above. */
function ulpOf(x: number): number {
  const word = new Uint32Array(Float32Array.of(abs(x)).buffer);
  word[0] += 1;
  return new Float32Array(word.buffer)[0] - abs(fround(x));
}

/** The mean of what a sum is above x, in ulps of x, over COUNTERS consecutive counters. */
function meanStep(add: typeof addRandomized, x: number, b: number, slot: number, from = 0): number {
  let sum = 0;
  for (let i = 0; i < COUNTERS; i++) sum += add(x, b, drawOf(slot, counterWord(from + i))) - x;
  return sum / COUNTERS / ulpOf(x);
}

/**
 * The sum moves to one of two neighbours, to the upper one with the chance p that the exact sum's place between them asks
 * for. Six deviations of the mean: for true random draws a case fails with a chance of 2 10^-9. The counters are fixed:
 * it never fails by chance.
 */
function boundOf(step: number): number {
  const p = step - Math.floor(step);
  return 6 * Math.sqrt((p * (1 - p)) / COUNTERS) + 2 ** -22;
}

const BASES = [1.1, -1.1, 3.5, 1e-3, 33_554_436, -3e7, 5.5e7, 1.9999999].map(fround);
const STEPS = [0.003, 0.04, 0.25, 0.5, 0.77, 0.999, -0.003, -0.3, -0.5];

test('a sum rounded at random is right on average, however small the addend is against an ulp', () => {
  for (const [slot, x] of BASES.entries()) {
    for (const step of STEPS) {
      const mean = meanStep(addRandomized, x, fround(step * ulpOf(x)), slot * 977, slot * 2 ** 31);
      assert.ok(abs(mean - step) < boundOf(step), `x ${x}, ${step} ulp: on average ${mean}`);
    }
  }
});

test('an addend of many ulps is rounded at random to a neighbour of the exact sum', () =>
  fc.assert(
    fc.property(
      fc.double({ min: 1, max: 1.5, noNaN: true }),
      fc.double({ min: 1, max: 1e5, noNaN: true }),
      fc.nat(),
      (x, b, word) => {
        const [x32, b32] = [fround(x), fround(b * ulpOf(x))];
        fc.pre(x32 + b32 < 2);
        const sum = addRandomized(x32, b32, drawOf(0, word));
        assert.ok(abs(sum - (x32 + b32)) < ulpOf(x32) * 1.01);
      },
    ),
  ));

test('a counter that grows is right on average also at powers of two, and never falls', () => {
  for (const [slot, x] of [...BASES.filter((base) => base > 0), 1, 0.25, 2 ** 24, 2 ** 25].entries()) {
    for (const step of STEPS.filter((positive) => positive > 0)) {
      const b = fround(step * ulpOf(x));
      const mean = meanStep(growRandomized, x, b, slot * 977);
      assert.ok(abs(mean - step) < boundOf(step), `x ${x}, ${step} ulp: on average ${mean}`);
      for (let i = 0; i < 1000; i++) assert.ok(growRandomized(x, b, drawOf(slot, counterWord(i))) >= x);
    }
  }
});

test('at a power of two a sum is off by 1/8 ulp on average, towards 0, and no more', () => {
  for (const x of [1, -1, 0.25, -(2 ** 24)]) {
    const mean = meanStep(addRandomized, x, fround(0.01 * ulpOf(x)), 3);
    assert.ok(abs(mean - (0.01 - Math.sign(x) / 8)) < 0.005, `x ${x}: on average ${mean}`);
  }
});

test('rounding to nearest, which is a draw of 0, loses every addend below half an ulp', () => {
  for (const x of BASES) assert.equal(addRandomized(x, fround(0.499 * ulpOf(x)), 0), x);
});

test('nothing is added to 0 but the addend itself', () =>
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.nat(), (b, word) => {
      assert.equal(addRandomized(0, b, drawOf(0, word)), b + 0);
    }),
  ));

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const slot = fc.integer({ min: 0, max: 2 ** 28 - 1 });

test('draws are odd multiples of 2^-23 ulp between -1/2 and 1/2, and for each there is its opposite', () =>
  fc.assert(
    fc.property(slot, word, (s, w) => {
      const multiple = drawOf(s, w) * 2 ** 46;
      assert.ok(Number.isInteger(multiple) && multiple % 2 !== 0 && abs(multiple) < 2 ** 22);
      assert.equal(drawOf(s, ~w), -drawOf(s, w));
      const ofZ = drawOfZ(s, w) * 2 ** 46;
      assert.ok(Number.isInteger(ofZ) && ofZ % 2 !== 0 && abs(ofZ) < 2 ** 22);
    }),
  ));

// a draw of a number near float32's smallest is itself rounded, perhaps to half an ulp
const normal = fc.double({ min: 1e-30, max: 1e30, noNaN: true }).map(fround);

test('adding 0 changes nothing, whatever the draw, unless x is a power of two', () =>
  fc.assert(
    fc.property(fc.oneof(normal, fc.constant(0)), fc.constantFrom(1, -1), slot, word, (size, sign, s, w) => {
      fc.pre(!Number.isInteger(Math.log2(size)));
      assert.equal(addRandomized(sign * size, 0, drawOf(s, w)), sign * size + 0);
    }),
  ));

test('draws of one slot are spread evenly over the counters, and those of one counter over the slots', () => {
  const evenly = (draws: (i: number) => number) => {
    const histogram = new Uint32Array(16);
    for (let i = 0; i < COUNTERS; i++) histogram[Math.floor((draws(i) * 2 ** 23 + 0.5) * 16)] += 1;
    // binomial with a deviation of 124: six of them
    histogram.forEach((count) => assert.ok(abs(count - COUNTERS / 16) < 6 * 124, `${count} of ${COUNTERS / 16}`));
  };
  for (const from of [0, 2 ** 32 - 1000, 2 ** 40]) {
    evenly((i) => drawOf(5, counterWord(from + i)));
    evenly((i) => drawOfZ(5, counterWord(from + i)));
  }
  for (const stride of [2, 1000, 2 ** 16]) evenly((i) => drawOf(5, counterWord(i * stride)));
  evenly((i) => drawOf(i, counterWord(77)));
});

test('z is rounded by draws that know nothing of those of n, also where n moves', () => {
  for (const share of [0.1, 0.01, 0.002]) {
    let [sum, count] = [0, 0];
    for (let i = 0; i < 4 * COUNTERS; i++) {
      const mixed = counterWord(i);
      if (drawOf(5, mixed) * 2 ** 23 < 0.5 - share) continue;
      sum += drawOfZ(5, mixed) * 2 ** 23;
      count++;
    }
    // a mean of `count` even draws has a deviation of sqrt(1 / 12 / count): six of them
    assert.ok(abs(sum / count) < 6 * Math.sqrt(1 / 12 / count), `the upper ${share}: on average ${sum / count}`);
  }
});

test('draws of one slot at neighbouring counters do not hang together', () => {
  // a sum of products of independent draws has a deviation of sqrt(COUNTERS) / 12: six of them
  for (const distance of [1, 2, 3, 36, 1000, 8192]) {
    let sum = 0;
    for (let i = 0; i < COUNTERS; i++)
      sum += drawOf(5, counterWord(i)) * drawOf(5, counterWord(i + distance)) * 2 ** 46;
    assert.ok(abs(sum) < (6 * Math.sqrt(COUNTERS)) / 12, `${distance} apart: ${sum}`);
  }
});
