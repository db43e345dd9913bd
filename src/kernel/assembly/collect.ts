// Learned state -> blocks of touched slots, for the model file.

import { FtrlArea } from './ftrl';

/** A block's arrays: addresses, their capacity, and what was found. */
@unmanaged
export class BlockArea {
  slots: u32;
  weights: u32;
  z: u32;
  n: u32;
  capacity: u32;
  /** Slots written, and those of them whose weight is not zero. */
  count: u32;
  nonzeros: u32;
}

/**
 * Writes the touched slots from `from` on, until the block is full or the table ends.
 *
 * @returns the slot to go on from; `size` at the end
 */
export function collectFtrl(table: usize, size: u32, from: u32, area: FtrlArea, block: BlockArea): u32 {
  let count: u32 = 0;
  let nonzeros: u32 = 0;
  let slot = from;
  for (; slot < size && count < block.capacity; slot++) {
    const at = table + ((<usize>slot) << 3);
    if (load<u64>(at) == 0) continue;
    const z = load<f32>(at);
    const n = load<f32>(at, 4);
    const weight = weightOf(z, n, area);
    store<u32>(block.slots + (count << 2), slot);
    store<f32>(block.weights + (count << 2), weight);
    store<f32>(block.z + (count << 2), z);
    store<f32>(block.n + (count << 2), n);
    nonzeros += u32(weight != 0);
    count++;
  }
  block.count = count;
  block.nonzeros = nonzeros;
  return slot;
}

function weightOf(z: f32, n: f32, area: FtrlArea): f32 {
  const size = abs<f32>(z);
  if (!(size > area.lambda1)) return 0;
  const shrunk = size - area.lambda1;
  const denominator = (area.beta32 + sqrt<f32>(n)) * area.inverseAlpha32 + area.lambda2;
  return (z > 0 ? -shrunk : shrunk) / denominator;
}
