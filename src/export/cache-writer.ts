/**
 * Hashed batches -> a cache: an Arrow IPC file of labels and slots, with an index of its batches before the footer.
 *
 * Columns: `label` (uint8), `importance` (float32, where examples have one), `slots` (list of uint32; without values, a
 * feature of value k stands k times) and `values` (list of float32, null where all are 1; only where a field has
 * numbers). 59% of the size of Criteo's text. Imports Arrow: load it late.
 */

import { createHash } from 'node:crypto';

import { type Data, Field, Float32, List, RecordBatch, Schema, Struct, Uint32, Uint8, makeData } from 'apache-arrow';

import type { Batch } from '../batch/batch.js';
import type { HashSpec } from '../batch/hash-spec.js';
import { type CachedBatch, padded } from '../hash/cached.js';
import { InputError } from '../input-error.js';
import { checksum } from '../kernel/checksum.js';
import type { Kernel } from '../kernel/kernel.js';
import { BATCH_FEATURES } from '../kernel/layout.js';
import { ArrowFileWriter } from './arrow-file-writer.js';
import { writeFully } from './atomic-write.js';
import { CACHE_KEY, type CacheIndex, cacheMetadata, indexText } from './cache-index.js';
import { ZERO_DIGEST } from './model-digest.js';

export interface CacheWriter {
  /** Appends a batch with what was met on the way to it. */
  add(batch: Batch, met: Met): void;
  /**
   * Writes index and footer, after at least one batch.
   *
   * @param rest what was met behind the last batch
   */
  finish(about: Pick<CacheIndex, 'inputs' | 'reading'>, rest: Met): void;
}

type Met = Pick<CachedBatch, 'merged' | 'leftOut' | 'badRecords'>;

/**
 * @param fd     an open, empty file that can be written at any position
 * @param kernel in whose memory the batches lie
 */
export function openCacheWriter(fd: number, kernel: Kernel, spec: HashSpec, weighted: boolean): CacheWriter {
  const valued = hasNumbers(spec);
  const schema = schemaOf(weighted, valued);
  const writer = new ArrowFileWriter((bytes) => writeFully(fd, bytes));
  writer.reset(undefined, schema);
  const batches: CachedBatch[] = [];

  function addPiece(batch: Batch, met: Met): void {
    const arrays = arraysOf(batch, weighted, valued);
    const { slots, repeats, values } = arrays;
    writer.write(recordBatchOf(schema, arrays, valued));
    const position = writer.bytes - bodyBytes(arrays, valued);
    const size = { examples: batch.size, slots: slots.length };
    batches.push({
      position,
      ...size,
      repeats,
      ...met,
      hasValues: values !== null,
      checksum: checksumOf(arrays, kernel),
    });
  }

  return {
    add(batch, met) {
      let rest = met;
      for (const piece of fitting(batch, valued)) {
        addPiece(piece, rest);
        rest = { merged: 0, leftOut: 0, badRecords: 0 };
      }
    },
    finish(about, { merged, leftOut, badRecords }) {
      const last = batches.pop()!;
      batches.push({
        ...last,
        merged: last.merged + merged,
        leftOut: last.leftOut + leftOut,
        badRecords: last.badRecords + badRecords,
      });
      const text = Buffer.from(indexText({ hashing: spec, weighted, batches, ...about }));
      writer.beforeFooter = Buffer.concat([text, lengthOf(text)]);
      writer.finish();
      const digest = createHash('sha256').update(text).digest('hex');
      for (const offset of writer.digestOffsets) writeFully(fd, Buffer.from(digest, 'latin1'), offset);
    },
  };
}

/**
 * A batch, or its parts where repeated slots make it too large for the memory that it is read to.
 *
 * @throws InputError for a single example that is
 */
function* fitting(batch: Batch, valued: boolean): Generator<Batch> {
  const { size, values, slots } = batch;
  const stored = valued || values === null ? slots.length : values.reduce((sum, value) => sum + value, 0);
  if (stored <= BATCH_FEATURES) {
    yield batch;
  } else if (size === 1) {
    const found = `an example of ${stored.toLocaleString('en-US')} features before merging`;
    throw new InputError({ found, expected: `at most ${BATCH_FEATURES.toLocaleString('en-US')} for a cache` });
  } else {
    yield* fitting(part(batch, 0, size >> 1), valued);
    yield* fitting(part(batch, size >> 1, size), valued);
  }
}

function part({ labels, importances, offsets, slots, values }: Batch, from: number, to: number): Batch {
  const [begin, end] = [offsets[from], offsets[to]];
  return {
    size: to - from,
    labels: labels!.slice(from, to),
    importances: importances && importances.slice(from, to),
    offsets: offsets.slice(from, to + 1).map((at) => at - begin),
    slots: slots.slice(begin, end),
    values: values && values.slice(begin, end),
  };
}

function hasNumbers({ fields }: HashSpec): boolean {
  return fields.some(({ type }) => type === 'numeric' || type === 'pairs');
}

function lengthOf(text: Uint8Array): Uint8Array {
  return new Uint8Array(BigUint64Array.of(BigInt(text.length)).buffer);
}

const slotList = new List(new Field('slot', new Uint32()));
const valueList = new List(new Field('value', new Float32()));

function schemaOf(weighted: boolean, valued: boolean): Schema {
  const fields = [
    new Field('label', new Uint8()),
    ...(weighted ? [new Field('importance', new Float32())] : []),
    new Field('slots', slotList),
    ...(valued ? [new Field('values', valueList, true)] : []),
  ];
  return new Schema(fields, new Map([[CACHE_KEY, cacheMetadata(ZERO_DIGEST)]]));
}

/** The arrays of a batch as the file has them. */
interface Arrays {
  readonly labels: Uint8Array;
  readonly importances: Float32Array | null;
  readonly offsets: Int32Array;
  readonly slots: Uint32Array;
  /** Null if all are 1. */
  readonly values: Float32Array | null;
  readonly repeats: number;
}

function arraysOf(batch: Batch, weighted: boolean, valued: boolean): Arrays {
  const labels = new Uint8Array(padded(batch.size)).subarray(0, batch.size);
  labels.set(batch.labels!);
  const importances = weighted ? batch.importances! : null;
  const { offsets, slots } = valued || batch.values === null ? batch : repeated(batch, batch.values);
  const values = valued ? batch.values : null;
  const signed = new Int32Array(offsets.buffer, offsets.byteOffset, offsets.length);
  const repeats = slots.length - batch.slots.length;
  return { labels, importances, offsets: signed, slots, values, repeats };
}

function checksumOf({ labels, importances, offsets, slots, values }: Arrays, kernel: Kernel): number {
  const { memory, layout, exports } = kernel;
  const paddedLabels = new Uint8Array(labels.buffer);
  let sum = 0;
  for (const { buffer, byteOffset, byteLength } of [paddedLabels, importances, offsets, slots, values].filter(
    isThere,
  )) {
    // the kernel is faster, where it can look
    if (buffer === memory.buffer) sum = exports.checksum(byteOffset, byteLength / 4, sum, layout.scratch) >>> 0;
    else sum = checksum(new Uint32Array(buffer, byteOffset, byteLength / 4), sum);
  }
  return sum;
}

function isThere<T>(array: T | null): array is T {
  return array !== null;
}

/** Every slot as often as its value says: sums of tokens that met in one slot are whole numbers. */
function repeated({ size, offsets, slots }: Batch, values: Float32Array): Pick<Batch, 'offsets' | 'slots'> {
  const all = new Uint32Array(values.reduce((sum, value) => sum + value, 0));
  const ends = new Uint32Array(size + 1);
  let to = 0;
  for (let i = 0; i < size; i++) {
    for (let j = offsets[i]; j < offsets[i + 1]; j++) for (let k = 0; k < values[j]; k++) all[to++] = slots[j];
    ends[i + 1] = to;
  }
  return { offsets: ends, slots: all };
}

function recordBatchOf(schema: Schema, arrays: Arrays, valued: boolean): RecordBatch {
  const { labels, importances, offsets, slots } = arrays;
  const length = labels.length;
  const slotData = makeData({ type: new Uint32(), data: slots });
  const children: Data[] = [
    makeData({ type: new Uint8(), data: labels }),
    ...(importances ? [makeData({ type: new Float32(), data: importances })] : []),
    makeData({ type: slotList, length, nullCount: 0, valueOffsets: offsets, child: slotData }),
    ...(valued ? [valuesOf(arrays)] : []),
  ];
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }));
}

function valuesOf({ labels, offsets, values }: Arrays): Data {
  const length = labels.length;
  const child = makeData({ type: new Float32(), data: values ?? new Float32Array(0) });
  if (values) return makeData({ type: valueList, length, nullCount: 0, valueOffsets: offsets, child });
  const nullBitmap = new Uint8Array(Math.ceil(length / 8));
  return makeData({
    ...{ type: valueList, length, nullCount: length, nullBitmap },
    ...{ valueOffsets: new Int32Array(length + 1), child },
  });
}

/** Bytes of a batch's body: every array, padded, and the values' own offsets or their nulls. */
function bodyBytes({ labels, importances, offsets, slots, values }: Arrays, valued: boolean): number {
  const arrays = [labels, importances, offsets, slots, ...(valued ? [offsets, values] : [])];
  const bytes = arrays.reduce((sum, array) => sum + padded(array?.byteLength ?? 0), 0);
  return valued && values === null ? bytes + padded(Math.ceil(labels.length / 8)) : bytes;
}
