/**
 * A model and its file, in one of two formats.
 *
 * For learning, one Arrow IPC file, uncompressed, with the columns `slot` (uint32, ascending), `weight` (float32) and,
 * for training to go on, one float32 column for each of the optimizer's, such as `z` and `n`. All else is JSON in the
 * metadata of the schema under `leanctr`. pandas, polars and DuckDB open it. For serving, a packed file: see docs/lctr.md.
 *
 * The same model always gives the same bytes. Arrow, 90 ms to import, is loaded by writing only.
 */

import type { Model } from '../learn/model.js';
import type { WriteModelOptions, WrittenModel } from './model-writer.js';
import { readArrowModel } from './model-reader.js';
import { withFile } from './open-model.js';
import { isPacked, readPackedModel } from './packed-reader.js';
import { writePacked } from './packed-writer.js';

export type { WriteModelOptions, WrittenModel } from './model-writer.js';
export { packedBytes, writePacked } from './packed-writer.js';

/**
 * Reads the header of a model, in whichever format; its blocks are read when asked for, one at a time. A packed model has
 * no state, no metrics, and `packed` for an optimizer.
 *
 * @throws InputError naming the file if it is missing, not a model, cut short, altered or of a later version; `blocks()`
 *   throws it too, if the file has changed since
 */
export function readModel(path: string): Model {
  return withFile(path, (file) => (isPacked(file) ? readPackedModel(file) : readArrowModel(file)));
}

/**
 * Writes a model as its name says: if it ends in `.lctr`, packed, with float32 weights and without state. Whole or not at
 * all: on any failure an earlier file at `path` is intact.
 *
 * @throws InputError if the folder is missing, `path` is a directory, or a number is not finite
 * @throws Error with the system's `code` if the system cannot write, such as ENOSPC
 */
export async function writeModel(path: string, model: Model, options: WriteModelOptions = {}): Promise<WrittenModel> {
  if (path.endsWith('.lctr')) return writePacked(path, model, 'f32');
  const { writeArrowModel } = await import('./model-writer.js');
  return writeArrowModel(path, model, options);
}

/** Bytes of the file that `writeModel` makes of a model without state, as it is served. Nothing is written. */
export async function servedBytes(model: Model): Promise<number> {
  const { arrowBytes } = await import('./model-writer.js');
  return arrowBytes(model);
}
