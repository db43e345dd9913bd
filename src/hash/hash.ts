/** Records -> batches of hashed features: reading and hashing in threads, batches in the order of the input. */

import { availableParallelism } from 'node:os';

import type { HashSpec } from '../batch/hash-spec.js';
import { InputError, type InputProblem } from '../input-error.js';
import { type Kernel, createKernel } from '../kernel/kernel.js';
import { MAX_BITS, layOut } from '../kernel/layout.js';
import { type Part, partsOf } from '../read/parts.js';
import type { Input } from '../read/inputs.js';
import { type Records, checkRereadable } from '../read/read.js';
import { type CacheFile, cacheParts } from './cached.js';
import type { HashedBatch } from './hash-part.js';
import { type BatchSlot, type KernelBatch, batchSlot } from './kernel-batch.js';
import { tablesBytes, writeKernelTables } from './kernel-tables.js';
import { type Source, hasherOf } from './source.js';
import { startThreads } from './threads.js';

export interface HashOptions {
  /** Slots are below 2^bits: 1 .. 28. */
  readonly bits?: number | undefined;
  readonly hash?: HashSpec['hash'] | undefined;
  /** uint32. */
  readonly seed?: number | undefined;
  readonly missing?: HashSpec['missing'] | undefined;
  /** Threads that read and hash beside the one that learns: 0 .. 64; by default the other cores, at most 3. */
  readonly workers?: number | undefined;
  readonly badRecords?: 'fail' | 'skip' | undefined;
  /** The share of malformed records, 0 to 1, past which skipping them ends in an error; judged from 1,000 records on. */
  readonly maxBad?: number | undefined;
  /** Called for each malformed record that is skipped; at most ten a batch. */
  readonly onBadRecord?: ((error: InputError) => void) | undefined;
  /** Called with the bytes of each malformed record that is skipped, without its line feed. */
  readonly quarantine?: ((record: Uint8Array) => void) | undefined;
  /** Ends a pass early, with its reason as the error. */
  readonly signal?: AbortSignal | undefined;
}

/** What was met so far, in this pass. */
export interface HashCounts {
  examples: number;
  /** Features after merging, and those that met their slot again in the same example and were summed. */
  features: number;
  merged: number;
  badRecords: number;
  /** Bytes of text, decompressed. */
  bytes: number;
}

/** Batches in the order of the input; can be iterated again for another pass, if no input is a pipe. */
export interface Batches extends AsyncIterable<KernelBatch> {
  readonly spec: HashSpec;
  readonly kernel: Kernel;
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
  const spec = hashSpec(records, options);
  const workers = options.workers ?? defaultWorkers();
  const parts = partsOf(records.inputs, undefined, records.format.framing);
  const lanes = Math.max(1, Math.min(workers, parts.length));
  const kernel = createKernel(layOut(spec.bits, lanes, BATCHES_PER_LANE, tablesBytes(spec, records.format)));
  writeKernelTables(kernel.memory.buffer, kernel.layout.hashTables, spec, records.format);
  const sizes = records.inputs.map(({ kind, size }) => (kind === 'file' ? size : null));
  const { quarantine } = options;
  const badRecords = options.badRecords !== 'skip' ? 'fail' : quarantine ? 'keep' : 'skip';
  const source: Source = { kind: 'records', format: records.format.spec, spec, badRecords };
  const { labelled, weighted } = records.format;
  return batchesOf(kernel, source, parts, {
    ...{ options, workers, labelled, weighted },
    totalBytes: sizes.reduce((sum, size) => (sum === null || size === null ? null : sum + size), 0 as number | null),
    checkAgain: () => checkRereadable(records, 'write it to a file, or use one epoch'),
  });
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
  // reading takes a fraction of what learning does: more than one thread gains nothing
  const workers = Math.min(options.workers ?? defaultWorkers(), 1);
  const weighted = caches.some((cache) => cache.weighted);
  return batchesOf(kernel, { kind: 'cache', spec, weighted }, cacheParts(caches), {
    ...{ options, workers, weighted, labelled: true, checkAgain: () => {} },
    totalBytes: caches.reduce((sum, { input }) => sum + input.size!, 0),
  });
}

/** What a pass needs beside its parts. */
interface PassSettings {
  readonly options: HashOptions;
  readonly workers: number;
  readonly labelled: boolean;
  readonly weighted: boolean;
  readonly totalBytes: number | null;
  /** @throws InputError if the input cannot be read a second time */
  checkAgain(): void;
}

function batchesOf(kernel: Kernel, source: Source, parts: readonly Part[], settings: PassSettings): Batches {
  const pass = { counts: noCounts(), begun: false, running: false };
  const { labelled, totalBytes } = settings;
  return {
    spec: source.spec,
    kernel,
    labelled,
    totalBytes,
    get counts() {
      return pass.counts;
    },
    [Symbol.asyncIterator]() {
      if (pass.begun) settings.checkAgain();
      pass.begun = true;
      pass.counts = noCounts();
      return alone(pass, onePass(kernel, source, parts, settings, pass.counts));
    },
  };
}

/** One pass at a time: two would write into the same areas. */
async function* alone<T>(pass: { running: boolean }, batches: AsyncIterable<T>): AsyncGenerator<T> {
  if (pass.running) throw new Error('a pass over these batches is under way; begin the next when it has ended');
  pass.running = true;
  try {
    yield* batches;
  } finally {
    pass.running = false;
  }
}

async function* onePass(
  kernel: Kernel,
  source: Source,
  parts: readonly Part[],
  { options, workers, labelled, weighted }: PassSettings,
  counts: HashCounts,
): AsyncGenerator<KernelBatch> {
  const slots = kernel.layout.lanes.map(({ batches }) => batches.map((batch) => batchSlot(kernel, batch, weighted)));
  // a pass that was given up may have left batches taken
  slots.flat().forEach((slot) => slot.release());
  const { signal } = options;
  signal?.throwIfAborted();
  const threads = workers === 0 ? null : startThreads(kernel, parts, source);
  const stop = () => void threads?.stop();
  signal?.addEventListener('abort', stop);
  try {
    const hashPart = threads?.hashPart ?? hasherOf(kernel, kernel.layout.lanes[0], source, signal).hash;
    yield* counted(inOrder(parts, slots.length, hashPart), slots, counts, { ...options, labelled });
  } catch (error) {
    // a reader that was stopped says so in its own way
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await threads?.stop();
  }
}

/** @throws InputError for an option out of its range; needs no records */
export function checkHashOptions(options: HashOptions): void {
  const { bits, hash: kind, seed, missing, workers, badRecords, maxBad, quarantine } = options;
  checkInteger('--bits', bits ?? DEFAULT_BITS, 1, MAX_BITS);
  checkInteger('--hash-seed', seed ?? 0, 0, 2 ** 32 - 1);
  checkInteger('--workers', workers ?? 0, 0, 64);
  checkChoice('--hash', kind ?? 'murmur3', ['murmur3', 'identity']);
  checkChoice('--missing', missing ?? 'ignore', ['ignore', 'feature']);
  checkChoice('--bad-records', badRecords ?? 'fail', ['fail', 'skip']);
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

function noCounts(): HashCounts {
  return { examples: 0, features: 0, merged: 0, badRecords: 0, bytes: 0 };
}

/** Hashes a part; its batches lie in the lane. */
type HashPart = (part: Part, index: number) => AsyncIterable<HashedBatch>;

interface PlacedBatch {
  readonly batch: HashedBatch;
  readonly input: Input;
  /** Index of its lane. */
  readonly lane: number;
  /** Lines of the input before the part that the batch belongs to. */
  readonly linesBefore: number;
}

/** The batches of all parts in order; record numbers of parts become those of inputs. */
async function* inOrder(parts: readonly Part[], lanes: number, hashPart: HashPart): AsyncGenerator<PlacedBatch> {
  let linesBefore = 0;
  for (const [i, part] of parts.entries()) {
    let lines = 0;
    try {
      for await (const batch of hashPart(part, i)) {
        lines = batch.linesInPart;
        yield { batch, input: part.input, lane: i % lanes, linesBefore };
      }
    } catch (error) {
      throw error instanceof InputError ? located(error.problem, part.input, linesBefore) : error;
    }
    linesBefore = part.endsInput ? 0 : linesBefore + lines;
  }
}

function located(problem: InputProblem, input: Input, linesBefore: number): InputError {
  const { record } = problem;
  return new InputError({
    source: input.name,
    ...problem,
    ...(record === undefined ? {} : { record: linesBefore + record }),
  });
}

/** Views of the batches, counted. @throws InputError past the share of malformed records that is allowed */
async function* counted(
  placed: AsyncIterable<PlacedBatch>,
  slots: readonly (readonly BatchSlot[])[],
  counts: HashCounts,
  options: HashOptions & { readonly labelled: boolean },
): AsyncGenerator<KernelBatch> {
  for await (const { batch, input, lane, linesBefore } of placed) {
    options.signal?.throwIfAborted();
    tell(batch, input, linesBefore, options);
    counts.badRecords += batch.badRecords.length + batch.moreBadRecords;
    counts.bytes += batch.bytes;
    yield* learnable(slots[lane][batch.index], counts, options.labelled);
    if (counts.examples + counts.badRecords >= JUDGED) checkShare(counts, input, options);
  }
  checkShare(counts, null, options);
}

const TOLD = 10;
/** Records before the share of malformed ones says something. */
const JUDGED = 1000;

function tell({ badRecords }: HashedBatch, input: Input, linesBefore: number, options: HashOptions): void {
  for (const [i, { recordInPart, problem, record }] of badRecords.entries()) {
    options.quarantine?.(record);
    if (i < TOLD) options.onBadRecord?.(located({ ...problem, record: recordInPart }, input, linesBefore));
  }
}

function checkShare({ examples, badRecords }: HashCounts, input: Input | null, { maxBad }: HashOptions): void {
  if (maxBad === undefined || badRecords <= maxBad * (examples + badRecords)) return;
  const number = (count: number) => count.toLocaleString('en-US');
  throw new InputError({
    ...(input ? { source: input.name } : {}),
    found: `${number(badRecords)} malformed records of ${number(examples + badRecords)}`,
    expected: `at most ${Number((maxBad * 100).toPrecision(6))}%`,
    advice: 'correct them, or raise --max-bad',
  });
}

function* learnable(slot: BatchSlot, counts: HashCounts, labelled: boolean): Generator<KernelBatch> {
  const view = slot.view();
  counts.examples += slot.size();
  counts.features += slot.nnz();
  counts.merged += slot.merged();
  try {
    if (view.size > 0) yield labelled ? view : { ...view, labels: null };
  } finally {
    slot.release();
  }
}
