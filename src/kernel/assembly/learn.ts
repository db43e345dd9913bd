// A batch, example after example, by any optimizer: predict, then learn. An optimizer is a class whose methods see four
// features at a time; the compiler makes one loop for each of them, so nothing is dispatched at run time. The readable
// twins are ../../learn/*.ts; the order of every addition is DESIGN's, so that both end with the same bits.

import { BatchArea } from './batch';
import { exp, sigmoidOf } from './math';
import { counterWord } from './rounding';
import { touch } from './touch';

/**
 * What every optimizer has at the beginning of its area; behind it stand numbers of its own, float64 first, then
 * float32. ../../learn/kernel-area.ts fills it.
 *
 * A class of its own, say `Sgd`, has the methods (all inlined)
 *   shift(): u32              log2 of the bytes of a slot's state
 *   group(): usize            bytes of scratch for four features
 *   begin(): void             what an example asks for once
 *   gather(table, slots, group): v128        four weights, with all that `update` needs kept in the group's scratch
 *   update(table, slots, g, hasValues, group): void
 *   idle(table, size): void   a step of all slots without a gradient, for exact variants
 *   biasWeight(): f64         float64, without l1 and l2
 *   learnBias(weight: f64, g: f64): void
 */
@unmanaged
export class Learning {
  /** Examples learned before this one: low and high 32 bits. */
  updatesLow: u32;
  updatesHigh: u32;
  /** Of each example of the batch: the schedule's factor, float32, and the clock, float64. */
  rates: u32;
  clocks: u32;
  /** 1: state is rounded at random, in proportion to what rounding loses; 0: to nearest, and it stagnates. */
  randomized: u32;
  /** 1: every example is a step of every slot. */
  exact: u32;
  /** The first example of the batch whose margin is not finite, counted from 1; 0 if there is none. */
  diverged: u32;
  /** Of the current example. */
  label: f32;
  importance: f32;
  rate: f32;
  clock: f64;
  /** Mixed bits of the counter, which randomized rounding draws from. */
  word: u32;
  spare: u32;
  /** One number a column of the bias. */
  bias0: f64;
  bias1: f64;
  bias2: f64;
  bias3: f64;

  /** A mask of the slots that an example moves: lazily those with a gradient, exactly all. */
  // @ts-ignore: decorator
  @inline
  moves(g: v128): v128 {
    return v128.or(f32x4.ne(g, f32x4.splat(0)), i32x4.splat(this.exact ? -1 : 0));
  }
}

// examples whose slots are touched before the first of them is learned, so that their cache misses overlap
const AHEAD: u32 = 16;

/** Where a group's scratch keeps its slots' weights, for whoever only wants these. */
export const SLOTS_OF_REST: usize = 64;

/**
 * Learns examples [from, to) of a batch in order.
 *
 * @param table   the slots' columns of float32, slot after slot; behind the last slot one more that is always zero
 * @param nothing index of that one
 * @param importances address of float32 importances, or 0 for all 1
 * @param scratch `group` bytes for each four features of the longest example, and 64 more
 * @param margins receives the margin of each example before it was learned, float64
 * @returns a number without meaning, which keeps the touching loads alive
 */
// @ts-ignore: decorator
@inline
export function learn<O extends Learning>(
  o: O, table: usize, nothing: u32, batch: BatchArea, from: u32, to: u32, importances: usize, scratch: usize,
  margins: usize,
): u32 {
  const offsets: usize = batch.offsets;
  let touched: u32 = 0;
  for (let i = from; i < to; i++) {
    if ((i - from) % AHEAD == 0) touched += touch(table, batch, i, min(i + AHEAD, to), o.shift());
    beginExample<O>(o, batch, i, importances);
    const begin: usize = load<u32>(offsets + (i << 2));
    const count = load<u32>(offsets + (i << 2), 4) - <u32>begin;
    const slots: usize = batch.slots + (begin << 2);
    const values: usize = batch.values + (begin << 2);
    const bias = o.biasWeight();
    const sum = batch.hasValues
      ? predictExample<O>(o, table, nothing, slots, values, true, count, scratch)
      : predictExample<O>(o, table, nothing, slots, 0, false, count, scratch);
    const margin = bias + <f64>sum;
    store<f64>(margins + (i << 3), margin);
    if (!(abs<f64>(margin) < Infinity) && o.diverged == 0) o.diverged = i + 1;
    const g = (sigmoidOf(margin, exp(-abs<f64>(margin))) - <f64>o.label) * <f64>o.importance;
    const residual = <f32>g;
    if (o.exact) o.idle(table, nothing);
    if (residual != 0 || o.exact) {
      if (batch.hasValues) updateExample<O>(o, table, slots, values, true, count, residual, scratch);
      else updateExample<O>(o, table, slots, 0, false, count, residual, scratch);
    }
    o.learnBias(bias, g);
    o.updatesLow += 1;
    o.updatesHigh += u32(o.updatesLow == 0);
  }
  return touched;
}

// @ts-ignore: decorator
@inline
function beginExample<O extends Learning>(o: O, batch: BatchArea, i: u32, importances: usize): void {
  o.label = load<f32>(batch.labels + (i << 2));
  o.importance = importances ? load<f32>(importances + (i << 2)) : 1;
  o.rate = load<f32>(o.rates + (i << 2));
  o.clock = load<f64>(o.clocks + (i << 3));
  o.word = counterWord(o.updatesLow, o.updatesHigh);
  o.begin();
}

/**
 * The sum of weights times values of one example, float32; what its features' update needs goes to the scratch.
 *
 * Feature j adds to lane j mod 4 while j < 4 * floor(count / 4); the lanes reduce ((0 + 1) + 2) + 3; the rest add in
 * order: filled up with the slot that is always zero, whose weight 0 changes no sum.
 */
// @ts-ignore: decorator
@inline
function predictExample<O extends Learning>(
  o: O, table: usize, nothing: u32, slots: usize, values: usize, hasValues: bool, count: u32, scratch: usize,
): f32 {
  let sums = f32x4.splat(0);
  let group = scratch + SLOTS_OF_REST;
  const end = slots + (<usize>(count & ~3) << 2);
  for (; slots < end; slots += 16, group += o.group()) {
    const weights = o.gather(table, slots, group);
    sums = f32x4.add(sums, hasValues ? f32x4.mul(weights, v128.load(values)) : weights);
    if (hasValues) values += 16;
  }
  let sum = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1);
  sum = sum + f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3);
  const rest = count & 3;
  if (rest == 0) return sum;
  v128.store(scratch, slotsOfRest(slots, rest, nothing));
  let weights = o.gather(table, scratch, group);
  if (hasValues) weights = f32x4.mul(weights, v128.and(v128.load(values), maskOfRest(rest)));
  sum += f32x4.extract_lane(weights, 0);
  sum += f32x4.extract_lane(weights, 1);
  return sum + f32x4.extract_lane(weights, 2);
}

// @ts-ignore: decorator
@inline
function updateExample<O extends Learning>(
  o: O, table: usize, slots: usize, values: usize, hasValues: bool, count: u32, residual: f32, scratch: usize,
): void {
  let g = f32x4.splat(residual);
  let group = scratch + SLOTS_OF_REST;
  const end = slots + (<usize>(count & ~3) << 2);
  for (; slots < end; slots += 16, group += o.group()) {
    if (hasValues) {
      g = f32x4.mul(f32x4.splat(residual), v128.load(values));
      values += 16;
    }
    o.update(table, slots, g, hasValues, group);
  }
  const rest = count & 3;
  if (rest == 0) return;
  g = f32x4.splat(residual);
  if (hasValues) g = f32x4.mul(g, v128.load(values));
  // masked after the product: an infinite residual times 0 would be no number, in the slot that everybody shares
  g = v128.and(g, maskOfRest(rest));
  o.update(table, scratch, g, hasValues, group);
}

/** The slots of the last group, filled up with the one that is always zero. */
// @ts-ignore: decorator
@inline
export function slotsOfRest(slots: usize, rest: u32, nothing: u32): v128 {
  // what lies behind the last feature is read, but not used
  const loaded = v128.load(slots);
  return v128.bitselect(loaded, i32x4.splat(nothing), maskOfRest(rest));
}

// @ts-ignore: decorator
@inline
function maskOfRest(rest: u32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(rest));
}
