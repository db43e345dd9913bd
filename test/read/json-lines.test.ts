/** JSON lines: the same records as a table's give the same examples; labels, lists, errors, formats by name. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import * as fc from 'fast-check';

import type { FieldSpec } from '#dist/batch/hash-spec.js';
import { hash } from '#dist/hash/hash.js';
import { InputError } from '#dist/input-error.js';
import { cellsOf } from '#dist/read/cells.js';
import { read } from '#dist/read/read.js';
import type { Schema } from '#dist/read/schema.js';
import { type Pass, hashed, passOf } from '../hash/passes.js';
import { folder } from './folder.js';
import { fastSchema, plainSchema, recordOf, richSchema } from './tables.js';

const { write } = folder();

/** A record of a table as a line of JSON: keys in another order, numbers and arrays where there may be, empty cells left out. */
function lineOf(record: string, { header, fields }: Schema): string {
  const cells = cellsOf(Buffer.from(record.replace(/\n$/, '')), 0x2c, false).map((cell) =>
    Buffer.from(cell).toString(),
  );
  const names = header as readonly string[];
  const lists = new Set(fields.filter(({ type }) => type === 'list').map(({ name }) => name));
  const members = names.flatMap((name, i) => {
    if (cells[i] === '') return i % 2 === 0 ? [] : [`"${name}":null`];
    return [`"${name}": ${lists.has(name) ? JSON.stringify(cells[i].split('|')) : valueOf(cells[i])}`];
  });
  return `{${members.toReversed().join(', ')}}\n`;
}

const valueOf = (text: string): string => (/^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/.test(text) ? text : JSON.stringify(text));

for (const [what, schema] of Object.entries({ fast: fastSchema, plain: plainSchema, rich: richSchema })) {
  test(`${what}: a table and its JSON lines are the same examples, at any number of workers`, async () => {
    const [records] = fc.sample(fc.array(recordOf(schema, ','), { minLength: 200, maxLength: 200 }), {
      numRuns: 1,
      seed: 5,
    });
    const expected = await hashed([write('a.csv', records.join(''))], { schema, bits: 14, workers: 0 });
    const lines = records.map((record) => lineOf(record, schema)).join('');
    assert.equal(expected.labels.length, 200);
    for (const text of [lines, `\ufeff\n \r\n${lines.replaceAll('\n', '\r\n')}`, lines.slice(0, -1)]) {
      for (const workers of [0, 2]) {
        assert.deepEqual(await hashed([write('a.jsonl', text)], { schema, bits: 14, workers }), expected);
      }
    }
  });
}

/** A schema of a label and one field. */
const only = (field: Partial<FieldSpec>, more: Partial<Schema> = {}): Schema => ({
  ...plainSchema,
  fields: [{ name: 'f', type: 'categorical', ...field }],
  crosses: [],
  ...more,
});

async function passOfText(text: string, schema: Schema, name = 'text.jsonl'): Promise<Pass> {
  return hashed([write(name, text)], { schema, bits: 20, workers: 0 });
}

test('integers above 2^53 keep their digits', async () => {
  const text = '{"click":1,"f":9007199254740993}\n{"click":0,"f":9007199254740992}\n';
  const asTexts = text.replaceAll(/\d{16}/g, '"$&"');
  const { slots } = await passOfText(text, only({}));
  assert.notEqual(slots[0], slots[1]);
  assert.deepEqual(slots, (await passOfText(asTexts, only({}))).slots);
});

test('elements of an array are whole, those of a text lie between separators', async () => {
  const schema = only({ type: 'list', lowerCase: true });
  const slots = async (value: string) => [...(await passOfText(`{"click":1,"f":${value}}\n`, schema)).slots];
  assert.deepEqual(await slots('["a","B",7]'), await slots('"A,b,7"'));
  assert.equal((await slots('["a,b"]')).length, 1);
  assert.equal((await slots('"a,b"')).length, 2);
  for (const none of ['[]', '[""]', '[null]', 'null', '""']) assert.deepEqual(await slots(none), [], none);
});

test('a key that is not there is a missing value', async () => {
  const schema = only({ missing: 'feature' });
  const { sizes, slots } = await passOfText('{"click":1}\n{"click":1,"f":null}\n{"click":1,"f":""}\n', schema);
  assert.deepEqual([...sizes], [1, 1, 1]);
  assert.equal(new Set(slots).size, 1);
});

test('labels are texts: true and false where the schema names them, open classes by the first records', async () => {
  const named = only({}, { label: { column: 'click', positive: ['1', 'true'], negative: ['0', 'false'] } });
  const text = '{"click":true}\n{"click":0}\n{"click":"1"}\n{"click":false}\n';
  assert.deepEqual([...(await passOfText(text, named)).labels], [1, 0, 1, 0]);
  const open = only({}, { label: { column: 'click', positive: ['true'], negative: null } });
  assert.deepEqual([...(await passOfText('{"click":true}\n{"click":false}\n', open)).labels], [1, 0]);
  assert.match(
    await refusal('{"click":true}\n{"click":0}\n{"click":false}\n', open),
    /found the labels "0", "false" too/,
  );
});

test('records without labels can be predicted', async () => {
  const text = '\n{"f":"a"}\n{"f":"b"}\n';
  const { format } = await read([write('unlabelled.jsonl', text)], { schema: only({}, { importance: 'w' }) });
  assert.deepEqual([format.labelled, format.weighted], [false, false]);
  assert.deepEqual([...(await passOfText(text, only({}))).sizes], [1, 1]);
  const { format: one } = await read([write('one.jsonl', `${text}{"click":1}\n`)], { schema: only({}) });
  assert.ok(one.labelled);
  // what cannot be read says nothing about labels
  const { format: damaged } = await read([write('damaged.jsonl', `x\n`)], { schema: only({}) });
  assert.ok(damaged.labelled);
});

test('importances reach the batch', async () => {
  const path = write('weighted.jsonl', '{"click":1,"w":0.5}\n{"click":0,"w":"4"}\n');
  const batches = hash(await read([path], { schema: only({}, { importance: 'w' }) }), { bits: 12, workers: 0 });
  for await (const { importances } of batches) assert.deepEqual([...importances!], [0.5, 4]);
});

test('the format is found by the name or by the first brace', async () => {
  const text = '{"click":1,"f":"a"}\n';
  const schema = only({});
  const formatOf = async (name: string, content: string | Uint8Array, format?: string) =>
    (await read([write(name, content)], { schema, format })).format.name;
  for (const name of ['a.jsonl', 'a.ndjson', 'a.NDJSON', 'log', 'a.json'])
    assert.equal(await formatOf(name, text), 'jsonl');
  for (const name of ['a.jsonl.gz', 'log']) assert.equal(await formatOf(name, gzipSync(text)), 'jsonl');
  for (const start of ['\ufeff', ' \r\n\t', '\ufeff\n']) assert.equal(await formatOf('log', start + text), 'jsonl');
  assert.equal(await formatOf('a.csv', text, 'jsonl'), 'jsonl');
  await assert.rejects(
    read([write('none.jsonl', text)]),
    /none\.jsonl: found JSONL without a schema, expected --schema FILE; write one that says what the keys mean$/,
  );
});

async function refusal(text: string, schema: Schema): Promise<string> {
  const lines: string[] = [];
  for (const workers of [0, 2]) {
    try {
      await passOf(hash(await read([write('wrong.jsonl', text)], { schema }), { bits: 8, workers }));
    } catch (error) {
      assert.ok(error instanceof InputError, String(error));
      lines.push(error.message.slice(error.message.indexOf('wrong.jsonl')));
    }
  }
  assert.equal(lines.length, 2, 'nothing was refused');
  assert.equal(lines[0], lines[1]);
  return lines[0];
}

const good = '{"click":1,"a":"b"}\n';
const LABEL = 'expected "1" or "0"; correct it, or name it under label in the schema';

for (const [what, text, schema, message] of [
  [
    'no label',
    `${good}\n{"a":"b"}\n`,
    plainSchema,
    'record 3: field "click": found no key of this name, expected a label',
  ],
  ['a label that is null', `${good}{"click":null}\n`, plainSchema, `record 2: field "click": found "", ${LABEL}`],
  ['a label of no class', `${good}{"click":true}\n`, plainSchema, `record 2: field "click": found "true", ${LABEL}`],
  [
    'no importance',
    '{"click":1}\n',
    fastSchema,
    'record 1: field "weight": found no key of this name, expected a number above 0',
  ],
  [
    'an importance of 0',
    '{"click":1,"weight":0}\n',
    fastSchema,
    'record 1: field "weight": found "0", expected a number above 0',
  ],
  [
    'a count that is none',
    `${good}{"click":1,"n":1.5}\n`,
    plainSchema,
    'record 2: field "n": found "1.5", expected an integer of at most 15 digits',
  ],
  [
    'a number that is a boolean',
    '{"click":1,"weight":1,"age":true}\n',
    fastSchema,
    'record 1: field "age": found "true", expected a finite number',
  ],
  [
    'an array for a token',
    `${good}{"click":1,"a":["b"]}\n`,
    plainSchema,
    'record 2: field "a": found an array, expected one value, or "ignore" in the schema',
  ],
  [
    'an object over two lines',
    `${good}{"click":1,\n"a":"b"}\n`,
    plainSchema,
    'record 2: found the end of the record, expected a key in quotes',
  ],
  ['an array of records', `[${good}]`, plainSchema, 'record 1: found "[" at byte 1, expected an object in braces'],
  [
    'a key that nobody knows',
    `${good}{"click":1,"y":1}\n`,
    plainSchema,
    'record 2: field "y": found a key that the schema does not have, expected its type; add it to the schema, such as "y: ignore"',
  ],
] as const) {
  test(`refused: ${what}`, async () => assert.equal(await refusal(text, schema), `wrong.jsonl: ${message}`));
}

test('malformed records are skipped, and the others learned from', async () => {
  const mixed = write('mixed.jsonl', `${good}{"click":2}\n\n{"click":1,"a":"c"\n{"a":"d"}\nx\n${good}`);
  const expected = await passOfText(good + good, plainSchema);
  for (const workers of [0, 2]) {
    const batches = hash(await read([mixed], { schema: plainSchema }), { bits: 20, workers, badRecords: 'skip' });
    assert.deepEqual(await passOf(batches), expected);
    assert.equal(batches.counts.badRecords, 4);
  }
});

test('several threads read the parts of one file', async () => {
  const count = 120_000;
  const text = Array.from(
    { length: count },
    (_, i) => `{"click":${i % 2},"a":"${'x'.repeat(30)}${i}","n":${i % 50}}\n`,
  ).join('');
  assert.ok(text.length > 1 << 22, 'more than a part');
  const path = write('long.jsonl', text);
  const [alone, together] = [0, 3].map((workers) => hashed([path], { schema: plainSchema, bits: 18, workers }));
  assert.equal((await alone).labels.length, count);
  assert.deepEqual(await together, await alone);
});
