/** The frontiers of methods become a chart: log loss upwards, nonzeros to the right by their logarithm, a letter each. */

import type { Comparison } from './comparison.js';
import { type Point, logLossAt } from './frontier.js';
import { grouped, visible, wrapped } from './text.js';

const COLUMNS = 86;
const LINES = 20;
const AXIS = 9;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** What the edges of the chart stand for. */
interface Frame {
  readonly fewest: number;
  readonly most: number;
  readonly least: number;
  readonly largest: number;
}

/** Nothing where the points are not apart in both directions, or more methods than letters. */
export function frontierChart(frontiers: Comparison['frontiers']): string[] {
  const frame = frameOf(frontiers.map(({ points }) => points));
  if (!(frame.fewest < frame.most && frame.least < frame.largest) || frontiers.length > LETTERS.length) return [];
  const cells = Array.from({ length: LINES }, () => Array<string>(COLUMNS).fill(' '));
  frontiers.forEach(({ points }, method) => draw(points, LETTERS[method], frame, cells));
  const names = frontiers.map(({ variant }, method) => `${LETTERS[method]} ${visible(variant)}`);
  const [from, to] = [grouped(frame.fewest), grouped(frame.most)];
  return [
    'Log loss against nonzeros (by their logarithm), the frontier of each method',
    ...cells.map((line, i) => `${labelOf(i, frame).padStart(AXIS)} │${line.join('')}`.trimEnd()),
    `${' '.repeat(AXIS)} └${'─'.repeat(COLUMNS)}`,
    `${' '.repeat(AXIS)}  ${from}${to.padStart(COLUMNS - from.length)}`,
    ...wrapped(' ', `${names.join(', ')}; + several; larger losses are left out`),
  ];
}

/** How many times the first method's span of losses is shown: what lies far above it would flatten all else. */
const SPANS = 4;

function frameOf(frontiers: readonly (readonly Point[])[]): Frame {
  const points = frontiers.flat();
  const [nonzeros, losses] = [points.map((point) => point.nonzeros), points.map((point) => point.logLoss)];
  const [least, largest] = [Math.min(...losses), Math.max(...losses)];
  const first = Math.max(...frontiers[0].map((point) => point.logLoss)) - least;
  return {
    ...{ fewest: Math.min(...nonzeros), most: Math.max(...nonzeros) },
    ...{ least, largest: first > 0 ? Math.min(largest, least + SPANS * first) : largest },
  };
}

/** Draws a frontier column by column, from its sparsest model to its densest. */
function draw(points: readonly Point[], letter: string, frame: Frame, cells: string[][]): void {
  const { fewest, most, least, largest } = frame;
  const columns = points.map(({ nonzeros }) => (COLUMNS - 1) * (Math.log(nonzeros / fewest) / Math.log(most / fewest)));
  for (let column = Math.round(columns[0]); column <= Math.round(columns.at(-1) ?? -1); column++) {
    const nonzeros = fewest * (most / fewest) ** (column / (COLUMNS - 1));
    const within = Math.max(nonzeros, points[0].nonzeros);
    const line = Math.round(((largest - logLossAt(points, within)!) / (largest - least)) * (LINES - 1));
    if (line < 0) continue;
    const there = cells[line][column];
    cells[line][column] = there === ' ' || there === letter ? letter : '+';
  }
}

/** The losses of the first, the middle and the last line. */
function labelOf(line: number, { least, largest }: Frame): string {
  if (![0, LINES >> 1, LINES - 1].includes(line)) return '';
  return (largest + ((least - largest) * line) / (LINES - 1)).toFixed(5);
}
