/** What learning leaves behind, in blocks of slots: small enough to hold, streamed when it is not. */

import type { HashSpec } from '../batch/hash-spec.js';
import type { ProgressiveSums } from '../evaluate/metrics.js';
import type { PaceState } from './schedules/schedule-state.js';

export interface ModelHeader {
  readonly hashing: HashSpec;
  readonly optimizer: {
    readonly name: string;
    /** State columns per slot, in order, such as `z`, `n`; one named `weight` is the weight itself, and stored once. */
    readonly columns: readonly string[];
    readonly hyperparameters: Readonly<Record<string, number>>;
    /** Of the learning rate, such as `power:0.5:10000`; not there if it is constant. */
    readonly schedule?: string;
  };
  /** The bias and its own state, one number a column: float64. */
  readonly bias: { readonly weight: number; readonly [column: string]: number };
  /** Examples learned over all passes and days: the counter that randomized rounding draws from. */
  readonly updates: number;
  /** Where the schedule is; not there if the rate is constant. */
  readonly pace?: PaceState;
  readonly progressive: ProgressiveSums;
  /** Slots that ever met a gradient; stays as it was when a model is pruned. */
  readonly touched: number;
  /** Weights that are not zero. */
  readonly nonzeros: number;
  /** False when the model only predicts: no z, n, and only nonzero weights are stored. */
  readonly hasState: boolean;
}

/** The state columns that stand beside the weight. */
export function columnsBesideWeight({ optimizer: { columns } }: Pick<ModelHeader, 'optimizer'>): readonly string[] {
  return columns.filter((name) => name !== 'weight');
}

/** At most MODEL_BLOCK slots, ascending over the whole model. */
export interface ModelBlock {
  readonly slots: Uint32Array;
  readonly weights: Float32Array;
  /** One array a state column, in the header's order; null without state. */
  readonly state: readonly Float32Array[] | null;
}

export interface Model {
  readonly header: ModelHeader;
  /**
   * The stored slots; may be called again, each call starts from the first block. A block is good until the next one is
   * asked for: its arrays may be used again.
   */
  blocks(): Iterable<ModelBlock>;
}

/**
 * Slots a block holds at most: one record batch of the model file. 4 MiB with z and n: of blocks four times as large,
 * the garbage that waits to be collected while a model is written takes 36 MiB more.
 */
export const MODEL_BLOCK = 1 << 18;
