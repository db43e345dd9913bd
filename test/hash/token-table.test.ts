/** Counted tokens, held to plain sets and maps. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { murmur3 } from '#dist/hash/murmur3.js';
import { tokenTable } from '#dist/hash/token-table.js';

const FIELDS = 3;

interface Entry {
  readonly field: number;
  readonly hash: number;
  readonly print: number;
}

// few hashes: they meet in the table and in the slots
const entry = fc.record({
  field: fc.nat({ max: FIELDS - 1 }),
  hash: fc.oneof(fc.nat({ max: 9 }), fc.constantFrom(0x80000001, 0xffffffff, 1 << 20)),
  print: fc.oneof(fc.constantFrom(0, 5, 4096 + 5), fc.nat({ max: 0xffffffff })),
});

/** The same by the definition. A token belongs to the field that brought it first. */
function byDefinition(entries: readonly Entry[], bits: number) {
  const tokens = new Map<string, { field: number; slot: number; count: number }>();
  for (const { field, hash, print } of entries) {
    const id = `${hash} ${print}`;
    const token = tokens.get(id) ?? { field, slot: hash % 2 ** bits, count: 0 };
    tokens.set(id, { ...token, count: token.count + 1 });
  }
  const all = [...tokens.values()];
  const shared = all.filter((one) => all.some((other) => other !== one && other.slot === one.slot));
  const perField = (of: (field: number) => number) => Float64Array.from({ length: FIELDS }, (_, field) => of(field));
  const inField = (field: number) => shared.filter((token) => token.field === field);
  return {
    size: all.length,
    distinct: perField((field) => all.filter((token) => token.field === field).length),
    tokens: perField((field) => inField(field).length),
    occurrences: perField((field) => inField(field).reduce((sum, { count }) => sum + count, 0)),
  };
}

test('different tokens, and those that share a slot, are counted by field', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 60 }), fc.constantFrom(1, 3, 20, 28), (entries, bits) => {
      const table = tokenTable(FIELDS);
      for (const { field, ...token } of entries) assert.ok(table.add(field, token));
      const { tokens, occurrences } = table.sharing(bits);
      assert.deepEqual(
        { size: table.size(), distinct: table.distinct(), tokens, occurrences },
        byDefinition(entries, bits),
      );
    }),
  );
});

test('it grows, and takes no more than it may, but what it has it counts on', () => {
  const token = (i: number) => ({ hash: murmur3(`${i}`), print: murmur3(`${i}`, 1) });
  const table = tokenTable(1, 20_000);
  for (let i = 0; i < 20_000; i++) assert.ok(table.add(0, token(i)));
  for (let i = 0; i < 20_000; i++) assert.ok(table.add(0, token(i)));
  assert.equal(table.size(), 20_000);
  assert.equal(table.add(0, token(20_000)), false);
  // one bit: all share
  assert.deepEqual(table.sharing(1), { tokens: Float64Array.of(20_000), occurrences: Float64Array.of(40_000) });
});
