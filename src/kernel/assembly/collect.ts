// Learned state -> blocks of touched slots, for the model file.

import { Learning, SLOTS_OF_REST, slotsOfRest } from './learn';

/** A block's arrays: addresses, their capacity, and what was found. */
@unmanaged
export class BlockArea {
  slots: u32;
  weights: u32;
  /** One array after the other for each column of 32 bits, `capacity` numbers each. */
  state: u32;
  capacity: u32;
  /** Slots written, and those of them whose weight is not zero. */
  count: u32;
  nonzeros: u32;
}

/**
 * Writes the touched slots from `from` on, until the block is full or the table ends: those of which any column is set.
 *
 * @returns the slot to go on from; `size` at the end
 */
// @ts-ignore: decorator
@inline
export function collect<O extends Learning>(
  o: O, table: usize, size: u32, from: u32, block: BlockArea, scratch: usize,
): u32 {
  const words: u32 = 1 << (o.shift() - 2);
  let count: u32 = 0;
  let slot = from;
  for (; slot < size && count < block.capacity; slot++) {
    const at = table + ((<usize>slot) << o.shift());
    if (isUntouched(at, words)) continue;
    store<u32>(block.slots + (count << 2), slot);
    for (let c: u32 = 0; c < words; c++) {
      store<u32>(block.state + ((c * block.capacity + count) << 2), load<u32>(at + (c << 2)));
    }
    count++;
  }
  block.count = count;
  block.nonzeros = weigh<O>(o, table, size, block, count, scratch);
  return slot;
}

// @ts-ignore: decorator
@inline
function isUntouched(at: usize, words: u32): bool {
  if (words == 1) return load<u32>(at) == 0;
  if (words == 2) return load<u64>(at) == 0;
  return (load<u64>(at) | load<u64>(at, 8)) == 0;
}

/** Writes the weights of the block's slots as they are now, four at a time. @returns how many are not zero */
// @ts-ignore: decorator
@inline
function weigh<O extends Learning>(
  o: O, table: usize, nothing: u32, block: BlockArea, count: u32, scratch: usize,
): u32 {
  let nonzeros: u32 = 0;
  o.begin();
  for (let i: u32 = 0; i < count; i += 4) {
    const rest = min<u32>(count - i, 4);
    v128.store(scratch, slotsOfRest(block.slots + (i << 2), rest, nothing));
    const weights = o.gather(table, scratch, scratch + SLOTS_OF_REST);
    v128.store(block.weights + (i << 2), weights);
    nonzeros += popcnt<u32>(i32x4.bitmask(f32x4.ne(weights, f32x4.splat(0))));
  }
  return nonzeros;
}
