import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { ftrl } from '#dist/learn/ftrl.js';
import { constant, exponential, oneCycle, performance, piecewise, power } from '#dist/learn/schedules.js';
import { scheduleOf } from '#dist/learn/schedules/schedule-text.js';
import type { TimedSchedule } from '#dist/learn/schedules/schedule.js';

const { fround } = Math;
const factorsOf = ({ factorAt }: TimedSchedule, examples: readonly number[]) =>
  examples.map((example) => fround(factorAt(example)));
const rounded = (...factors: number[]) => factors.map(fround);

const example = fc.oneof(fc.nat(1000), fc.nat(), fc.integer({ min: 0, max: 2 ** 45 }));
const above = (max: number) => fc.double({ min: 1e-3, max, noNaN: true });

/** Within a unit of float32 in the last place, which is all that a rate has. */
function assertNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 2e-15 * Math.abs(expected) * (1 + Math.abs(Math.log(expected))) + 1e-300);
}

test('a constant rate stays as it is', () => assert.deepEqual(factorsOf(constant(), [0, 1, 1e15]), [1, 1, 1]));

test('piecewise: the step holds from the first example after so many', () => {
  const schedule = piecewise({
    steps: [
      { example: 100, factor: 0.1 },
      { example: 200, factor: 3 },
    ],
  });
  assert.deepEqual(factorsOf(schedule, [0, 99, 100, 199, 200, 1e9]), rounded(1, 1, 0.1, 0.1, 3, 3));
});

test('exponential: a half after the half-life, a tenth after 3.32 of them, 0 in the end', () => {
  const schedule = exponential({ halfLife: 1000 });
  assert.deepEqual(factorsOf(schedule, [0, 1000, 2000, 3000, 1e12]), [1, 0.5, 0.25, 0.125, 0]);
  assert.ok(Math.abs(schedule.factorAt(3321.928094887362) - 0.1) < 1e-15);
});

test('power: with exponent 1 a half, a third and a quarter after one, two and three scales', () => {
  assert.deepEqual(factorsOf(power({ exponent: 1, scale: 50 }), [0, 50, 100, 150]), rounded(1, 1 / 2, 1 / 3, 1 / 4));
  assert.deepEqual(factorsOf(power({ exponent: 0.5, scale: 1 }), [0, 3, 8, 99]), rounded(1, 1 / 2, 1 / 3, 0.1));
});

test('one-cycle: up over 45%, down over 45%, away over a tenth, and its last factor behind its end', () => {
  const schedule = oneCycle({ examples: 1000, start: 0.2 });
  const examples = [0, 225, 450, 675, 900, 950, 1000, 1001, 1e9];
  const last = 0.2 / 1000;
  const expected = [0.2, 0.6, 1, 0.6, 0.2, (0.2 + last) / 2, last, last, last];
  assert.deepEqual(factorsOf(schedule, examples), rounded(...expected));
  assert.equal(oneCycle({ examples: 10 }).factorAt(0), 0.1);
});

test('each factor is, to a few units of float64, what Math.pow says', () =>
  fc.assert(
    fc.property(example, above(1e9), above(4), (t, size, exponent) => {
      const power2 = Math.pow(2, -t / size);
      if (power2 > 1e-290) assertNear(exponential({ halfLife: size }).factorAt(t), power2);
      assertNear(power({ exponent, scale: size }).factorAt(t), Math.pow(1 + t / size, -exponent));
    }),
    { numRuns: 5000 },
  ));

test('one-cycle is the interpolation of the textbook between its corners', () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10 ** 6 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      fc.nat(),
      (n, start, at) => {
        const t = at % (n + 10);
        const corners = [0, 0.45 * n, 0.9 * n, n, Infinity];
        const values = [start, 1, start, start / 1000, start / 1000];
        const i = corners.findLastIndex((corner) => corner <= t);
        const share = corners[i + 1] === Infinity ? 0 : (t - corners[i]) / (corners[i + 1] - corners[i]);
        const expected = values[i] * (1 - share) + values[i + 1] * share;
        assert.ok(Math.abs(oneCycle({ examples: n, start }).factorAt(t) - expected) < 1e-12);
      },
    ),
  ));

test('a text, with or without what goes without saying, is the schedule of the library', () => {
  const cases = [
    ['constant', constant()],
    [
      'piecewise:100000=0.1,2e5=.01',
      piecewise({
        steps: [
          { example: 1e5, factor: 0.1 },
          { example: 2e5, factor: 0.01 },
        ],
      }),
    ],
    ['exponential:1000000', exponential({ halfLife: 1e6 })],
    ['power:0.5:10000', power({ exponent: 0.5, scale: 1e4 })],
    ['performance:100000:3:0.5', performance({ window: 1e5, patience: 3, drop: 0.5 })],
    ['performance:10:1:0.1:1e-3', performance({ window: 10, patience: 1, drop: 0.1, minImprovement: 0.001 })],
    ['one-cycle:1000', oneCycle({ examples: 1000 })],
    ['one-cycle:1000:0.05', oneCycle({ examples: 1000, start: 0.05 })],
  ] as const;
  for (const [text, { text: spelled, name, hyperparameters }] of cases) {
    const schedule = scheduleOf(text);
    assert.deepEqual([schedule.text, schedule.name, schedule.hyperparameters], [spelled, name, hyperparameters]);
    assert.equal(scheduleOf(spelled).text, spelled);
  }
});

test('the text that a schedule is known by gives back its numbers to the bit', () =>
  fc.assert(
    fc.property(
      fc.double({ min: 1e-29, max: 1e29, noNaN: true }),
      fc.double({ min: 1e-29, max: 1e29, noNaN: true }),
      (exponent, scale) => {
        assert.deepEqual(scheduleOf(power({ exponent, scale }).text).hyperparameters, { exponent, scale });
      },
    ),
  ));

const FORMS =
  'constant, piecewise:EXAMPLES=FACTOR,..., exponential:HALF_LIFE, power:EXPONENT:SCALE, ' +
  'performance:WINDOW:PATIENCE:FACTOR[:DELTA], one-cycle:EXAMPLES[:START]';
const PIECEWISE = 'piecewise:EXAMPLES=FACTOR,..., such as piecewise:100000=0.1,200000=0.01';

for (const [text, message] of [
  ['', `found "", expected ${FORMS}`],
  ['pow:1:2', `found "pow:1:2", expected ${FORMS}; did you mean power?`],
  ['constructor', `found "constructor", expected ${FORMS}`],
  ['constant:1', 'found "constant:1", expected constant'],
  ['power', 'found "power", expected power:EXPONENT:SCALE, such as power:0.5:10000'],
  ['power:1:2:3', 'found "power:1:2:3", expected power:EXPONENT:SCALE, such as power:0.5:10000'],
  ['power:1:x', 'found "power:1:x", expected power:EXPONENT:SCALE, such as power:0.5:10000'],
  ['power:0:5', 'found power with exponent 0, expected a number above 0'],
  ['power:1:-5', 'found power with scale -5, expected a number above 0'],
  ['power:1:1e31', 'found power with scale 1e+31, expected a number from 1e-30 to 1e+30'],
  ['exponential:0', 'found exponential with half-life 0, expected a number above 0'],
  ['one-cycle', 'found "one-cycle", expected one-cycle:EXAMPLES[:START], such as one-cycle:1000000'],
  ['one-cycle:0.5', 'found one-cycle with examples 0.5, expected an integer of 1 or more'],
  ['one-cycle:5:2', 'found one-cycle with start 2, expected a number from 1e-30 to 1'],
  ['performance:0:1:0.5', 'found performance with window 0, expected an integer of 1 or more'],
  ['performance:1:0:0.5', 'found performance with patience 0, expected an integer of 1 or more'],
  ['performance:1:1:1', 'found performance with factor 1, expected a number from 1e-30 to 0.99'],
  ['performance:1:1:0.5:-1', 'found performance with improvement -1, expected a number of 0 or more'],
  ['piecewise', `found "piecewise", expected ${PIECEWISE}`],
  ['piecewise:', `found "piecewise:", expected ${PIECEWISE}`],
  ['piecewise:5', `found "piecewise:5", expected ${PIECEWISE}`],
  ['piecewise:5=1=2', `found "piecewise:5=1=2", expected ${PIECEWISE}`],
  ['piecewise:5=1:6=2', `found "piecewise:5=1:6=2", expected ${PIECEWISE}`],
  ['piecewise:0=1', 'found piecewise with a step at 0, expected an integer of 1 or more'],
  ['piecewise:5=0', 'found piecewise with factor 0, expected a number above 0'],
  ['piecewise:5=0.1,5=0.2', 'found piecewise with a step at 5, expected one after 5'],
] as const) {
  test(`a schedule that is none is refused in one line: ${JSON.stringify(text)}`, () =>
    assert.throws(() => scheduleOf(text), { name: 'InputError', message: `--schedule: ${message}` }));
}

test('piecewise without a step is refused where it is made, not when its model is written', () =>
  assert.throws(() => piecewise({ steps: [] }), {
    name: 'InputError',
    message: '--schedule: found piecewise with steps 0, expected 1 or more',
  }));

test('FTRL takes no schedule, says why and what takes one; a constant rate is none', () => {
  const options = { schedule: exponential({ halfLife: 10 }) };
  assert.throws(() => ftrl(options as object), {
    name: 'InputError',
    message:
      '--schedule: found exponential for ftrl, whose weights are a function of z and alpha: a change of alpha would ' +
      'rescale them all, expected constant; its rates fall by themselves, coordinate by coordinate; ' +
      '--optimizer adagrad takes a schedule',
  });
  assert.equal(ftrl({ schedule: constant() } as object).schedule.name, 'constant');
});
