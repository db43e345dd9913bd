/** Where each pass of a training takes its batches from: the inputs, or the cache that the first pass leaves behind. */

import { rmSync } from 'node:fs';

import type { Cache } from '../export/cache-reader.js';
import { type Batches, type HashCounts, type HashOptions, batchesOfCaches } from '../hash/hash.js';
import type { KernelBatch } from '../hash/kernel-batch.js';
import { InputError } from '../input-error.js';
import { type CachePlace, type CacheUse, findCache } from './find-cache.js';
import type { OpenInputs } from './open-inputs.js';
import { writeCache } from './write-cache.js';

export interface Passes {
  /** The batches of the pass under way. */
  readonly batches: Batches;
  /** What the last pass met. */
  readonly counts: HashCounts;
  /** The cache that is used or made; null without one. */
  readonly cache: { readonly path: string; readonly made: boolean } | null;
  /** What is to be said of a cache that was not the right one; null if there is nothing. */
  readonly notice: string | null;
  /** Runs one pass. */
  run(use: (batches: AsyncIterable<KernelBatch>) => Promise<void>): Promise<void>;
  /** Removes a cache that nobody can use again. */
  close(): void;
}

/** What of a training's options concerns its passes. */
export interface PassesOptions extends Omit<CacheUse, 'cache'>, Pick<HashOptions, 'maxBad' | 'signal'> {
  readonly cache?: string | undefined;
}

/**
 * @param batches those of the inputs
 * @param check   throws if a pass met nothing to learn from
 * @throws InputError for a cache of other records
 */
export async function passesOver(
  opened: OpenInputs,
  batches: Batches,
  options: PassesOptions,
  check: (counts: HashCounts) => void,
): Promise<Passes> {
  const { cache: place } = options;
  if (place === undefined) return passesWithout(batches);
  const { records } = opened;
  if (records === null) {
    throw new InputError({ source: `--cache ${place}`, found: 'a cache as the input', expected: 'records to hash' });
  }
  const found = await findCache(records, batches.spec, { ...options, cache: place });
  const { path, notice, isPrivate } = found;
  let source = found.found ? batchesOf(found.found, batches, options) : batches;
  let { counts } = source;
  const what = { records, batches, split: options.split, check: () => check(batches.counts) };
  return {
    cache: { path, made: found.found === null },
    notice,
    get batches() {
      return source;
    },
    get counts() {
      return counts;
    },
    async run(use) {
      const made = source === batches ? await writeCache(path, what, use) : await using(found, () => use(source));
      counts = source.counts;
      if (made) source = batchesOf(made, batches, options);
    },
    close: () => void (isPrivate && rmSync(path, { force: true })),
  };
}

function passesWithout(batches: Batches): Passes {
  return {
    batches,
    cache: null,
    notice: null,
    run: (use) => use(batches),
    close: () => {},
    get counts() {
      return batches.counts;
    },
  };
}

/** The batches of a cache, in the memory of the batches that they were. */
function batchesOf({ file, index }: Cache, { kernel }: Batches, options: PassesOptions): Batches {
  const { maxBad, badRecords, signal } = options;
  return batchesOfCaches([file], index.hashing, { maxBad, badRecords, signal }, kernel);
}

/** A cache of ours that turns out to be damaged is not kept: it would stop every run. */
async function using({ path, isKept }: CachePlace, pass: () => Promise<void>): Promise<null> {
  try {
    await pass();
    return null;
  } catch (error) {
    if (!isKept || !(error instanceof InputError) || error.problem.source !== path) throw error;
    rmSync(path, { force: true });
    throw new InputError({ ...error.problem, advice: 'it is removed: run again, and it is made anew' });
  }
}
