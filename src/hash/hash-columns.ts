/** One part of a columnar input -> batches: by columns where the kernel can, example by example where it cannot. */

import type { HashSpec } from '../batch/hash-spec.js';
import { InputError } from '../input-error.js';
import type { Kernel } from '../kernel/kernel.js';
import { COLUMN_BYTES, type LaneLayout } from '../kernel/layout.js';
import { columnRecord, jsonOf } from '../read/column-records.js';
import type { ColumnBatch } from '../read/columns.js';
import type { Part } from '../read/parts.js';
import type { ColumnFormat } from '../read/record.js';
import { ascend } from '../read/offsets.js';
import { type Room, reusedRoom } from '../read/room.js';
import { columnBlocks } from './column-blocks.js';
import { type BadRecords, type HashedBatch, type PartHasher, type Progress, bounded, pass, take } from './hash-part.js';
import { recordHasher } from './hash-records.js';
import { batchSlot, prepareLane } from './kernel-batch.js';
import { type ColumnSplit, rowMarker } from './split-column.js';

const DONE = 0;
const FULL = 1;

/** The lane's, where the kernel checks offsets: -20 ns an example. */
function columnRoom({ memory, exports }: Kernel, { columns }: LaneLayout): Room {
  return reusedRoom(new Uint8Array(memory.buffer, columns, columns === 0 ? 0 : COLUMN_BYTES), (offsets) =>
    offsets.buffer === memory.buffer ? exports.ascend(offsets.byteOffset, offsets.length) !== 0 : ascend(offsets),
  );
}

/** As `partHasher`, for columns. A malformed record's bytes are a line of JSON. */
export function columnPartHasher(
  kernel: Kernel,
  lane: LaneLayout,
  format: ColumnFormat,
  spec: HashSpec,
  badRecords: BadRecords,
  signal?: AbortSignal,
  split: ColumnSplit | null = null,
): PartHasher {
  prepareLane(kernel, lane);
  const batches = lane.batches.map((batch) => batchSlot(kernel, batch, format.weighted));
  const blocks = columnBlocks(kernel, lane, format, spec);
  const hashed = recordHasher(spec);
  const marker = split && rowMarker(kernel, lane, split);
  const room = columnRoom(kernel, lane);
  let turn = 0;

  /** Appends examples until the batch is full or they end; skips malformed ones or throws. Returns where it stopped. */
  function fill(index: number, columns: ColumnBatch, begin: number, progress: Progress): number {
    const batch = batches[index];
    const before = progress.lines;
    for (let at = begin; at < columns.length; progress.lines = before + at - begin) {
      const size = batch.size();
      const { next, state } = blocks.append(batch, at);
      marker?.mark(index, size, columns, at, next);
      at = next;
      progress.lines = before + at - begin;
      if (state === DONE) continue;
      if (state === FULL || !appendSlowly(index, columns, at, progress)) return at;
      at++;
    }
    return columns.length;
  }

  /** Takes one example by the twin, or says what is wrong with it. Returns false if there is no room. */
  function appendSlowly(index: number, columns: ColumnBatch, i: number, progress: Progress): boolean {
    const size = batches[index].size();
    try {
      const isAppended = batches[index].append(bounded(hashed(columnRecord(columns, i, format.spec))));
      if (isAppended) marker?.mark(index, size, columns, i, i + 1);
      return isAppended;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      pass(badRecords, progress, error.problem, () => jsonOf(columns, i));
      return true;
    }
  }

  async function* hash(part: Part): AsyncGenerator<HashedBatch> {
    const progress: Progress = { lines: 0, begun: true, bad: [], more: 0 };
    for await (const columns of format.readColumns(part, signal, room)) {
      blocks.open(columns);
      for (let at = 0; at < columns.length;) {
        const index = turn++ % batches.length;
        const batch = batches[index];
        batch.awaitFree();
        batch.reset();
        at = fill(index, columns, at, progress);
        const leftOut = marker?.drop(index, batch) ?? 0;
        batch.take();
        yield take(progress, index, at === columns.length ? columns.bytes : 0, leftOut);
      }
    }
  }

  return { hash };
}
