/** One part of the input -> batches, by the kernel, in the areas of one lane. Runs in any thread. */

import type { HashSpec } from '../batch/hash-spec.js';
import { InputError, type InputProblem } from '../input-error.js';
import type { Kernel } from '../kernel/kernel.js';
import { CHUNK_BYTES, type LaneLayout, RECORD_BYTES, TEXT_BYTES } from '../kernel/layout.js';
import { LineTooLong, chunksOf } from '../read/chunks.js';
import type { Part } from '../read/parts.js';
import type { Format } from '../read/record.js';
import { hashRecords } from './hash-records.js';
import { type BatchSlot, batchSlot, prepareLane } from './kernel-batch.js';

/** A malformed record: what is wrong, and its number within its part, from 1. */
export interface BadRecord {
  readonly recordInPart: number;
  readonly problem: InputProblem;
}

/** A filled batch and what was met on the way to it. */
export interface HashedBatch {
  /** Index of the batch among the lane's. */
  readonly index: number;
  /** Lines of the part read so far, those without a record and malformed ones included. */
  readonly linesInPart: number;
  readonly bytes: number;
  readonly badRecords: readonly BadRecord[];
  /** Malformed records beyond those in badRecords. */
  readonly moreBadRecords: number;
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

const BAD_RECORD = 2;
// enough to show; a file of another format would fill the memory with them
const REPORTED = 10;

interface Progress {
  lines: number;
  bytes: number;
  bad: BadRecord[];
  more: number;
}

export function partHasher(
  kernel: Kernel,
  lane: LaneLayout,
  format: Format,
  spec: HashSpec,
  skipBad: boolean,
  signal?: AbortSignal,
): PartHasher {
  prepareLane(kernel, lane);
  const batches = lane.batches.map((batch) => batchSlot(kernel, batch));
  const text = new Uint8Array(kernel.memory.buffer, lane.text, TEXT_BYTES);
  const area = { bytes: text, chunkBytes: CHUNK_BYTES, recordBytes: RECORD_BYTES };
  const readLines = kernel.exports[format.kernelReader];
  let turn = 0;

  /** Reads lines until the batch is full or they end; skips malformed ones or throws. Returns where it stopped. */
  function readInto(batch: BatchSlot, begin: number, end: number, progress: Progress): number {
    const before = progress.lines;
    const skipped = () => progress.bad.length + progress.more;
    const skippedBefore = skipped();
    let at = begin;
    while (readLines(batch.area, kernel.layout.hashTables, lane.lane, lane.text + at, lane.text + end) === BAD_RECORD) {
      progress.lines = before + batch.lines() + skipped() - skippedBefore;
      at = afterBad(batch.next() - lane.text, progress);
      if (at === end) break;
    }
    progress.lines = before + batch.lines() + skipped() - skippedBefore;
    return at === end ? end : batch.next() - lane.text;
  }

  function afterBad(start: number, progress: Progress): number {
    const feed = text.indexOf(10, start);
    const error = explain(text.slice(start, feed), format, spec);
    progress.lines += 1;
    if (!skipBad) throw new InputError({ ...error.problem, record: progress.lines });
    if (progress.bad.length < REPORTED) progress.bad.push({ recordInPart: progress.lines, problem: error.problem });
    else progress.more += 1;
    return feed + 1;
  }

  async function* hash(part: Part): AsyncGenerator<HashedBatch> {
    const progress: Progress = { lines: 0, bytes: 0, bad: [], more: 0 };
    try {
      for await (const { begin, end } of chunksOf(part, area, signal)) {
        for (let at = begin; at < end;) {
          const index = turn++ % batches.length;
          const batch = batches[index];
          batch.awaitFree();
          batch.reset();
          const next = readInto(batch, at, end, progress);
          batch.take();
          yield take(progress, index, next - at);
          at = next;
        }
      }
    } catch (error) {
      // damage to a stream has no record: how many were read before it is a matter of buffers
      if (!(error instanceof LineTooLong)) throw error;
      throw new InputError({ ...error.problem, record: progress.lines + 1 });
    }
  }

  return { hash };
}

function take(progress: Progress, index: number, bytes: number): HashedBatch {
  const { lines, bad, more } = progress;
  progress.bad = [];
  progress.more = 0;
  return { index, linesInPart: lines, bytes, badRecords: bad, moreBadRecords: more };
}

/** The twin reads the line again, slowly, to say what is wrong with it. */
function explain(line: Uint8Array, format: Format, spec: HashSpec): InputError {
  try {
    const record = format.parse(line);
    if (record) hashRecords([record], spec);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(
    `the kernel refuses a ${format.name} line that its twin reads: ${JSON.stringify(Buffer.from(line).toString('latin1'))}`,
  );
}
