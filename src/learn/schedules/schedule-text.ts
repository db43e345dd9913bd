/**
 * A schedule's text, as command lines, pipeline files and models have it -> the schedule.
 *
 *   constant                                      always alpha
 *   piecewise:100000=0.1,200000=0.01              after 100,000 examples a tenth of alpha, after 200,000 a hundredth
 *   exponential:HALF_LIFE                         half of alpha after so many examples, a quarter after twice as many
 *   power:EXPONENT:SCALE                          alpha (1 + t / SCALE)^-EXPONENT after t examples
 *   performance:WINDOW:PATIENCE:FACTOR[:DELTA]    times FACTOR after PATIENCE windows of WINDOW examples in a row whose
 *                                                 log loss was not below the best by more than DELTA (0)
 *   one-cycle:EXAMPLES[:START]                    from START (0.1) of alpha up to alpha, down again, and away
 *
 * Examples are counted over all passes, and over the days before that a model brings.
 */

import { InputError, quoted } from '../../input-error.js';
import { didYouMean } from '../../nearest.js';
import { constant } from './constant.js';
import { exponential } from './exponential.js';
import { oneCycle } from './one-cycle.js';
import { performance } from './performance.js';
import { piecewise } from './piecewise.js';
import { power } from './power.js';
import type { FactorStep, Schedule } from './schedule.js';

interface Form {
  readonly form: string;
  readonly example: string;
  /** The fewest and the most parts behind the name. */
  readonly parts: readonly [number, number];
  readonly make: (...numbers: number[]) => Schedule;
}

const FORMS: Readonly<Record<string, Form>> = {
  constant: { form: 'constant', example: 'constant', parts: [0, 0], make: constant },
  exponential: {
    form: 'exponential:HALF_LIFE',
    example: 'exponential:1000000',
    parts: [1, 1],
    make: (halfLife) => exponential({ halfLife }),
  },
  power: {
    form: 'power:EXPONENT:SCALE',
    example: 'power:0.5:10000',
    parts: [2, 2],
    make: (exponent, scale) => power({ exponent, scale }),
  },
  performance: {
    form: 'performance:WINDOW:PATIENCE:FACTOR[:DELTA]',
    example: 'performance:100000:3:0.5',
    parts: [3, 4],
    make: (window, patience, drop, minImprovement) => performance({ window, patience, drop, minImprovement }),
  },
  'one-cycle': {
    form: 'one-cycle:EXAMPLES[:START]',
    example: 'one-cycle:1000000',
    parts: [1, 2],
    make: (examples, start) => oneCycle({ examples, start }),
  },
};

const PIECEWISE = 'piecewise:EXAMPLES=FACTOR,...';
const [CONSTANT, ...OTHERS] = Object.values(FORMS).map(({ form }) => form);

/** All that may be said, for a help text. */
export const SCHEDULE_FORMS = [CONSTANT, PIECEWISE, ...OTHERS].join(', ');

/** @throws InputError for a text that is none of the forms, and a number out of its range */
export function scheduleOf(text: string): Schedule {
  const [name, ...parts] = text.split(':');
  if (name === 'piecewise') return piecewiseOf(text, parts);
  if (!Object.hasOwn(FORMS, name)) throw unknown(text, name);
  const { form, example, parts: range, make } = FORMS[name];
  const numbers = parts.map(numberOf);
  if (parts.length < range[0] || parts.length > range[1] || numbers.some(Number.isNaN)) {
    throw malformed(text, name === 'constant' ? form : `${form}, such as ${example}`);
  }
  return make(...numbers);
}

function piecewiseOf(text: string, parts: readonly string[]): Schedule {
  const steps = (parts[0] ?? '').split(',').map(stepOf);
  if (parts.length !== 1 || steps.some(({ example, factor }) => Number.isNaN(example) || Number.isNaN(factor))) {
    throw malformed(text, `${PIECEWISE}, such as piecewise:100000=0.1,200000=0.01`);
  }
  return piecewise({ steps });
}

function stepOf(text: string): FactorStep {
  const [example, factor, ...rest] = text.split('=').map(numberOf);
  return { example, factor: rest.length === 0 ? (factor ?? NaN) : NaN };
}

function numberOf(text: string): number {
  return /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]+)?$/i.test(text) ? Number(text) : NaN;
}

function unknown(text: string, name: string): InputError {
  const guess = didYouMean(name, ['piecewise', ...Object.keys(FORMS)]);
  return new InputError({ source: '--schedule', found: quoted(text), expected: SCHEDULE_FORMS, ...guess });
}

function malformed(text: string, expected: string): InputError {
  return new InputError({ source: '--schedule', found: quoted(text), expected });
}
