/** The one type between hashing and learning: a few thousand examples of hashed features in CSR form. */

/** Examples in CSR form: example i owns slots[offsets[i] .. offsets[i + 1]), distinct slots only. */
export interface Batch {
  /** Number of examples. */
  readonly size: number;
  /** [size] 0 or 1; null when only predicting. */
  readonly labels: Float32Array | null;
  /** [size] example weights, > 0; null means all 1. */
  readonly importances: Float32Array | null;
  /** [size + 1], offsets[0] = 0. */
  readonly offsets: Uint32Array;
  /** [nnz], each below 2^bits. */
  readonly slots: Uint32Array;
  /** [nnz] feature values; null means all 1. */
  readonly values: Float32Array | null;
}
