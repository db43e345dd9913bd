/** A model -> one ONNX file, for ONNX Runtime and whatever else reads it. No library of theirs is needed to write it. */

import { basename } from 'node:path';

import { InputError } from '../input-error.js';
import type { Model } from '../learn/model.js';
import { writeAtomically, writeFully } from './atomic-write.js';
import { nonzerosOf } from './nonzeros.js';
import { onnxModel } from './onnx-graph.js';
import { byteLength } from './protobuf.js';
import { slotTable } from './slot-table.js';
import type { WrittenFile } from './write-with-parts.js';

/** No reader of protocol buffers takes more. */
const MOST_BYTES = 2 ** 31 - 1;

/** Of its slot and its weight; shifts and holes come on top. */
const LEAST_BYTES_A_NONZERO = 8;

/**
 * Writes a model whose inputs are two tensors of the same shape [examples, features]: `slots`, int32, and `values`, float32,
 * where features of value 0 fill up an example; its output is `probability`, float32 [examples]. The hash specification,
 * which says how tokens become slots, is JSON in the model's metadata under `leanctr`.
 *
 * @throws InputError for a model of more than 2 GiB, some 200 million nonzero weights
 */
export async function exportOnnx(model: Model, path: string): Promise<readonly WrittenFile[]> {
  const { hashing, bias, nonzeros } = model.header;
  checkBytes(LEAST_BYTES_A_NONZERO * nonzeros, nonzeros);
  const { slots, weights } = nonzerosOf(model);
  const table = slotTable(hashing.bits, slots, weights);
  const pieces = onnxModel(table, bias.weight, JSON.stringify({ hashing }));
  checkBytes(byteLength(pieces), nonzeros);
  await writeAtomically(path, (fd) => {
    for (const piece of pieces) writeFully(fd, piece);
  });
  return [{ name: basename(path), bytes: byteLength(pieces) }];
}

function checkBytes(bytes: number, nonzeros: number): void {
  if (bytes <= MOST_BYTES) return;
  throw new InputError({
    source: '--to onnx',
    found: `a model of ${nonzeros.toLocaleString('en-US')} nonzero weights`,
    expected: 'a file of at most 2 GiB, as protocol buffers are',
    advice: 'prune it first',
  });
}
