/** The same records give the same model, byte for byte, however they are written. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { evaluate } from '#dist/pipeline/evaluate.js';
import { train } from '#dist/pipeline/train.js';
import { readModel } from '#dist/export/model-file.js';
import { parseSchema } from '#dist/read/schema-file.js';
import type { Schema } from '#dist/read/schema.js';
import { parquetLog } from '../bench/parquet-log.js';
import { columnOf, fileOf, int32, utf8 } from '../read/arrow-tables.js';
import { criteoColumns as columns, criteoSchema as schema } from '../criteo-schema.js';
import { folder } from '../read/folder.js';
import { PAGES_1, PAGES_2, decoded } from '../read/parquet-files.js';
import { sharedData } from '../shared-data.js';

const { path: here, write } = folder();
const sample = readFileSync('data/sample.tsv', 'utf8');

async function digest(input: string, table?: Schema, workers = 1): Promise<string> {
  const model = join(here, 'model.arrow');
  const options = { bits: 14, lambda1: 0.1, workers };
  const { model: written } = await train({ inputs: [input], schema: table, model, ...options });
  return written.sha256;
}

const quoteAll = (line: string) =>
  line
    .split('\t')
    .map((cell) => `"${cell}"`)
    .join(',');
const lines = sample.trimEnd().split('\n');
const head = columns.join(',');
const vwLine = (line: string) => {
  const [label, ...cells] = line.split('\t');
  const sections = cells.flatMap((cell, i) => (cell === '' ? [] : [`|${columns[i + 1]} ${cell}`]));
  return `${label === '1' ? '1' : '-1'} ${sections.join(' ')}\n`;
};
const cellsIn = (line: string) => line.split('\t').map((cell, i) => [columns[i], cell] as const);
const jsonLine = (line: string) => JSON.stringify(Object.fromEntries(cellsIn(line).filter(([, cell]) => cell !== '')));
/** As other writers have it: spaces, numbers, null where nothing is. */
const spacedLine = (line: string) => {
  const value = (cell: string) => (/^(0|-?[1-9][0-9]*)$/.test(cell) ? cell : cell === '' ? 'null' : `"${cell}"`);
  const members = cellsIn(line).toReversed();
  return `{${members.map(([name, cell]) => `"${name}": ${value(cell)}`).join(', ')}}`;
};
const turned = (line: string) => line.split('\t').toReversed().join(',');

for (const [what, name, text] of [
  ['TSV with a header', 'log.tsv', `${columns.join('\t')}\n${sample}`],
  ['CSV', 'log.csv', `${head}\n${sample.replaceAll('\t', ',')}`],
  [
    'CSV with every cell quoted',
    'quoted.csv',
    `${quoteAll(columns.join('\t'))}\r\n${lines.map(quoteAll).join('\r\n')}`,
  ],
  [
    'CSV with its columns in another order',
    'turned.csv',
    `${columns.toReversed().join(',')}\n${lines.map(turned).join('\n')}\n`,
  ],
  ['JSON lines', 'log.jsonl', lines.map(jsonLine).join('\n')],
  ['JSON lines with numbers, spaces and another order of keys', 'spaced.jsonl', lines.map(spacedLine).join('\r\n')],
  ['VW text', 'log.vw', lines.map(vwLine).join('')],
  ['CSV in gzip', 'log.csv.gz', gzipSync(`${head}\n${sample.replaceAll('\t', ',')}`)],
] as const) {
  test(`${what} gives the model that Criteo's TSV gives`, async () => {
    assert.equal(await digest(write(name, text), schema), await digest('data/sample.tsv'));
  });
}

test("Parquet gives the model that Criteo's TSV gives, at any number of workers", async () => {
  const path = await parquetLog('data/sample.tsv', columns, join(here, 'log.parquet'), 700);
  const expected = await digest('data/sample.tsv');
  for (const workers of [0, 1, 3]) assert.equal(await digest(path, schema, workers), expected);
});

test('Parquet with every type of column gives the model that the same records give as JSON lines', async () => {
  const table = parseSchema(
    `
label: { column: label, positive: ["1"] }
fields: { app: categorical, page: categorical, user: categorical, price: numeric, wifi: categorical, tags: list,
  time: { type: time, parts: [hour, weekday] }, device: ignore }
crosses: [[app, wifi]]
`,
    'pages.yaml',
  );
  const values = await decoded(PAGES_1);
  const records = values['label'].map((_, i) => {
    const cells = Object.entries(values).map(([name, column]) => [name, column[i]] as const);
    return JSON.stringify({ ...Object.fromEntries(cells), time: new Date(Number(values['time'][i])).toISOString() });
  });
  const expected = await digest(write('pages.jsonl', records.join('\n')), table);
  for (const path of [PAGES_1, PAGES_2]) assert.equal(await digest(path, table), expected);
});

const { path: adultTrain, skip } = sharedData('adult-train.csv');

test('adult trains from a schema to an AUC of 0.91 on its test file', { skip }, async () => {
  const table = parseSchema(
    `
label: { column: income, positive: [">50K", ">50K."], negative: ["<=50K", "<=50K."] }
header: [age, workclass, fnlwgt, education, years, marital, occupation, relationship, race, sex, gain, loss, hours, country, income]
trim: true
missing_tokens: ["?"]
fields:
  { age: count, workclass: categorical, fnlwgt: ignore, education: categorical, years: count, marital: categorical,
    occupation: categorical, relationship: categorical, race: categorical, sex: categorical, gain: count, loss: count,
    hours: count, country: categorical }
`,
    'adult.yaml',
  );
  const model = join(here, 'adult.arrow');
  const trained = await train({ inputs: [adultTrain], schema: table, bits: 18, model });
  assert.deepEqual([trained.examples, trained.positives], [32_561, 7841]);
  const tested = await evaluate(readModel(model), { inputs: [sharedData('adult-test.csv').path], schema: table });
  assert.deepEqual([tested.examples, tested.positives], [16_281, 3846]);
  assert.ok(tested.auc! >= 0.91, `AUC ${tested.auc}`);
});

test('a table of columns without the label that the schema names is refused by that name', async () => {
  const clicks = { click: columnOf(int32, [1, 0]), city: columnOf(utf8, ['Rome', 'Paris']) };
  const input = write('unnamed.arrow', fileOf({ city: clicks.city }));
  const wrong = parseSchema('label: clicked\nfields: { city: categorical }', 'schema');
  const line = `${input}: field "clicked": found no column of this name, expected a label in each; predict takes them without`;
  await assert.rejects(digest(input, wrong), { message: line });
  assert.ok(
    await digest(write('named.arrow', fileOf(clicks)), { ...wrong, label: { ...wrong.label, column: 'click' } }),
  );
});
