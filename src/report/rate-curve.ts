/** A model's schedule becomes the points of a curve: examples, and the factor of the learning rate. */

import { courseOf } from '../learn/course.js';
import type { ModelHeader } from '../learn/model.js';
import type { Drop } from '../learn/schedules/schedule-state.js';
import type { FactorStep } from '../learn/schedules/schedule.js';

export interface RateCurve {
  readonly name: string;
  /** With all its numbers. */
  readonly text: string;
  /** From the first example to the last, ascending; straight lines between them are at most a pixel off. */
  readonly points: readonly FactorStep[];
  /** Where the loss made the rate drop. */
  readonly drops: readonly Drop[];
}

const POINTS = 120;

/** Null for a model whose rate did not change, or that learned nothing. */
export function rateCurveOf(header: ModelHeader): RateCurve | null {
  const course = courseOf(header);
  if (course === null || header.updates === 0) return null;
  const { name, text } = course.schedule;
  const examples = examplesOf(header.updates - 1, course.corners);
  const points = examples.map((example) => ({ example, factor: course.factorAt(example) }));
  return { name, text, points, drops: course.drops };
}

/** Evenly spaced from 0 to the last, with each corner and what comes before it. */
function examplesOf(last: number, corners: readonly number[]): number[] {
  const even = Array.from({ length: POINTS + 1 }, (_, i) => Math.round((last * i) / POINTS));
  const beside = corners
    .flatMap((example) => [example - 1, example])
    .filter((example) => example >= 0 && example <= last);
  return [...new Set([...even, ...beside])].toSorted((a, b) => a - b);
}
