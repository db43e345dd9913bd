import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitsPerNonzero, entropyBoundBytes, log2Binomial } from '#dist/prune/size.js';

/** C(n, 0), C(n, 1), ... as exact whole numbers. */
function* binomials(n: number): Generator<bigint> {
  let c = 1n;
  for (let k = 0; k <= n; k++) {
    yield c;
    c = (c * BigInt(n - k)) / BigInt(k + 1);
  }
}

/** log2 from the leading 60 bits, and the number of the others. */
function log2Of(x: bigint): number {
  const others = Math.max(x.toString(2).length - 60, 0);
  return Math.log2(Number(x >> BigInt(others))) + others;
}

test('log2 C(n, k) equals that of the exact whole number, for every k', () => {
  for (const n of [0, 1, 2, 7, 64, 130, 1024, 4096]) {
    let k = 0;
    for (const exact of binomials(n)) {
      const expected = log2Of(exact);
      assert.ok(Math.abs(log2Binomial(n, k) - expected) <= 1e-12 * Math.max(1, expected), `C(${n}, ${k})`);
      k++;
    }
  }
});

test('log2 C(n, k) keeps its digits at 2^28 slots', () => {
  let k = 0;
  for (const exact of binomials(2 ** 28)) {
    const expected = log2Of(exact);
    assert.ok(Math.abs(log2Binomial(2 ** 28, k) - expected) <= 1e-14 * k * 32 + 1e-12, `k ${k}`);
    if (++k > 2000) break;
  }
});

test('the entropy bound is, to the byte, that of the exact number of slot sets, for every number of nonzeros', () => {
  for (const bits of [0, 1, 5, 10]) {
    let k = 0;
    for (const exact of binomials(2 ** bits)) {
      // whole bits that tell exact sets apart: the length of the largest index
      const wholeBits = exact === 1n ? 0 : (exact - 1n).toString(2).length;
      assert.equal(entropyBoundBytes(bits, k), Math.ceil((wholeBits + 32 * k) / 8), `${bits} bits, ${k} nonzeros`);
      k++;
    }
  }
});

test('no weights take no bytes, and one takes the bits of its slot and of a float32', () => {
  assert.equal(entropyBoundBytes(24, 0), 0);
  for (let bits = 1; bits <= 32; bits++) assert.equal(entropyBoundBytes(bits, 1), Math.ceil((bits + 32) / 8));
});

test('a full table needs no bits for its slots', () => assert.equal(entropyBoundBytes(10, 1024), 4 * 1024));

test('bits per nonzero are those of the whole file, and unknown without nonzeros', () => {
  assert.equal(bitsPerNonzero(1000, 160), 50);
  assert.equal(bitsPerNonzero(1000, 0), null);
});
