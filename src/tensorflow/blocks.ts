/** A table in TensorFlow -> the blocks of a model, and back. */

import { MODEL_BLOCK, type Model, type ModelBlock } from '../learn/model.js';
import type { Beginning, Coordinates } from './coordinates.js';
import type { Tensorflow } from './native.js';

/** The touched slots: those of which any column is not zero. */
export function* blocksOf(
  tf: Tensorflow,
  coordinates: Coordinates,
  columns: readonly string[],
  bits: number,
): Generator<ModelBlock> {
  const size = Math.min(MODEL_BLOCK, 2 ** bits);
  for (let from = 0; from < 2 ** bits; from += size) {
    const indices = tf.range(from, from + size, 1, 'int32');
    const block = touchedOf(
      from,
      ...(['weight', ...columns].map((name) => coordinates.column(name, indices)) as Columns),
    );
    indices.dispose();
    if (block.slots.length > 0) yield block;
  }
}

type Columns = [weights: Float32Array, ...state: Float32Array[]];

function touchedOf(from: number, ...[weights, ...state]: Columns): ModelBlock {
  const touched = Uint32Array.from(weights, (_, i) => i).filter((i) => state.some((column) => column[i] !== 0));
  const of = (column: Float32Array) => Float32Array.from(touched, (i) => column[i]);
  return { slots: touched.map((i) => from + i), weights: of(weights), state: state.map(of) };
}

/** What a table begins with, to go on from a model. */
export function beginningOf(model: Model, bits: number): Beginning {
  const { columns } = model.header.optimizer;
  const names = [...new Set(['weight', ...columns])];
  const tables = Object.fromEntries(names.map((name) => [name, new Float32Array(2 ** bits)]));
  for (const { slots, weights, state } of model.blocks()) {
    slots.forEach((slot, i) => {
      tables.weight[slot] = weights[i];
      columns.forEach((name, c) => (tables[name][slot] = state![c][i]));
    });
  }
  return tables;
}
