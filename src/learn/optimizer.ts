/** What an optimizer is: a value with the columns it keeps and two functions over one example's features. */

/** State of a feature lies together, column after column: slot s has state[s * columns.length + column]. */
export interface Optimizer {
  readonly name: string;
  /** State columns per slot, such as `z`, `n`. */
  readonly columns: readonly string[];
  readonly hyperparameters: Readonly<Record<string, number>>;
  /** How float32 state is rounded: `randomized` never stagnates. */
  readonly rounding: 'randomized' | 'nearest';
  /**
   * Weights of the given slots.
   *
   * @param state   float32, columns interleaved
   * @param slots   the example's slots
   * @param weights receives one weight a slot, float32
   */
  weights(state: Float32Array, slots: Uint32Array, weights: Float32Array): void;
  /**
   * Learns one example in place.
   *
   * @param values   one value a slot; null means all 1
   * @param weights  as `weights` gave them before
   * @param residual importance * (probability - label), float32
   * @param counter  examples learned before this one: randomized rounding draws from it
   */
  update(
    state: Float32Array,
    slots: Uint32Array,
    values: Float32Array | null,
    weights: Float32Array,
    residual: number,
    counter: number,
  ): void;
  /** The weight of the bias, float64. @param state one number a column */
  biasWeight(state: Float64Array): number;
  /** Learns the bias in place, in float64, without l1 and l2. @param gradient importance * (probability - label) */
  updateBias(state: Float64Array, gradient: number): void;
}
