// Margins of a batch in models that lie side by side.

import { BatchArea } from './batch';
import { QUAD_BYTES, QUAD_SHIFT, SweepArea } from './sweep-area';
import { biasesOf, predictExample } from './sweep-example';
import { touch } from './touch';

// as ./predict.ts
const AHEAD: u32 = 16;

/**
 * Margins of a batch in all models of a group; nothing is learned.
 *
 * @param margins receives `most` numbers for each model, of which those of the batch are written, float64
 * @returns as `sweep`
 */
export function predictSweep(
  area: SweepArea, table: usize, batch: BatchArea, most: u32, scratch: usize, margins: usize,
): u32 {
  const stride = <usize>most << 3;
  const size = batch.size;
  let touched: u32 = 0;
  for (let i: u32 = 0; i < size; i++, margins += 8) {
    if (i % AHEAD == 0) touched += touch(table, batch, i, min(i + AHEAD, size), area.shift);
    let quad = area.parameters();
    let to = margins;
    for (let q: u32 = 0; q < area.quads; q++, quad += QUAD_BYTES, to += 4 * stride) {
      const state = table + ((<usize>q) << QUAD_SHIFT);
      const sums = batch.hasValues
        ? sumsOf(area, quad, state, batch, i, true, scratch)
        : sumsOf(area, quad, state, batch, i, false, scratch);
      const low = f64x2.add(biasesOf(quad), f64x2.promote_low_f32x4(sums));
      const high = f64x2.add(biasesOf(quad + 16), f64x2.promote_low_f32x4(v128.shuffle<f32>(sums, sums, 2, 3, 2, 3)));
      v128.store_lane<u64>(to, low, 0);
      v128.store_lane<u64>(to + stride, low, 1);
      v128.store_lane<u64>(to + 2 * stride, high, 0);
      v128.store_lane<u64>(to + 3 * stride, high, 1);
    }
  }
  return touched;
}

// @ts-ignore: decorator
@inline
function sumsOf(
  area: SweepArea, quad: usize, state: usize, batch: BatchArea, i: u32, hasValues: bool, scratch: usize,
): v128 {
  const begin: usize = load<u32>(batch.offsets + (i << 2));
  const count = load<u32>(batch.offsets + (i << 2), 4) - <u32>begin;
  const slots: usize = batch.slots + (begin << 2);
  const values: usize = batch.values + (begin << 2);
  return predictExample(quad, state, area.shift, slots, values, hasValues, count, scratch);
}
