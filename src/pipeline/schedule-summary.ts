/** What a schedule did during a run: plain data, and what should be said of it. */

import { courseOf } from '../learn/course.js';
import type { ModelHeader } from '../learn/model.js';
import type { Drop } from '../learn/schedules/schedule-state.js';
import type { Schedule } from '../learn/schedules/schedule.js';

export interface ScheduleSummary {
  readonly name: string;
  readonly text: string;
  readonly hyperparameters: Schedule['hyperparameters'];
  /** Factors of the learning rate of the run's first example, and of its last. */
  readonly first: number;
  readonly last: number;
  /** Where the loss made the rate drop, in this run: examples learned before, also on earlier days. */
  readonly drops: readonly Drop[];
}

/** @param before examples that were learned before this run. @returns null for a rate that does not change */
export function scheduleSummary(header: ModelHeader, before: number): ScheduleSummary | null {
  const course = courseOf(header);
  if (course === null) return null;
  const { name, text, hyperparameters } = course.schedule;
  return {
    ...{ name, text, hyperparameters },
    first: course.factorAt(before),
    last: course.factorAt(header.updates - 1),
    drops: course.drops.filter(({ example }) => example > before),
  };
}

/** A cycle that did not come to its end, or went on behind it. */
export function scheduleWarnings(summary: ScheduleSummary | null, learned: number): string[] {
  if (summary?.name !== 'one-cycle') return [];
  const examples = summary.hyperparameters['examples'] as number;
  const said = (count: number) => count.toLocaleString('en-US');
  if (learned === examples) return [];
  if (learned > examples) {
    return [
      `one-cycle ended after ${said(examples)} examples: the ${said(learned - examples)} behind them had its last ` +
        `factor, ${summary.last}`,
    ];
  }
  return [`one-cycle is for ${said(examples)} examples, and ${said(learned)} were learned: it has not come to its end`];
}
