/** Tables: RFC 4180 against a well-known parser, headers, labels, importances. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';

import { hash } from '#dist/hash/hash.js';
import { InputError } from '#dist/input-error.js';
import { cellsOf } from '#dist/read/cells.js';
import { quotedFraming } from '#dist/read/quotes.js';
import { read } from '#dist/read/read.js';
import type { Schema } from '#dist/read/schema.js';
import { hashed, passOf } from '../hash/passes.js';
import { folder } from './folder.js';
import { cell, fastSchema, plainSchema, recordOf, richSchema } from './tables.js';

const { write } = folder();
const COMMA = 0x2c;

/** The records of a text, as our framing and cells have them. */
function tableOf(text: Buffer, trim = false): string[][] {
  const framing = quotedFraming(COMMA, trim);
  const records: string[][] = [];
  for (let at = 0; at < text.length;) {
    const end = framing.endOfRecord(text, at, text.length);
    const record = text.subarray(at, end < 0 ? text.length : end - 1);
    records.push(cellsOf(record, COMMA, trim).map((bytes) => Buffer.from(bytes).toString()));
    at = end < 0 ? text.length : end;
  }
  return records;
}

const anyCell = cell(
  fc.string({ unit: fc.constantFrom('a', 'b', ',', '"', '\n', '\r', ' ', 'é', ';'), maxLength: 6 }),
  ',',
);

test('cells are those that a well-known CSV parser finds', () =>
  fc.assert(
    fc.property(
      fc
        .integer({ min: 1, max: 5 })
        .chain((columns) =>
          fc.array(fc.array(anyCell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 6 }),
        ),
      fc.constantFrom('\n', '\r\n'),
      (rows, end) => {
        const text = rows.map((cells) => cells.join(',') + end).join('');
        const theirs = parse(text, { record_delimiter: end, relax_column_count: true });
        assert.deepEqual(tableOf(Buffer.from(text)), theirs);
      },
    ),
    { numRuns: 1500 },
  ));

test('records end where no quotes are open, however much of the text is there', () =>
  fc.assert(
    fc.property(fc.array(recordOf(plainSchema, ','), { maxLength: 6 }), fc.nat(), (records, cut) => {
      const text = Buffer.from(records.join(''));
      const end = cut % (text.length + 1);
      const ends = records.map((_, i) => Buffer.byteLength(records.slice(0, i + 1).join('')));
      const whole = ends.filter((at) => at <= end).at(-1) ?? 0;
      assert.equal(quotedFraming(COMMA, false).endOfRecords(text, 0, end, true), whole);
    }),
    { numRuns: 1000 },
  ));

for (const [what, schema] of Object.entries({ fast: fastSchema, plain: plainSchema, rich: richSchema })) {
  const names = schema.header as readonly string[];

  test(`${what}: a header, a byte-order mark and the workers change nothing`, async () => {
    const [records] = fc.sample(fc.array(recordOf(schema, ','), { minLength: 60, maxLength: 60 }), {
      numRuns: 1,
      seed: 3,
    });
    const text = records.join('');
    const expected = await hashed([write('plain.csv', text)], { schema, bits: 12, workers: 0 });
    assert.equal(expected.labels.length, 60);
    const headed = { ...schema, header: true } as const;
    const files = { 'headed.csv': `${names.join(',')}\r\n${text}`, 'marked.csv': `\ufeff${names.join(',')}\n${text}` };
    for (const [file, content] of Object.entries(files)) {
      for (const workers of [0, 2]) {
        assert.deepEqual(await hashed([write(file, content)], { schema: headed, bits: 12, workers }), expected);
      }
    }
    const marked = write('unheaded.csv', `\ufeff${text}`);
    assert.deepEqual(await hashed([marked], { schema, bits: 12, workers: 0 }), expected);
  });
}

async function refusal(text: string, schema: Schema): Promise<string> {
  const path = write('wrong.csv', text);
  const error = await read([path], { schema, format: 'csv' })
    .then((records) => passOf(hash(records, { bits: 8, workers: 0 })))
    .then(
      () => assert.fail('nothing was refused'),
      (reason: unknown) => reason,
    );
  assert.ok(error instanceof InputError, String(error));
  return error.message.slice(error.message.indexOf('wrong.csv'));
}

const good = '1,a,b,c,d,e,1\n';
const headed: Schema = { ...plainSchema, header: true };

for (const [what, text, schema, message] of [
  ['a column too many', `${good}${good.trim()},x\n`, plainSchema, 'record 2: found 8 columns, expected 7'],
  [
    'a label of no class',
    `${good}2,a,b,c,d,e,1\n`,
    plainSchema,
    'record 2: field "click": found "2", expected "1" or "0"; correct it, or name it under label in the schema',
  ],
  [
    'an empty label',
    `,a,b,c,d,e,1\n`,
    plainSchema,
    'record 1: field "click": found "", expected "1" or "0"; correct it, or name it under label in the schema',
  ],
  [
    'a count that is none',
    `${good}1,a,b,c,d,e,1.5\n`,
    plainSchema,
    'record 2: field "n": found "1.5", expected an integer of at most 15 digits',
  ],
  [
    'a quote never closed',
    `${good}1,"a,b,c,d,e,1\n${good}`,
    plainSchema,
    'record 2: found a quote that is never closed, expected a quote at the end of the cell',
  ],
  [
    'a stray quote',
    `1,a"a,b,c,d,e,1\n`,
    plainSchema,
    'record 1: found a quote in the middle of a cell, expected cells quoted as a whole, with "" for a quote in them',
  ],
  [
    'text after a quote',
    `1,"a"a,b,c,d,e,1\n`,
    plainSchema,
    'record 1: found text after a closing quote, expected cells quoted as a whole, with "" for a quote in them',
  ],
  [
    'a number that is none',
    `,1,,,12abc,,1\n`,
    fastSchema,
    'record 1: field "age": found "12abc", expected a finite number',
  ],
  [
    'a number beyond all',
    `,1,,,1e999,,1\n`,
    fastSchema,
    'record 1: field "age": found "1e999", expected a finite number',
  ],
  ['NaN', `,1,,,nan,,1\n`, fastSchema, 'record 1: field "age": found "nan", expected a finite number'],
  ['an importance of 0', `,1,,,1,,0\n`, fastSchema, 'record 1: field "weight": found "0", expected a number above 0'],
  [
    'an importance that is missing',
    `,1,,,1,,\n`,
    fastSchema,
    'record 1: field "weight": found "", expected a number above 0',
  ],
  [
    'a day that is none',
    `1,2026-02-30,,,1\n`,
    richSchema,
    'record 1: field "at": found "2026-02-30", expected a time like 2026-11-24 08:44:43, UTC',
  ],
  [
    'a column twice',
    `click,a,b,c,d,e,a\n${good}`,
    headed,
    'field "a": found two columns of this name, expected one; rename one',
  ],
  [
    'a column that is missing',
    `click,a,b,c,d,e\n1,a,b,c,d,e\n`,
    headed,
    'field "n": found the columns click, a, b, c, d, e, expected one of this name; correct the schema',
  ],
  [
    'a column with a slip in its name',
    `click,a,b,c,d,e,visit\n${good}`,
    { ...headed, fields: [{ name: 'visits', type: 'count' }], ignored: ['a', 'b', 'c', 'd', 'e'], crosses: [] },
    'field "visits": found the columns click, a, b, c, d, e, visit, expected one of this name; did you mean visit?',
  ],
  [
    'a label with a slip in its name',
    `clik,a,b,c,d,e,n\n${good}`,
    headed,
    'field "clik": found a column that the schema does not have, expected its type; did you mean click?',
  ],
  [
    'a column that nobody knows',
    `click,a,b,c,d,e,n,x\n${good}`,
    headed,
    'field "x": found a column that the schema does not have, expected its type; add it to the schema, such as "x: ignore"',
  ],
] as const) {
  test(`refused: ${what}`, async () => assert.equal(await refusal(text, schema), `wrong.csv: ${message}`));
}

test('records are counted as a text editor counts lines: the header is the first', async () => {
  const text = `click,a,b,c,d,e,n\n${good}3,a,b,c,d,e,1\n`;
  assert.match(await refusal(text, headed), /^wrong\.csv: record 3: field "click"/);
});

test('malformed records are skipped, and the others learned from', async () => {
  const mixed = write('mixed.csv', `${good}2,a,b,c,d,e,1\n1,"a\n",b,c,d,e,2\n1,a"b,b,c,d,e,1\n\n${good}`);
  const batches = hash(await read([mixed], { schema: plainSchema }), { bits: 12, workers: 0, badRecords: 'skip' });
  const clean = write('clean.csv', `${good}1,"a\n",b,c,d,e,2\n${good}`);
  assert.deepEqual(await passOf(batches), await hashed([clean], { schema: plainSchema, bits: 12, workers: 0 }));
  assert.equal(batches.counts.badRecords, 2);
});

test('a second file with another header is refused, and named', async () => {
  const first = write('first.csv', `click,a,b,c,d,e,n\n${good}`);
  const second = write('second.csv', `click,b,a,c,d,e,n\n${good}`);
  const batches = hash(await read([first, second], { schema: headed }), { bits: 12, workers: 0 });
  await assert.rejects(
    passOf(batches),
    /second\.csv: found the columns click, b, a, c, d, e, n, expected those of the first/,
  );
});

test('the negative class, where the schema leaves it open, is the one other text of the first records', async () => {
  const open: Schema = { ...plainSchema, label: { column: 'click', positive: ['yes'], negative: null } };
  const record = (label: string) => `${label},a,b,c,d,e,1\n`;
  const path = write('open.csv', record('yes') + record('no') + record('yes'));
  assert.deepEqual([...(await hashed([path], { schema: open, bits: 8, workers: 0 })).labels], [1, 0, 1]);
  const three = await refusal(record('yes') + record('no') + record('No'), open);
  assert.match(three, /field "click": found the labels "no", "No" too, expected one text beside the positive ones/);
});

test('importances reach the batch', async () => {
  const path = write('weighted.csv', ',1,s,1,1,de,0.5\n,0,s,1,"2",de,4\n');
  const batches = hash(await read([path], { schema: fastSchema }), { bits: 12, workers: 0 });
  for await (const { importances } of batches) assert.deepEqual([...importances!], [0.5, 4]);
});

test('a quote left open in a long file is named with its record', async () => {
  const text = `${good}1,"a,b,c,d,e,1\n${good.repeat(80_000)}`;
  assert.equal(
    await refusal(text, plainSchema),
    'wrong.csv: record 2: found a quote that is never closed, expected a quote at the end of the cell',
  );
});
