/** Tokens of slots: exact while there are few, bounded where there are many. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import type { HashSpec } from '#dist/batch/hash-spec.js';
import { KEPT_TOKENS, slotNames } from '#dist/report/slot-names.js';

const spec: HashSpec = {
  ...{ hash: 'murmur3', seed: 0, bits: 10, missing: 'ignore' },
  fields: [
    { name: 'a', type: 'categorical' },
    { name: 'b', type: 'categorical' },
  ],
};

test('up to eight tokens of a slot are counted exactly, the most frequent first', () =>
  fc.assert(
    fc.property(fc.array(fc.record({ field: fc.nat(1), token: fc.constantFrom('x', 'y', '😀', '"') })), (met) => {
      const names = slotNames(spec, 2);
      const counts = new Map<string, number>();
      for (const { field, token } of met) {
        names.add(1, field, Buffer.from(token));
        const name = `${'ab'[field]}: ${token}`;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      assert.equal(names.tokensOf(0), null);
      const found = names.tokensOf(1);
      const expected = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
      assert.deepEqual(found?.tokens.map(({ name, count }) => [name, count]) ?? [], expected);
      if (found !== null) assert.deepEqual([found.count, found.others], [met.length, 0]);
      assert.deepEqual(names.counts(), { named: Math.min(counts.size, 1), collided: counts.size > 1 ? 1 : 0 });
    }),
  ));

test('of a hundred thousand tokens in one slot eight are kept, a frequent one that comes late among them', () => {
  const names = slotNames(spec, 1);
  const tokens = 100_000;
  for (let i = 0; i < tokens; i++) names.add(0, 0, Buffer.from(`t${i}`));
  for (let i = 0; i < tokens / 2; i++) names.add(0, 1, Buffer.from(i % 2 ? 'late' : `u${i}`));
  const { count, tokens: kept, others } = names.tokensOf(0)!;
  assert.deepEqual([count, kept.length], [1.5 * tokens, KEPT_TOKENS]);
  assert.equal(kept[0].name, 'b: late');
  assert.ok(kept[0].count > 0.24 * tokens && kept[0].count <= 0.25 * tokens, `${kept[0].count}`);
  assert.equal(others + kept.reduce((sum, token) => sum + token.count, 0), count);
});
