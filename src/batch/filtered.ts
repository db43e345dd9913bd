/** A batch -> the same examples with the features of some slots only. */

import type { Batch } from './batch.js';

/** Slots, one bit each. */
export type SlotSet = Uint32Array;

/** @param bits slots are below 2^bits */
export function slotSet(bits: number, blocks: Iterable<{ readonly slots: Uint32Array }>): SlotSet {
  const set = new Uint32Array(Math.max(1, 2 ** (bits - 5)));
  for (const { slots } of blocks) for (const slot of slots) set[slot >>> 5] |= 1 << (slot & 31);
  return set;
}

export function hasSlot(set: SlotSet, slot: number): boolean {
  return ((set[slot >>> 5] >>> (slot & 31)) & 1) === 1;
}

/** A copy of a batch without the features of other slots; an example may be left with none. */
export function filtered({ size, labels, importances, offsets, slots, values }: Batch, kept: SlotSet): Batch {
  const few = {
    offsets: new Uint32Array(size + 1),
    slots: new Uint32Array(slots.length),
    values: values && new Float32Array(slots.length),
  };
  let end = 0;
  for (let i = 0; i < size; i++) {
    for (let j = offsets[i]; j < offsets[i + 1]; j++) {
      if (!hasSlot(kept, slots[j])) continue;
      few.slots[end] = slots[j];
      if (few.values) few.values[end] = values![j];
      end++;
    }
    few.offsets[i + 1] = end;
  }
  return {
    ...{ size, labels: labels?.slice() ?? null, importances: importances?.slice() ?? null, offsets: few.offsets },
    ...{ slots: few.slots.subarray(0, end), values: few.values?.subarray(0, end) ?? null },
  };
}
