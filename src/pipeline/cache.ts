/** Inputs -> a cache of their hashed batches: the job of `leanctr cache`. */

import { statSync } from 'node:fs';

import type { HashOptions } from '../hash/hash.js';
import { InputError } from '../input-error.js';
import type { ReadOptions } from '../read/read.js';
import { checkExamples, checkLabelled, checkNotRead, checkOutput, pathsOf } from './checks.js';
import { heeding, interruptible } from './interrupted.js';
import { openInputs } from './open-inputs.js';
import { type ReportProgress, progressOf } from './progress.js';
import { writeCache } from './write-cache.js';

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
  checkLabelled(batches, options.inputs, records);
  const progress = progressOf({ batches }, null, 1, options.onProgress);
  const check = () => checkExamples(options.inputs, batches.counts);
  await interruptible(options.signal, () =>
    writeCache(options.output, { records, batches, split: undefined, check }, async (source) => {
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
