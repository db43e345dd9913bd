/** What an optimizer is: a value with the columns it keeps and two functions over one example's features. */

import type { OptimizerLoops } from '../kernel/kernel.js';
import type { ModelHeader } from './model.js';
import type { Schedule } from './schedules/schedule.js';

/** What an example is besides its features. */
export interface Step {
  /** Examples learned before this one: randomized rounding draws from it. */
  readonly counter: number;
  /** The schedule's factor of the learning rate, float32; 1 without a schedule. */
  readonly rate: number;
  /** Sum of the factors before this example: what a slot's regularization is to be caught up with. */
  readonly clock: number;
  readonly label: number;
  readonly importance: number;
}

/**
 * State of a feature lies together, column after column: slot s has state[s * width + column], where width is the number
 * of columns rounded up to 1, 2 or 4, as in the kernel's table. A column named `weight` is the weight itself.
 */
export interface Optimizer {
  readonly name: string;
  /** State columns per slot, at most four, such as `z`, `n`. */
  readonly columns: readonly string[];
  /** State columns of the bias: those of a slot that a coordinate without l1 and l2 needs, in the same order. */
  readonly biasColumns: readonly string[];
  /** What decides the mathematics; an option that is off is not there. */
  readonly hyperparameters: Readonly<Record<string, number>>;
  /** Of the learning rate. */
  readonly schedule: Schedule;
  /** How float32 state is rounded: `randomized` never stagnates. */
  readonly rounding: 'randomized' | 'nearest';
  /** Whether every example is a step of every slot. */
  readonly exact: boolean;
  /** The clock goes on after every K-th example only, by K times its factor; after every example unless given. */
  readonly regularizesEvery?: number;
  /** Its loops in the kernel, and the numbers they take: the fields of its class there, float64 first. */
  readonly kernel: {
    readonly loops: OptimizerLoops;
    readonly doubles: readonly number[];
    readonly floats: readonly number[];
  };
  /** The state of a slot of which nothing is known but its weight: one number a column. */
  stateOf(weight: number): number[];
  /** The state of a bias of which nothing is known but its weight. */
  biasStateOf(weight: number): number[];
  /**
   * Weights of the given slots.
   *
   * @param state   float32, columns interleaved
   * @param slots   the example's slots
   * @param weights receives one weight a slot, float32
   */
  weights(state: Float32Array, slots: Uint32Array, weights: Float32Array, step: Step): void;
  /**
   * Learns one example in place.
   *
   * @param values   one value a slot; null means all 1
   * @param weights  as `weights` gave them before
   * @param residual importance * (probability - label), float32
   */
  update(
    state: Float32Array,
    slots: Uint32Array,
    values: Float32Array | null,
    weights: Float32Array,
    residual: number,
    step: Step,
  ): void;
  /** The weight of the bias, float64. @param state one number a column of the bias */
  biasWeight(state: Float64Array, step: Step): number;
  /** Learns the bias in place, in float64, without l1 and l2. @param gradient importance * (probability - label) */
  updateBias(state: Float64Array, gradient: number, step: Step): void;
}

/** Numbers of 32 bits that a slot takes in a table: 1, 2 or 4. */
export function widthOf({ columns }: Pick<Optimizer, 'columns'>): number {
  return columns.length > 2 ? 4 : columns.length;
}

/** An optimizer as a model's header has it. */
export function identityOf({ name, columns, hyperparameters, schedule }: Optimizer): ModelHeader['optimizer'] {
  const changing = schedule.name === 'constant' ? {} : { schedule: schedule.text };
  return { name, columns, hyperparameters, ...changing };
}
