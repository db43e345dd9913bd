/** The curve of a learning rate becomes a chart of blocks: examples to the right, the factor upwards. */

import type { FactorStep } from '../learn/schedules/schedule.js';
import { grouped, short } from './text.js';

const COLUMNS = 64;
const ROWS = 5;
const AXIS = 10;
const BLOCKS = ' ▁▂▃▄▅▆▇█';
const STEPS = BLOCKS.length - 1;

/** ROWS lines from 0 to the largest factor, and one that says how many examples there were. */
export function rateChart(points: readonly FactorStep[]): string[] {
  const last = points.at(-1)!.example;
  const largest = Math.max(...points.map(({ factor }) => factor));
  const heights = Array.from({ length: COLUMNS }, (_, i) => {
    const factor = factorAt(points, (last * (i + 0.5)) / COLUMNS);
    return factor === 0 ? 0 : Math.max(1, Math.round((ROWS * STEPS * factor) / largest));
  });
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const below = (ROWS - 1 - row) * STEPS;
    const blocks = heights.map((height) => BLOCKS[Math.min(Math.max(height - below, 0), STEPS)]);
    return `${(row === 0 ? short(largest) : '').padStart(AXIS)} ${blocks.join('')}`.trimEnd();
  });
  const [left, right] = ['0', `${grouped(last + 1)} examples`];
  return [...lines, `${''.padStart(AXIS)} ${left}${right.padStart(COLUMNS - left.length)}`];
}

/** On the straight line between the points around an example. */
function factorAt(points: readonly FactorStep[], example: number): number {
  const next = points.findIndex((point) => point.example >= example);
  const [from, to] = [points[Math.max(next - 1, 0)], points[next]];
  if (to.example === from.example) return to.factor;
  return from.factor + ((to.factor - from.factor) * (example - from.example)) / (to.example - from.example);
}
