import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Model } from '#dist/learn/model.js';
import { bitsPerNonzero, entropyBoundBytes, log2Binomial } from '#dist/prune/size.js';
import { modelOf } from './models.js';

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

/** The first k slots, all with one weight: nothing but the slots has to be told. */
function slotsAlone(bits: number, k: number): Model {
  const { header, blocks } = modelOf(Array.from({ length: k }, () => 0.5));
  return { header: { ...header, hashing: { ...header.hashing, bits } }, blocks };
}

test('the entropy bound is, to the byte, that of the exact number of slot sets, for every number of nonzeros', () => {
  for (const bits of [0, 1, 5, 10]) {
    let k = 0;
    for (const exact of binomials(2 ** bits)) {
      // whole bits that tell exact sets apart: the length of the largest index
      const wholeBits = exact === 1n ? 0 : (exact - 1n).toString(2).length;
      const model = slotsAlone(bits, k);
      assert.equal(entropyBoundBytes(model, 'q8'), Math.ceil(wholeBits / 8), `${bits} bits, ${k} nonzeros`);
      assert.equal(entropyBoundBytes(model, 'f32'), Math.ceil((wholeBits + 16 * k) / 8), `${bits} bits, ${k} nonzeros`);
      k++;
    }
  }
});

test('no weights take no bytes, and zeros among them none', () => {
  assert.equal(entropyBoundBytes(slotsAlone(24, 0), 'f32'), 0);
  const bytes = entropyBoundBytes(modelOf([0.5, -0.25, 1]), 'bf16');
  assert.equal(entropyBoundBytes(modelOf([0.5, 0, 0, -0.25, 0, 1]), 'bf16'), bytes);
});

test('a full table needs no bits for its slots, and equally frequent weights their logarithm', () => {
  const { header, blocks } = modelOf(Array.from({ length: 1024 }, (_, i) => (1 + (i % 8)) / 8192));
  const full = { header: { ...header, hashing: { ...header.hashing, bits: 10 } }, blocks };
  for (const encoding of ['bf16', 'q2.13', 'q8'] as const)
    assert.equal(entropyBoundBytes(full, encoding), (3 * 1024) / 8);
});

test('bits per nonzero are those of the whole file, and unknown without nonzeros', () => {
  assert.equal(bitsPerNonzero(1000, 160), 50);
  assert.equal(bitsPerNonzero(1000, 0), null);
});
