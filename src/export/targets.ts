/** What a model can be exported to. A new target is a file beside this one and an entry here. */

import type { Model } from '../learn/model.js';
import { exportCsv } from './csv.js';
import { finiteModel } from './finite-model.js';
import { exportJsonLines } from './json-lines.js';
import { exportOnnx } from './onnx.js';
import { exportTfjs } from './tfjs.js';
import type { WrittenFile } from './write-with-parts.js';

const TARGETS = {
  csv: { main: null, write: exportCsv },
  jsonl: { main: null, write: exportJsonLines },
  onnx: { main: null, write: exportOnnx },
  tfjs: { main: 'model.json', write: exportTfjs },
} as const satisfies Record<string, Target>;

export interface Target {
  /** The file that others open in the folder written; null for a target that is one file. */
  readonly main: string | null;
  /** Writes a model in another system's format: whole, or not at all. @returns the files written, the main one first */
  readonly write: (model: Model, output: string) => Promise<readonly WrittenFile[]>;
}

export type TargetName = keyof typeof TARGETS;

export const TARGET_NAMES = Object.keys(TARGETS) as [TargetName, ...TargetName[]];

export interface Exported {
  readonly to: TargetName;
  /** The file or folder written. */
  readonly output: string;
  readonly files: readonly WrittenFile[];
  /** Of all files. */
  readonly bytes: number;
}

/**
 * Writes a model for another system, which then gives the probabilities of `predict` to 1e-6 while the |weight * value| of
 * an example sum to less than 30; beyond, float32 rounds more in another order of adding (1e-5 at 1,000), here as in
 * `predict` itself.
 *
 * @param to     `csv`: a file with a slot and its weight a line; `jsonl`: the same as JSON lines, and how tokens become
 *               slots; `onnx`: a file for ONNX Runtime; `tfjs`: a folder with a LayersModel
 * @param output what is there of an earlier export is replaced, and is intact after a failure
 * @throws InputError if the target cannot hold the model, or a number in it is not finite
 * @throws Error with the system's `code` if the system cannot write, such as ENOSPC
 */
export async function exportModel(model: Model, to: TargetName, output: string): Promise<Exported> {
  const files = await TARGETS[to].write(finiteModel(model, `--to ${to}`), output);
  return { to, output, files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** The file that others open in the folder written; null for a target that is one file. */
export function mainFileOf(to: TargetName): string | null {
  return TARGETS[to].main;
}
