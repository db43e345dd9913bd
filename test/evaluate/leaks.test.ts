/** Which fields are taken for a leak, and which are not. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { FieldSpec } from '#dist/batch/hash-spec.js';
import { leakFinder, mayLeak } from '#dist/evaluate/leaks.js';
import { fieldTokensOf } from '#dist/hash/field-tokens.js';

const EXAMPLES = 2000;

/** Repeatable and without a pattern. */
function noise(i: number): number {
  const x = Math.sin(i * 12.9898) * 43_758.5453;
  return x - Math.floor(x);
}

const click = (i: number): 0 | 1 => (noise(i) < 0.1 ? 1 : 0);

/** The AUC of a field of these cells, if it is a leak. */
function leakOf(type: FieldSpec['type'], cell: (label: 0 | 1, i: number) => string, options: Partial<FieldSpec> = {}) {
  const field: FieldSpec = { name: 'x', type, ...options };
  const fields = fieldTokensOf({ hash: 'murmur3', seed: 0, bits: 22, missing: 'ignore', fields: [field] });
  const finder = leakFinder();
  for (let i = 0; i < EXAMPLES; i++) {
    const label = click(i);
    const token = Buffer.from(cell(label, i));
    finder.add(label, fields({ label, importance: 1, features: [{ field: 0, token, value: 1 }] }));
  }
  assert.equal(finder.examples(), EXAMPLES);
  return finder.leaks()[0]?.auc ?? null;
}

describe('a leak', () => {
  const LEAKS: readonly [string, Parameters<typeof leakOf>][] = [
    [
      'a time that only clicks have',
      ['time', (y, i) => (y ? `2017-11-07 ${10 + (i % 10)}:00:00` : ''), { parts: ['hour'], timeFormat: 'iso' }],
    ],
    ['a text of its own for every click', ['categorical', (y, i) => (y ? `order ${i}` : '')]],
    ['the same, with a text where there is no click', ['categorical', (y, i) => (y ? `order ${i}` : 'none')]],
    ['a value that only clicks lack', ['categorical', (y) => (y ? '' : 'still here')]],
    ['the label under another name', ['categorical', (y) => (y ? 'yes' : 'no')]],
    ['an amount that is 0 without a click', ['numeric', (y, i) => (y ? String(1 + i / 7) : '0')]],
    ['an amount that is lower with a click', ['numeric', (y, i) => String(noise(i + 1) - 2 * y)]],
    ['an amount that only clicks have', ['numeric', (y, i) => (y ? String(noise(i + 1)) : '')]],
    ['an amount that only clicks lack', ['numeric', (y, i) => (y ? '' : String(noise(i + 1)))]],
    ['seconds until the order', ['count', (y, i) => (y ? String(100 + i) : '0')]],
    ['an element of a list', ['list', (y, i) => (y ? `bought,a${i % 3}` : `a${i % 3}`), { separator: ',' }]],
  ];
  for (const [what, field] of LEAKS) {
    test(what, () => assert.ok((leakOf(...field) ?? 0) > 0.99));
  }
});

describe('no leak', () => {
  const HONEST: readonly [string, Parameters<typeof leakOf>][] = [
    ['an id, new in every example', ['categorical', (_, i) => `id ${i}`]],
    ['an id that comes twice', ['categorical', (_, i) => `id ${i % (EXAMPLES / 2)}`]],
    ['a constant', ['categorical', () => 'x']],
    ['always missing', ['numeric', () => '']],
    ['a rising number', ['numeric', (_, i) => String(i)]],
    ['a text that tells much, but not all', ['categorical', (y, i) => (noise(i + 1) < 0.2 ? 'x' : y ? 'y' : 'n')]],
  ];
  for (const [what, field] of HONEST) test(what, () => assert.equal(leakOf(...field), null));
});

test('fewer than 20 examples of a class in the second half do not tell', () => {
  const fields = fieldTokensOf({
    ...{ hash: 'murmur3', seed: 0, bits: 22, missing: 'ignore' },
    fields: [{ name: 'x', type: 'categorical' }],
  });
  const leaks = (clicks: number) => {
    const finder = leakFinder();
    for (let i = 0; i < 1000; i++) {
      const label = i % 500 < clicks ? 1 : 0;
      finder.add(label, fields({ label, importance: 1, features: [{ field: 0, token: Buffer.of(label), value: 1 }] }));
    }
    return finder.leaks();
  };
  assert.deepEqual([leaks(19), leaks(20)], [[], [{ field: 0, auc: 1 }]]);
});

test('a model that tells the classes apart may have learned a leak, and one that saw too few to know', () => {
  const model = { examples: 100_000, positives: 3000 };
  assert.ok(!mayLeak({ ...model, auc: 0.8 }));
  assert.ok(mayLeak({ ...model, auc: 0.95 }));
  for (const positives of [0, 999, 99_500]) assert.ok(mayLeak({ ...model, positives, auc: positives ? 0.8 : null }));
});
