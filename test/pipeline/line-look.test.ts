/** A first schema of JSON lines: the keys that are met, and what training takes of them. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import * as fc from 'fast-check';

import { guessSchema } from '#dist/pipeline/schema.js';
import { train } from '#dist/pipeline/train.js';
import { parseSchema } from '#dist/read/schema-file.js';

import { folder } from '../read/folder.js';

const here = folder();

const fieldsOf = (text: string) => text.split('fields:\n')[1].replaceAll(/ +#/g, ' #').trim().split(/\n +/);

test('keys in the order in which they are met, missing where they are not there', async () => {
  const input = here.write(
    'keys.jsonl',
    `\ufeff{"b": "x", "7": 1, "click": true, "when": "2026-11-24T08:44:43Z"}\r

{"tags": ["a", 7], "dev": {"os": [1]}, "click": false, "n": 1.5, "b": null, "seen": []}
 {"click": true, "__proto__": "p", "deep": [[1]], "tags": "c", "id": 123456789012345678901, "a\\"b": ""}`,
  );
  const { text, summary } = await guessSchema({ input });
  assert.equal(summary.records, 3);
  assert.match(text, /^label: \{ column: click, positive: "true", negative: "false" \}\n(?!header)/m);
  assert.deepEqual(fieldsOf(text), [
    'b: categorical # 1 distinct, 66.7% missing, such as x',
    '"7": count # 1 distinct, 66.7% missing, such as 1',
    'when: { type: time, parts: [hour, weekday], format: iso } # 1 distinct, 66.7% missing, such as 2026-11-24T08:44:43Z',
    'tags: list # 2 distinct, 33.3% missing, such as a,7, c',
    'dev: ignore # objects or arrays in arrays: not read',
    '"n": numeric # 1 distinct, 66.7% missing, such as 1.5',
    'seen: ignore # always missing; 0 distinct, 100.0% missing',
    '__proto__: categorical # 1 distinct, 66.7% missing, such as p',
    'deep: ignore # objects or arrays in arrays: not read',
    'id: categorical # 1 distinct, 66.7% missing, such as 123456789012345678901',
    String.raw`"a\"b": ignore # always missing; 0 distinct, 100.0% missing`,
  ]);
  const schema = parseSchema(text, 's');
  const { examples } = await train({ inputs: [input], schema, bits: 12, model: join(here.path, 'm.arrow') });
  assert.equal(examples, 3);
});

test('a key that is not in every record, or whose values are lists, is no label', async () => {
  const input = here.write(
    'rare.jsonl',
    '{"click":0,"two":["a"],"y":1}\n{"two":["b"],"y":0}\n{"click":1,"two":["a"],"y":0}\n',
  );
  assert.equal((await guessSchema({ input })).summary.label?.column, 'y');
});

test('by its name, its content, --format and compressed: the same schema', async () => {
  const lines = '{"a": "x", "click": 0}\n{"a": "NA", "click": 1}\n';
  const { summary } = await guessSchema({ input: here.write('t.jsonl', lines) });
  assert.deepEqual(summary.missingTokens, ['NA']);
  for (const options of [
    { input: here.write('t', lines) },
    { input: here.write('t.ndjson.gz', gzipSync(lines)) },
    { input: here.write('t.csv', lines), format: 'jsonl' },
  ]) {
    assert.deepEqual((await guessSchema(options)).summary, summary, options.input);
  }
});

test('only the first 100,000 records are looked at, whatever a part of a file is', async () => {
  const line = JSON.stringify({ text: 'x'.repeat(60), click: 0 });
  const input = here.write(
    'long.jsonl',
    `${line}\n`.repeat(99_999) + `${line.replace('"click":0', '"click":1')}\nspoilt\n`,
  );
  const { summary } = await guessSchema({ input });
  assert.deepEqual([summary.records, summary.label?.rate], [100_000, 1e-5]);
});

describe('what is refused, with the record', () => {
  const keys = (count: number) => `{${Array.from({ length: count }, (_, i) => `"${i}":0`).join()}}\n`;
  const REFUSED: readonly [string, string, RegExp][] = [
    ['no JSON', '{"a":1}\n\n{"a":x}\n', /: record 3: field "a": found "x", expected a text in quotes/],
    ['an object cut short', '{"a":1}\n{"a":{"b":[1}\n', /: record 2: field "a": found "}" at byte 13/],
    ['an array cut short', '{"a":[1,2\n', /: record 1: field "a": found the end of the record/],
    ['an array that ends in a comma', '{"a":[1,]}\n', /: record 1: field "a": found "]" at byte 9/],
    ['a list', '[1,2]\n', /: record 1: found "\[" at byte 1, expected an object in braces/],
    ['a key twice', '{"a":1,"a":2}\n', /: record 1: field "a": found two keys of this name/],
    [
      'a control character in a key',
      String.raw`{"a\u0007":1}`,
      /: record 1: field .*: found a control character, expected none/,
    ],
    ['data as keys', keys(10_001), /: record 1: found more than 10,000 keys, expected the same few/],
    ['a long line', `{"a":1}\n{"a":"${'x'.repeat(5e6)}"}\n`, /: record 2: found a line of more than/],
    ['blank lines only', '\n \n', /: found no records, expected at least one/],
    ['binary data', '{"a":"\0"}\n', /: found binary data, expected CSV, TSV, JSON lines, Arrow or Parquet/],
  ];
  for (const [what, content, message] of REFUSED) {
    test(what, () => {
      return assert.rejects(guessSchema({ input: here.write('bad.jsonl', content) }), { name: 'InputError', message });
    });
  }
});

const scalar = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.double({ min: -9, max: 9, noNaN: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(scalar),
  fc.array(fc.array(scalar)),
  fc.dictionary(fc.string(), scalar),
);
const named = fc.constantFrom('a', 'b', '__proto__', '', '7', 'ü');

test('whatever the values are, training takes the records by their schema', () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.dictionary(named, value), { minLength: 2, maxLength: 20 }), async (records) => {
      const lines = records.map((record, i) => JSON.stringify({ used: `u${i % 3}`, click: i % 2, ...record }));
      const input = here.write('any.jsonl', lines.map((line) => `${line}\n`).join(''));
      const { text } = await guessSchema({ input });
      const schema = parseSchema(text, 's');
      const options = { inputs: [input], schema, bits: 8, workers: 0, model: join(here.path, 'm.arrow') };
      assert.equal((await train(options)).examples, records.length);
    }),
    { numRuns: 40 },
  ));
