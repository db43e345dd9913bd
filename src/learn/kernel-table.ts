/** Whose state lies in a kernel's table: that of the learner or predictor that took it last. */

import { InputError } from '../input-error.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Layout, WIDE_BITS } from '../kernel/layout.js';

interface Owner {
  /** Bytes of the table that it may have written. */
  readonly bytes: number;
}

const owners = new WeakMap<Kernel['memory'], Owner>();

/**
 * Takes the table of a kernel, empty, for state of 2^bits slots.
 *
 * @param width numbers of 32 bits a slot: 1, 2 or 4
 * @returns a function that throws once somebody else has taken the table
 * @throws InputError if the table is too small for slots of that width
 */
export function takeTable({ layout, memory }: Kernel, bits: number, width: number): () => void {
  if (bits !== layout.bits) throw new Error(`a kernel laid out for ${layout.bits} bits cannot hold ${bits}`);
  checkWidth(layout, width);
  // a new memory is all zeros, and pages that nobody writes take no room
  const earlier = owners.get(memory);
  if (earlier) new Uint32Array(memory.buffer, layout.table, earlier.bytes / 4).fill(0);
  const owner = { bytes: (2 ** bits + 1) * width * 4 };
  owners.set(memory, owner);
  return () => {
    if (owners.get(memory) === owner) return;
    throw new Error('this state is gone: another learner or predictor took its kernel; write the model first');
  };
}

function checkWidth({ bits, slotBytes }: Layout, width: number): void {
  if (width * 4 <= slotBytes) return;
  throw new InputError({
    source: `--bits ${bits}`,
    found: `${width * 4} bytes of state a slot, ${(2 ** bits * width * 4) / 2 ** 30} GiB`,
    expected: 'a table that fits into 4 GiB of memory',
    advice: `use at most ${WIDE_BITS} bits, or an optimizer that keeps less, such as ftrl`,
  });
}
