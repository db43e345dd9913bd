/** What a schedule needs, beside the number of examples, to go on where it was: a model's header has it. */

import type { FactorStep } from './schedule.js';

export interface PaceState {
  /** The sum of all factors so far. */
  readonly clock: number;
  /** Of a schedule that drops the rate by the loss. */
  readonly losses?: LossState;
}

/** How much of the open window is over follows from the number of examples. */
export interface LossState {
  /** The mean loss of the best window; null before there is one. */
  readonly best: number | null;
  /** Windows in a row that were no better. */
  readonly stalls: number;
  /** Of the open window: the sums of importances, and of importance times loss. */
  readonly importance: number;
  readonly loss: number;
  readonly drops: readonly Drop[];
}

/** From an example on, a smaller factor, and the mean loss of the window that was once too often no better. */
export interface Drop extends FactorStep {
  readonly loss: number;
}
