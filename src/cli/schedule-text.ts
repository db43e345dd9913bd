/** What a schedule did -> one line of words. */

import type { ScheduleSummary } from '../pipeline/schedule-summary.js';
import { count, fixed } from './text.js';

const TOLD = 3;

/** `power:0.5:10000: 1 of alpha at first, 0.0316 at last` */
export function scheduleText({ text, first, last, drops }: ScheduleSummary): string {
  const factor = (number: number) => String(Number(number.toPrecision(3)));
  const told = drops
    .slice(-TOLD)
    .map(({ example, loss }) => `after ${count(example)} examples at a log loss of ${fixed(loss, 5)}`);
  const more = drops.length > TOLD ? ['...'] : [];
  const word = drops.length === 1 ? 'drop' : 'drops';
  const times = drops.length === 0 ? '' : `; ${count(drops.length)} ${word}: ${[...more, ...told].join(', ')}`;
  return `${text}: ${factor(first)} of alpha at first, ${factor(last)} at last${times}`;
}
