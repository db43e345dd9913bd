// A batch as a cache stores it -> a batch as the learner takes it. The host has read offsets, slots, importances and
// values to their places. The readable twin is in the tests (test/kernel/cached.test.ts).

import { BatchArea, fillOnes } from './batch';

/**
 * Labels to floats; a slot that stands k times in a row becomes one feature of value k. Looks at everything that would
 * lead a learner outside its table.
 *
 * @param labels  bytes, one an example
 * @param nnz     slots, repeated ones counted
 * @param repeats how many of them repeat the one before
 * @param mask    2^bits - 1
 * @returns 0, or 1 for bytes that no cache has
 */
export function settleCached(batch: BatchArea, labels: usize, size: u32, nnz: u32, repeats: u32, mask: u32): i32 {
  if (!areLabels(batch, labels, size) || !areOffsets(batch.offsets, size, nnz)) return 1;
  if (!areBelow(batch.slots, nnz, mask)) return 1;
  batch.size = size;
  batch.nnz = nnz;
  return repeats == 0 || fold(batch, repeats) ? 0 : 1;
}

function areLabels(batch: BatchArea, labels: usize, size: u32): bool {
  let all: u32 = 0;
  for (let i: u32 = 0; i < size; i++) {
    const label = <u32>load<u8>(labels + i);
    all |= label;
    store<f32>(batch.labels + (i << 2), <f32>label);
  }
  return all <= 1;
}

function areOffsets(offsets: usize, size: u32, nnz: u32): bool {
  let last = load<u32>(offsets);
  if (last != 0) return false;
  for (let i: u32 = 1; i <= size; i++) {
    const offset = load<u32>(offsets + (i << 2));
    if (offset < last) return false;
    last = offset;
  }
  return last == nnz;
}

function areBelow(slots: usize, nnz: u32, mask: u32): bool {
  let all = i32x4.splat(0);
  let j: u32 = 0;
  for (; j + 4 <= nnz; j += 4) all = v128.or(all, v128.load(slots + (j << 2)));
  let rest: u32 = 0;
  for (; j < nnz; j++) rest |= load<u32>(slots + (j << 2));
  return (rest & ~mask) == 0 && !v128.any_true(v128.andnot(all, i32x4.splat(mask)));
}

/** Folds repeated slots, in place. @returns whether there were as many as the cache says */
function fold(batch: BatchArea, repeats: u32): bool {
  const slots: usize = batch.slots;
  const values: usize = batch.values;
  const offsets: usize = batch.offsets;
  fillOnes(values, 0, batch.nnz);
  let to: u32 = 0;
  let from: u32 = 0;
  for (let i: u32 = 0; i < batch.size; i++) {
    const end = load<u32>(offsets + (i << 2), 4);
    const first = to;
    for (; from < end; from++) {
      const slot = load<u32>(slots + (from << 2));
      const before = values + (to << 2) - 4;
      if (to > first && slot == load<u32>(slots + (to << 2) - 4)) {
        store<f32>(before, load<f32>(before) + 1);
      } else {
        store<u32>(slots + (to << 2), slot);
        to += 1;
      }
    }
    store<u32>(offsets + (i << 2), to, 4);
  }
  const folded = batch.nnz - to;
  batch.nnz = to;
  batch.hasValues = 1;
  return folded == repeats;
}
