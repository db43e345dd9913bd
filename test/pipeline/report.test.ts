/** A report of a model's file and of held-out records: what it says of them, and that it writes over none of them. */

import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { packedBytes } from '#dist/export/packed-writer.js';
import { readModel } from '#dist/export/model-file.js';
import { reportFile } from '#dist/pipeline/report.js';
import { runPipeline } from '#dist/pipeline/run.js';
import { train } from '#dist/pipeline/train.js';
import { prune } from '#dist/prune/prune.js';
import { reportShape } from '#dist/report/report-shape.js';
import { folder } from '../read/folder.js';

const { path: here, write } = folder();
const at = (name: string): string => join(here, name);

const schema = write('s.yaml', 'label: y\nheader: true\nimportance: w\nfields: { a: categorical, b: categorical }\n');
const lineOf = (y: number, i: number) => `${y},${['0.5', '1.7', '3'][i % 3]},u${(i * 7) % 23},v${(i * i) % 11}\n`;
const table = (labelOf: (i: number) => number) =>
  `y,w,a,b\n${Array.from({ length: 900 }, (_, i) => lineOf(labelOf(i), i)).join('')}`;
const log = write(
  'log.csv',
  table((i) => ((i * i) % 7 < 3 ? 1 : 0)),
);
const reading = { schema, workers: 0 };
const holdout = { inputs: [log], ...reading };
const model = at('m.arrow');

before(() => train({ ...holdout, bits: 16, lambda1: 0.3, model }));

test('a report is not written over its model, its holdout or its schema, under whatever name', async () => {
  const named = { model: at('m.json'), records: at('log.json'), schema: at('s.json'), link: at('link.json') };
  copyFileSync(model, named.model);
  copyFileSync(log, named.records);
  copyFileSync(schema, named.schema);
  symlinkSync(named.records, named.link);
  const options = { model: named.model, holdout: { inputs: [named.records], schema: named.schema, format: 'csv' } };
  for (const output of [named.model, named.records, named.schema, named.link]) {
    await assert.rejects(reportFile({ ...options, output: [at('other.html'), output] }), {
      name: 'InputError',
      message: `--output ${output}: found a file that is read, expected another file name`,
    });
  }
  await assert.rejects(reportFile({ model, before: named.model, holdout: null, output: [named.model] }), /is read/);
});

test('a pipeline whose report would destroy what it reads is refused before anything is done', async () => {
  const day = write('day.json', '{"y":1,"a":"x"}\n{"y":0,"a":"z"}\n');
  const rules = write('j.yaml', 'label: y\nfields: { a: categorical }\n');
  const made = at('made.arrow');
  const file = write(
    'p.yaml',
    JSON.stringify({ train: { inputs: [day], schema: rules, model: made }, report: { output: [day] } }),
  );
  await assert.rejects(
    runPipeline(file, { onStep: () => {} }),
    /p\.yaml:1: field "report\.output": found a file that is read/,
  );
  assert.equal(existsSync(made), false);
  assert.match(readFileSync(day, 'utf8'), /^\{"y":1/);
});

test('where one half of the holdout has one class there is no trade-off, as for one class in all, and all else is there', async () => {
  const half = write(
    'half.csv',
    table((i) => i % 2),
  );
  const report = await reportFile({ model, holdout: { inputs: [half], ...reading } });
  assert.equal(report.tradeOff, null);
  assert.ok(report.holdout!.after.auc! > 0 && report.contents!.records === 900 && report.reliability!.length > 0);
});

test('a report on records with fractional importances conforms to the published schema', async () => {
  const report = await reportFile({ model, holdout });
  const { error } = reportShape.safeParse(JSON.parse(JSON.stringify(report)));
  assert.equal(error?.message, undefined);
  const bins = report.reliability!.reduce((sum, { examples }) => sum + examples, 0);
  assert.ok(Math.abs(bins - 900) < 1e-9);
});

test('the bytes of each point are those of the model pruned to it and packed', async () => {
  const whole = readModel(model);
  const { points, encoding } = (await reportFile({ model, holdout })).tradeOff!;
  assert.ok(points.length > 10 && encoding === 'q2.13');
  for (const { nonzeros, bytes } of points)
    assert.equal(bytes, packedBytes(prune(whole, { keep: nonzeros }).model, 'q2.13'));
});
