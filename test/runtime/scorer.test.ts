/** Raw fields are scored as hash/ and the weights have it: every type of field, option and cross. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import type { HashSpec } from '#dist/batch/hash-spec.js';
import { recordHasher } from '#dist/hash/hash-records.js';
import { InputError } from '#dist/input-error.js';
import { hivemall } from '#dist/read/hivemall.js';
import { formatFrom } from '#dist/read/formats.js';
import { svmlight } from '#dist/read/svmlight.js';
import { BIAS, anyCase, marginOf, readAsJson, scorerOf } from './records.js';

/** The example, or the field that a record is refused for. */
function outcome<T>(make: () => T): T | { readonly refused: string | undefined } {
  try {
    return make();
  } catch (error) {
    if (error instanceof InputError) return { refused: error.problem.field };
    assert.ok(error instanceof Error);
    return { refused: /^field "(.*?)": found ".*", expected [^\n]+$/s.exec(error.message)?.[1] };
  }
}

test('a record has the margin of its features as JSON lines are hashed, or is refused for the same field', () => {
  let [scored, refused] = [0, 0];
  fc.assert(
    fc.property(anyCase, ({ spec, records }) => {
      const [read, hash] = [readAsJson(spec), recordHasher(spec)];
      const examples = records.map((record) => outcome(() => hash(read(record))));
      const score = scorerOf(
        spec,
        examples.filter((example) => 'features' in example),
      );
      records.forEach((record, i) => {
        const example = examples[i];
        const inOrder = spec.fields.map(({ name }) => record[name] as string);
        for (const form of [record, { ...record, unknown: 'x' }, inOrder]) {
          const found = outcome(() => score(form));
          if ('refused' in example) assert.deepEqual(found, example);
          else {
            const { margin, rounding } = marginOf(example);
            assert.ok(typeof found === 'number' && Math.abs(found - margin) <= rounding, `${margin} expected`);
          }
        }
        if ('refused' in example) refused++;
        else scored++;
      });
    }),
    { numRuns: 200 },
  );
  assert.ok(scored > 100 && refused > 10, `${scored} scored, ${refused} refused`);
});

const index = fc.integer({ min: 0, max: 4000 }).map(String);
const pairValue = fc.constantFrom('1', '0', '0.5', '-2', '1e-3', '.25', '+3');
const pairs = fc.uniqueArray(fc.tuple(index, pairValue), { selector: ([token]) => token, maxLength: 30 });

for (const kind of ['murmur3', 'identity'] as const) {
  test(`index:value pairs are scored as svmlight and Hivemall lines are, under ${kind}: as words, an array and an object`, () =>
    fc.assert(
      fc.property(pairs, fc.constantFrom(12, 22, 28), (list, bits) => {
        const spec: HashSpec = { hash: kind, seed: 7, bits, missing: 'ignore', fields: svmlight.fields };
        const hash = recordHasher(spec);
        const words = list.map((pair) => pair.join(':'));
        const example = hash(svmlight.parse(Buffer.from(`1 ${words.join(' ')}`))!);
        assert.deepEqual(hash(hivemall.parse(Buffer.from(`${words.join(',')}\t1`))!), example);
        const score = scorerOf(spec, [example]);
        const { margin, rounding } = marginOf(example);
        const asObject = Object.fromEntries(list.map(([token, value]) => [token, Number(value)]));
        for (const features of [words.join(' '), words, asObject]) {
          assert.ok(Math.abs(score({ features }) - margin) <= rounding);
        }
      }),
    ));
}

test("a word of namespace and feature is that of Vowpal Wabbit's text, with the value 1 where none is written", () => {
  const format = formatFrom({ name: 'vw', labelled: false, schema: null });
  const spec: HashSpec = { hash: 'murmur3', seed: 0, bits: 20, missing: 'ignore', fields: format.fields };
  const example = recordHasher(spec)(format.parse(Buffer.from('|a x:2 é |bc:0.5 x y:4'))!);
  const score = scorerOf(spec, [example]);
  assert.equal(score({ features: 'a^x:2 a^é bc^x:0.5 bc^y:2' }), marginOf(example).margin);
});

const identity: HashSpec = { hash: 'identity', seed: 0, bits: 4, missing: 'ignore', fields: svmlight.fields };

test('what a field cannot take is refused by an error that names field, found and expected', () => {
  const fields = [
    { name: 'n', type: 'count' },
    { name: 'x', type: 'numeric' },
    { name: 'at', type: 'time', timeFormat: 'iso', parts: ['hour'] },
    { name: 'tags', type: 'list' },
    { name: 'more', type: 'list' },
  ] as const;
  const crosses = [['tags', 'more']];
  const score = scorerOf({ hash: 'murmur3', seed: 0, bits: 8, missing: 'ignore', fields, crosses }, []);
  const thousand = Array.from({ length: 1000 }, (_, i) => i);
  const wrong: [Record<string, unknown>, string][] = [
    [{ n: '1.5' }, 'field "n": found "1.5", expected an integer'],
    [{ n: [5] }, 'field "n": found "an object", expected one value'],
    [{ x: 'x'.repeat(50) }, `field "x": found "${'x'.repeat(40)}", expected a number`],
    [{ x: NaN }, 'field "x": found "NaN", expected a number'],
    [{ at: '2026-02-29' }, 'field "at": found "2026-02-29", expected a time (iso)'],
    [{ tags: ['a', ['b']] }, 'field "tags": found "an object", expected one value'],
    [{ tags: thousand, more: thousand }, 'field "tags*more": found "1000000", expected at most 524288'],
  ];
  const empty = score({});
  for (const [record, message] of wrong) assert.throws(() => score(record), { message });
  assert.throws(() => scorerOf(identity, [])({ features: '16:1' }), {
    message: 'field "features": found "16", expected an index below 2^4',
  });
  // but for a value of 0, which is no feature
  assert.equal(scorerOf(identity, [])({ features: '16:0' }), BIAS);
  // a refused record leaves nothing behind
  assert.equal(score({}), empty);
});

test('a field of a name that every object has is missing where a record has no such key', () => {
  const fields = [{ name: 'constructor', type: 'categorical' }] as const;
  const spec: HashSpec = { hash: 'murmur3', seed: 1, bits: 20, missing: 'feature', fields };
  const example = recordHasher(spec)(readAsJson(spec)({}));
  const { margin } = marginOf(example);
  assert.notEqual(margin, BIAS);
  const score = scorerOf(spec, [example]);
  assert.equal(score({}), margin);
  assert.equal(score({ constructor: 'x' }), BIAS);
});

test('a record of more features than are looked up together has the sum of all', () => {
  const elements = Array.from({ length: 1000 }, (_, i) => `t${i}`);
  const fields = [{ name: 'tags', type: 'list' }] as const;
  const spec: HashSpec = { hash: 'murmur3', seed: 0, bits: 20, missing: 'ignore', fields };
  const example = recordHasher(spec)(readAsJson(spec)({ tags: elements }));
  const { margin } = marginOf(example);
  assert.ok(Math.abs(scorerOf(spec, [example])({ tags: elements }) - margin) < 1e-9);
});
