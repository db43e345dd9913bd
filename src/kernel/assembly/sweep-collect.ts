// Models that lie side by side -> blocks of touched slots of one of them, for the model file.

import { BlockArea } from './collect';
import { QUAD_BYTES, QUAD_SHIFT, SweepArea } from './sweep-area';
import { weightsOf } from './sweep-example';

/**
 * Touched slots and nonzero weights of four models.
 *
 * @param quad    which four of the group
 * @param counts  receives four numbers, then four more
 */
export function countSweep(area: SweepArea, table: usize, size: u32, quad: u32, counts: usize): void {
  const parameters = area.parameters() + quad * QUAD_BYTES;
  let touched = i32x4.splat(0);
  let nonzeros = i32x4.splat(0);
  let at = table + ((<usize>quad) << QUAD_SHIFT);
  const stride = <usize>1 << area.shift;
  for (let slot: u32 = 0; slot < size; slot++, at += stride) {
    const z = v128.load(at);
    const n = v128.load(at, 16);
    const any = v128.or(z, n);
    if (!v128.any_true(any)) continue;
    touched = i32x4.sub(touched, i32x4.ne(any, i32x4.splat(0)));
    nonzeros = i32x4.sub(nonzeros, f32x4.ne(weightsOf(parameters, z, f32x4.sqrt(n)), f32x4.splat(0)));
  }
  v128.store(counts, touched);
  v128.store(counts, nonzeros, 16);
}

/**
 * Writes the touched slots of one model from `from` on, as ./collect.ts does.
 *
 * @returns the slot to go on from; `size` at the end
 */
export function collectSweep(area: SweepArea, table: usize, size: u32, model: u32, from: u32, block: BlockArea): u32 {
  const parameters = area.parameters() + (model >> 2) * QUAD_BYTES;
  const lane: usize = (model & 3) << 2;
  const state = table + (<usize>(model >> 2) << QUAD_SHIFT) + lane;
  let count: u32 = 0;
  let slot = from;
  for (; slot < size && count < block.capacity; slot++) {
    const at = state + ((<usize>slot) << area.shift);
    if ((load<u32>(at) | load<u32>(at, 16)) == 0) continue;
    const weights = weightsOf(parameters + lane, v128.load32_splat(at), f32x4.sqrt(v128.load32_splat(at, 16)));
    store<u32>(block.slots + (count << 2), slot);
    store<f32>(block.weights + (count << 2), f32x4.extract_lane(weights, 0));
    store<u32>(block.state + (count << 2), load<u32>(at));
    store<u32>(block.state + ((block.capacity + count) << 2), load<u32>(at, 16));
    count++;
  }
  block.count = count;
  return slot;
}
