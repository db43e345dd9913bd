/** Every optimizer, for the suite that all of them pass; a new one is a new row. */

import * as fc from 'fast-check';
import { type AdagradOptions, adagrad } from '#dist/learn/adagrad.js';
import { type FtrlOptions, ftrl } from '#dist/learn/ftrl.js';
import type { Optimizer } from '#dist/learn/optimizer.js';
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
];
