/** A model -> a TensorFlow.js LayersModel: model.json and its weights in shards, as `tf.loadLayersModel` takes them. */

import { createHash } from 'node:crypto';

import { InputError } from '../input-error.js';
import type { Model } from '../learn/model.js';
import { nonzerosOf } from './nonzeros.js';
import { slotTable } from './slot-table.js';
import { type Tensor, tensorsOf, topologyOf } from './tfjs-layers.js';
import { type WrittenFile, writeWithParts } from './write-with-parts.js';

/** What browsers still cache, and what tfjs's own converter writes. */
const SHARD_BYTES = 1 << 22;

/** Whole numbers below are exact in the float32 that tfjs computes indices with. */
const EXACT_BITS = 24;

/** Names tell the content: a page never meets the weights of another model in a cache. */
const SHARD_NAME = /^weights-[0-9a-f]{16}-\d+of\d+\.bin$/;

/**
 * Writes a model for any page with tfjs; no tfjs is needed to write it. Its inputs are two tensors of the same shape
 * [examples, features]: `slots`, int32, and `values`, float32, where features of value 0 fill up an example. The hash
 * specification, which says how tokens become slots, is in the model's user-defined metadata under `leanctr`.
 *
 * @param folder made if it is not there; its model.json is replaced last, so that it always finds its shards, and shards of
 *               an earlier export are removed
 * @returns the files written, model.json first
 * @throws InputError for a model of more than 2^24 slots
 */
export async function exportTfjs(model: Model, folder: string): Promise<WrittenFile[]> {
  const { hashing, bias } = model.header;
  checkBits(hashing.bits);
  const { slots, weights } = nonzerosOf(model);
  const table = slotTable(hashing.bits, slots, weights);
  const tensors = tensorsOf(table, bias.weight);
  const shards = shardsOf(tensors);
  const json = {
    format: 'layers-model',
    generatedBy: 'leanctr',
    convertedBy: null,
    modelTopology: topologyOf(table),
    weightsManifest: [{ paths: shards.map(({ name }) => name), weights: tensors.map(specOf) }],
    userDefinedMetadata: { leanctr: { hashing } },
  };
  const main = { name: 'model.json', bytes: Buffer.from(JSON.stringify(json)) };
  return writeWithParts(folder, main, shards, SHARD_NAME);
}

function checkBits(bits: number): void {
  if (bits <= EXACT_BITS) return;
  const expected = `at most 2^${EXACT_BITS}, which tfjs counts exactly`;
  const advice = `train with --bits ${EXACT_BITS} or fewer`;
  throw new InputError({ source: '--to tfjs', found: `a model of 2^${bits} slots`, expected, advice });
}

function specOf({ name, shape }: Tensor) {
  return { name, shape, dtype: 'float32' };
}

/** The tensors' bytes one after the other, little endian, cut anywhere. */
function shardsOf(tensors: readonly Tensor[]) {
  const bytes = Buffer.concat(tensors.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)));
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const count = Math.ceil(bytes.length / SHARD_BYTES);
  return Array.from({ length: count }, (_, i) => ({
    name: `weights-${digest}-${i + 1}of${count}.bin`,
    bytes: bytes.subarray(i * SHARD_BYTES, (i + 1) * SHARD_BYTES),
  }));
}
