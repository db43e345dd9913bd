/** Whose models lie in a sweep's memory: those of the learner that took it last. */

import { createScores } from '../evaluate/scores.js';
import type { Kernel } from '../kernel/kernel.js';
import { QUAD_BYTES, type SweepLayout } from '../kernel/layout-sweep.js';

const owners = new WeakMap<Kernel['memory'], object>();

/**
 * Takes a memory, its tables and scores empty.
 *
 * @returns a function that throws once another learner has taken it
 */
export function takeMemory({ layout, memory }: Kernel<SweepLayout>): () => void {
  // a new memory is all zeros, and pages that nobody writes take no room
  if (owners.has(memory)) {
    for (const { table, quads, scores } of layout.groups) {
      new Uint32Array(memory.buffer, table, (2 ** layout.bits * quads * QUAD_BYTES) / 4).fill(0);
      for (const at of scores) createScores(memory.buffer, at);
    }
  }
  const owner = {};
  owners.set(memory, owner);
  return () => {
    if (owners.get(memory) === owner) return;
    throw new Error('these models are gone: another sweep took their memory; write the models first');
  };
}
