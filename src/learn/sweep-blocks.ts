/** A table of models side by side -> the blocks of touched slots of one of them, as kernel-blocks.ts gives them. */

import type { Kernel } from '../kernel/kernel.js';
import { QUAD, type SweepGroup, type SweepLayout } from '../kernel/layout-sweep.js';
import { BLOCK_SLOTS } from '../kernel/layout.js';
import type { ModelBlock } from './model.js';

type SweepKernel = Kernel<SweepLayout>;

/** Touched slots and nonzero weights of each model of a group: one look at the whole table for each four. */
export function countModels({ layout, memory, exports }: SweepKernel, { area, table, quads }: SweepGroup) {
  const counts = new Uint32Array(memory.buffer, layout.counts, 2 * QUAD);
  return Array.from({ length: quads }, (_, quad) => {
    exports.countSweep(area, table, 2 ** layout.bits, quad, layout.counts);
    return Array.from({ length: QUAD }, (__, i) => ({ touched: counts[i], nonzeros: counts[QUAD + i] }));
  }).flat();
}

// the words of BlockArea in kernel/assembly/collect.ts
const COUNT = 4;

/** In memory of their own (Arrow and the file system want no shared one), used again. */
export function* sweptBlocks(
  { layout, memory, exports }: SweepKernel,
  group: SweepGroup,
  model: number,
  checkOwner: () => void,
): Generator<ModelBlock> {
  checkOwner();
  const { buffer } = memory;
  const size = 2 ** layout.bits;
  const area = new Uint32Array(buffer, layout.block, 6);
  const places = [0, 1, 2, 3].map((i) => layout.block + 64 + i * BLOCK_SLOTS * 4);
  area.set([places[0], places[1], places[2], BLOCK_SLOTS]);
  const slots = new Uint32Array(BLOCK_SLOTS);
  const numbers = [0, 1, 2].map(() => new Float32Array(BLOCK_SLOTS));
  for (let from = 0; from < size;) {
    from = exports.collectSweep(group.area, group.table, size, model, from, layout.block) >>> 0;
    const count = area[COUNT];
    if (count === 0) continue;
    slots.set(new Uint32Array(buffer, places[0], count));
    numbers.forEach((column, i) => column.set(new Float32Array(buffer, places[i + 1], count)));
    const [weights, ...state] = numbers.map((column) => column.subarray(0, count));
    yield { slots: slots.subarray(0, count), weights, state };
    checkOwner();
  }
}
