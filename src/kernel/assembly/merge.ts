// Sums the values of features that share a slot in one example: the hashing trick's own definition.

import { BatchArea, Lane, addAt, nextStamp, seenBefore } from './batch';

/**
 * Merges the features [begin, end) of a new example, whose values are all 1, at their first positions.
 *
 * Features that are alike are rare: a stamp a slot finds the few that may be (20 ns an example).
 *
 * @returns the number of features in the batch, with this example
 */
// @ts-ignore: decorator
@inline
export function mergeSlots(batch: BatchArea, lane: Lane, begin: usize, end: usize): u32 {
  const stamp = nextStamp(lane);
  const stamps: usize = lane.stamps;
  for (let at = begin; at < end; at += 4) {
    if (!seenBefore(stamps, stamp, load<u32>(at))) continue;
    const earlier = positionOf(begin, at, load<u32>(at));
    if (earlier == at) continue;
    addAt(batch, <u32>(earlier - batch.slots) >> 2, 1, <u32>(end - batch.slots) >> 2);
    lane.merged += 1;
    memory.copy(at, at + 4, end - at - 4);
    end -= 4;
    at -= 4;
  }
  return <u32>(end - batch.slots) >> 2;
}

/**
 * The same for the features at [batch.nnz, k), whose values are written down.
 *
 * @returns as mergeSlots
 */
export function mergeValues(batch: BatchArea, lane: Lane, k: u32): u32 {
  const stamp = nextStamp(lane);
  const begin: usize = batch.slots + (batch.nnz << 2);
  const values: usize = batch.values - batch.slots;
  let to = begin;
  for (let at = begin; at < <usize>batch.slots + (k << 2); at += 4) {
    const slot = load<u32>(at);
    const value = load<f32>(at + values);
    const earlier = seenBefore(lane.stamps, stamp, slot) ? positionOf(begin, to, slot) : to;
    if (earlier < to) {
      store<f32>(earlier + values, load<f32>(earlier + values) + value);
      lane.merged += 1;
      continue;
    }
    store<u32>(to, slot);
    store<f32>(to + values, value);
    to += 4;
  }
  return <u32>(to - batch.slots) >> 2;
}

/** The address of a slot among those at [begin, end), or `end`. */
export function positionOf(begin: usize, end: usize, slot: u32): usize {
  let at = begin;
  while (at < end && load<u32>(at) != slot) at += 4;
  return at;
}
