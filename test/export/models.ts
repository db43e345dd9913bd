/** Models and folders for the tests of export/. */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import * as fc from 'fast-check';
import type { Model, ModelBlock, ModelHeader } from '#dist/learn/model.js';

/** What one slot holds. */
export interface Row {
  readonly slot: number;
  readonly weight: number;
  readonly z: number;
  readonly n: number;
}

/** A folder that is removed when the tests of the file are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'leanctr-'));
  after(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A model of the given rows in blocks of `blockSize`, with a header of numbers that are not exact in decimal. */
export function modelOf(rows: readonly Row[], blockSize = 4, header: Partial<ModelHeader> = {}): Model {
  const blocks: ModelBlock[] = [];
  for (let start = 0; start < rows.length; start += blockSize)
    blocks.push(blockOf(rows.slice(start, start + blockSize)));
  const nonzeros = rows.filter(({ weight }) => weight !== 0).length;
  return { header: { ...HEADER, touched: rows.length, nonzeros, ...header }, blocks: () => blocks };
}

function blockOf(rows: readonly Row[]): ModelBlock {
  const column = (key: 'weight' | 'z' | 'n') => Float32Array.from(rows, (row) => row[key]);
  return {
    slots: Uint32Array.from(rows, ({ slot }) => slot),
    weights: column('weight'),
    state: [column('z'), column('n')],
  };
}

const HEADER: ModelHeader = {
  hashing: {
    hash: 'murmur3',
    seed: 2 ** 32 - 1,
    bits: 22,
    missing: 'ignore',
    fields: [
      { name: 'I1', type: 'count' },
      { name: 'Straße "\u0000\ud800', type: 'categorical' },
    ],
  },
  optimizer: {
    name: 'ftrl',
    columns: ['z', 'n'],
    hyperparameters: { alpha: 0.1, beta: 1, lambda1: 1 / 3, lambda2: 5e-324 },
  },
  bias: { weight: -1.1, z: -0, n: 1e300 },
  updates: Number.MAX_SAFE_INTEGER,
  progressive: {
    examples: 1000,
    positives: 250,
    importance: 1000.1,
    positiveImportance: 250.7,
    logLoss: 480.123456789,
    probability: 251.2,
  },
  touched: 0,
  nonzeros: 0,
  hasState: true,
};

/** Three slots, one of them with a zero weight. */
export const small = modelOf([
  { slot: 1, weight: 0, z: 0.5, n: 4 },
  { slot: 5, weight: -0.25, z: 2, n: 16 },
  { slot: 4_194_303, weight: 1.5, z: -3, n: 0.1 },
]);

const float = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 2 ** -149, -(2 ** -149), 2 ** -127) },
  { weight: 3, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
);

const double = fc.double({ noNaN: true, noDefaultInfinity: true });

/** Slots anywhere, weights and state from subnormal to huge, zeros of both signs, cut into blocks at any size. */
export const models: fc.Arbitrary<Model> = fc
  .record({
    rows: fc.uniqueArray(
      fc.record({ slot: fc.integer({ min: 0, max: 2 ** 22 - 1 }), weight: float, z: float, n: float }),
      { selector: ({ slot }) => slot, maxLength: 50 },
    ),
    blockSize: fc.integer({ min: 1, max: 60 }),
    bias: fc.record(
      { weight: double, z: double, n: double.map(Math.abs) },
      // plain objects, as JSON gives
      { noNullPrototype: true },
    ),
  })
  .map(({ rows, blockSize, bias }) =>
    modelOf(
      rows.toSorted((a, b) => a.slot - b.slot),
      blockSize,
      { bias },
    ),
  );

/** All the blocks of a model as one; the bits of the numbers, so that -0 and subnormals count. */
export function contentsOf(model: Model): { slots: number[]; columns: number[][] } {
  const blocks = [...model.blocks()];
  const width = 1 + (blocks[0]?.state?.length ?? 0);
  const bitsOf = (i: number) =>
    blocks.flatMap(({ weights, state }) => {
      const column = [weights, ...(state ?? [])][i];
      return [...new Uint32Array(column.buffer, column.byteOffset, column.length)];
    });
  return {
    slots: blocks.flatMap(({ slots }) => [...slots]),
    columns: Array.from({ length: width }, (_, i) => bitsOf(i)),
  };
}

const DIGEST = /"sha256":"[0-9a-f]{64}"/g;

/** The digest as the format describes it, computed from that description alone. */
export function digestOfBytes(bytes: Buffer): string {
  const zeroed = bytes.toString('latin1').replace(DIGEST, `"sha256":"${'0'.repeat(64)}"`);
  return createHash('sha256').update(Buffer.from(zeroed, 'latin1')).digest('hex');
}

/** Puts the right digest into bytes that were changed, as a forger would. */
export function withRightDigest(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1').replace(DIGEST, `"sha256":"${digestOfBytes(bytes)}"`);
  return Buffer.from(text, 'latin1');
}

/** Replaces text of the same length everywhere in the bytes and puts the right digest in. */
export function forged(bytes: Buffer, from: string, to: string): Buffer {
  if (from.length !== to.length) throw new Error('a forgery must not move the bytes behind it');
  return withRightDigest(Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1'));
}
