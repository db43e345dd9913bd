/** The schedule that rises to the full rate, falls as far again, and dies away. */

import { checkAboveZero, checkCount } from './schedule-ranges.js';
import type { TimedSchedule } from './schedule.js';

// a tenth of the examples for the last fall, by a factor of a thousand; the rest in two equal halves
const HALF = 0.45;
const FINAL = 1 / 1000;

/**
 * One cycle: in a straight line from `start` up to 1 over 45% of the examples, down to `start` over 45%, and over the
 * last tenth down to `start` / 1000, where it stays. The optimizer's alpha is the highest rate; momentum is not cycled.
 *
 * @param examples of the whole training, over all passes: an integer of 1 or more
 * @param start    above 0, at most 1
 * @throws InputError if a number is out of its range
 * Source: Smith 2018, "A disciplined approach to neural network hyper-parameters"; proportions of Geron 2019, chapter 11.
 */
export function oneCycle({ examples, start = 0.1 }: { examples: number; start?: number | undefined }): TimedSchedule {
  checkCount('one-cycle', 'examples', examples);
  checkAboveZero('one-cycle', 'start', start, 1);
  const [top, bottom] = [HALF * examples, 2 * HALF * examples];
  const last = start * FINAL;

  function factorAt(example: number): number {
    if (example < top) return between(start, 1, example / top);
    if (example < bottom) return between(1, start, (example - top) / (bottom - top));
    if (example < examples) return between(start, last, (example - bottom) / (examples - bottom));
    return last;
  }

  return {
    name: 'one-cycle',
    text: `one-cycle:${examples}:${start}`,
    hyperparameters: { examples, start },
    factorAt,
    corners: [...new Set([Math.round(top), Math.round(bottom), examples])],
  };
}

function between(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
