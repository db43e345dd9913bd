/** Expected collisions, held to tokens that were hashed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { expectedShare, halvingBits } from '#dist/hash/collisions.js';
import { murmur3 } from '#dist/hash/murmur3.js';
import { tokenTable } from '#dist/hash/token-table.js';

test('what is expected is what happens, within four standard deviations or so', () => {
  for (const [tokens, bits] of [
    [200_000, 14],
    [200_000, 18],
    [200_000, 22],
    [30_000, 22],
  ]) {
    const table = tokenTable(1);
    for (let i = 0; i < tokens; i++) table.add(0, { hash: murmur3(`${i}`), print: murmur3(`${i}`, 1) });
    const expected = tokens * expectedShare(tokens, bits);
    const found = table.sharing(bits).tokens[0];
    // collisions come in pairs: their number has about twice the variance of a Poisson number's
    assert.ok(Math.abs(found - expected) <= 4 * Math.sqrt(2 * expected) + 1, `${found}, expected ${expected}`);
  }
});

test('no token and one token share nothing, a few in many slots nearly nothing', () => {
  assert.deepEqual(
    [0, 1].map((tokens) => expectedShare(tokens, 1)),
    [0, 0],
  );
  assert.equal(expectedShare(2, 1), 0.5);
  assert.ok(Math.abs(expectedShare(2, 28) * 2 ** 28 - 1) < 1e-7);
});

test('one bit more halves them, two where most slots are taken, none where there are no more', () => {
  assert.equal(halvingBits(100_000, 22), 23);
  assert.equal(halvingBits(5_000_000, 22), 24);
  assert.equal(halvingBits(1000, 28), null);
});
