/** What a schedule did -> one line of words. */

import type { ScheduleSummary } from '../pipeline/schedule-summary.js';
import { count, fixed } from './text.js';

const TOLD = 3;

/** `power:0.5:10000: the learning rate fell from 1 to 0.0316 of alpha` */
export function scheduleText({ text, first, last, drops }: ScheduleSummary): string {
  const factor = (number: number) => String(Number(number.toPrecision(3)));
  const told = drops
    .slice(-TOLD)
    .map(({ example, loss }) => `after ${count(example)} examples at a log loss of ${fixed(loss, 5)}`);
  const more = drops.length > TOLD ? ['...'] : [];
  const times = drops.length === 0 ? '' : `; ${count(drops.length)} drops: ${[...more, ...told].join(', ')}`;
  return `${text}: ${factor(first)} of alpha at first, ${factor(last)} at last${times}`;
}
