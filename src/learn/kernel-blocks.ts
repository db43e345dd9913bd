/** The kernel's table -> blocks of touched slots, and back. */

import type { Kernel } from '../kernel/kernel.js';
import { BLOCK_SLOTS } from '../kernel/layout.js';
import type { Model, ModelBlock } from './model.js';
import { type Optimizer, widthOf } from './optimizer.js';

interface CollectedBlock {
  readonly count: number;
  readonly nonzeros: number;
}

// the words of BlockArea in kernel/assembly/collect.ts
const CAPACITY = 3;
const COUNT = 4;
const NONZEROS = 5;

/** Address of the i-th array of a block: slots, weights, columns. */
const arrayAt = ({ layout }: Kernel, i: number) => layout.block + 64 + i * BLOCK_SLOTS * 4;

/** Lets the kernel collect touched slots, block by block, into its block area. */
export function* collect(kernel: Kernel, { kernel: { loops } }: Optimizer): Generator<CollectedBlock> {
  const { layout, memory, exports } = kernel;
  const size = 2 ** layout.bits;
  const area = new Uint32Array(memory.buffer, layout.block, 6);
  area.set([arrayAt(kernel, 0), arrayAt(kernel, 1), arrayAt(kernel, 2)]);
  area[CAPACITY] = BLOCK_SLOTS;
  for (let from = 0; from < size;) {
    const { learning, table, block, scratch } = layout;
    from = exports[`collect${loops}`](learning, table, size, from, block, scratch) >>> 0;
    if (area[COUNT] > 0) yield { count: area[COUNT], nonzeros: area[NONZEROS] };
  }
}

/** The touched slots, block by block, in memory of their own (Arrow and the file system want no shared one), used again. */
export function* blocksOf(kernel: Kernel, optimizer: Optimizer, checkOwner: () => void): Generator<ModelBlock> {
  checkOwner();
  const slots = new Uint32Array(BLOCK_SLOTS);
  const numbers = ['weight', ...optimizer.columns].map(() => new Float32Array(BLOCK_SLOTS));
  for (const { count } of collect(kernel, optimizer)) {
    slots.set(new Uint32Array(kernel.memory.buffer, arrayAt(kernel, 0), count));
    numbers.forEach((column, i) => column.set(new Float32Array(kernel.memory.buffer, arrayAt(kernel, i + 1), count)));
    const [weights, ...state] = numbers.map((column) => column.subarray(0, count));
    yield { slots: slots.subarray(0, count), weights, state };
    checkOwner();
  }
}

/** Puts the state of a model into a table that is empty. */
export function loadState({ layout, memory }: Kernel, optimizer: Optimizer, model: Model): void {
  const width = widthOf(optimizer);
  const table = new Float32Array(memory.buffer, layout.table, 2 ** layout.bits * width);
  for (const { slots, state } of model.blocks()) {
    for (const [c, column] of state!.entries()) {
      for (let i = 0; i < slots.length; i++) table[slots[i] * width + c] = column[i];
    }
  }
}
