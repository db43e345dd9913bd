import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { encode, ENCODINGS, type Encoding } from '#dist/prune/encoding.js';
import type { Model } from '#dist/learn/model.js';
import { modelOf } from './models.js';

/** Slot and weight of all that is left. */
function contentsOf(model: Model): [number, number][] {
  return [...model.blocks()].flatMap(({ slots, weights }) =>
    [...slots].map((s, i): [number, number] => [s, weights[i]]),
  );
}

const weightsOf = (weights: readonly number[], encoding: Encoding) =>
  contentsOf(encode(modelOf(weights), encoding).model).map(([, weight]) => weight);

const small = fc.float({ min: -4, max: Math.fround(4 - 2 ** -13), noNaN: true });
const any = fc.float({ noNaN: true, noDefaultInfinity: true });
const models = fc
  .tuple(fc.array(fc.oneof(small, any, fc.constantFrom(0, -0)), { maxLength: 30 }), fc.integer({ min: 1, max: 9 }))
  .map(([weights, blockSize]) => modelOf(weights, blockSize));

for (const encoding of ENCODINGS) {
  test(`${encoding}: an encoded model has no state and no zeros, counts its nonzeros, and is encoded to itself`, () =>
    fc.assert(
      fc.property(models, (model) => {
        const { model: encoded, scale } = encode(model, encoding);
        const contents = contentsOf(encoded);
        assert.equal(encoded.header.nonzeros, contents.length);
        assert.equal(encoded.header.hasState, false);
        assert.ok(contents.every(([, weight]) => weight !== 0 && Number.isFinite(weight)));
        const again = encode(encoded, encoding);
        assert.deepEqual(contentsOf(again.model), contents);
        assert.equal(again.clipped, 0);
        if (contents.length > 0) assert.equal(again.scale, scale);
      }),
    ));

  test(`${encoding}: a weight that is not finite is refused, with its slot`, () => {
    for (const weight of [NaN, Infinity, -Infinity]) {
      assert.throws(() => encode(modelOf([1, weight]), encoding), {
        name: 'InputError',
        message: `found ${weight} at slot 3, expected finite numbers; the training diverged: lower alpha or scale the values`,
      });
    }
  });
}

test('f32 keeps every weight that is not zero', () => {
  assert.deepEqual(weightsOf([1e-45, 0, 3.4e38, -0, -1], 'f32'), [1e-45, 3.4e38, -1].map(Math.fround));
});

test('bf16 is the nearest number of 8 significant bits, ties to even', () => {
  const step = 2 ** -7;
  const pairs: [number, number][] = [
    [1 + 0.49 * step, 1],
    [1 + 0.5 * step, 1],
    [1 + 0.51 * step, 1 + step],
    [1 + 1.5 * step, 1 + 2 * step],
    [-(1 + 1.5 * step), -(1 + 2 * step)],
    [2 - 0.1 * step, 2],
  ];
  for (const [weight, rounded] of pairs) assert.deepEqual(weightsOf([weight], 'bf16'), [rounded], String(weight));
});

test('bf16 clips what is nearer to 2^128 than to its largest number, and drops what is nearer to 0 than to its least', () => {
  const largest = 2 ** 128 * (1 - 2 ** -8);
  const { model, clipped } = encode(modelOf([3.4028234663852886e38, -3.4028234663852886e38, 1e38, 1e-45]), 'bf16');
  assert.equal(clipped, 2);
  assert.deepEqual(
    contentsOf(model).map(([slot, weight]) => [slot, weight > 1e37 ? weight / largest : weight / -largest]),
    [
      [0, 1],
      [3, 1],
      [6, weightsOf([1e38], 'bf16')[0] / largest],
    ],
  );
});

test('q2.13 gives one of the two multiples of 2^-13 around a weight, and on average the weight', () => {
  const count = 20_000;
  for (const weight of [0.1, -0.1, 2 ** -14, -3.7e-5, 2.000001]) {
    const float = Math.fround(weight);
    const rounded = contentsOf(encode(modelOf(Array.from({ length: count }, () => float)), 'q2.13').model);
    const below = Math.floor(float * 8192) / 8192;
    assert.ok(rounded.every(([, w]) => w === below || w === below + 2 ** -13));
    const mean = rounded.reduce((sum, [, w]) => sum + w, 0) / count;
    // five standard deviations of a coin
    assert.ok(Math.abs(mean - float) < (5 * 2 ** -14) / Math.sqrt(count), `${mean} for ${float}`);
  }
});

test('q2.13 draws from the slot: the same wherever blocks are cut and whatever else is in the model', () => {
  const weights = Array.from({ length: 50 }, (_, i) => Math.cos(i) / 3);
  const all = contentsOf(encode(modelOf(weights, 7), 'q2.13').model);
  assert.deepEqual(contentsOf(encode(modelOf(weights, 50), 'q2.13').model), all);
  assert.deepEqual(contentsOf(encode(modelOf(weights.slice(0, 20)), 'q2.13').model), all.slice(0, 20));
});

test('q2.13 counts what it clips to -4 and 4 - 2^-13', () => {
  const { model, clipped } = encode(modelOf([-5, -4, 4 - 2 ** -13, 4, 1e30, 1]), 'q2.13');
  assert.equal(clipped, 3);
  assert.deepEqual(
    contentsOf(model).map(([, weight]) => weight),
    [-4, -4, 4 - 2 ** -13, 4 - 2 ** -13, 4 - 2 ** -13, 1],
  );
});

test('q8 gives multiples of a scale, at most half of it away but for the largest, and clips none', () =>
  fc.assert(
    fc.property(models, (model) => {
      const { model: encoded, scale, clipped } = encode(model, 'q8');
      const before = new Map(contentsOf(model));
      const after = new Map(contentsOf(encoded));
      assert.equal(clipped, 0);
      for (const [slot, weight] of before) {
        const rounded = after.get(slot) ?? 0;
        const levels = rounded / scale;
        assert.ok(Number.isInteger(levels) && Math.abs(levels) <= 127);
        assert.ok(Math.abs(rounded - weight) <= scale / 2 || Math.abs(levels) === 127, `${weight} -> ${rounded}`);
      }
    }),
  ));

test('q8 gives the largest weights 127 levels: its scale is a 127th of the largest, to 1 in 256', () => {
  for (const largest of [0.9132, 1, 3e38, 3.4028234663852886e38, 1e-30]) {
    const { model, scale } = encode(modelOf([Math.fround(-largest), Math.fround(largest / 2)]), 'q8');
    assert.ok(Math.abs((scale * 127) / largest - 1) <= 2 ** -8);
    assert.equal(contentsOf(model)[0][1], -127 * scale);
  }
});
