/** A packed file is loaded, into little memory, or refused. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import * as fc from 'fast-check';

import { ENCODINGS, encode } from '#dist/prune/encoding.js';
import { type RuntimeModel, load } from '#dist/runtime/index.js';
import { modelOf, packed } from './models.js';

const identity = {
  hash: 'identity',
  seed: 0,
  missing: 'ignore',
  fields: [{ name: 'features', type: 'pairs' }],
} as const;

const anyWeights = fc.integer({ min: 1, max: 28 }).chain((bits) =>
  fc.record({
    bits: fc.constant(bits),
    // some are neighbours, some far from all others
    slots: fc.uniqueArray(fc.oneof(fc.nat(2 ** bits - 1), fc.nat(Math.min(2 ** bits - 1, 300))), { maxLength: 300 }),
    weight: fc.float({ min: -5, max: 5, noNaN: true, minExcluded: true }),
  }),
);

for (const encoding of ENCODINGS) {
  test(`every slot of a model has its weight, and no other slot has one: ${encoding}`, () =>
    fc.assert(
      fc.asyncProperty(anyWeights, async ({ bits, slots, weight }) => {
        const sorted = Uint32Array.from(slots).toSorted();
        const weights = Float32Array.from(sorted, (_, i) => weight / (1 + (i % 7)) || 1);
        const model = modelOf(sorted, weights, { ...identity, bits });
        const { margin } = load((await packed(model, encoding)).bytes);
        const [block] = encode(model, encoding).model.blocks();
        const bias = model.header.bias.weight;
        const expected = new Map(Array.from(block?.slots ?? [], (slot, i) => [slot, block.weights[i]]));
        for (const slot of [0, 1, 2 ** bits - 1, ...slots, ...slots.map((near) => (near + 1) % 2 ** bits)]) {
          const found = margin({ features: [slot] });
          assert.ok(Math.abs(found - bias - (expected.get(slot) ?? 0)) < 1e-12, `slot ${slot}: ${found - bias}`);
        }
      }),
      { numRuns: 20 },
    ));
}

const none = modelOf(new Uint32Array(), new Float32Array(), { ...identity, bits: 20 });

test('a model without nonzeros has its bias', async () => {
  const model = load((await packed(none, 'q8')).bytes);
  assert.deepEqual(model.fields, ['features']);
  assert.equal(model.margin({ features: '1:1 2:1' }), none.header.bias.weight);
  assert.equal(model.probability([undefined]), 1 / (1 + Math.exp(-none.header.bias.weight)));
});

const some = modelOf(Uint32Array.of(3, 5, 900_000), Float32Array.of(0.5, -1, 2), { ...identity, bits: 20 });

test('an ArrayBuffer is loaded, and bytes anywhere in one', async () => {
  const { bytes } = await packed(some, 'f32');
  const shifted = new Uint8Array(bytes.length + 9).subarray(5, 5 + bytes.length);
  shifted.set(bytes);
  const expected = some.header.bias.weight - 1;
  for (const form of [Uint8Array.from(bytes), Uint8Array.from(bytes).buffer, shifted]) {
    assert.equal(load(form).margin({ features: '5' }), expected);
  }
});

test('a file with any byte changed, cut short, or with bytes behind it is refused', async () => {
  const { bytes } = await packed(some, 'q2.13');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Uint8Array.from(bytes);
    changed[at] ^= 1 << (at % 8);
    for (const wrong of [changed, bytes.subarray(0, at)])
      assert.throws(() => load(wrong), /^Error: not a packed model: /);
  }
  assert.throws(() => load(Uint8Array.of(...bytes, 0)), /^Error: not a packed model: /);
});

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

async function memoryInUse(): Promise<number> {
  // the memory of arrays is given back some time after they are collected
  for (let i = 0; i < 2; i++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** As many slots as can be, at random, of 2^bits; weights of many sizes. */
function randomModel(count: number, bits: number) {
  let state = 1;
  const random = () => (state = (Math.imul(state, 0x915f77f5) + 1) >>> 0) / 2 ** 32;
  const slots = new Set<number>();
  while (slots.size < count) slots.add(Math.floor(random() * 2 ** bits));
  const weights = Float32Array.from({ length: count }, () => (random() + random() + random() - 1.5) / 2 || 1);
  const fields = Array.from(
    { length: 39 },
    (_, i) => ({ name: `C${i}`, type: i < 13 ? 'count' : 'categorical' }) as const,
  );
  return modelOf(Uint32Array.from(slots).toSorted(), weights, { hash: 'murmur3', bits, fields });
}

for (const [count, bits] of [
  [50_000, 17],
  [50_000, 28],
]) {
  test(`a model of ${count} weights in 2^${bits} slots takes at most 4 times its packed bytes and 64 KiB`, async (t) => {
    const model = randomModel(count, bits);
    const [copies, kept] = [4, [] as RuntimeModel[]];
    for (const encoding of ['q8', 'bf16'] as const) {
      const { bytes } = await packed(model, encoding);
      kept.push(load(bytes));
      const before = await memoryInUse();
      for (let i = 0; i < copies; i++) kept.push(load(bytes));
      const taken = ((await memoryInUse()) - before) / copies;
      t.diagnostic(`${encoding}: ${bytes.length} bytes packed, ${taken} loaded`);
      assert.ok(taken <= 4 * bytes.length + 65_536, `${encoding}: ${taken} of ${bytes.length}`);
      assert.ok(taken > bytes.length, `${encoding}: ${taken}`);
    }
    assert.equal(kept.length, 10);
  });
}
