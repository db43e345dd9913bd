import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { endsOf, startOf } from '#dist/report/name.js';

test('a name that fits is shown whole, a longer one ends in …', () => {
  assert.deepEqual(
    ['abc', 'abcdef', 'abcdefg', '', '中文字', '中文字段', '😀😀😀😀'].map((name) => startOf(name, 6)),
    ['abc', 'abcdef', 'abcde…', '(empty)', '中文字', '中文…', '😀😀…'],
  );
});

// any code point, halves of pairs too; many of the first ones
const character = fc
  .oneof(fc.integer({ min: 0, max: 0x10ffff }), fc.integer({ min: 0, max: 0x2ff }))
  .map((code) => String.fromCodePoint(code));

test('whatever a name is made of, its start is harmless and has no more characters than columns', () =>
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 60 }), fc.integer({ min: 8, max: 40 }), (name, columns) => {
      const start = startOf(name, columns);
      assert.ok(Array.from(start).length <= columns && start !== '');
      assert.doesNotMatch(start, /[\p{Cc}\p{Cf}\p{Cs}]/u);
    }),
  ));

test('of a longer name both ends can be shown', () =>
  assert.deepEqual(
    ['C1 68fd1e64', 'user_registration_channel=organic', '中文字段中文字段', 'a'.repeat(100_000)].map((name) =>
      endsOf(name, 12),
    ),
    ['C1 68fd1e64', 'user_…rganic', '中文…文字段', 'aaaaa…aaaaaa'],
  ));

test('marks do not pile up', () => assert.equal(startOf(`a${'\u0301'.repeat(50)}b`, 60), `a${'\u0301'.repeat(3)}b`));
