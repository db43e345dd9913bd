// A step of every slot without a gradient, for the exact variants of optimizers whose slots move by themselves.

import { Learning } from './learn';

/** Scratch of its own behind the optimizer's numbers: four slots, and their group. */
const SCRATCH: usize = 256;

/** Steps slots [0, size), four at a time; those whose columns behind the weight are all 0 are at rest. */
// @ts-ignore: decorator
@inline
export function idle<O extends Learning>(o: O, table: usize, size: u32): void {
  const slots = changetype<usize>(o) + SCRATCH;
  for (let slot: u32 = 0; slot < size; slot += 4) {
    if (areAtRest(table + (<usize>slot << o.shift()), o.shift())) continue;
    v128.store(slots, i32x4.add(i32x4.splat(slot), i32x4(0, 1, 2, 3)));
    o.gather(table, slots, slots + 16);
    o.update(table, slots, f32x4.splat(0), false, slots + 16);
  }
}

// @ts-ignore: decorator
@inline
function areAtRest(at: usize, shift: u32): bool {
  let all = v128.or(v128.load(at), v128.load(at, 16));
  if (shift == 4) all = v128.or(all, v128.or(v128.load(at, 32), v128.load(at, 48)));
  const behindWeight = shift == 4 ? i32x4(0, -1, -1, -1) : i32x4(0, -1, 0, -1);
  return !v128.any_true(v128.and(all, behindWeight));
}
