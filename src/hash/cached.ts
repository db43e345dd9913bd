/** Batches that were hashed before -> batches in the kernel's memory: read to their places, checked, not parsed. */

import { closeSync, readSync } from 'node:fs';

import { InputError } from '../input-error.js';
import type { Kernel } from '../kernel/kernel.js';
import { BATCH_EXAMPLES, BATCH_FEATURES, type BatchLayout, type LaneLayout } from '../kernel/layout.js';
import { type Input, openInput } from '../read/inputs.js';
import type { Part } from '../read/parts.js';
import type { HashedBatch, PartHasher } from './hash-part.js';
import { batchSlot } from './kernel-batch.js';

/** Where a batch lies in its file, and what it holds. */
export interface CachedBatch {
  /** Of its first byte, the label of the first example. */
  readonly position: number;
  readonly examples: number;
  /** Slots in the file: a feature of value k is there k times, if there are no values. */
  readonly slots: number;
  /** How many of them repeat the one before. */
  readonly repeats: number;
  /** Features that met their slot again in the same example. */
  readonly merged: number;
  /** Whether values stand behind the slots. */
  readonly hasValues: boolean;
  /** Examples on the way to it that a split held out. */
  readonly leftOut: number;
  /** Malformed records that were skipped on the way to it. */
  readonly badRecords: number;
  /** Of its arrays' words, one array after the other; labels with their padding. See kernel/checksum.ts. */
  readonly checksum: number;
}

/** A cache file, as plain data: any thread can read it. */
export interface CacheFile {
  readonly input: Input;
  /**
   * The digest of its index, and where it stands in the file: a file of its name that is opened later and has the same
   * one holds the same batches, even if another run has written it meanwhile.
   */
  readonly digest: string;
  readonly digestAt: number;
  /** Whether its examples have importances. */
  readonly weighted: boolean;
  readonly batches: readonly CachedBatch[];
}

/** A run of a cache's batches. */
export interface CachePart extends Part {
  readonly cache: Omit<CacheFile, 'batches'>;
  readonly batches: readonly CachedBatch[];
}

const PART_BATCHES = 16;

/** Parts of caches; their `from` and `to` count batches. */
export function cacheParts(caches: readonly CacheFile[]): CachePart[] {
  return caches.flatMap(({ batches, ...cache }) => {
    const count = Math.max(1, Math.ceil(batches.length / PART_BATCHES));
    return Array.from({ length: count }, (_, i) => {
      const from = i * PART_BATCHES;
      const to = Math.min(from + PART_BATCHES, batches.length);
      return { input: cache.input, from, to, endsInput: i === count - 1, cache, batches: batches.slice(from, to) };
    });
  });
}

/** Bytes of an array in the file: Arrow pads each to eight. */
export function padded(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

/** Address and bytes of an array in memory, and where in the batch's bytes it lies. */
interface Place {
  readonly at: number;
  readonly bytes: number;
  readonly from: number;
}

/** How one lane turns cached parts into batches. @throws as {@link PartHasher}, for a file that changed or is damaged */
export function cacheReader(kernel: Kernel, lane: LaneLayout, weighted: boolean, mask: number): PartHasher {
  const batches = lane.batches.map((batch) => batchSlot(kernel, batch, weighted));
  let turn = 0;

  /** Reads a batch to its places in the memory. @returns the bytes read */
  function fill(fd: number, cache: CachePart['cache'], cached: CachedBatch, index: number): number {
    const source = cache.input.name;
    const { examples, slots, repeats, merged, hasValues } = cached;
    const batch = batches[index];
    batch.awaitFree();
    batch.reset();
    batch.fill(examples, slots, hasValues);
    batch.addMerged(merged);
    const places = placesOf(cached, cache.weighted, lane.text, lane.batches[index]);
    // its examples count as one each, beside those of a cache that says otherwise
    if (weighted && !cache.weighted) {
      new Float32Array(kernel.memory.buffer, lane.batches[index].importances, examples).fill(1);
    }
    if (readTo(kernel, lane.slots, fd, cached.position, places) !== cached.checksum) throw damaged(source);
    const { settleCached } = kernel.exports;
    if (settleCached(batch.area, lane.text, examples, slots, repeats, mask) !== 0) throw damaged(source);
    batch.take();
    return places.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  async function* hash(part: Part): AsyncGenerator<HashedBatch> {
    const { cache, batches: cachedBatches } = part as CachePart;
    const { name, path } = cache.input;
    const fd = openInput(path!);
    try {
      if (!hasDigest(fd, cache)) throw changed(name);
      let linesInPart = 0;
      for (const cached of cachedBatches) {
        const index = turn++ % batches.length;
        const bytes = fill(fd, cache, cached, index);
        linesInPart += cached.examples;
        yield { index, linesInPart, bytes, badRecords: [], moreBadRecords: cached.badRecords, leftOut: cached.leftOut };
      }
    } finally {
      closeSync(fd);
    }
  }

  return { hash };
}

function hasDigest(fd: number, { digest, digestAt }: CachePart['cache']): boolean {
  const bytes = Buffer.alloc(digest.length);
  return readFully(fd, bytes, digestAt) && bytes.toString('latin1') === digest;
}

/** Where the arrays of a batch go, in the order of the file. */
function placesOf(cached: CachedBatch, weighted: boolean, labels: number, layout: BatchLayout): Place[] {
  const { examples, slots, hasValues } = cached;
  const places: Place[] = [];
  let from = 0;
  const place = (at: number, bytes: number) => {
    places.push({ at, bytes, from });
    from += padded(bytes);
  };
  place(labels, padded(examples));
  if (weighted) place(layout.importances, examples * 4);
  place(layout.offsets, (examples + 1) * 4);
  place(layout.slots, slots * 4);
  // the values' own offsets are the same ones
  from += padded((examples + 1) * 4);
  if (hasValues) place(layout.values, slots * 4);
  return places;
}

/** Reads the arrays to their places. @returns their checksum */
function readTo(kernel: Kernel, scratch: number, fd: number, position: number, places: readonly Place[]): number {
  let sum = 0;
  for (const { at, bytes, from } of places) {
    const array = new Uint8Array(kernel.memory.buffer, at, bytes);
    if (!readFully(fd, array, position + from)) return -1;
    sum = kernel.exports.checksum(at, bytes / 4, sum, scratch) >>> 0;
  }
  return sum;
}

/** @returns whether the file had as many bytes */
function readFully(fd: number, into: Uint8Array, position: number): boolean {
  let done = 0;
  while (done < into.length) {
    const count = readSync(fd, into, done, into.length - done, position + done);
    if (count === 0) return false;
    done += count;
  }
  return true;
}

/** @throws RangeError for a batch that the kernel's memory has no room for */
export function checkRoom({ examples, slots }: Pick<CachedBatch, 'examples' | 'slots'>): void {
  if (examples <= BATCH_EXAMPLES && slots <= BATCH_FEATURES) return;
  throw new RangeError(`a batch of ${examples} examples and ${slots} slots`);
}

function damaged(source: string): InputError {
  const found = 'bytes that are not those that were written';
  return new InputError({ source, found, expected: 'a whole cache', advice: 'make it again with leanctr cache' });
}

function changed(source: string): InputError {
  const found = 'a file that changed while it was read';
  return new InputError({ source, found, expected: 'the same cache throughout', advice: 'read it again' });
}
