/** A rule over the order of examples, applied to batches as they come, in order. */

import type { Kernel } from '../kernel/kernel.js';
import { BATCH_EXAMPLES, type BatchLayout } from '../kernel/layout.js';
import type { BatchSlot } from './kernel-batch.js';
import { type ColumnSplit, dropUnwanted, heldOf } from './split-column.js';
import type { OrderRule } from './split-rule.js';

/**
 * Drops the examples that are not wanted from the next batch of a pass.
 *
 * @returns how many were dropped
 */
export type DropInOrder = (layout: BatchLayout, slot: BatchSlot) => number;

/** @param examples of the whole pass; asked for by the last ones only */
export function dropInOrder(
  kernel: Kernel,
  rule: OrderRule,
  wanted: ColumnSplit['wanted'],
  examples: number | null,
): DropInOrder {
  let before = 0;
  return (layout, slot) => {
    const size = slot.size();
    const held = heldOf(kernel, layout);
    const from = before;
    before += size;
    if (rule.kind === 'every') markEvery(held, from, rule.count);
    else held.fill(1, markLast(held, examples! - Math.round(examples! * rule.share) - from));
    return dropUnwanted(kernel, slot, layout.held, wanted);
  };
}

/** @param from examples before the first of these */
function markEvery(held: Uint8Array, from: number, count: number): void {
  held.fill(0);
  for (let i = count - 1 - (from % count); i < held.length; i += count) held[i] = 1;
}

/** Clears the bytes before the first that is held out. @returns its index */
function markLast(held: Uint8Array, first: number): number {
  const at = Math.min(Math.max(first, 0), BATCH_EXAMPLES);
  held.fill(0, 0, at);
  return at;
}
