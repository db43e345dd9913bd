// Hides memory latency: the slots of the next examples are loaded in one tight loop, so that their misses overlap.

import { BatchArea } from './batch';

/**
 * Loads one word of each slot of examples [from, to), four a turn (learn -4%).
 *
 * @param shift log2 of the bytes a slot has in the table
 * @returns the sum of the words, so that the loads are not dropped
 */
// @ts-ignore: decorator
@inline
export function touch(table: usize, batch: BatchArea, from: u32, to: u32, shift: u32): u32 {
  const offsets: usize = batch.offsets;
  const end: usize = batch.slots + (load<u32>(offsets + (to << 2)) << 2);
  let sum: u32 = 0;
  let at: usize = batch.slots + (load<u32>(offsets + (from << 2)) << 2);
  for (; at + 16 <= end; at += 16) {
    sum += load<u32>(table + (<usize>load<u32>(at) << shift));
    sum += load<u32>(table + (<usize>load<u32>(at, 4) << shift));
    sum += load<u32>(table + (<usize>load<u32>(at, 8) << shift));
    sum += load<u32>(table + (<usize>load<u32>(at, 12) << shift));
  }
  for (; at < end; at += 4) sum += load<u32>(table + (<usize>load<u32>(at) << shift));
  return sum;
}
