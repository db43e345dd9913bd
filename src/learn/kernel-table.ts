/** Whose state lies in a kernel's table: that of the learner or predictor that took it last. */

import type { Kernel } from '../kernel/kernel.js';

const owners = new WeakMap<Kernel['memory'], object>();

/**
 * Takes the table of a kernel, empty, for state of 2^bits slots.
 *
 * @returns a function that throws once somebody else has taken the table
 */
export function takeTable({ layout, memory }: Kernel, bits: number): () => void {
  if (bits !== layout.bits) throw new Error(`a kernel laid out for ${layout.bits} bits cannot hold ${bits}`);
  // a new memory is all zeros, and pages that nobody writes take no room
  if (owners.has(memory)) new Float64Array(memory.buffer, layout.table, 2 ** bits + 1).fill(0);
  const owner = {};
  owners.set(memory, owner);
  return () => {
    if (owners.get(memory) === owner) return;
    throw new Error('this state is gone: another learner or predictor took its kernel; write the model first');
  };
}
