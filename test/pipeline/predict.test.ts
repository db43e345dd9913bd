/** Predicting needs no labels: they may be there, empty, malformed or absent. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { readModel } from '#dist/export/model-file.js';
import { evaluate } from '#dist/pipeline/evaluate.js';
import { predict } from '#dist/pipeline/predict.js';
import { train } from '#dist/pipeline/train.js';
import { folder } from '../read/folder.js';

const { path: here, write } = folder();
const model = join(here, 'm.arrow');

const schemaText = (header: string, fields = 'a: categorical, b: count') => `
label: { column: click, positive: "yes" }
header: ${header}
importance: weight
fields: { ${fields} }
`;
const headed = write('headed.yaml', schemaText('true'));
const listed = write('listed.yaml', schemaText('[a, b]'));
const slow = write('slow.yaml', schemaText('true', 'a: { type: categorical, lower_case: true }, b: count'));
const records = Array.from({ length: 40 }, (_, i) => [
  i % 3 ? 'yes' : 'no',
  `${(i % 5) + 1}`,
  `t${i % 7}`,
  `${i % 11}`,
]);

/** The records as a table with other texts for label and importance; null leaves the column out. */
function table(delimiter: string, click: ((i: number) => string) | null, weight: ((i: number) => string) | null) {
  const line = (cells: (string | null)[]) => `${cells.filter((cell) => cell !== null).join(delimiter)}\n`;
  const head = line([click && 'click', weight && 'weight', 'a', 'b']);
  return head + records.map(([, , a, b], i) => line([click && click(i), weight && weight(i), a, b])).join('');
}

const labelled = table(
  ',',
  (i) => records[i][0],
  (i) => records[i][1],
);

before(() => train({ inputs: [write('train.csv', labelled)], schema: headed, bits: 10, lambda1: 0, model }));

async function probabilities(input: string, schema: string, path = model): Promise<number[]> {
  const all: number[] = [];
  for await (const batch of predict(readModel(path), { inputs: [input], schema, workers: 0 })) all.push(...batch);
  return all;
}

const json = (more: (i: number) => string) =>
  records.map(([, , a, b], i) => `{${more(i)}"a":"${a}","b":${b}}\n`).join('');

for (const [what, name, text] of [
  ['absent', 'x.csv', table(',', null, null)],
  [
    'empty',
    'x.csv',
    table(
      ',',
      () => '',
      () => '',
    ),
  ],
  [
    'malformed',
    'x.csv',
    table(
      ',',
      (i) => `?${i}`,
      () => '-1',
    ),
  ],
  ['of one class', 'x.csv', table(',', () => 'no', null)],
  [
    'malformed',
    'x.tsv',
    table(
      '\t',
      () => 'x',
      () => 'y',
    ),
  ],
  ['absent', 'x.jsonl', json(() => '')],
  ['malformed', 'x.jsonl', json((i) => `"click":{"no":[${i}]},"weight":"?",`)],
  ['now and then there', 'x.jsonl', json((i) => (i % 2 ? '"click":"yes",' : ''))],
] as const) {
  test(`${name}: labels that are ${what} change no prediction`, async () => {
    const expected = await probabilities(join(here, 'train.csv'), headed);
    assert.equal(expected.length, records.length);
    assert.deepEqual(await probabilities(write(name, text), headed), expected);
  });
}

test('a list of columns without the label will do, though not to train or to evaluate', async () => {
  const input = write('bare.csv', table(',', null, null).replace(/^.*\n/, ''));
  const expected = await probabilities(join(here, 'train.csv'), headed);
  assert.deepEqual(await probabilities(input, listed), expected);
  const refusal = { message: `${listed}:2: field "label.column": found "click", expected a column that header names` };
  await assert.rejects(train({ inputs: [input], schema: listed, model: join(here, 'n.arrow') }), refusal);
  await assert.rejects(evaluate(readModel(model), { inputs: [input], schema: listed }), refusal);
});

test('a table that the kernel does not read is predicted without labels too', async () => {
  const path = join(here, 'slow.arrow');
  await train({ inputs: [join(here, 'train.csv')], schema: slow, bits: 10, lambda1: 0, model: path });
  const expected = await probabilities(join(here, 'train.csv'), slow, path);
  assert.deepEqual(
    await probabilities(
      write(
        'x.csv',
        table(',', () => '?', null),
      ),
      slow,
      path,
    ),
    expected,
  );
});
