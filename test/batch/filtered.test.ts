import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { filtered, hasSlot, slotSet } from '#dist/batch/filtered.js';
import { batchOf } from '../learn/batches.js';

const BITS = 6;
const slot = fc.nat(2 ** BITS - 1);
const example = fc.record({
  label: fc.constantFrom(0, 1),
  importance: fc.constantFrom(1, 2),
  features: fc.dictionary(slot.map(String), fc.constantFrom(1, 0.5), { maxKeys: 9 }),
});

test('examples keep their features of the kept slots, with their values, and nothing else', () =>
  fc.assert(
    fc.property(fc.array(example, { maxLength: 9 }), fc.array(slot), (examples, slots) => {
      const kept = slotSet(BITS, [{ slots: Uint32Array.from(slots) }]);
      const few = examples.map((one) => ({
        ...one,
        features: Object.entries(one.features).filter(([s]) => slots.includes(Number(s))),
      }));
      const found = filtered(batchOf(examples), kept);
      const features = few.map((_, i) =>
        Array.from({ length: found.offsets[i + 1] - found.offsets[i] }, (__, j) => found.offsets[i] + j).map((at) => [
          String(found.slots[at]),
          found.values === null ? 1 : found.values[at],
        ]),
      );
      assert.deepEqual(
        features,
        few.map((one) => one.features),
      );
      assert.equal(found.slots.length, found.offsets[found.size]);
      assert.deepEqual([found.labels, found.importances], [batchOf(examples).labels, batchOf(examples).importances]);
    }),
  ));

test('a set of slots has those that were put into it', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.array(fc.nat(4095)), (bits, all) => {
      const slots = all.map((s) => s % 2 ** bits);
      const set = slotSet(bits, [{ slots: Uint32Array.from(slots) }, { slots: new Uint32Array() }]);
      for (let s = 0; s < 2 ** bits; s++) assert.equal(hasSlot(set, s), slots.includes(s));
    }),
  ));
