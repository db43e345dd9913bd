// The slots of a record -> the features of an example: what is missing is left out, what is there twice is summed.

import { BatchArea, Lane } from './batch';
import { addAt, fillOnes, nextStamp, seenBefore, setValue } from './batch';
import { VALUES } from './cells';
import { COMPACTION } from './count';
import { mergeSlots, positionOf } from './merge';
import { NONE } from './step';

/** Whether the batch has room for the features of the slots from lane.slots to `end`, and the three that a copy writes more. */
export function hasRoom(batch: BatchArea, lane: Lane, end: usize): bool {
  return batch.nnz + <u32>((end - lane.slots) >> 2) + 4 <= batch.nnzCapacity;
}

/**
 * Appends the features of slots whose values are all 1, from lane.slots to `end`.
 *
 * @returns the number of features in the batch with them
 */
// @ts-ignore: decorator
@inline
export function addPlain(batch: BatchArea, lane: Lane, tables: usize, end: usize): u32 {
  const begin: usize = batch.slots + (batch.nnz << 2);
  let to = begin;
  // which are missing cannot be predicted: four at a time are moved together by a shuffle instead of a branch each
  for (let at: usize = lane.slots; at < end; at += 16) {
    const four = v128.load(at);
    let present = i32x4.bitmask(v128.not(i32x4.eq(four, i32x4.splat(-1))));
    if (at + 16 > end) present &= (1 << (<u32>(end - at) >> 2)) - 1;
    v128.store(to, i8x16.swizzle(four, v128.load(tables + (present << 4), COMPACTION)));
    to += <usize>popcnt<i32>(present) << 2;
  }
  if (batch.hasValues) fillOnes(batch.values, batch.nnz, batch.nnz + (<u32>(to - begin) >> 2));
  return mergeSlots(batch, lane, begin, to);
}

/** Appends the features of slots with values VALUES further, one after the other. @returns as addPlain */
export function addEach(batch: BatchArea, lane: Lane, end: usize): u32 {
  const stamp = nextStamp(lane);
  let k = batch.nnz;
  for (let at: usize = lane.slots; at < end; at += 4) {
    const slot = load<u32>(at);
    if (slot != NONE) k = add(batch, lane, stamp, k, slot, load<f32>(at + VALUES));
  }
  return k;
}

/** Adds a feature to the example that begins at batch.nnz. @returns the number of features in the batch with it */
function add(batch: BatchArea, lane: Lane, stamp: u32, k: u32, slot: u32, value: f32): u32 {
  const slots: usize = batch.slots;
  const end = slots + (k << 2);
  if (seenBefore(lane.stamps, stamp, slot)) {
    const earlier = positionOf(slots + (batch.nnz << 2), end, slot);
    if (earlier < end) {
      addAt(batch, <u32>(earlier - slots) >> 2, value, k);
      lane.merged += 1;
      return k;
    }
  }
  store<u32>(end, slot);
  setValue(batch, k, value);
  return k + 1;
}
