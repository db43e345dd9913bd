/** Packed models for the runtime's tests: trained ones, and weights at any slots. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { writePacked } from '#dist/export/model-file.js';
import { ftrl, hash, learn, predict, read, readModel } from '#dist/index.js';
import type { Model, ModelHeader } from '#dist/learn/model.js';
import type { Encoding } from '#dist/prune/encoding.js';
import { small } from '../export/models.js';
import { folder } from '../read/folder.js';

const here = folder();

export interface PackedModel {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export async function packed(model: Model, encoding: Encoding): Promise<PackedModel> {
  const { path } = await writePacked(join(here.path, 'model.lctr'), model, encoding);
  return { path, bytes: readFileSync(path) };
}

/** A model without state, of slots that ascend. */
export function modelOf(slots: Uint32Array, weights: Float32Array, hashing: Partial<ModelHeader['hashing']>): Model {
  const nonzeros = slots.length;
  const header = { ...small.header, touched: nonzeros, nonzeros, hasState: false };
  return {
    header: { ...header, hashing: { ...header.hashing, ...hashing } },
    blocks: () => (nonzeros === 0 ? [] : [{ slots, weights, state: null }]),
  };
}

/** Learned from a Criteo log, packed; the raw cells of its records, and what `predict` has for them. */
export async function learned(log: string, encoding: Encoding) {
  const options = { format: 'criteo' } as const;
  const model = await learn(
    hash(await read([log], options), { bits: 20, missing: 'feature' }),
    ftrl({ lambda1: 0.05 }),
  );
  const { path, bytes } = await packed(model, encoding);
  const probabilities: number[] = [];
  for await (const some of predict(readModel(path), { inputs: [log], ...options })) probabilities.push(...some);
  const lines = readFileSync(log, 'latin1').trimEnd().split('\n');
  return { bytes, probabilities, records: lines.map((line) => line.split('\t').slice(1)) };
}
