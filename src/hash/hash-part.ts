/** One part of the input -> batches, by the kernel, in the areas of one lane. Runs in any thread. */

import type { HashSpec } from '../batch/hash-spec.js';
import { InputError, type InputProblem } from '../input-error.js';
import type { Kernel } from '../kernel/kernel.js';
import { BATCH_FEATURES, CHUNK_BYTES, type LaneLayout, RECORD_BYTES, TEXT_BYTES } from '../kernel/layout.js';
import { type Chunk, chunksOf } from '../read/chunks.js';
import type { Part } from '../read/parts.js';
import type { Format } from '../read/record.js';
import { type HashedExample, recordHasher, tooMany } from './hash-records.js';
import { type BatchSlot, batchSlot, prepareLane } from './kernel-batch.js';
import { type ColumnSplit, columnMarker } from './split-column.js';

/** A malformed record: what is wrong, and its number within its part, from 1. */
export interface BadRecord {
  readonly recordInPart: number;
  readonly problem: InputProblem;
  /** The record's bytes, without its line feed. */
  readonly record: Uint8Array;
}

/** What becomes of malformed records: an error; skipped and the first of them told; skipped and all of them told. */
export type BadRecords = 'fail' | 'skip' | 'keep';

/** A filled batch and what was met on the way to it. */
export interface HashedBatch {
  /** Index of the batch among the lane's. */
  readonly index: number;
  /** Records of the part read so far, those without an example and malformed ones included. */
  readonly linesInPart: number;
  readonly bytes: number;
  readonly badRecords: readonly BadRecord[];
  /** Malformed records beyond those in badRecords. */
  readonly moreBadRecords: number;
  /** Examples that a rule over a column left out. */
  readonly leftOut: number;
}

/** How one lane turns parts into batches. */
export interface PartHasher {
  /**
   * Batches of the part's examples, in order. Waits for a free batch of the lane; each is to be released.
   *
   * @throws InputError for a malformed record, with its number within the part, unless they are skipped
   */
  hash(part: Part): AsyncGenerator<HashedBatch>;
}

const DONE = 0;
const BAD_RECORD = 2;
// enough to show; a file of another format would fill the memory with them
const REPORTED = 10;

/** What was met in a part since it was last told. */
export interface Progress {
  lines: number;
  /** Whether the beginning of the input was passed. */
  begun: boolean;
  bad: BadRecord[];
  more: number;
}

export function partHasher(
  kernel: Kernel,
  lane: LaneLayout,
  format: Format,
  spec: HashSpec,
  badRecords: BadRecords,
  signal?: AbortSignal,
  split: ColumnSplit | null = null,
): PartHasher {
  prepareLane(kernel, lane);
  const batches = lane.batches.map((batch) => batchSlot(kernel, batch, format.weighted));
  const text = new Uint8Array(kernel.memory.buffer, lane.text, TEXT_BYTES);
  const area = { bytes: text, chunkBytes: CHUNK_BYTES, recordBytes: RECORD_BYTES };
  const marker = split && columnMarker(kernel, lane, format, split);
  const byTwin = format.kernelReader === null || marker?.inKernel === false;
  const readRecords = byTwin ? null : kernel.exports[format.kernelReader];
  const hashed = recordHasher(spec);
  let turn = 0;

  /** Reads records until the batch is full or they end; skips malformed ones or throws. Returns where it stopped. */
  function readInto(index: number, begin: number, end: number, progress: Progress): number {
    const batch = batches[index];
    const before = progress.lines;
    let at = begin;
    while (at < end) {
      const [size, from] = [batch.size(), lane.text + at];
      const state = readRecords?.(batch.area, kernel.layout.hashTables, lane.lane, from, lane.text + end);
      if (state !== undefined) {
        marker?.markRead(index, size, from, batch.next());
        at = batch.next() - lane.text;
      }
      progress.lines = before + batch.lines();
      if (state === DONE) return end;
      // what the kernel does not take is odd or malformed; what it takes when the batch has room is left to it
      if (state !== undefined && state !== BAD_RECORD) return at;
      const next = readSlowly(index, at, end, progress);
      if (next === at) return at;
      at = next;
      progress.lines = before + batch.lines();
    }
    return at;
  }

  /** Reads one record by the twin, to learn from it or to say what is wrong with it. Returns `begin` if there is no room. */
  function readSlowly(index: number, begin: number, end: number, progress: Progress): number {
    const batch = batches[index];
    const next = format.framing.endOfRecord(text, begin, end);
    const after = next < 0 ? end : next;
    const bytes = text.slice(begin, after - 1);
    try {
      const record = format.parse(bytes);
      const example = record && bounded(hashed(record));
      const isHeld = record !== null && marker?.isHeld(bytes);
      if (example && !batch.append(example)) return begin;
      if (example) marker?.mark(index, batch.size() - 1, isHeld === true);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      pass(badRecords, progress, error.problem, () => bytes);
    }
    batch.addLine();
    return after;
  }

  /** A line that does not fit into the area. Of its bytes, only the beginning is kept. */
  function passOver(batch: BatchSlot, { begin, end, tooLong }: Chunk, progress: Progress): number {
    pass(badRecords, progress, tooLong!.problem, () => text.slice(begin, end));
    progress.lines++;
    batch.addLine();
    return end;
  }

  /** Where the first record of a chunk begins: at the beginning of an input, past what may stand before it. */
  function startOf(part: Part, begin: number, end: number, progress: Progress): number {
    if (progress.begun || part.from > 0 || format.start === null) return begin;
    progress.begun = true;
    const { at, records } = format.start(text, begin, end);
    progress.lines += records;
    return at;
  }

  async function* hash(part: Part): AsyncGenerator<HashedBatch> {
    const progress: Progress = { lines: 0, begun: false, bad: [], more: 0 };
    for await (const chunk of chunksOf(part, area, format.framing, signal, 'yield')) {
      const { begin, end } = chunk;
      for (let at = chunk.tooLong ? begin : startOf(part, begin, end, progress); at < end;) {
        const index = turn++ % batches.length;
        const batch = batches[index];
        batch.awaitFree();
        batch.reset();
        const next = chunk.tooLong ? passOver(batch, chunk, progress) : readInto(index, at, end, progress);
        const leftOut = marker?.drop(index, batch) ?? 0;
        batch.take();
        yield take(progress, index, next - at, leftOut);
        at = next;
      }
    }
  }

  return { hash };
}

/** Notes a malformed record, the next of the part. @throws InputError if there may be none */
export function pass(
  badRecords: BadRecords,
  progress: Progress,
  problem: InputProblem,
  recordBytes: () => Uint8Array,
): void {
  const recordInPart = progress.lines + 1;
  if (badRecords === 'fail') throw new InputError({ ...problem, record: recordInPart });
  const told = badRecords === 'keep' || progress.bad.length < REPORTED;
  if (told) progress.bad.push({ recordInPart, problem, record: recordBytes() });
  else progress.more += 1;
}

/** Hands over a filled batch with what was met on the way to it. */
export function take(progress: Progress, index: number, bytes: number, leftOut = 0): HashedBatch {
  const { lines, bad, more } = progress;
  progress.bad = [];
  progress.more = 0;
  return { index, linesInPart: lines, bytes, badRecords: bad, moreBadRecords: more, leftOut };
}

/** @throws InputError for an example of more features than a batch holds */
export function bounded(example: HashedExample): HashedExample {
  if (example.features.size <= BATCH_FEATURES) return example;
  throw tooMany(example.features.size);
}
