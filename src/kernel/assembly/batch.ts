// A batch under construction in the kernel's memory. The host fills the addresses and capacities and resets `size`
// and `nnz`; the readers append examples. The field order is that of ../../hash/kernel-batch.ts.

@unmanaged
export class BatchArea {
  examplesCapacity: u32;
  nnzCapacity: u32;
  labels: u32;
  importances: u32;
  offsets: u32;
  slots: u32;
  values: u32;
  size: u32;
  nnz: u32;
  /** 1 once a value differs from 1: then `values` is filled from the first feature on. */
  hasValues: u32;
  /** Features that met their own slot again in the same example and were summed. */
  merged: u32;
  /** Where reading goes on. */
  next: u32;
  /** Lines read, those without a record included. */
  lines: u32;
  /** The host's: 0 while the batch is free, 1 until it is learned. */
  taken: u32;
}

// what a reader stopped for
export const DONE: i32 = 0;
export const FULL: i32 = 1;
export const BAD_RECORD: i32 = 2;

/** What one thread needs to itself while it reads: addresses of its scratch areas. */
@unmanaged
export class Lane {
  /** 8192 stamps of 16 bits. */
  stamps: u32;
  stamp: u32;
  /** 4 bytes for each byte of text, each. */
  positions: u32;
  newlines: u32;
  /** 16 bytes. */
  number: u32;
  /** Integers met lately: text of up to 7 bytes -> token (../../hash/kernel-tables.ts). */
  memo: u32;
  /** The slots of a record, of missing values too: MOST_SLOTS of ./cells, and as many for values. */
  slots: u32;
  /** The tokens of a record's crossed fields: see ./crosses. */
  tokens: u32;
  /** Where the cells of a record begin and end whose columns are namespaces: see ./vw-columns. */
  cells: u32;
  /** The text of a record without its quotes: as many bytes as of text, and one before. */
  unquoted: u32;
  /** Where a parser stopped, and how many features the batch has with the record it read. */
  after: u32;
  nnz: u32;
  /** Features of the current record that were summed into an earlier one. */
  merged: u32;
  /** The end of what the current record of JSON has in `unquoted`. */
  kept: u32;
}

// One 16-bit stamp for each 8192nd slot says "seen in this example, perhaps": comparing all of an example's slots with
// each other costs 80 ns, this 20. It lives in 16 KiB, half of the level-1 cache.
const STAMPS: u32 = 8192;

/** Starts an example: a new stamp; every 65,535 examples the stamps are cleared. */
// @ts-ignore: decorator
@inline
export function nextStamp(lane: Lane): u32 {
  lane.merged = 0;
  let stamp = lane.stamp + 1;
  if (stamp == 65536) {
    memory.fill(lane.stamps, 0, STAMPS * 2);
    stamp = 1;
  }
  lane.stamp = stamp;
  return stamp;
}

/** Counts an example as read: until then, what a record wrote behind the last example is not part of the batch. */
// @ts-ignore: decorator
@inline
export function finishExample(batch: BatchArea, lane: Lane, label: f32, nnz: u32): void {
  const example = batch.size;
  store<f32>(batch.labels + (example << 2), label);
  store<u32>(batch.offsets + (example << 2), nnz, 4);
  batch.nnz = nnz;
  batch.merged += lane.merged;
  batch.size = example + 1;
}

/** True if the slot may already be in this example; marks it as seen. */
// @ts-ignore: decorator
@inline
export function seenBefore(stamps: usize, stamp: u32, slot: u32): bool {
  const at = stamps + ((slot & (STAMPS - 1)) << 1);
  const seen = <u32>load<u16>(at) == stamp;
  store<u16>(at, <u16>stamp);
  return seen;
}

/** Adds to the value of a feature; the first value that is not 1 makes the batch's values explicit, up to `filled`. */
export function addAt(batch: BatchArea, at: u32, value: f32, filled: u32): void {
  if (!batch.hasValues) {
    batch.hasValues = 1;
    fillOnes(batch.values, 0, filled);
  }
  const address: usize = batch.values + (at << 2);
  store<f32>(address, load<f32>(address) + value);
}

/** Sets the value of the newest feature. */
export function setValue(batch: BatchArea, at: u32, value: f32): void {
  if (!batch.hasValues) {
    if (value == 1) return;
    batch.hasValues = 1;
    fillOnes(batch.values, 0, at);
  }
  store<f32>(batch.values + (at << 2), value);
}

export function fillOnes(values: usize, begin: u32, end: u32): void {
  for (let j = begin; j < end; j++) store<f32>(values + (j << 2), 1);
}
