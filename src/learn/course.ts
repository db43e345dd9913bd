/** A model -> the factor of the learning rate that each of its examples had. */

import type { ModelHeader } from './model.js';
import type { Drop } from './schedules/schedule-state.js';
import { scheduleOf } from './schedules/schedule-text.js';
import { type Schedule, isTimed } from './schedules/schedule.js';

/** How fast a model was learned. */
export interface Course {
  readonly schedule: Schedule;
  /** Where the loss made the rate drop. */
  readonly drops: readonly Drop[];
  /** @param example examples before it */
  factorAt(example: number): number;
  /** Examples at which the factor steps or bends, ascending, also such that were not reached. */
  readonly corners: readonly number[];
}

/** Null for a model whose rate did not change. */
export function courseOf({ optimizer, pace }: Pick<ModelHeader, 'optimizer' | 'pace'>): Course | null {
  if (optimizer.schedule === undefined) return null;
  const schedule = scheduleOf(optimizer.schedule);
  if (isTimed(schedule)) {
    return { schedule, drops: [], factorAt: schedule.factorAt, corners: schedule.corners };
  }
  const drops = pace?.losses?.drops ?? [];
  return {
    schedule,
    drops,
    factorAt: (example) => drops.findLast((drop) => drop.example <= example)?.factor ?? 1,
    corners: drops.map(({ example }) => example),
  };
}
