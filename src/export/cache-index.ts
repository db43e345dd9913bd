/** What a cache knows of itself -> the JSON at its end, and back. */

import { z } from 'zod';

import type { HashSpec } from '../batch/hash-spec.js';
import type { CachedBatch } from '../hash/cached.js';
import { hashSpec } from './model-metadata.js';

/** The cache's own version: a reader refuses a later one. */
export const CACHE_VERSION = 1;

/** Key of the digest among the metadata of the Arrow schema. */
export const CACHE_KEY = 'leanctr_cache';

const count = z.int().min(0);

const source = z.strictObject({ name: z.string(), state: z.string().nullable() });

/** A batch as numbers, in this order; there are thousands of them. */
const batch = z.tuple([count, count, count, count, count, count, z.union([z.literal(0), z.literal(1)]), count, count]);

const shape = z.strictObject({
  hashing: hashSpec,
  reading: z.string(),
  weighted: z.boolean(),
  inputs: z.array(source),
  batches: z.array(batch).transform((batches) => batches.map(batchOf)),
});

/** How a cache was made, and where its batches lie. */
export interface CacheIndex {
  readonly hashing: HashSpec;
  /** Format, schema and split that the records were read with. */
  readonly reading: string;
  /** Whether its examples have importances. */
  readonly weighted: boolean;
  readonly inputs: readonly CachedInput[];
  readonly batches: readonly CachedBatch[];
}

/** A file that was hashed. */
export interface CachedInput {
  readonly name: string;
  /** What tells it from what it was before or after a change; null for a pipe, which is never the same. */
  readonly state: string | null;
}

export function indexText(index: CacheIndex): string {
  return JSON.stringify({ ...index, batches: index.batches.map(numbersOf) });
}

/** @throws SyntaxError, z.ZodError for a text that {@link indexText} does not write */
export function parseIndex(text: string): CacheIndex {
  return shape.parse(JSON.parse(text));
}

function numbersOf(cached: CachedBatch): z.input<typeof batch> {
  const { position, examples, slots, repeats, merged, leftOut, hasValues, badRecords, checksum } = cached;
  return [position, examples, slots, repeats, merged, leftOut, hasValues ? 1 : 0, badRecords, checksum];
}

function batchOf(numbers: z.output<typeof batch>): CachedBatch {
  const [position, examples, slots, repeats, merged, leftOut, hasValues, badRecords, checksum] = numbers;
  return { position, examples, slots, repeats, merged, leftOut, hasValues: hasValues === 1, badRecords, checksum };
}

/** What of the metadata no other file has. */
export const CACHE_KIND = '"kind":"hashed batches"';

/** The metadata of the Arrow schema: its digest of the index stands where {@link digestIn} finds it. */
export function cacheMetadata(sha256: string): string {
  return `{"formatVersion":${CACHE_VERSION},"sha256":"${sha256}",${CACHE_KIND}}`;
}
