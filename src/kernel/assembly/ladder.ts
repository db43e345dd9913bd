// Margins of a ladder of nested models -> histograms, one pass for all of them; the readable twin and the meaning of each
// place is ../../prune/ladder.ts.

import { BatchArea } from './batch';
import { touch } from './touch';

const BINS: u32 = 4096;
const AHEAD: u32 = 16;

/** Adding it to a number below 2^31 leaves, in the low 32 bits, the nearest whole number. */
const ROUND: f64 = 6755399441055744;

/**
 * @param table  a weight and a level a slot: float32, uint32
 * @param rungs  1 .. 64
 * @param before examples before this batch, of which only the parity counts
 * @param bins   in a unit of the margin
 * @param sums   scratch of rungs + 1 float64, all 0, which they are again afterwards
 * @returns a number without meaning, which keeps the touching loads alive
 */
export function climb(
  table: usize,
  batch: BatchArea,
  importances: usize,
  before: u32,
  rungs: u32,
  sums: usize,
  counts: usize,
  bins: f64,
): u32 {
  const size = batch.size;
  const offsets: usize = batch.offsets;
  let touched: u32 = 0;
  for (let i: u32 = 0; i < size; i++) {
    if (i % AHEAD == 0) touched += touch(table, batch, i, min(i + AHEAD, size), 3);
    const begin: usize = load<u32>(offsets + (i << 2));
    const count = load<u32>(offsets + (i << 2), 4) - <u32>begin;
    const values: usize = batch.hasValues ? batch.values + (begin << 2) : 0;
    addFeatures(table, batch.slots + (begin << 2), values, count, sums);
    const half = (before + i) & 1;
    const label: u32 = u32(load<f32>(batch.labels + (i << 2)) > 0.5);
    add(counts + (half << 4), 1);
    add(counts + (half << 4) + 8, <f64>label);
    const importance: f64 = importances ? <f64>load<f32>(importances + (i << 2)) : 1;
    addMargins(counts + 32 + <usize>(half * 2 + label) * BINS * (rungs << 4), rungs, sums, importance, bins);
  }
  return touched;
}

// @ts-ignore: decorator
@inline
function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

// @ts-ignore: decorator
@inline
function addFeatures(table: usize, slots: usize, values: usize, count: u32, sums: usize): void {
  for (let j: usize = 0; j < count; j++) {
    const at = table + (<usize>load<u32>(slots + (j << 2)) << 3);
    const value: f64 = values ? <f64>load<f32>(values + (j << 2)) : 1;
    add(sums + (<usize>load<u32>(at, 4) << 3), <f64>load<f32>(at) * value);
  }
  store<f64>(sums, 0);
}

// @ts-ignore: decorator
@inline
function addMargins(first: usize, rungs: u32, sums: usize, importance: f64, bins: f64): void {
  const stride: usize = rungs << 4;
  let margin: f64 = 0;
  for (let rung: usize = rungs; rung > 0; rung--) {
    margin += load<f64>(sums + (rung << 3));
    store<f64>(sums + (rung << 3), 0);
    // f64x2.pmin is one instruction, min<f64> five: climb -10%
    const scaled = f64x2.splat(margin * bins);
    const inside = f64x2.pmin(f64x2.splat(2047), f64x2.pmax(f64x2.splat(-2048), scaled));
    const rounded = f64x2.add(inside, f64x2.splat(ROUND));
    const offset = f64x2.sub(scaled, f64x2.sub(rounded, f64x2.splat(ROUND)));
    const at = first + <usize>(<u32>i32x4.extract_lane(rounded, 0) + 2048) * stride + (rung << 4) - 16;
    const one = f64x2.replace_lane(offset, 0, 1);
    v128.store(at, f64x2.add(v128.load(at), f64x2.mul(one, f64x2.splat(importance))));
  }
}
