/** The histogram of weights becomes a chart: negative weights to the left, positive to the right, small |w| on top. */

import { grouped } from './text.js';
import type { WeightBin } from './weights.js';

const BAR = 24;
const COUNT = 11;
const AXIS = 18;

/** One line for each interval of |w|, from the first to the last that holds a weight. */
export function weightChart(histogram: readonly WeightBin[]): string[] {
  const half = histogram.length / 2;
  const pairs = histogram.slice(half).map((positive, i) => ({ positive, negative: histogram[half - 1 - i] }));
  const filled = pairs.map(({ negative, positive }) => negative.count + positive.count > 0);
  const largest = Math.max(...histogram.map(({ count }) => count));
  return [
    `${'negative'.padStart(COUNT + 1 + BAR + 2)} ${centred('|w|')} positive`,
    ...pairs
      .slice(filled.indexOf(true), filled.lastIndexOf(true) + 1)
      .map(({ negative, positive }) => line(negative.count, positive, largest)),
  ];
}

function line(negatives: number, positive: WeightBin, largest: number): string {
  const [left, right] = [halves(negatives, largest), halves(positive.count, largest)];
  return [
    ' ',
    grouped(negatives).padStart(COUNT),
    `${left % 2 === 1 ? '▐' : ''}${'█'.repeat(left >> 1)}`.padStart(BAR),
    centred(intervalOf(positive)),
    `${'█'.repeat(right >> 1)}${right % 2 === 1 ? '▌' : ''}`.padEnd(BAR),
    grouped(positive.count).padStart(COUNT),
  ].join(' ');
}

/** A bar's length in half columns: in proportion, but a single weight shows. */
function halves(count: number, largest: number): number {
  return count === 0 ? 0 : Math.max(1, Math.round((2 * BAR * count) / largest));
}

/** 0.1 – 0.316 */
export function intervalOf({ from, to }: WeightBin): string {
  if (from === 0) return `below ${to}`;
  // the outermost interval ends at the largest float32
  return to > 1e38 ? `${from} and more` : `${from} – ${to}`;
}

function centred(text: string): string {
  return text.padStart((AXIS + text.length) >> 1).padEnd(AXIS);
}
