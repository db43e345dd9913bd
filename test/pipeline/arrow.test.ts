/** Arrow inputs, from the file to the model: the same records give the same model as text does, and errors say where. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { Bool, Float64, Int64, Struct, Field } from 'apache-arrow';

import { InputError } from '#dist/input-error.js';
import { type TrainOptions, train } from '#dist/pipeline/train.js';
import { criteo } from '#dist/read/criteo.js';
import type { Schema } from '#dist/read/schema.js';
import { type Columns, columnOf, dictionary, fileOf, int32, schemaOf, streamOf, utf8 } from '../read/arrow-tables.js';
import { folder } from '../read/folder.js';

const { path: here, write } = folder();

async function digest(input: string, schema: Schema | undefined, options: Partial<TrainOptions> = {}): Promise<string> {
  const model = join(here, 'model.arrow');
  return (await train({ inputs: [input], schema, model, bits: 14, lambda1: 0.1, workers: 0, ...options })).model.sha256;
}

const log = readFileSync('data/sample.tsv', 'utf8');
const cells = log
  .trimEnd()
  .split('\n')
  .map((line) => line.split('\t'));
const names = ['click', ...criteo.fields.map(({ name }) => name)];
const criteoSchema = schemaOf(criteo.fields);
const criteoColumns = (
  token: () => Parameters<typeof columnOf>[0],
  integer = int32 as Parameters<typeof columnOf>[0],
) =>
  Object.fromEntries(
    names.map((name, i) => {
      const texts = cells.map((record) => (record[i] === '' ? null : record[i]));
      if (i > 13) return [name, columnOf(token(), texts)];
      const toNumber = integer instanceof Int64 ? BigInt : Number;
      return [
        name,
        columnOf(
          integer,
          texts.map((text) => (text === null ? null : toNumber(text))),
        ),
      ];
    }),
  ) as Columns;

const plain = criteoColumns(() => utf8);
for (const [what, name, bytes] of [
  ['a stream of small batches', 'log.arrows', () => streamOf(plain, 100)],
  ['a file', 'log.arrow', () => fileOf(plain)],
  ['a file of dictionaries', 'log.feather', () => fileOf(criteoColumns(dictionary))],
  ['a stream of dictionaries', 'log', () => streamOf(criteoColumns(dictionary), 333)],
  ['a stream of int64', 'log64.arrows', () => streamOf(criteoColumns(() => utf8, new Int64()))],
  ['a stream of float64', 'logf.arrows', () => streamOf(criteoColumns(() => utf8, new Float64()))],
  ['a stream in gzip', 'log.arrows.gz', () => gzipSync(streamOf(plain))],
] as const) {
  test(`Criteo records as ${what} give the model of the TSV, byte for byte, at any number of workers`, async () => {
    const input = write(name, bytes());
    const expected = await digest('data/sample.tsv', undefined, { format: 'criteo' });
    for (const workers of [0, 1, 2]) assert.equal(await digest(input, criteoSchema, { workers }), expected);
  });
}

const clicks = {
  click: columnOf(int32, [1, 0, 2, null, 1]),
  age: columnOf(new Float64(), [3, NaN, 1, 2, null]),
  site: columnOf(utf8, ['a', 'b', 'c', null, 'a']),
};
const clickSchema = schemaOf([
  { name: 'age', type: 'numeric' },
  { name: 'site', type: 'categorical' },
]);

test('malformed records are errors with record, field, found and expected', async () => {
  const input = write('clicks.arrows', streamOf(clicks));
  const expected = `${input}: record 2: field "age": found "NaN", expected a finite number`;
  await assert.rejects(
    digest(input, clickSchema),
    (error: Error) => error instanceof InputError && error.message === expected,
  );
});

test('malformed records are skipped, and kept as JSON lines that read as the same records', async () => {
  const quarantine = join(here, 'quarantine.jsonl');
  const told: string[] = [];
  const input = write('clicks.arrows', streamOf(clicks));
  const options = {
    badRecords: 'skip',
    quarantine,
    onBadRecord: (error: InputError) => void told.push(error.message),
  } as const;
  const model = join(here, 'model.arrow');
  const { examples, badRecords } = await train({ inputs: [input], schema: clickSchema, model, bits: 10, ...options });
  assert.deepEqual([examples, badRecords], [2, 3]);
  assert.deepEqual(
    told.map((line) => line.slice(input.length + 2)),
    [
      'record 2: field "age": found "NaN", expected a finite number',
      'record 3: field "click": found "2", expected "1" or "0"; correct it, or name it under label in the schema',
      'record 4: field "click": found "", expected "1" or "0"; correct it, or name it under label in the schema',
    ],
  );
  assert.equal(
    readFileSync(quarantine, 'utf8'),
    '{"click":0,"age":"NaN","site":"b"}\n{"click":2,"age":1,"site":"c"}\n{"click":null,"age":2,"site":null}\n',
  );
});

test('a share of malformed records above --max-bad ends the run', async () => {
  const input = write('clicks.arrows', streamOf(clicks));
  await assert.rejects(digest(input, clickSchema, { badRecords: 'skip', maxBad: 0.5 }), /3 malformed records of 5/);
});

test('truth values are labels, as true and false or as 1 and 0, and tokens', async () => {
  const table = { click: columnOf(new Bool(), [true, false]), site: columnOf(new Bool(), [false, null]) };
  const input = write('bools.arrow', fileOf(table));
  const schema = schemaOf([{ name: 'site', type: 'categorical' }]);
  const words = { ...schema, label: { column: 'click', positive: ['true'], negative: null } };
  const csv = write('bools.csv', 'click,site\n1,false\n0,\n');
  assert.equal(await digest(input, schema), await digest(csv, schema));
  assert.equal(await digest(input, words), await digest(csv, schema));
});

test('columns of types that a field cannot take are refused by name, with the type', async () => {
  const struct = columnOf(new Struct([new Field('x', int32)]), [{ x: 1 }]);
  for (const [site, type, found] of [
    [struct, 'categorical', 'a column of struct<int32>'],
    [columnOf(new Bool(), [true]), 'numeric', 'a column of bool'],
  ] as const) {
    const input = write('types.arrow', fileOf({ click: columnOf(int32, [1]), site }));
    await assert.rejects(digest(input, schemaOf([{ name: 'site', type }])), (error: Error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.equal(error.problem.field, 'site');
      assert.equal(error.problem.found, found);
      return error.problem.source === input;
    });
  }
});

test('columns that the schema does not have, or that the table does not have, are refused by name', async () => {
  const input = write('columns.arrow', fileOf({ click: columnOf(int32, [1]), site: columnOf(utf8, ['a']) }));
  await assert.rejects(
    digest(input, schemaOf([{ name: 'app', type: 'categorical' }])),
    /field "app": found the columns click, site/,
  );
});

test('an Arrow input without a schema asks for one', async () => {
  const input = write('plain.arrow', fileOf(plain));
  await assert.rejects(digest(input, undefined), /found ARROW without a schema, expected --schema FILE/);
});
