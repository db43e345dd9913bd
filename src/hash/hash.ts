/** Records -> batches of hashed features: reading and hashing in threads, batches in the order of the input. */

import { availableParallelism } from 'node:os';

import type { HashSpec } from '../batch/hash-spec.js';
import { InputError } from '../input-error.js';
import { type Kernel, createKernel } from '../kernel/kernel.js';
import { COLUMN_BYTES, layOut } from '../kernel/layout.js';
import { partsOf } from '../read/parts.js';
import { type Records, checkRereadable } from '../read/read.js';
import { isColumnar } from '../read/record.js';
import { type CacheFile, cacheParts } from './cached.js';
import { DEFAULT_BITS, type HashOptions, checkHashOptions } from './hash-options.js';
import type { KernelBatch } from './kernel-batch.js';
import { readingOf, tablesBytes, writeKernelTables } from './kernel-tables.js';
import { type HashCounts, type Job, passesOf } from './pass.js';
import { splitOf, splitOfCaches } from './split.js';

export { type HashOptions, checkHashOptions } from './hash-options.js';
export type { HashCounts } from './pass.js';

/**
 * Batches in the order of the input, without the examples that a split holds out; can be iterated again for another pass,
 * if no input is a pipe.
 */
export interface Batches extends AsyncIterable<KernelBatch> {
  readonly spec: HashSpec;
  readonly kernel: Kernel;
  /** A pass over the examples that the split holds out; null without a split. */
  readonly heldOut: AsyncIterable<KernelBatch> | null;
  /** False if the batches have no labels: they can only be predicted. */
  readonly labelled: boolean;
  /** Bytes of text to come in a pass; null if an input is a stream. */
  readonly totalBytes: number | null;
  readonly counts: Readonly<HashCounts>;
}

// three batches a thread: one is learned, one waits, one is filled
const BATCHES_PER_LANE = 3;

/**
 * Hashes records:
 *
 *   slot = murmur3_x86_32(token, seed of its field) mod 2^bits
 *
 * @returns batches, each valid until the next is asked for. They are the same for any number of workers.
 * @throws InputError for an option out of its range; while iterating, for a malformed record
 */
export function hash(records: Records, options: HashOptions = {}): Batches {
  checkHashOptions(options);
  const { inputs } = records;
  const spec = hashSpec(records, options);
  const split = options.split === undefined ? null : splitOf(options.split, records);
  const format = split?.format ?? records.format;
  const workers = options.workers ?? defaultWorkers();
  const parts = isColumnar(format) ? partsOf(inputs, format.partBytes) : partsOf(inputs, undefined, format.framing);
  const lanes = Math.max(1, Math.min(workers, parts.length));
  const tables = Math.ceil(tablesBytes(spec, readingOf(format)) / 8) * 8;
  const columnBytes = isColumnar(format) ? COLUMN_BYTES : 0;
  const layout = layOut(spec.bits, lanes, BATCHES_PER_LANE, tables + (split?.bytes ?? 0), columnBytes);
  const kernel = createKernel(layout);
  writeKernelTables(kernel.memory.buffer, kernel.layout.hashTables, spec, readingOf(format));
  split?.write(kernel.memory.buffer, kernel.layout.hashTables + tables);
  const badRecords = options.badRecords !== 'skip' ? 'fail' : options.quarantine ? 'keep' : 'skip';
  const { labelled, weighted } = format;
  const job: Job = {
    ...{ kernel, parts, workers, options, split, labelled, weighted },
    sourceFor: (column) => ({ kind: 'records', format, spec, badRecords, split: column }),
    checkAgain: () => checkRereadable(records, 'write it to a file, or use one epoch'),
  };
  const sizes = inputs.map(({ kind, size }) => (kind === 'file' ? size : null));
  const totalBytes = sizes.reduce(
    (sum, size) => (sum === null || size === null ? null : sum + size),
    0 as number | null,
  );
  return batchesOf(job, spec, totalBytes);
}

/**
 * The batches of caches, as they were hashed.
 *
 * @param spec   how they were hashed
 * @param kernel in whose memory they are put; one of their own if not given
 * @throws InputError for an option out of its range; while iterating, for a file that is damaged
 */
export function batchesOfCaches(
  caches: readonly CacheFile[],
  spec: HashSpec,
  options: HashOptions = {},
  kernel = createKernel(layOut(spec.bits, 1, BATCHES_PER_LANE)),
): Batches {
  checkHashOptions({ ...options, badRecords: 'skip' });
  const weighted = caches.some((cache) => cache.weighted);
  const job: Job = {
    ...{ kernel, parts: cacheParts(caches), options, weighted, labelled: true },
    // reading takes a tenth of what learning does: a thread for it costs more than it saves (465 ns an example, 425 without)
    workers: 0,
    split: options.split === undefined ? null : splitOfCaches(options.split, caches),
    sourceFor: () => ({ kind: 'cache', spec, weighted }),
    checkAgain: () => {},
  };
  return batchesOf(
    job,
    spec,
    caches.reduce((sum, { input }) => sum + input.size!, 0),
  );
}

function batchesOf(job: Job, spec: HashSpec, totalBytes: number | null): Batches {
  const passes = passesOf(job);
  return {
    ...{ spec, kernel: job.kernel, labelled: job.labelled, totalBytes },
    heldOut: job.split && passes.over('heldOut'),
    get counts() {
      return passes.counts();
    },
    ...passes.over('rest'),
  };
}

/** How records are hashed, every choice written out. @throws InputError where the hash does not fit the format */
export function hashSpec({ format }: Records, options: HashOptions = {}): HashSpec {
  const { bits = DEFAULT_BITS, hash: kind = 'murmur3', seed = 0, missing = 'ignore' } = options;
  const isIndexed = format.name !== 'vw' && format.fields.every(({ type }) => type === 'pairs');
  if (kind === 'identity' && !isIndexed) {
    const expected = 'a format whose features are integers: svmlight, libffm or hivemall';
    throw new InputError({ source: '--hash identity', found: `the format ${format.name}`, expected });
  }
  const { fields, crosses } = format;
  return { hash: kind, seed, bits, missing, fields, ...(crosses.length > 0 ? { crosses } : {}) };
}

function defaultWorkers(): number {
  return Math.max(1, Math.min(3, availableParallelism() - 1));
}
