/** What a schedule is: a value that says by which factor the learning rate of each example is multiplied. */

/** From an example on, a factor. */
export interface FactorStep {
  /** Examples before the first that it concerns. */
  readonly example: number;
  readonly factor: number;
}

interface Named {
  readonly name: string;
  /** As `--schedule` takes it, with all its numbers, such as `power:0.5:10000`: a model knows it by this. */
  readonly text: string;
  readonly hyperparameters: Readonly<Record<string, number | readonly FactorStep[]>>;
}

/** Known before the run: a function of how many examples were learned, over all passes and days. */
export interface TimedSchedule extends Named {
  /** The factor of the example that comes after so many; float64, rounded to float32 where it is used. */
  factorAt(example: number): number;
  /** Examples at which the factor steps or bends, ascending: what a picture of it must not miss. */
  readonly corners: readonly number[];
}

/** Found during the run: the factor falls when the progressive loss does not. */
export interface LossSchedule extends Named {
  readonly name: 'performance';
  readonly hyperparameters: LossNumbers;
}

export interface LossNumbers extends Readonly<Record<string, number>> {
  /** Examples of a window. */
  readonly window: number;
  /** Windows in a row without an improvement, after which the rate drops. */
  readonly patience: number;
  /** What the factor is multiplied by. */
  readonly drop: number;
  /** By how much the mean loss of a window must be below the best one. */
  readonly minImprovement: number;
}

export type Schedule = TimedSchedule | LossSchedule;

/** What every optimizer that has a rate takes. */
export interface ScheduleOption {
  readonly schedule?: Schedule | undefined;
}

export function isTimed(schedule: Schedule): schedule is TimedSchedule {
  return 'factorAt' in schedule;
}
