/** Where each pass of a training takes its batches from: the inputs, or the cache that the first pass leaves behind. */

import type { Batches, HashCounts } from '../hash/hash.js';
import type { KernelBatch } from '../hash/kernel-batch.js';
import { InputError } from '../input-error.js';
import { type CacheUse, type CachedOptions, batchesOf, findCache, writeCache } from './cache.js';
import type { OpenInputs } from './open-inputs.js';

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
}

/**
 * @param batches those of the inputs
 * @param place   a folder of caches or a cache file; undefined for none
 * @throws InputError for a cache of other records
 */
export async function passesOver(
  opened: OpenInputs,
  batches: Batches,
  place: string | undefined,
  options: CachedOptions & CacheUse,
): Promise<Passes> {
  if (place === undefined) {
    const run: Passes['run'] = (use) => use(batches);
    return {
      ...{ batches, cache: null, notice: null, run },
      get counts() {
        return batches.counts;
      },
    };
  }
  const { records } = opened;
  if (records === null) {
    throw new InputError({ source: `--cache ${place}`, found: 'a cache as the input', expected: 'records to hash' });
  }
  const { path, found, notice } = await findCache(place, records, batches, options);
  let source = found ? batchesOf(found, batches, options) : batches;
  let { counts } = source;
  return {
    cache: { path, made: found === null },
    notice,
    get batches() {
      return source;
    },
    get counts() {
      return counts;
    },
    async run(use) {
      const cache =
        source === batches ? await writeCache(path, records, batches, options.split, use) : await use(source);
      counts = source.counts;
      if (cache) source = batchesOf(cache, batches, options);
    },
  };
}
