import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { murmur3 as twin } from '#dist/hash/murmur3.js';
import { createKernel } from '#dist/kernel/kernel.js';
import { layOut } from '#dist/kernel/layout.js';

const { memory, layout, exports } = createKernel(layOut(1, 1, 1));
const text = layout.lanes[0].text;

function kernel(token: Uint8Array | string, seed = 0): number {
  const bytes = Buffer.from(token);
  const area = new Uint8Array(memory.buffer, text, bytes.length + 8);
  // what lies behind a token must not matter
  area.fill(0xff).set(bytes);
  return exports.murmur3(text, bytes.length, seed) >>> 0;
}

/** SMHasher's VerificationTest: hashes of the keys {}, {0}, {0, 1}, ... under the seed 256 - length, hashed. */
function verification(hash: (token: Uint8Array, seed: number) => number): number {
  const hashes = Buffer.alloc(256 * 4);
  for (let i = 0; i < 256; i++)
    hashes.writeUInt32LE(
      hash(
        Uint8Array.from({ length: i }, (_, k) => k),
        256 - i,
      ),
      i * 4,
    );
  return hash(hashes, 0);
}

for (const [name, hash] of [
  ['the kernel', kernel],
  ['its readable twin', twin],
] as const) {
  test(`${name} hashes as MurmurHash3 x86 32 does: SMHasher's verification value`, () => {
    assert.equal(verification(hash), 0xb0f57ee3);
  });

  test(`${name} gives the published hashes of foo`, () => {
    assert.equal(hash('foo', 0), 4_138_058_784);
    assert.equal(hash('foo', 42), 2_972_666_014);
  });
}

test('kernel and twin hash any bytes alike under any seed', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }), (token, seed) =>
      assert.equal(kernel(token, seed), twin(token, seed)),
    ),
    { numRuns: 2000 },
  ));
