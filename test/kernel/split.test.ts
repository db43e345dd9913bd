import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import type { HashedExample } from '#dist/hash/hash-records.js';
import { batchSlot } from '#dist/hash/kernel-batch.js';
import { createKernel } from '#dist/kernel/kernel.js';
import { layOut } from '#dist/kernel/layout.js';
import { examplesOf } from './readings.js';

const kernel = createKernel(layOut(1, 1, 1));
const layout = kernel.layout.lanes[0].batches[0];

/** The readable twin of the kernel's keepExamples. */
function keptExamples<T>(examples: readonly T[], held: readonly boolean[], wanted: boolean): T[] {
  return examples.filter((_, i) => held[i] === wanted);
}

const example: fc.Arbitrary<HashedExample> = fc
  .record({
    label: fc.constantFrom(0, 1),
    importance: fc.constantFrom(1, 0.5, 3),
    slots: fc.uniqueArray(fc.integer({ min: 0, max: 1e6 }), { maxLength: 5 }),
    value: fc.constantFrom(1, 1, 1, 2.5),
  })
  .map(({ slots, value, ...rest }) => ({
    ...rest,
    features: new Map(slots.map((slot) => [slot, value])),
    merged: 0,
  }));

test('of a batch stay the examples that are wanted, with their labels, importances, slots and values', () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(example, fc.boolean()), { maxLength: 40 }),
      fc.constantFrom<0 | 1>(0, 1),
      (marked, wanted) => {
        const slot = batchSlot(kernel, layout, true);
        slot.reset();
        for (const [hashed] of marked) slot.append(hashed);
        const held = marked.map(([, isHeld]) => isHeld);
        const expected = keptExamples(examplesOf(slot.view()), held, wanted === 1);
        new Uint8Array(kernel.memory.buffer, layout.held, held.length).set(held.map(Number));
        kernel.exports.keepExamples(slot.area, layout.held, wanted);
        assert.deepEqual(examplesOf(slot.view()), expected);
        assert.equal(slot.nnz(), slot.view().offsets[slot.size()]);
      },
    ),
    { numRuns: 500 },
  ));
