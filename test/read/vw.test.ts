/** Vowpal Wabbit's text: the examples of its wiki, what is refused, and the same records as a table's give the same examples. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import * as fc from 'fast-check';

import { hash } from '#dist/hash/hash.js';
import { InputError } from '#dist/input-error.js';
import { formatFrom } from '#dist/read/formats.js';
import { read } from '#dist/read/read.js';
import type { LogRecord } from '#dist/read/record.js';
import type { Schema } from '#dist/read/schema.js';
import { vwLine } from '#dist/read/vw-line.js';
import { hashed, passOf } from '../hash/passes.js';
import { folder } from './folder.js';

const { write } = folder();
const plain = formatFrom({ name: 'vw', labelled: true, schema: null });

const shown = (record: LogRecord | null) =>
  record && [
    record.label,
    record.importance,
    ...record.features.map(({ token, value }) => [Buffer.from(token).toString(), value] as const),
  ];
const parsed = (line: string) => shown(plain.parse(Buffer.from(line)));
const f32 = Math.fround;

const METRICS = [
  ['MetricFeatures^height', f32(f32(1.5) * f32(3.28))],
  ['MetricFeatures^length', f32(f32(2) * f32(3.28))],
  ['Says^black', 1],
  ['Says^with', 1],
  ['Says^white', 1],
  ['Says^stripes', 1],
  ['OtherFeatures^NumberOfLegs', 4],
  ['OtherFeatures^HasStripes', 1],
];
const ZEBRA =
  'MetricFeatures:3.28 height:1.5 length:2.0 |Says black with white stripes |OtherFeatures NumberOfLegs:4.0 HasStripes';

for (const [line, expected] of [
  [`1 1.0 |${ZEBRA}`, [1, 1, ...METRICS]],
  [`1 1.0 zebra|${ZEBRA}`, [1, 1, ...METRICS]],
  [`1 1.0 'zebra |${ZEBRA}\r`, [1, 1, ...METRICS]],
  [
    '0 | price:.23 sqft:.25 age:.05 2006',
    [0, 1, ['price', f32(0.23)], ['sqft', 0.25], ['age', f32(0.05)], ['2006', 1]],
  ],
  ["1 2 'second_house | price:.18 2006", [1, 2, ['price', f32(0.18)], ['2006', 1]]],
  ['-1.0 0.5 second|a x |b x |a y:-2', [0, 0.5, ['a^x', 1], ['b^x', 1], ['a^y', -2]]],
  ['+1\t|a\tx:0  y:1e-60 z |', [1, 1, ['a^z', 1]]],
  ['1 ||', [1, 1]],
  ["1 '|a:0 x", [1, 1]],
  ['1 tag\'s|é ü=1,2;#"^', [1, 1, ['é^ü=1,2;#"^', 1]]],
] as const) {
  test(`read: ${line.slice(0, 40)}`, () => assert.deepEqual(parsed(line), expected));
}

test('labels are numbers, 1 and -1 or 0', () => {
  for (const label of ['1', '+1', '1.0', '1.']) assert.deepEqual(parsed(`${label} |`), [1, 1]);
  for (const label of ['-1', '0', '-1.0', '0.0']) assert.deepEqual(parsed(`${label} |`), [0, 1]);
  for (const blank of ['', '\r', ' \t']) assert.equal(parsed(blank), null);
});

test('to predict, what stands before the first bar may be anything or nothing', () => {
  const unlabelled = formatFrom({ name: 'vw', labelled: false, schema: null });
  for (const head of ['', ' ', "'tag ", 'tag', '1 ', '1', '7 0 x y ']) {
    assert.deepEqual(shown(unlabelled.parse(Buffer.from(`${head}|a x`))), [0, 1, ['a^x', 1]]);
  }
  assert.throws(() => unlabelled.parse(Buffer.from('a x')), /found no "\|"/);
});

test('names keep every byte', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i).filter(
    (byte) => !'\t\n :|'.includes(String.fromCharCode(byte)),
  );
  const record = plain.parse(Buffer.concat([Buffer.from('1 | '), bytes, Buffer.from(' x')]));
  assert.deepEqual(record!.features[0].token, bytes);
});

const PAIR = 'expected name or name:value, a finite number';
const REMOVE = 'take the line out: only predict reads it';

for (const [line, message] of [
  ['1', 'found no "|", expected a label, "|" and features'],
  ['|a x', `field "label": found none, expected 1 or -1 (or 0); ${REMOVE}`],
  ["'tag |a x", `field "label": found none, expected 1 or -1 (or 0); ${REMOVE}`],
  ['1|a x', 'field "label": found none: "1" touches "|" and is a tag, expected 1 or -1 (or 0); put a space before "|"'],
  ['2 |a x', 'field "label": found "2", expected 1 or -1 (or 0)'],
  ['1,1 |a x', 'field "label": found "1,1", expected 1 or -1 (or 0)'],
  ['1 0 |a x', 'field "importance": found "0", expected a number above 0'],
  ['1 1e99 |a x', 'field "importance": found "1e99", expected a number above 0'],
  [
    '1 1 0.5 |a x',
    'found the initial prediction "0.5", expected none; take it out: learning from a prediction is not supported',
  ],
  ['1 1 x |a x', 'found "x", expected a label, an importance and a tag before "|"'],
  ['1 1 1 1 |a x', 'found "1 1", expected a label, an importance and a tag before "|"'],
  ['1 |a :3', `field "a": found ":3", ${PAIR}`],
  ['1 |a x:', `field "a": found "x:", ${PAIR}`],
  ['1 | x:1:1', `found "x:1:1", ${PAIR}`],
  ['1 |ä ö:y', `field "ä": found "ö:y", ${PAIR}`],
  ['1 |a x:1e39', `field "a": found "x:1e39", ${PAIR}`],
  ['1 |:2 x', 'found ":2", expected name or name:scale, a finite number'],
  ['1 |a:b x', 'found "a:b", expected name or name:scale, a finite number'],
  ['1 |a:10 x:1e38', 'field "a": found "x:1e38" times 10, expected a finite number'],
] as const) {
  test(`refused: ${line}`, () =>
    assert.equal(
      refusal(() => parsed(line)),
      message,
    ));
}

function refusal(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    assert.ok(error instanceof InputError, String(error));
    return error.message;
  }
  return 'nothing was refused';
}

const name = fc
  .string({ unit: fc.constantFrom(...'aZ09é^#,"\'=\r\0\xff'.split('')), minLength: 1, maxLength: 5 })
  .map((text) => `${text}_`);
const value = fc.option(fc.constantFrom('1', '0', '-2.5', '+.5', '3.', '1e-9', '12E3'));
const PLAIN = { noNullPrototype: true };
const namespace = fc.record(
  {
    name: fc.oneof(name, fc.constant('')),
    scale: fc.constantFrom(1, 0.5, -2, 0),
    features: fc.array(fc.record({ name, value }, PLAIN), { maxLength: 4 }),
  },
  PLAIN,
);
const blank = fc.constantFrom(' ', '\t', '  ');
const line = fc.record(
  {
    label: fc.constantFrom<0 | 1>(0, 1),
    importance: fc.constantFrom(1, 0.5, 3),
    namespaces: fc.array(namespace, { minLength: 1, maxLength: 4 }),
  },
  PLAIN,
);

test('a line written from its structure is read back', () =>
  fc.assert(
    fc.property(line, fc.constantFrom('', "'tag ", 'tag'), blank, ({ label, importance, namespaces }, tag, space) => {
      const sections = namespaces.map(({ name: title, scale, features }) => {
        const words = features.map((feature) => feature.name + (feature.value === null ? '' : `:${feature.value}`));
        return [title + (title === '' || scale === 1 ? '' : `:${scale}`), ...words].join(space);
      });
      const expected = namespaces.map((one) => (one.name === '' ? { ...one, scale: 1 } : one));
      const text = `${label}${space}${importance}${space}${tag}|${sections.join(`${space}|`)}`;
      assert.deepEqual(vwLine(text), { label, importance, namespaces: expected });
    }),
  ));

test('bytes at random are read or refused', () => {
  const text = fc.string({ unit: fc.constantFrom(..."01-. \t|:'ae\r\xff\0".split('')), maxLength: 30 });
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        text.map((tail) => `1 |${tail}`),
      ),
      fc.boolean(),
      (any, withSchema) => {
        const format = withSchema ? formatFrom({ name: 'vw', labelled: true, schema }) : plain;
        try {
          format.parse(Buffer.from(any, 'latin1'));
        } catch (error) {
          assert.ok(error instanceof InputError, String(error));
        }
      },
    ),
    { numRuns: 1000 },
  );
});

const schema: Schema = {
  label: { column: 'click', positive: ['1'], negative: ['0'] },
  header: ['click', 'site', 'visits', 'age', 'tags', 'at', 'id'],
  importance: null,
  trim: false,
  fields: [
    { name: 'tags', type: 'list', separator: ';', missing: 'feature' },
    { name: 'site', type: 'categorical', missingTokens: ['none'] },
    { name: 'visits', type: 'count' },
    { name: 'age', type: 'numeric' },
    { name: 'at', type: 'time', parts: ['weekday'], timeFormat: 'iso' },
  ],
  ignored: ['id'],
  crosses: [['site', 'tags']],
};

/** Cells of the schema's columns. */
const cells = fc.tuple(
  fc.constantFrom('0', '1'),
  fc.constantFrom('', 'a', 'B', 'none', 'München'),
  fc.constantFrom('', '0', '17', '-3'),
  fc.constantFrom('', '0', '0.5', '-1e3', '+2'),
  fc.constantFrom('', 'x', 'x;y', 'y;x;x'),
  fc.constantFrom('', '2026-11-24'),
  fc.constantFrom('', '7'),
);

/** A table's record as a line: columns from the last, a list's namespace for each element, empty ones left out. */
function lineOf([label, ...columns]: readonly string[]): string {
  const sections = columns.flatMap((text, i) => {
    const title = schema.header === true ? '' : schema.header[i + 1];
    if (text === '') return i % 2 === 0 ? [] : [`|${title}`];
    return text.split(';').map((element) => `|${title} ${title === 'age' ? `age:${element}` : element}`);
  });
  return `${label === '0' ? '-1' : '1'} ${sections.join(' ') || '|'}\n`;
}

test('a table and its lines are the same examples, at any number of workers', async () => {
  const [records] = fc.sample(fc.array(cells, { minLength: 300, maxLength: 300 }), { numRuns: 1, seed: 7 });
  const table = `${(schema.header as string[]).join(',')}\n${records.map((record) => record.join(',')).join('\n')}\n`;
  const options = { bits: 14, workers: 0 };
  const expected = await hashed([write('a.csv', table)], { ...options, schema: { ...schema, header: true } });
  const lines = records.map((record) => lineOf(record)).join('');
  assert.equal(expected.labels.length, 300);
  for (const text of [lines, `\ufeff\n \r\n${lines.replaceAll('\n', '\r\n')}`, lines.slice(0, -1)]) {
    for (const workers of [0, 2]) {
      assert.deepEqual(await hashed([write('a.vw', text)], { ...options, schema, workers }), expected);
    }
  }
});

test('without a schema too, any number of workers gives the same examples, importances among them', async () => {
  const text = Array.from({ length: 500 }, (_, i) => `${i % 2} ${1 + (i % 3)} |a x${i}:${i % 7} y |b:0.5 y\n`).join('');
  const mixed = text.replaceAll('1 3 |', 'x |\n1 3 |');
  const expected = await hashed([write('a.vw', text)], { bits: 14, workers: 0 });
  for (const workers of [0, 2]) {
    const batches = hash(await read([write('b.vw', mixed)]), { bits: 14, workers, badRecords: 'skip' });
    assert.deepEqual(await passOf(batches), expected);
    assert.ok(batches.counts.badRecords > 50);
  }
  const batches = hash(await read([write('c.vw', '1 0.5 |a x\n0 |a x\n')]), { workers: 0 });
  for await (const { importances } of batches) assert.deepEqual([...importances!], [0.5, 1]);
});

const bySchema = formatFrom({ name: 'vw', labelled: true, schema });

test('a namespace is a column', () => {
  const record = bySchema.parse(Buffer.from('1 2 |id 7 8:3 |tags a b |age:2 n:1.5 |click 0 |site s |tags c'))!;
  const texts = record.features.map(({ token, elements = [] }) =>
    [token, ...elements].map((bytes) => Buffer.from(bytes).toString()),
  );
  assert.deepEqual(texts, [['', 'a', 'b', 'c'], ['s'], [''], ['3'], ['']]);
  assert.deepEqual([record.label, record.importance], [1, 2]);
});

for (const [text, message] of [
  ['1 |site a b', 'field "site": found 2 features, expected one, or type list'],
  ['1 |age a:1 |age b:1', 'field "age": found 2 features, expected one, or type list'],
  ['1 |age 33', 'field "age": found "33", expected name:value'],
  ['1 |site a:2', 'field "site": found "a" with the value 2, expected 1 in a field of type categorical'],
  ['1 |tags:0.5 a', 'field "tags": found "a" with the value 0.5, expected 1 in a field of type list'],
  [
    '1 |sité a',
    'field "sité": found a namespace that the schema does not have, expected its type; add it to the schema, such as "sité: ignore"',
  ],
  ['1 | a', 'found a namespace without a name, expected the names of the schema; name it, or read without --schema'],
] as const) {
  test(`refused with a schema: ${text}`, () =>
    assert.equal(
      refusal(() => bySchema.parse(Buffer.from(text))),
      message,
    ));
}

test('the format is found by the name or by the first line', async () => {
  const formatOf = async (file: string, text: string | Uint8Array, options = {}) =>
    (await read([write(file, text)], options)).format.name;
  for (const file of ['a.vw', 'a.VW', 'a.vw.gz', 'log']) {
    for (const options of [{}, { schema }]) assert.equal(await formatOf(file, '1 |site a\n', options), 'vw');
  }
  for (const start of ["1 1.0 'tag |a x", '-1 zebra|a\n', '|a x', '1|a', '\n0.0 | a:1', gzipSync('1 | a')]) {
    assert.equal(await formatOf('log', start), 'vw', String(start));
  }
  assert.equal(await formatOf('log', '1 1:1 # a|b\n'), 'svmlight');
  // bars in a table's lists
  assert.equal(await formatOf('table', '1,a,1,1,x|y,,\n', { schema }), 'csv');
  assert.equal(await formatOf('a.csv', '1 |site a\n', { format: 'vw' }), 'vw');
});

test('--hash identity needs indexes, and names are none', async () => {
  const records = await read([write('identity.vw', '1 | 7\n')]);
  assert.throws(
    () => hash(records, { hash: 'identity' }),
    /found the format vw, expected a format whose features are integers/,
  );
});
