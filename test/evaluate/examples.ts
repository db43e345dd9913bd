/** Scored examples for the tests of evaluate/: made by fast-check, put into scores. */

import * as fc from 'fast-check';
import { addScores, createScores, type Scores } from '#dist/evaluate/scores.js';

export interface Example {
  readonly margin: number;
  readonly label: number;
  readonly importance: number;
}

// mostly where margins lie, sometimes beyond the histogram and beyond exp
const anyMargin = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -8, max: 8, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: -1000, max: 1000, noNaN: true }) },
);

/** Margins that are exact in the histogram: bins hold nothing but ties. A narrow grid, so that there are many. */
const gridMargin = fc.integer({ min: -40, max: 40 }).map((k) => k / 8);

// halves add without rounding in any order
const importance = fc.integer({ min: 1, max: 20 }).map((k) => k / 2);

const examplesWith = (margin: fc.Arbitrary<number>): fc.Arbitrary<Example[]> =>
  fc.array(fc.record({ margin, label: fc.integer({ min: 0, max: 1 }), importance }), { maxLength: 120 });

export const examples = examplesWith(anyMargin);
export const gridExamples = examplesWith(gridMargin);

export function scoresOf(all: readonly Example[], scores: Scores = createScores()): Scores {
  addScores(
    scores,
    Float64Array.from(all, ({ margin }) => margin),
    Float32Array.from(all, ({ label }) => label),
    Float32Array.from(all, (example) => example.importance),
  );
  return scores;
}
