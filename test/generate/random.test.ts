import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawWords, mix32 } from '#dist/generate/random.js';

const words32 = fc.integer({ min: 0, max: 0xffff_ffff });
const examples = fc.oneof(fc.nat(1000), fc.nat(2 ** 31 - 1), fc.maxSafeNat());
const MASK = 0xffff_ffffn;

const rotate = (x: bigint, by: bigint): bigint => ((x << by) | (x >> (32n - by))) & MASK;

/** xoroshiro64** as its authors print it, on integers that cannot overflow. */
function* xoroshiro(state0: bigint, state1: bigint): Generator<bigint, never> {
  let [s0, s1] = [state0, state1];
  for (;;) {
    yield (rotate((s0 * 0x9e3779bbn) & MASK, 5n) * 5n) & MASK;
    s1 ^= s0;
    s0 = rotate(s0, 26n) ^ s1 ^ ((s1 << 9n) & MASK);
    s1 = rotate(s1, 13n);
  }
}

/** mix32, undone step by step with the inverses of its multipliers. */
function unmix32(x: number): number {
  x ^= x >>> 16;
  x = Math.imul(x, 0x43021123);
  x ^= (x >>> 15) ^ (x >>> 30);
  x = Math.imul(x, 0x1d69e2a5);
  return (x ^ (x >>> 16)) >>> 0;
}

function draw(seed: number, example: number, count = 50): number[] {
  const words = new Uint32Array(count);
  drawWords(words, seed, example);
  return [...words];
}

test('mixing is a bijection: it can be undone', () => fc.assert(fc.property(words32, (x) => unmix32(mix32(x)) === x)));

test('words are those of the published xoroshiro64** from the mixed state', () =>
  fc.assert(
    fc.property(words32, examples, (seed, example) => {
      const s0 = mix32(example ^ mix32(seed));
      const s1 = mix32(s0 ^ mix32(mix32(seed) + Math.floor(example / 2 ** 32) + 0x9e3779b9)) | 1;
      const expected = xoroshiro(BigInt(s0 >>> 0), BigInt(s1 >>> 0));
      assert.deepEqual(
        draw(seed, example),
        Array.from({ length: 50 }, () => Number(expected.next().value)),
      );
    }),
  ));

test('neighbouring examples and seeds share no words', () =>
  fc.assert(
    fc.property(words32, examples, (seed, example) => {
      const words = [draw(seed, example), draw(seed, example + 1), draw((seed + 1) >>> 0, example)].flat();
      assert.ok(new Set(words).size > words.length - 3);
    }),
  ));

test('every bit of the words is set half of the time', () => {
  const words = Array.from({ length: 400 }, (_, i) => draw(1, i)).flat();
  for (let bit = 0; bit < 32; bit++) {
    const set = words.filter((w) => (w >>> bit) & 1).length;
    assert.ok(Math.abs(set - words.length / 2) < 5 * Math.sqrt(words.length / 4), `bit ${bit}: ${set}`);
  }
});
