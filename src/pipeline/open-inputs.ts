/** Names of inputs -> what gives their batches: records to hash, or caches of batches that were hashed before. */

import { type HashSpec, differentFields } from '../batch/hash-spec.js';
import { type Cache, looksLikeCache, openCache } from '../export/cache-reader.js';
import { type Batches, type HashOptions, batchesOfCaches, hash } from '../hash/hash.js';
import { InputError } from '../input-error.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Input, findInputs } from '../read/inputs.js';
import { type ReadOptions, type Records, checkRereadable, read } from '../read/read.js';
import { shuffled } from '../read/shuffle-inputs.js';
import { differentHashing } from './find-cache.js';

export interface OpenInputs {
  readonly inputs: readonly Input[];
  /** Null for caches. */
  readonly records: Records | null;
  /**
   * @param kernel of batches that nobody reads any more, in whose memory those of caches are put: many short runs share one
   * @throws InputError for options out of range, or other than those that a cache was hashed with
   */
  batches(options: HashOptions, kernel?: Kernel): Batches;
}

export interface OpenOptions extends ReadOptions {
  /** What to do instead where an input is a pipe, if it must be read twice: a pipe is then refused before it is touched. */
  readonly insteadOfPipe?: string | undefined;
}

/** @throws InputError as {@link read} does; for caches among other inputs, for one that is damaged */
export async function openInputs(patterns: readonly string[], options: OpenOptions): Promise<OpenInputs> {
  const found = await findInputs(patterns);
  if (options.insteadOfPipe !== undefined) checkRereadable({ inputs: found }, options.insteadOfPipe);
  const cached = found.filter(looksLikeCache);
  if (cached.length === 0) {
    const records = await read(patterns, options);
    return { inputs: records.inputs, records, batches: (hashing) => hash(records, hashing) };
  }
  const other = found.find((input) => !cached.includes(input));
  if (other !== undefined) {
    throw new InputError({ source: other.name, found: 'records beside a cache', expected: 'caches only, or none' });
  }
  checkFlags(options, found[0].name);
  const inputs = options.shuffleFiles === undefined ? found : shuffled(found, options.shuffleFiles);
  const caches = inputs.map(openCache);
  return { inputs, records: null, batches: (hashing, kernel) => batchesFrom(caches, hashing, kernel) };
}

/** A cache says itself what its records were. */
function checkFlags({ format, schema }: ReadOptions, name: string): void {
  const flag = format !== undefined ? '--format' : schema !== undefined ? '--schema' : null;
  if (flag === null) return;
  throw new InputError({ source: flag, found: `the cache ${name}`, expected: 'records', advice: 'leave the flag out' });
}

function batchesFrom(caches: readonly Cache[], options: HashOptions, kernel: Kernel | undefined): Batches {
  const [{ index, file }] = caches;
  const source = file.input.name;
  checkHashed(index.hashing, options, source);
  for (const cache of caches.slice(1)) {
    const { bits, hash: kind, seed, missing } = index.hashing;
    checkHashed(cache.index.hashing, { bits, hash: kind, seed, missing }, cache.file.input.name);
    const different = differentFields(cache.index.hashing, index.hashing);
    if (different === null) continue;
    const [what, found, expected] = different;
    const advice = 'give caches of the same records';
    throw new InputError({
      ...{ source: cache.file.input.name, found: `${what} ${found}`, expected: `as in ${source}, ${expected}`, advice },
    });
  }
  return batchesOfCaches(
    caches.map((cache) => cache.file),
    index.hashing,
    options,
    kernel,
  );
}

/** @throws InputError if a cache was hashed otherwise than the options ask */
function checkHashed(spec: HashSpec, options: HashOptions, source: string): void {
  const different = differentHashing(spec, options);
  if (different === null) return;
  const advice = 'make the cache anew with it, or leave the flag out';
  throw new InputError({ source, ...different, advice });
}
