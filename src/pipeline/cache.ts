/** Hashed batches kept in a file: the passes after the first, and the runs after this one, read no text. */

import { createHash } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { differentFields } from '../batch/hash-spec.js';
import { writeAtomically } from '../export/atomic-write.js';
import type { CachedInput } from '../export/cache-index.js';
import { type Cache, openCache } from '../export/cache-reader.js';
import { type Batches, type HashOptions, batchesOfCaches } from '../hash/hash.js';
import type { KernelBatch } from '../hash/kernel-batch.js';
import { InputError } from '../input-error.js';
import { type Input, findInputs } from '../read/inputs.js';
import type { ReadOptions, Records } from '../read/read.js';
import { checkExamples, checkLabelled, checkNotRead, checkOutput, pathsOf, statOrNull } from './checks.js';
import { heeding, interruptible } from './interrupted.js';
import { openInputs } from './open-inputs.js';
import { type ReportProgress, progressOf } from './progress.js';

export interface CacheOptions extends Omit<HashOptions, 'quarantine' | 'split'>, ReadOptions {
  /** Files, globs, or `-`. */
  readonly inputs: readonly string[];
  /** The cache to write. */
  readonly output: string;
  readonly onProgress?: ReportProgress | undefined;
}

export interface CacheResult {
  readonly examples: number;
  /** Features after merging. */
  readonly features: number;
  readonly badRecords: number;
  readonly cache: {
    readonly path: string;
    readonly bits: number;
    readonly bytes: number;
    /** Of text, decompressed. */
    readonly textBytes: number;
  };
  readonly time: { readonly seconds: number; readonly examplesPerSecond: number };
  readonly memory: { readonly peakRssBytes: number };
}

/**
 * Reads and hashes the inputs once and keeps their batches: `train`, `evaluate` and `predict` take the file as an input.
 *
 * @throws InputError for wrong options and malformed input; then nothing is written
 * @throws Interrupted if the signal was aborted
 */
export async function cache(options: CacheOptions): Promise<CacheResult> {
  const start = performance.now();
  checkOutput('--output', options.output);
  const { records, batches: batchesWith } = await openInputs(options.inputs, options);
  if (records === null) {
    throw new InputError({ source: options.inputs[0], found: 'a cache', expected: 'records to hash' });
  }
  checkNotRead('--output', options.output, pathsOf(records));
  const batches = batchesWith(options);
  checkLabelled(batches, options.inputs);
  const progress = progressOf({ batches }, null, 1, options.onProgress);
  await interruptible(options.signal, () =>
    writeCache(options.output, records, batches, undefined, async (source) => {
      for await (const { size } of heeding(options.signal, source)) if (size > 0) progress.learned(1);
    }),
  );
  const { examples, features, badRecords, bytes: textBytes } = batches.counts;
  const seconds = (performance.now() - start) / 1000;
  const bytes = statSync(options.output).size;
  return {
    ...{ examples, features, badRecords },
    cache: { path: options.output, bits: batches.spec.bits, bytes, textBytes },
    time: { seconds, examplesPerSecond: examples / seconds },
    memory: { peakRssBytes: process.resourceUsage().maxRSS * 1024 },
  };
}

/**
 * Writes the batches of one pass to a cache while they are used. If the pass fails, there is no cache.
 *
 * @param split what it held out; the cache is without
 * @param use   takes the batches, to the last one
 */
export async function writeCache(
  path: string,
  records: Records,
  batches: Batches,
  split: string | undefined,
  use: (batches: AsyncIterable<KernelBatch>) => Promise<void>,
): Promise<Cache> {
  const { openCacheWriter } = await import('../export/cache-writer.js');
  // as they are before the first byte is read: a file that changes meanwhile is not the one of the cache
  const inputs = records.inputs.map(describe);
  await writeAtomically(path, async (fd) => {
    const writer = openCacheWriter(fd, batches.kernel, batches.spec, records.format.weighted);
    const met = metBy(batches);
    const written = async function* () {
      for await (const batch of batches) {
        writer.add(batch, met());
        yield batch;
      }
    };
    await use(written());
    const names = inputs.map(({ name }) => name);
    checkExamples(names, batches.counts);
    writer.finish({ inputs, reading: readingOf(records, split) }, met());
  });
  const [input] = await findInputs([path]);
  return openCache(input);
}

/** What is left to ask of batches that are hashed. */
export type CachedOptions = Pick<HashOptions, 'workers' | 'maxBad' | 'badRecords' | 'signal'>;

/** What was met since the last call. */
function metBy(batches: Batches) {
  let before = { merged: 0, leftOut: 0, badRecords: 0 };
  return () => {
    const { merged, leftOut, badRecords } = batches.counts;
    const since = {
      merged: merged - before.merged,
      leftOut: leftOut - before.leftOut,
      badRecords: badRecords - before.badRecords,
    };
    before = { merged, leftOut, badRecords };
    return since;
  };
}

/** The batches of a cache, in the memory of the batches that they were. */
export function batchesOf({ file, index }: Cache, { kernel }: Batches, options: CachedOptions): Batches {
  const { workers, maxBad, badRecords, signal } = options;
  return batchesOfCaches([file], index.hashing, { workers, maxBad, badRecords, signal }, kernel);
}

/** A cache that `--cache` names: one to use, or where to write one. */
export interface CachePlace {
  readonly path: string;
  /** Null if there is none, or none that is right. */
  readonly found: Cache | null;
  /** What is said of a cache that is made anew. */
  readonly notice: string | null;
}

/** What a run asks of a cache: of malformed records, it knows how many there were, not what they were. */
export interface CacheUse extends Pick<HashOptions, 'badRecords' | 'split'> {
  readonly quarantine?: string | undefined;
}

/**
 * Finds the cache of these records.
 *
 * @param place a folder, in which caches are named by what is hashed and how, made anew if the records have changed; or
 *   a cache file, which must be right
 * @throws InputError for a file that is the cache of something else, with the difference
 */
export async function findCache(place: string, records: Records, batches: Batches, use: CacheUse): Promise<CachePlace> {
  const isFile = statOrNull(place)?.isFile() === true;
  const path = isFile ? place : join(folder(place), `${nameOf(records, batches, use)}.arrow`);
  checkOutput('--cache', path);
  checkNotRead('--cache', path, pathsOf(records));
  if (statOrNull(path) === null) return { path, found: null, notice: null };
  try {
    const [input] = await findInputs([path]);
    const found = openCache(input);
    const difference = differenceOf(found, records, batches, use);
    if (difference === null) return { path, found, notice: null };
    throw new InputError({ source: path, ...difference, advice: 'name a folder, or remove the file' });
  } catch (error) {
    if (isFile || !(error instanceof InputError)) throw error;
    const { found, expected } = error.problem;
    return { path, found: null, notice: `the cache is made anew: found ${found}, expected ${expected}` };
  }
}

/** A folder that is there, or is made. */
function folder(place: string): string {
  if (statOrNull(place)?.isDirectory()) return place;
  checkOutput('--cache', place.replace(/[/\\]+$/, ''));
  mkdirSync(place);
  return place;
}

/** The same for the same files, read and hashed in the same way. */
function nameOf(records: Records, { spec }: Batches, { split }: CacheUse): string {
  const paths = records.inputs.map(({ name, path }) => (path === null ? name : resolve(path)));
  const text = JSON.stringify([paths, readingOf(records, split), spec]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function readingOf({ format }: Records, split: string | undefined): string {
  return JSON.stringify({ format: format.spec, split });
}

/** A pipe is another one each time, whatever its name. */
function describe({ name, path, kind }: Input): CachedInput {
  if (kind === 'pipe') return { name, bytes: null, modified: null };
  const { size, mtimeMs } = statSync(path!);
  return { name, bytes: size, modified: mtimeMs };
}

/** Why a cache is not that of these records; null if it is. */
function differenceOf(
  { index }: Cache,
  records: Records,
  { spec }: Batches,
  { badRecords, quarantine, split }: CacheUse,
): { readonly found: string; readonly expected: string } | null {
  const hashing = (['bits', 'hash', 'seed', 'missing'] as const).find((key) => index.hashing[key] !== spec[key]);
  if (hashing !== undefined) {
    return { found: `a cache hashed with ${hashing} ${index.hashing[hashing]}`, expected: String(spec[hashing]) };
  }
  const fields = differentFields(index.hashing, spec);
  if (fields !== null) return { found: `a cache with ${fields[0]} ${fields[1]}`, expected: fields[2] };
  if (index.reading !== readingOf(records, split)) {
    return { found: 'a cache of another format, schema or split', expected: 'those of this run' };
  }
  const inputs = records.inputs.map(describe);
  const input = inputs.find((now, i) => !isSame(now, index.inputs[i])) ?? index.inputs[inputs.length];
  if (input !== undefined) return { found: `a cache of another ${input.name}`, expected: 'that of the inputs now' };
  const skipped = index.batches.reduce((sum, batch) => sum + batch.badRecords, 0);
  if (skipped === 0 || (badRecords === 'skip' && quarantine === undefined)) return null;
  const count = `${skipped.toLocaleString('en-US')} malformed records`;
  return { found: `a cache without ${count}, which were skipped`, expected: 'all of them' };
}

function isSame(now: CachedInput, then: CachedInput | undefined): boolean {
  return then !== undefined && now.bytes !== null && now.bytes === then.bytes && now.modified === then.modified;
}
