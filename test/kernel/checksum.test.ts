import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { checksum } from '#dist/kernel/checksum.js';
import { createKernel } from '#dist/kernel/kernel.js';
import { layOut } from '#dist/kernel/layout.js';

const kernel = createKernel(layOut(4, 1, 1));
const [{ text, slots: scratch }] = kernel.layout.lanes;

function inKernel(words: Uint32Array, seed: number): number {
  new Uint32Array(kernel.memory.buffer, text, words.length).set(words);
  return kernel.exports.checksum(text, words.length, seed, scratch) >>> 0;
}

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const words = fc.uint32Array({ maxLength: 100 });

test('the kernel and its twin have the same checksum for any words and any seed', () =>
  fc.assert(fc.property(words, uint32, (array, seed) => assert.equal(inKernel(array, seed), checksum(array, seed)))));

test('a word that changes, goes or moves changes the checksum', () =>
  fc.assert(
    fc.property(fc.uint32Array({ minLength: 2, maxLength: 100 }), fc.nat(), fc.nat(31), (array, at, bit) => {
      const i = at % array.length;
      const sum = checksum(array, 0);
      const flipped = array.slice();
      flipped[i] ^= 1 << bit;
      assert.notEqual(checksum(flipped, 0), sum);
      assert.notEqual(checksum(array.subarray(1), 0), sum);
      const turned = Uint32Array.of(...array.subarray(1), array[0]);
      if (turned.some((word, j) => word !== array[j])) assert.notEqual(checksum(turned, 0), sum);
    }),
  ));
