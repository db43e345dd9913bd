/** Turns a packed file back into a model, after proving that every byte is as it was written. */

import { closeSync } from 'node:fs';
import type { Model, ModelBlock, ModelHeader } from '../learn/model.js';
import type { PackedHeader } from '../runtime/packed-header.js';
import { MAGIC, unpack, verify } from '../runtime/unpack.js';
import { countNonzeros, firstNotFinite } from './block-checks.js';
import { hashSpec } from './model-metadata.js';
import { altered, later, type OpenFile, readAt, readFully, reopen } from './open-model.js';
import { codeOf } from './system-error.js';

const VERSION = MAGIC.charCodeAt(MAGIC.length - 1);
const CHUNK = 1 << 20;
/** Slots of a block that is read: 512 KiB. */
const BLOCK = 1 << 16;

export function isPacked(file: OpenFile): boolean {
  return file.size >= MAGIC.length && readAt(file, 0, MAGIC.length - 1).toString('latin1') === MAGIC.slice(0, -1);
}

/** See `readModel` in model-file.ts. */
export function readPackedModel(file: OpenFile): Model {
  const version = readAt(file, MAGIC.length - 1, 1)[0];
  if (version > VERSION) throw later(file.path, version, VERSION);
  const packed = orDamaged(file.path, () => {
    verify(chunksOf(file));
    return unpack(chunksOf(file)).header;
  });
  const { bias, hashing } = packed;
  if (!hashSpec.safeParse(hashing).success)
    throw altered(file.path, 'fields or bits that no writer wrote', 'a whole packed model');
  if (!Number.isFinite(bias)) throw altered(file.path, `a bias of ${bias}`, 'finite numbers');
  return { header: headerOf(packed), blocks: () => readBlocks(file) };
}

/** What serving does not need was not packed. */
function headerOf({ hashing, bias, touched, nonzeros }: PackedHeader): ModelHeader {
  return {
    hashing,
    optimizer: { name: 'packed', columns: [], hyperparameters: {} },
    bias: { weight: bias },
    updates: 0,
    progressive: { examples: 0, positives: 0, importance: 0, positiveImportance: 0, logLoss: 0, probability: 0 },
    touched,
    nonzeros,
    hasState: false,
  };
}

function* readBlocks(earlier: OpenFile): Generator<ModelBlock> {
  const file = reopen(earlier);
  try {
    const blocks = unpack(chunksOf(file)).blocks(BLOCK);
    for (;;) {
      const { done, value } = orDamaged(file.path, () => blocks.next());
      if (done) return;
      checkWeights(file.path, value.slots, value.weights);
      yield { ...value, state: null };
    }
  } finally {
    closeSync(file.fd);
  }
}

function checkWeights(path: string, slots: Uint32Array, weights: Float32Array): void {
  const wrong = firstNotFinite(weights);
  if (wrong >= 0) throw altered(path, `${weights[wrong]} at slot ${slots[wrong]}`, 'finite numbers');
  if (countNonzeros(weights) < weights.length) throw altered(path, 'a weight of 0', 'nonzeros alone');
}

/** The file from its beginning; a chunk is good until the next one is asked for. */
function* chunksOf(file: OpenFile): Generator<Uint8Array> {
  const chunk = new Uint8Array(Math.min(file.size, CHUNK));
  for (let position = 0; position < file.size; position += CHUNK) {
    const bytes = chunk.subarray(0, Math.min(CHUNK, file.size - position));
    readFully(file, bytes, position);
    yield bytes;
  }
}

/** Runs the decoder, whose plain errors say what the bytes have that no packed model has. */
function orDamaged<T>(path: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'Error' || codeOf(error) !== undefined) throw error;
    throw altered(path, error.message.replace('not a packed model: ', ''), 'a whole packed model');
  }
}
