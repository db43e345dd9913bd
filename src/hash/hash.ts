/** Records -> batches of hashed features: reading and hashing in threads, batches in the order of the input. */

import { availableParallelism } from 'node:os';

import type { HashSpec } from '../batch/hash-spec.js';
import { InputError } from '../input-error.js';
import { type Kernel, createKernel } from '../kernel/kernel.js';
import { MAX_BITS, layOut } from '../kernel/layout.js';
import { partsOf } from '../read/parts.js';
import { type Records, checkRereadable } from '../read/read.js';
import { type CacheFile, cacheParts } from './cached.js';
import type { KernelBatch } from './kernel-batch.js';
import { tablesBytes, writeKernelTables } from './kernel-tables.js';
import { type HashCounts, type Job, type PassOptions, passesOf } from './pass.js';
import { splitRule } from './split-rule.js';
import { splitOf, splitOfCaches } from './split.js';

export type { HashCounts } from './pass.js';

export interface HashOptions extends PassOptions {
  /** Slots are below 2^bits: 1 .. 28. */
  readonly bits?: number | undefined;
  readonly hash?: HashSpec['hash'] | undefined;
  /** uint32. */
  readonly seed?: number | undefined;
  readonly missing?: HashSpec['missing'] | undefined;
  /** Threads that read and hash beside the one that learns: 0 .. 64; by default the other cores, at most 3. */
  readonly workers?: number | undefined;
  /** Which examples are held out, such as `every:10`: split-rule.ts says how rules are written. */
  readonly split?: string | undefined;
}

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

const DEFAULT_BITS = 22;

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
  const { inputs, format } = records;
  const spec = hashSpec(records, options);
  const split = options.split === undefined ? null : splitOf(options.split, records);
  const workers = options.workers ?? defaultWorkers();
  const parts = partsOf(inputs, undefined, format.framing);
  const lanes = Math.max(1, Math.min(workers, parts.length));
  const tables = Math.ceil(tablesBytes(spec, format) / 8) * 8;
  const kernel = createKernel(layOut(spec.bits, lanes, BATCHES_PER_LANE, tables + (split?.bytes ?? 0)));
  writeKernelTables(kernel.memory.buffer, kernel.layout.hashTables, spec, format);
  split?.write(kernel.memory.buffer, kernel.layout.hashTables + tables);
  const badRecords = options.badRecords !== 'skip' ? 'fail' : options.quarantine ? 'keep' : 'skip';
  const { labelled, weighted } = format;
  const job: Job = {
    ...{ kernel, parts, workers, options, split, labelled, weighted },
    sourceFor: (column) => ({ kind: 'records', format: format.spec, spec, badRecords, split: column }),
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
    // reading takes a fraction of what learning does: more than one thread gains nothing
    workers: Math.min(options.workers ?? defaultWorkers(), 1),
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

/** @throws InputError for an option out of its range; needs no records */
export function checkHashOptions(options: HashOptions): void {
  const { bits, hash: kind, seed, missing, workers, badRecords, maxBad, quarantine, split } = options;
  checkInteger('--bits', bits ?? DEFAULT_BITS, 1, MAX_BITS);
  checkInteger('--hash-seed', seed ?? 0, 0, 2 ** 32 - 1);
  checkInteger('--workers', workers ?? 0, 0, 64);
  checkChoice('--hash', kind ?? 'murmur3', ['murmur3', 'identity']);
  checkChoice('--missing', missing ?? 'ignore', ['ignore', 'feature']);
  checkChoice('--bad-records', badRecords ?? 'fail', ['fail', 'skip']);
  if (split !== undefined) splitRule(split);
  if (maxBad !== undefined && !(maxBad >= 0 && maxBad <= 1)) {
    throw new InputError({
      source: '--max-bad',
      found: String(maxBad),
      expected: 'a share from 0 to 1, or 0% to 100%',
    });
  }
  const flag = maxBad !== undefined ? '--max-bad' : quarantine ? '--quarantine' : null;
  if (flag === null || badRecords === 'skip') return;
  throw new InputError({ source: flag, found: 'no --bad-records skip', expected: 'it beside this flag' });
}

function hashSpec({ format }: Records, options: HashOptions): HashSpec {
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

function checkInteger(source: string, value: number, from: number, to: number): void {
  if (Number.isInteger(value) && value >= from && value <= to) return;
  throw new InputError({ source, found: String(value), expected: `an integer from ${from} to ${to}` });
}

function checkChoice(source: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  throw new InputError({ source, found: value, expected: choices.join(' or ') });
}
