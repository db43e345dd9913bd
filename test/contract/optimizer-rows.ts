/** Every optimizer, for the suite that all of them pass; a new one is a new row. */

import * as fc from 'fast-check';
import { type AdagradOptions, adagrad } from '#dist/learn/adagrad.js';
import { adam } from '#dist/learn/adam.js';
import { type FtrlOptions, ftrl } from '#dist/learn/ftrl.js';
import { momentum, nesterov } from '#dist/learn/momentum.js';
import type { Optimizer } from '#dist/learn/optimizer.js';
import { rmsprop } from '#dist/learn/rmsprop.js';
import { sgd } from '#dist/learn/sgd.js';
import { type FobosOptions, fobos } from '#dist/learn/fobos.js';
import { type OgdCountOptions, ogdCount } from '#dist/learn/ogd-count.js';
import { rda } from '#dist/learn/rda.js';
import { type TruncatedGradientOptions, truncatedGradient } from '#dist/learn/truncated-gradient.js';
import { options as ftrlOptions } from '../learn/batches.js';

export interface Row {
  readonly name: string;
  /** With hyperparameters anywhere in their ranges. */
  readonly any: fc.Arbitrary<Optimizer>;
  readonly standard: Optimizer;
  /** A state that learning may have led to: one number a column. */
  readonly state: fc.Arbitrary<readonly number[]>;
  /** What is out of range, and the line that says so. */
  readonly refused: readonly (readonly [() => Optimizer, string])[];
}

const refusedFtrl = (name: keyof FtrlOptions, value: number, expected: string): [() => Optimizer, string] => [
  () => ftrl({ [name]: value }),
  `--${name}: found ${value}, expected ${expected}`,
];

const refusedAdagrad = (name: keyof AdagradOptions, value: number, expected: string): [() => Optimizer, string] => [
  () => adagrad({ [name]: value }),
  `--${name === 'initialAccumulator' ? 'initial-accumulator' : name}: found ${value}, expected ${expected}`,
];

const rounding = fc.constantFrom('nearest' as const, 'randomized' as const);

// powers of two among them: below one, floats are half as far apart as above it
const float = fc.oneof(
  // learning never leads to -0
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((x) => Math.fround(x) + 0),
  fc.integer({ min: -40, max: 20 }).map((k) => 2 ** k),
  fc.integer({ min: -40, max: 20 }).map((k) => -(2 ** k)),
  fc.constant(0),
);

const alpha = fc.double({ min: 1e-3, max: 1, noNaN: true });
const share = fc.oneof(fc.constantFrom(0, 0.9, 0.999), fc.double({ min: 0, max: 0.9999, noNaN: true }));
const epsilon = fc.oneof(fc.constantFrom(1e-7, 1e-20), fc.double({ min: 1e-8, max: 1, noNaN: true }));
const [square, nothing] = [float.map(Math.abs), fc.constant(0)];
const BELOW_ONE = 'a number of at least 0 and below 1';

const refusedShare = (make: (value: number) => Optimizer, flag: string) =>
  [-0.1, 1, 0.99999999, NaN].map((value): [() => Optimizer, string] => [
    () => make(value),
    `--${flag}: found ${value}, expected ${BELOW_ONE}`,
  ]);
const refusedZero = (make: (value: number) => Optimizer, flag: string) =>
  [0, -1, NaN].map((value): [() => Optimizer, string] => [
    () => make(value),
    `--${flag}: found ${value}, expected a number above 0`,
  ]);

/** Lazily and exactly. */
const both = (name: string, row: (exact: boolean) => Omit<Row, 'name'>): readonly Row[] => [
  { name, ...row(false) },
  { name: `${name}, exact`, ...row(true) },
];
const beta = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 10, noNaN: true }));
// the gradients of the suite are 0.5 and more: an l1 above that, for each example, keeps every weight at 0
const lambdaPerExample = fc.oneof(fc.constantFrom(0, 1e-5), fc.double({ min: 0, max: 0.3, noNaN: true }));
const lambda2 = fc.oneof(fc.constantFrom(0, 1e-9), fc.double({ min: 0, max: 1, noNaN: true }));
const rate = fc.oneof(fc.record({ beta }), fc.constant({ globalRate: true }));
const shrinkingState = fc.tuple(float, float.map(Math.abs), float.map(Math.abs), fc.constantFrom(0, 0.25, -3));

const PER_COORDINATE = 'an offset of the rate of each coordinate beside --global-rate, expected one of the two';

export const OPTIMIZERS: readonly Row[] = [
  {
    name: 'ftrl',
    any: ftrlOptions.map(ftrl),
    standard: ftrl(),
    state: fc.tuple(float, float.map(Math.abs)),
    refused: [
      refusedFtrl('alpha', 0, 'a number above 0'),
      refusedFtrl('alpha', -0.1, 'a number above 0'),
      refusedFtrl('alpha', NaN, 'a number above 0'),
      refusedFtrl('alpha', Infinity, 'a number from 1e-30 to 1e+30'),
      refusedFtrl('alpha', 1e-31, 'a number from 1e-30 to 1e+30'),
      ...(['beta', 'lambda1', 'lambda2'] as const).flatMap((name) => [
        refusedFtrl(name, -1e-9, 'a number of 0 or more'),
        refusedFtrl(name, NaN, 'a number of 0 or more'),
        refusedFtrl(name, Infinity, 'a number from 0 to 1e+30'),
      ]),
    ],
  },
  {
    name: 'adagrad',
    any: fc
      .record({
        alpha: fc.double({ min: 1e-3, max: 1, noNaN: true }),
        beta: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 10, noNaN: true })),
        initialAccumulator: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
        rounding,
      })
      .map(adagrad),
    standard: adagrad({ alpha: 0.5 }),
    state: fc.tuple(float, float.map(Math.abs)),
    refused: [
      refusedAdagrad('alpha', 0, 'a number above 0'),
      refusedAdagrad('beta', -1, 'a number of 0 or more'),
      refusedAdagrad('initialAccumulator', NaN, 'a number of 0 or more'),
    ],
  },
  {
    name: 'sgd',
    any: fc.record({ alpha, rounding }).map(sgd),
    standard: sgd({ alpha: 0.1 }),
    state: fc.tuple(float),
    refused: refusedZero((value) => sgd({ alpha: value }), 'alpha'),
  },
  ...[momentum, nesterov].flatMap((make) =>
    both(make.name, (exact) => ({
      any: fc.record({ alpha, momentum: share, exact: fc.constant(exact), rounding }).map(make),
      standard: make({ alpha: 0.02, exact }),
      state: fc.tuple(float, float),
      refused: [
        ...refusedZero((value) => make({ alpha: value, exact }), 'alpha'),
        ...refusedShare((value) => make({ momentum: value, exact }), 'momentum'),
      ],
    })),
  ),
  ...[0, 0.9].flatMap((mu) =>
    both(mu === 0 ? 'rmsprop' : 'rmsprop with momentum', (exact) => ({
      any: fc
        .record({
          ...{ alpha, decay: share, epsilon, rounding },
          momentum: mu === 0 ? nothing : share.filter((value) => value > 0),
          epsilonOutside: fc.boolean(),
          exact: fc.constant(exact),
        })
        .map(rmsprop),
      standard: rmsprop({ alpha: 0.05, momentum: mu, exact }),
      state: mu === 0 ? fc.tuple(float, square) : fc.tuple(float, square, float),
      refused: [
        ...refusedZero((value) => rmsprop({ epsilon: value, momentum: mu, exact }), 'epsilon'),
        ...refusedShare((value) => rmsprop({ decay: value, momentum: mu, exact }), 'decay'),
        ...refusedShare((value) => rmsprop({ momentum: value, exact }), 'momentum'),
      ],
    })),
  ),
  ...both('adam', (exact) => ({
    any: fc.record({ alpha, beta1: share, beta2: share, epsilon, exact: fc.constant(exact), rounding }).map(adam),
    standard: adam({ alpha: 0.05, exact }),
    state: fc.tuple(float, float, square),
    refused: [
      ...refusedZero((value) => adam({ alpha: value, exact }), 'alpha'),
      ...refusedZero((value) => adam({ epsilon: value, exact }), 'epsilon'),
      ...refusedShare((value) => adam({ beta1: value, exact }), 'beta1'),
      ...refusedShare((value) => adam({ beta2: value, exact }), 'beta2'),
    ],
  })),
  {
    name: 'rda',
    any: fc.oneof(
      ftrlOptions.map(rda),
      fc.record({ alpha, beta, lambda1: lambdaPerExample, lambda2, rounding, globalRate: fc.constant(true) }).map(rda),
    ),
    standard: rda(),
    state: fc.tuple(float, float.map(Math.abs)),
    refused: [
      [() => rda({ alpha: 0 }), '--alpha: found 0, expected a number above 0'],
      [() => rda({ lambda1: -1, globalRate: true }), '--lambda1: found -1, expected a number of 0 or more'],
    ],
  },
  {
    name: 'fobos',
    any: fc
      .tuple(fc.record({ alpha, lambda1: lambdaPerExample, lambda2, rounding }), rate)
      .map(([options, chosen]) => fobos({ ...options, ...chosen })),
    standard: fobos({ alpha: 0.5 }),
    state: shrinkingState,
    refused: [
      ...(['lambda1', 'lambda2', 'beta'] as const).map((name): [() => Optimizer, string] => [
        () => fobos({ [name]: -1 } satisfies FobosOptions),
        `--${name}: found -1, expected a number of 0 or more`,
      ]),
      [() => fobos({ alpha: -1 }), '--alpha: found -1, expected a number above 0'],
      [() => fobos({ beta: 1, globalRate: true }), `--beta: found ${PER_COORDINATE}`],
    ],
  },
  {
    name: 'truncated gradient',
    any: fc
      .tuple(
        fc.record({
          alpha,
          lambda1: lambdaPerExample,
          theta: fc.constantFrom(0.01, 0.3, Infinity),
          every: fc.integer({ min: 1, max: 9 }),
          rounding,
        }),
        rate,
      )
      .map(([options, chosen]) => truncatedGradient({ ...options, ...chosen })),
    standard: truncatedGradient({ alpha: 0.5, every: 10 }),
    state: shrinkingState,
    refused: [
      ...[0, 1.5, NaN, 1e10].map((every): [() => Optimizer, string] => [
        () => truncatedGradient({ every } satisfies TruncatedGradientOptions),
        `--every: found ${every}, expected an integer from 1 to 1000000000`,
      ]),
      [() => truncatedGradient({ theta: 0 }), '--theta: found 0, expected a number above 0'],
      [() => truncatedGradient({ lambda1: -1 }), '--lambda1: found -1, expected a number of 0 or more'],
      [() => truncatedGradient({ beta: 1, globalRate: true }), `--beta: found ${PER_COORDINATE}`],
    ],
  },
  {
    name: 'ogd-count',
    any: fc
      .record({
        alpha,
        beta: fc.double({ min: 0.1, max: 10, noNaN: true }),
        minCount: fc.constantFrom(0, 1, 2.5, 20),
        rounding,
      })
      .map(ogdCount),
    standard: ogdCount({ alpha: 0.5 }),
    state: fc.tuple(float, float.map(Math.abs), float.map(Math.abs)),
    refused: [
      ...(['alpha', 'beta'] as const).map((name): [() => Optimizer, string] => [
        () => ogdCount({ [name]: 0 } satisfies OgdCountOptions),
        `--${name}: found 0, expected a number above 0`,
      ]),
      [() => ogdCount({ minCount: -1 }), '--min-count: found -1, expected a number of 0 or more'],
    ],
  },
];
