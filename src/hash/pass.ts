/** Parts of inputs -> their batches, in the order of the input, counted: one pass. */

import { setImmediate } from 'node:timers/promises';

import { InputError, type InputProblem } from '../input-error.js';
import type { Kernel } from '../kernel/kernel.js';
import type { BatchLayout, LaneLayout } from '../kernel/layout.js';
import type { Input } from '../read/inputs.js';
import type { Part } from '../read/parts.js';
import type { HashOptions } from './hash-options.js';
import type { HashedBatch } from './hash-part.js';
import { type BatchSlot, type KernelBatch, batchSlot } from './kernel-batch.js';
import { type Source, hasherOf } from './source.js';
import type { ColumnSplit } from './split-column.js';
import type { DropInOrder } from './split-order.js';
import type { Split } from './split.js';
import { startThreads } from './threads.js';

/** What was met so far, in this pass. */
export interface HashCounts {
  examples: number;
  /** Examples on the other side of the split. */
  leftOut: number;
  /** Features after merging; and those that met their slot again in the same example and were summed, left out or not. */
  features: number;
  merged: number;
  badRecords: number;
  /** Bytes of text, decompressed. */
  bytes: number;
}

/** What is asked of a pass. */
type PassOptions = Pick<HashOptions, 'maxBad' | 'onBadRecord' | 'quarantine' | 'signal'>;

/** What all passes over the same inputs have in common. */
export interface Job {
  readonly kernel: Kernel;
  readonly parts: readonly Part[];
  /** Threads that read, 0 for none beside this one. */
  readonly workers: number;
  readonly options: PassOptions;
  readonly split: Split | null;
  /** False if the batches have no labels. */
  readonly labelled: boolean;
  /** Whether the examples have importances. */
  readonly weighted: boolean;
  sourceFor(split: ColumnSplit | null): Source;
  /** @throws InputError if the inputs cannot be read a second time */
  checkAgain(): void;
}

/** Passes, one at a time: two would write into the same areas. */
export function passesOf(job: Job) {
  const pass = { counts: noCounts(), begun: false, running: false };
  return {
    /** Of the pass under way, or of the last. */
    counts: (): Readonly<HashCounts> => pass.counts,
    over: (wanted: ColumnSplit['wanted']): AsyncIterable<KernelBatch> => ({
      [Symbol.asyncIterator]() {
        if (pass.begun) job.checkAgain();
        pass.begun = true;
        pass.counts = noCounts();
        return alone(pass, onePass(job, wanted, pass.counts));
      },
    }),
  };
}

async function* alone<T>(pass: { running: boolean }, batches: AsyncIterable<T>): AsyncGenerator<T> {
  if (pass.running) throw new Error('a pass over these batches is under way; begin the next when it has ended');
  pass.running = true;
  try {
    yield* batches;
  } finally {
    pass.running = false;
  }
}

async function* onePass(job: Job, wanted: ColumnSplit['wanted'], counts: HashCounts): AsyncGenerator<KernelBatch> {
  const { kernel, split, options, labelled } = job;
  const drop = split && (await split.inOrder(kernel, wanted, () => countExamples(job)));
  const placed = readAll(job, split && split.inThreads(wanted));
  yield* counted(placed, drop, counts, { ...options, labelled });
}

/** A pass that only counts. */
async function countExamples(job: Job): Promise<number> {
  let examples = 0;
  for await (const { slot } of readAll(job, null)) {
    examples += slot.size();
    slot.release();
    // lets Ctrl-C be heard
    await setImmediate();
    job.options.signal?.throwIfAborted();
  }
  return examples;
}

/** All batches in order, each to be released. */
async function* readAll(job: Job, split: ColumnSplit | null): AsyncGenerator<PlacedBatch> {
  const { kernel, parts, workers, options, weighted } = job;
  const source = job.sourceFor(split);
  // without threads, this one has one lane, however many the kernel was laid out for
  const lanes = kernel.layout.lanes.slice(0, workers === 0 ? 1 : undefined);
  const slots = lanes.map(({ batches }) => batches.map((batch) => batchSlot(kernel, batch, weighted)));
  // a pass that was given up may have left batches taken
  slots.flat().forEach((slot) => slot.release());
  const { signal } = options;
  signal?.throwIfAborted();
  const threads = workers === 0 ? null : startThreads(kernel, parts, source);
  const stop = () => void threads?.stop();
  signal?.addEventListener('abort', stop);
  try {
    const hashPart = threads?.hashPart ?? hasherOf(kernel, kernel.layout.lanes[0], source, signal).hash;
    yield* inOrder(parts, lanes, slots, hashPart);
  } catch (error) {
    // a reader that was stopped says so in its own way
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    await threads?.stop();
  }
}

function noCounts(): HashCounts {
  return { examples: 0, leftOut: 0, features: 0, merged: 0, badRecords: 0, bytes: 0 };
}

/** Hashes a part; its batches lie in the lane. */
type HashPart = (part: Part, index: number) => AsyncIterable<HashedBatch>;

interface PlacedBatch {
  readonly batch: HashedBatch;
  readonly input: Input;
  readonly slot: BatchSlot;
  readonly layout: BatchLayout;
  /** Lines of the input before the part that the batch belongs to. */
  readonly linesBefore: number;
}

/** The batches of all parts in order; record numbers of parts become those of inputs. */
async function* inOrder(
  parts: readonly Part[],
  lanes: readonly LaneLayout[],
  slots: readonly (readonly BatchSlot[])[],
  hashPart: HashPart,
): AsyncGenerator<PlacedBatch> {
  let linesBefore = 0;
  for (const [i, part] of parts.entries()) {
    let lines = 0;
    try {
      for await (const batch of hashPart(part, i)) {
        lines = batch.linesInPart;
        const { batches } = lanes[i % lanes.length];
        const slot = slots[i % lanes.length][batch.index];
        yield { batch, input: part.input, slot, layout: batches[batch.index], linesBefore };
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
  drop: DropInOrder | null,
  counts: HashCounts,
  options: PassOptions & { readonly labelled: boolean },
): AsyncGenerator<KernelBatch> {
  for await (const { batch, input, slot, layout, linesBefore } of placed) {
    options.signal?.throwIfAborted();
    tell(batch, input, linesBefore, options);
    counts.badRecords += batch.badRecords.length + batch.moreBadRecords;
    counts.bytes += batch.bytes;
    counts.leftOut += batch.leftOut + (drop?.(layout, slot) ?? 0);
    yield* learnable(slot, counts, options.labelled);
    if (counts.examples + counts.leftOut + counts.badRecords >= JUDGED) checkShare(counts, input, options);
  }
  checkShare(counts, null, options);
}

const TOLD = 10;
/** Records before the share of malformed ones says something. */
const JUDGED = 1000;

function tell({ badRecords }: HashedBatch, input: Input, linesBefore: number, options: PassOptions): void {
  for (const [i, { recordInPart, problem, record }] of badRecords.entries()) {
    options.quarantine?.(record);
    if (i < TOLD) options.onBadRecord?.(located({ ...problem, record: recordInPart }, input, linesBefore));
  }
}

function checkShare(counts: HashCounts, input: Input | null, { maxBad }: PassOptions): void {
  const { examples, leftOut, badRecords } = counts;
  const records = examples + leftOut + badRecords;
  if (maxBad === undefined || badRecords <= maxBad * records) return;
  const number = (count: number) => count.toLocaleString('en-US');
  throw new InputError({
    ...(input ? { source: input.name } : {}),
    found: `${number(badRecords)} malformed records of ${number(records)}`,
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
