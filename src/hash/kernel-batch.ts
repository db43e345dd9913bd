/** Views of a batch that lies in the kernel's memory. */

import type { Batch } from '../batch/batch.js';
import type { HashedExample } from './hash-records.js';
import type { Kernel, KernelMemory } from '../kernel/kernel.js';
import { BATCH_EXAMPLES, BATCH_FEATURES, type BatchLayout, type LaneLayout } from '../kernel/layout.js';

/** A batch in a kernel's memory: valid until the next one is asked for. */
export interface KernelBatch extends Batch {
  readonly memory: KernelMemory;
  /** Address of its BatchArea. */
  readonly area: number;
}

// the words of BatchArea in kernel/assembly/batch.ts
const LABELS = 2;
const IMPORTANCES = 3;
const SIZE = 7;
const NNZ = 8;
const HAS_VALUES = 9;
const MERGED = 10;
const NEXT = 11;
const LINES = 12;
const TAKEN = 13;
const WORDS = 14;

const NEWLINE = 10;

/** One batch of a lane: the host's side of its BatchArea. */
export interface BatchSlot {
  readonly area: number;
  /** Empties the batch for the next examples. */
  reset(): void;
  /** Says what was copied into its arrays. */
  fill(size: number, nnz: number, hasValues: boolean): void;
  /** Counts features that were summed into others before the batch was filled. */
  addMerged(count: number): void;
  /** Adds an example, as the kernel's readers do; false if there is no room for it. */
  append(example: HashedExample): boolean;
  /** Counts a record that the kernel did not read. */
  addLine(): void;
  view(): KernelBatch;
  size(): number;
  /** Features, after merging. */
  nnz(): number;
  merged(): number;
  /** Records read into the batch, those without an example included. */
  lines(): number;
  /** Where the reader stopped: an address. */
  next(): number;
  take(): void;
  /** Gives the batch back to the thread that fills it. */
  release(): void;
  /** Blocks the thread until the batch is free. */
  awaitFree(): void;
}

/** Batches as their slots give them, and the bits of their slots: whatever a caller makes of one is another object. */
const untouched = new WeakMap<object, number>();

/** What of a kernel its batches know. */
type BatchKernel = Pick<Kernel, 'memory'> & { readonly layout: Pick<Kernel['layout'], 'bits' | 'foreign'> };

/** @param weighted whether its examples have importances */
export function batchSlot(kernel: BatchKernel, layout: BatchLayout, weighted = false): BatchSlot {
  const { memory } = kernel;
  const { buffer } = memory;
  const words = new Uint32Array(buffer, layout.area, WORDS);
  const flag = new Int32Array(buffer, layout.area + TAKEN * 4, 1);
  const { labels, importances, offsets, slots, values } = layout;
  words.set([BATCH_EXAMPLES, BATCH_FEATURES, labels, importances, offsets, slots, values]);
  // one object for all the examples that pass: the learner needs no arrays, and so leaves no garbage behind
  const view: KernelBatch = {
    memory,
    area: layout.area,
    get importances() {
      return weighted ? new Float32Array(buffer, importances, words[SIZE]) : null;
    },
    get size() {
      return words[SIZE];
    },
    get labels() {
      return new Float32Array(buffer, labels, words[SIZE]);
    },
    get offsets() {
      return new Uint32Array(buffer, offsets, words[SIZE] + 1);
    },
    get slots() {
      return new Uint32Array(buffer, slots, words[NNZ]);
    },
    get values() {
      return words[HAS_VALUES] ? new Float32Array(buffer, values, words[NNZ]) : null;
    },
  };
  untouched.set(view, kernel.layout.bits);
  const arrays = arraysOf(buffer, layout);
  return {
    area: layout.area,
    reset: () => words.fill(0, SIZE, TAKEN),
    fill: (size, nnz, hasValues) => words.set([size, nnz, hasValues ? 1 : 0], SIZE),
    addMerged: (count) => void (words[MERGED] += count),
    append: (example) => append(arrays, words, example),
    addLine: () => void words[LINES]++,
    view: () => view,
    size: () => words[SIZE],
    nnz: () => words[NNZ],
    merged: () => words[MERGED],
    lines: () => words[LINES],
    next: () => words[NEXT],
    take: () => Atomics.store(flag, 0, 1),
    release: () => {
      Atomics.store(flag, 0, 0);
      Atomics.notify(flag, 0);
    },
    awaitFree: () => {
      while (Atomics.load(flag, 0) === 1) Atomics.wait(flag, 0, 1);
    },
  };
}

/** The whole of a batch's arrays, filled or not. */
function arraysOf(buffer: SharedArrayBuffer, { labels, importances, offsets, slots, values }: BatchLayout) {
  return {
    labels: new Float32Array(buffer, labels, BATCH_EXAMPLES),
    importances: new Float32Array(buffer, importances, BATCH_EXAMPLES),
    offsets: new Uint32Array(buffer, offsets, BATCH_EXAMPLES + 1),
    slots: new Uint32Array(buffer, slots, BATCH_FEATURES),
    values: new Float32Array(buffer, values, BATCH_FEATURES),
  };
}

function append(arrays: ReturnType<typeof arraysOf>, words: Uint32Array, example: HashedExample): boolean {
  const { label, importance, features, merged } = example;
  const [size, nnz] = [words[SIZE], words[NNZ]];
  const end = nnz + features.size;
  if (size === BATCH_EXAMPLES || end > BATCH_FEATURES) return false;
  arrays.labels[size] = label;
  arrays.importances[size] = importance;
  arrays.slots.set([...features.keys()], nnz);
  if (words[HAS_VALUES] === 0 && [...features.values()].some((value) => value !== 1)) {
    arrays.values.fill(1, 0, nnz);
    words[HAS_VALUES] = 1;
  }
  if (words[HAS_VALUES] === 1) arrays.values.set([...features.values()], nnz);
  arrays.offsets[size + 1] = end;
  words[NNZ] = end;
  words[MERGED] += merged;
  words[SIZE] = size + 1;
  return true;
}

/** Fills the words of a lane's Lane in kernel/assembly/batch.ts. */
export function prepareLane({ memory }: Kernel, lane: LaneLayout): void {
  const { stamps, positions, newlines, number, memo, slots, tokens, cells, unquoted } = lane;
  const words = [stamps, 0, positions, newlines, number, memo, slots, tokens, cells, unquoted];
  new Uint32Array(memory.buffer, lane.lane, words.length).set(words);
  // every field has a delimiter before it, the first one of the area too: what stands there must not depend on luck
  new Uint8Array(memory.buffer, lane.text - 1, 1)[0] = NEWLINE;
}

/**
 * A batch as the kernel takes it: itself, or copies of its examples where it lies elsewhere.
 *
 * @throws RangeError for a copied batch with a slot that the kernel's table does not have, or with more features in an
 *   example than a batch holds
 */
export function* inKernel(kernel: BatchKernel, batch: Batch): Generator<KernelBatch> {
  if ('memory' in batch && batch.memory === kernel.memory) {
    yield untouched.has(batch) ? (batch as KernelBatch) : settled(batch as KernelBatch);
    return;
  }
  // looking at every slot takes 60 ns an example
  if ((untouched.get(batch) ?? Infinity) > kernel.layout.bits) checkSlots(batch, 2 ** kernel.layout.bits);
  // a batch in another kernel makes its views anew whenever it is asked for them
  const { size, offsets } = batch;
  for (let from = 0; from < size;) {
    let to = from + 1;
    const fits = (end: number) => offsets[end] - offsets[from] <= BATCH_FEATURES && end - from <= BATCH_EXAMPLES;
    while (to < size && fits(to + 1)) to++;
    yield copyBatch(kernel, kernel.layout.foreign, batch, from, to);
    from = to;
  }
}

/** A batch of the kernel's; labels and importances that the caller made are copied to where the kernel reads them. */
function settled(batch: KernelBatch): KernelBatch {
  const { buffer } = batch.memory;
  const words = new Uint32Array(buffer, batch.area, WORDS);
  const { size, offsets, slots, values } = batch;
  const own = [offsets, slots, ...(values ? [values] : [])].every((array) => array.buffer === buffer);
  if (!own || size !== words[SIZE]) throw new Error('a batch of the kernel with features that are not its own');
  const place = (array: Float32Array | null, at: number): Float32Array | null => {
    if (array === null || array.buffer === buffer) return array;
    const placed = new Float32Array(buffer, at, size);
    placed.set(array);
    return placed;
  };
  return {
    ...batch,
    labels: place(batch.labels, words[LABELS]),
    importances: place(batch.importances, words[IMPORTANCES]),
  };
}

// the kernel checks nothing: it would write outside its table
function checkSlots({ slots }: Batch, size: number): void {
  const wrong = slots.find((slot) => slot >= size);
  if (wrong !== undefined) throw new RangeError(`slot ${wrong} in a table of ${size}`);
}

function copyBatch(kernel: BatchKernel, layout: BatchLayout, batch: Batch, from: number, to: number): KernelBatch {
  const { buffer } = kernel.memory;
  const slot = batchSlot(kernel, layout);
  const offsets = batch.offsets.subarray(from, to + 1);
  const [begin, end] = [offsets[0], offsets[to - from]];
  if (end - begin > BATCH_FEATURES)
    throw new RangeError(`${end - begin} features in an example, at most ${BATCH_FEATURES}`);
  slot.fill(to - from, end - begin, batch.values !== null);
  new Uint32Array(buffer, layout.offsets, to - from + 1).set(offsets.map((at) => at - begin));
  new Uint32Array(buffer, layout.slots, end - begin).set(batch.slots.subarray(begin, end));
  if (batch.values) new Float32Array(buffer, layout.values, end - begin).set(batch.values.subarray(begin, end));
  if (batch.labels) new Float32Array(buffer, layout.labels, to - from).set(batch.labels.subarray(from, to));
  if (!batch.importances) return slot.view();
  const importances = new Float32Array(buffer, layout.importances, to - from);
  importances.set(batch.importances.subarray(from, to));
  return { ...slot.view(), importances };
}
