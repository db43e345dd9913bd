/** The frontiers of methods become a chart: log loss upwards, nonzeros to the right by their logarithm, a letter each. */

import type { Comparison } from './comparison.js';
import type { Point } from './frontier.js';
import { grouped, visible, wrapped } from './text.js';

const COLUMNS = 86;
const LINES = 18;
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
  const points = frontiers.flatMap((frontier) => frontier.points);
  const frame = frameOf(points);
  if (points.length === 0 || frame.fewest === frame.most || frame.least === frame.largest) return [];
  if (frontiers.length > LETTERS.length) return [];
  const cells = Array.from({ length: LINES }, () => Array<string>(COLUMNS).fill(' '));
  frontiers.forEach((frontier, method) => {
    for (const point of frontier.points) {
      const [column, line] = placeOf(point, frame);
      const there = cells[line][column];
      cells[line][column] = there === ' ' || there === LETTERS[method] ? LETTERS[method] : '+';
    }
  });
  const names = frontiers.map(({ variant }, method) => `${LETTERS[method]} ${visible(variant)}`);
  return [
    'Log loss against nonzeros (their logarithm), the frontier of each method',
    ...cells.map((line, i) => `${labelOf(i, frame).padStart(AXIS)} │${line.join('')}`.trimEnd()),
    `${' '.repeat(AXIS)} └${'─'.repeat(COLUMNS)}`,
    `${' '.repeat(AXIS)}  ${grouped(frame.fewest)}${grouped(frame.most).padStart(COLUMNS - grouped(frame.fewest).length)}`,
    ...wrapped(' ', `${names.join(', ')}; + several`),
  ];
}

function frameOf(points: readonly Point[]): Frame {
  const [nonzeros, losses] = [points.map((point) => point.nonzeros), points.map((point) => point.logLoss)];
  return {
    ...{ fewest: Math.min(...nonzeros), most: Math.max(...nonzeros) },
    ...{ least: Math.min(...losses), largest: Math.max(...losses) },
  };
}

function placeOf(
  { nonzeros, logLoss }: Point,
  { fewest, most, least, largest }: Frame,
): [column: number, line: number] {
  const right = Math.log(nonzeros / fewest) / Math.log(most / fewest);
  const down = (largest - logLoss) / (largest - least);
  return [Math.round(right * (COLUMNS - 1)), Math.round(down * (LINES - 1))];
}

/** The losses of the first, the middle and the last line. */
function labelOf(line: number, { least, largest }: Frame): string {
  if (![0, LINES >> 1, LINES - 1].includes(line)) return '';
  return (largest + ((least - largest) * line) / (LINES - 1)).toFixed(5);
}
