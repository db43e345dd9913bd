/** A slot table against the dense table that it stands for. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { type SlotTable, slotTable } from '#dist/export/slot-table.js';

/** What the formula in slot-table.ts finds for a slot. */
function weightAt({ pageSize, shifts, owners, weights }: SlotTable, slot: number): number {
  const position = slot + shifts[Math.floor(slot / pageSize)];
  assert.ok(position >= 0 && position < owners.length, `slot ${slot} at ${position} of ${owners.length}`);
  return owners[position] === slot ? weights[position] : 0;
}

/** Any slots of 2^bits, all of a few pages, or every third: hashed, identity and strided ones. */
const sparse = fc.integer({ min: 1, max: 10 }).chain((bits) => {
  const size = 2 ** bits;
  const any = fc.uniqueArray(fc.nat(size - 1), { maxLength: size });
  const dense = fc
    .tuple(fc.nat(size - 1), fc.nat(size))
    .map(([from, count]) => range(from, Math.min(from + count, size), 1));
  const strided = fc.tuple(fc.nat(7), fc.integer({ min: 1, max: 40 })).map(([from, step]) => range(from, size, step));
  return fc.tuple(fc.constant(bits), fc.oneof(any, dense, strided));
});

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step);
}

test('every slot has the weight that it has in a dense table, and none reaches outside', () =>
  fc.assert(
    fc.property(sparse, ([bits, unsorted]) => {
      const slots = Uint32Array.from(unsorted).toSorted();
      const dense = new Float32Array(2 ** bits);
      const weights = Float32Array.from(slots, (slot) => (dense[slot] = slot + 0.5));
      const table = slotTable(bits, slots, weights);
      assert.ok(table.owners.length <= 2 ** bits);
      assert.deepEqual(
        Array.from(dense, (_, slot) => weightAt(table, slot)),
        [...dense],
      );
    }),
  ));

test('the table takes ten bytes a nonzero, or two pages of the root of the slots for few', () => {
  for (const [bits, nonzeros, bytes] of [
    [22, 0, 25e3],
    [22, 2000, 36e3],
    [22, 39_000, 39e4],
    [18, 39_000, 39e4],
    [18, 2 ** 18, 2.4e6],
    [24, 200_000, 2e6],
  ]) {
    const { shifts, owners, weights } = slotTable(bits, spread(bits, nonzeros), new Float32Array(nonzeros).fill(1));
    const found = shifts.byteLength + owners.byteLength + weights.byteLength;
    assert.ok(found < bytes, `${nonzeros} nonzeros in 2^${bits} slots: ${found} bytes`);
  }
});

/** Slots as hashing spreads them: the odd multiples of a constant modulo 2^32, the upper bits. */
function spread(bits: number, count: number): Uint32Array {
  const slots = new Set<number>();
  for (let i = 1; slots.size < count; i++) {
    const mixed = Math.imul(i ^ (i >>> 15), 0x85ebca6b) >>> 0;
    slots.add((Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 0) >>> (32 - bits));
  }
  return Uint32Array.from(slots).toSorted();
}
