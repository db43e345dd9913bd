/** Where a field's slots go in the kernel's memory, and the words by which its functions are told. */

import type { Kernel } from '../kernel/kernel.js';
import { type LaneLayout, TEXT_BYTES } from '../kernel/layout.js';

/** Examples of a block, at most; a multiple of 8, so that blocks begin at whole bytes of validity. */
export const BLOCK_EXAMPLES = 1024;
export const MATRIX_BYTES = TEXT_BYTES * 4;

/** Addresses: of example i's slot slots + i * stride, of its value values + i * stride, of its label labels + 4 * i. */
export interface Target {
  readonly slots: number;
  readonly values: number;
  readonly labels: number;
  readonly stride: number;
}

/** The target of the examples from `rows` on. */
export function below(target: Target, rows: number): Target {
  const { slots, values, labels, stride } = target;
  return { slots: slots + rows * stride, values: values + rows * stride, labels: labels + rows * 4, stride };
}

/** Fills the target with what examples begin .. end of a column become. */
export type Fill = (begin: number, end: number, target: Target) => void;

/** What of a lane is used for columns: its text for a block of one column, its memo for the rest. */
export interface ColumnArea {
  /** Addresses of BLOCK_EXAMPLES float32 each. */
  readonly labels: number;
  readonly importances: number;
  readonly entryLabels: number;
  /** A Target and a Source of kernel/assembly/columns.ts, and 32 bytes. */
  readonly target: number;
  readonly source: number;
  readonly scratch: number;
  /** CELLS_BYTES. */
  readonly cells: number;
  /** The slots of a block, as signed words: quicker than unsigned ones. */
  readonly matrix: Int32Array;
  /** The whole memory. */
  readonly words: Uint32Array;
  readonly floats: Float32Array;
  readonly bytes: Uint8Array;
}

export function columnArea({ memory }: Kernel, { memo, positions }: LaneLayout): ColumnArea {
  const each = BLOCK_EXAMPLES * 4;
  return {
    labels: memo,
    importances: memo + each,
    entryLabels: memo + 2 * each,
    target: memo + 3 * each,
    source: memo + 3 * each + 64,
    scratch: memo + 3 * each + 128,
    cells: memo + 3 * each + 192,
    matrix: new Int32Array(memory.buffer, positions, MATRIX_BYTES / 4),
    words: new Uint32Array(memory.buffer),
    floats: new Float32Array(memory.buffer),
    bytes: new Uint8Array(memory.buffer),
  };
}

/** Writes a Target's words. @returns their address */
export function placeTarget({ words, target: at }: ColumnArea, { slots, values, labels, stride }: Target): number {
  words[at >> 2] = slots;
  words[(at >> 2) + 1] = values;
  words[(at >> 2) + 2] = labels;
  words[(at >> 2) + 3] = stride;
  return at;
}
