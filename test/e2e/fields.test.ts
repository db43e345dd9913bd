/** `leanctr schema` with a schema, or of a format whose fields are known: a report on fields and collisions. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { FieldReport } from '#dist/report/field-report.js';

import { folder } from '../read/folder.js';
import { assertRefused, job } from './jobs.js';
import { firstRecords, run } from './leanctr.js';

const here = folder();
const cwd = here.path;
here.write('log.tsv', firstRecords(2000));
const rows = Array.from({ length: 300 }, (_, i) => `u${i},${i % 3 === 0 ? '' : i % 5},${i % 2}\n`).join('');
here.write('t.csv', `user,visits,click\n${rows}`);
here.write('s.yaml', 'label: click\nfields:\n  user: categorical\n  visits: count\ncrosses: [[user, visits]]\n');

const report = (words: string) => job<FieldReport & { inputs: string[] }>(`schema ${words}`, { cwd });

test('each field and cross, what is missing, how many tokens, how many different ones', async () => {
  const { inputs, format, records, positives, whole, bits, fields, total, tenfold } =
    await report('t.csv --schema s.yaml');
  assert.deepEqual([inputs, format, records, positives, whole, bits], [['t.csv'], 'csv', 300, 150, true, 22]);
  assert.deepEqual(
    fields.map(({ name, type, missing, tokens, distinct, exact }) => [name, type, missing, tokens, distinct, exact]),
    [
      ['user', 'categorical', 0, 300, 300, true],
      // 0 to 4: 3 and 4 are one bucket
      ['visits', 'count', 1 / 3, 200, 4, true],
      ['user*visits', 'cross', 1 / 3, 200, 200, true],
    ],
  );
  assert.deepEqual([total.tokens, total.distinct, tenfold], [700, 504, null]);
});

test('the touched slots of a model are the different tokens less those that met', async () => {
  // --lambda1 0 keeps every slot that was met
  const { model } = await job<{ model: { touched: number } }>('train t.csv --schema s.yaml --bits 10 --model m.arrow', {
    cwd,
  });
  const { total } = await report('t.csv --schema s.yaml --bits 10');
  const alone = total.distinct - total.collisions!;
  assert.ok(model.touched > alone && model.touched <= alone + total.collisions! / 2, `${model.touched} slots`);
});

test('expected and counted collisions agree, and fall with more bits', async () => {
  const { fields, total, choices, halvingBits } = await report('log.tsv --bits 18');
  assert.equal(fields.length, 39);
  assert.ok(Math.abs(total.collisions! / total.expectedCollisions - 1) < 0.1);
  assert.deepEqual(
    choices.map(({ bits, bytes }) => [bits, bytes]),
    [16, 17, 18, 19, 20, 21].map((bits) => [bits, 2 ** bits * 8]),
  );
  const shares = choices.map(({ share }) => share!);
  assert.deepEqual(
    shares,
    shares.toSorted((a, b) => b - a),
  );
  assert.equal(shares[2], total.collisions! / total.distinct);
  assert.equal(halvingBits, 19);
});

test('what follows the records that are looked at is estimated by how tokens grew', async () => {
  const { whole, records, tenfold, total } = await report('log.tsv --records 200');
  assert.deepEqual([whole, records], [false, 200]);
  const all = await report('log.tsv --records 2000');
  assert.deepEqual([all.whole, all.tenfold], [true, null]);
  assert.ok(tenfold!.distinct > 2 * total.distinct);
  assert.ok(Math.abs(tenfold!.distinct / all.total.distinct - 1) < 0.2, `${tenfold!.distinct}, ${all.total.distinct}`);
});

test('the page says it in words, in lines of a terminal', async () => {
  const { status, stdout, stderr } = await run('schema log.tsv --bits 18'.split(' '), { cwd });
  assert.deepEqual([status, stderr], [0, '']);
  assert.match(stdout, /^all 2,000 records of log\.tsv \(criteo\), 18\.6% positive; in 2\^18 slots:$/m);
  assert.match(stdout, /^C26 +categorical +\d+\.\d% +[0-9,]+ +[0-9,]+ +[0-9,]+ +[0-9,]+ +\d+\.\d%$/m);
  assert.match(stdout, /^> +18 +2 MiB( +\d+\.\d%){3}$/m);
  assert.match(stdout, /^- at 18 bits \d\.\d% of the distinct tokens, .* 19 bits\s+would about halve/m);
  assert.ok(stdout.split('\n').every((line) => line.length <= 100));
});

test('a field that tells the label is named', async () => {
  here.write('leak.csv', `user,visits,click\n${rows.replaceAll(/u\d+(,\d*,)(\d)/g, 'u$2$1$2')}`);
  const { warnings } = await report('leak.csv --schema s.yaml');
  assert.match(warnings.join('\n'), /^field "user" alone gives AUC 1\.000 on the first 300 examples: .*$/);
});

test('standard input, pairs, and records without labels have fields too', async () => {
  here.write('log.svm', '1 3:1 4:0.5\n0 3:1\n');
  const pairs = await report('log.svm');
  assert.deepEqual([pairs.fields[0].type, pairs.total.distinct, pairs.total.tokens], ['pairs', 2, 3]);
  const unlabelled = firstRecords(50).replaceAll(/^\d\t/gm, '');
  const piped = await job<FieldReport>('schema - --format criteo-unlabelled', { cwd, input: unlabelled });
  assert.deepEqual([piped.records, piped.positives], [50, null]);
});

test('malformed records end it, or are skipped and counted', async () => {
  here.write('bad.csv', `user,visits,click\n${rows}u,x,0\n`);
  await assertRefused(
    'schema bad.csv --schema s.yaml',
    'bad.csv: record 302: field "visits": found "x", expected an integer of at most 15 digits',
    { cwd },
  );
  const { records, badRecords } = await report('bad.csv --schema s.yaml --bad-records skip');
  assert.deepEqual([records, badRecords], [300, 1]);
});

test('flags that mean nothing to what is to be done are refused', async () => {
  const table = 'found records without a schema, expected --schema FILE beside it; to write one, leave this flag out';
  await assertRefused('schema t.csv --bits 20', `--bits: ${table}`, { cwd });
  await assertRefused('schema t.csv --records 20', `--records: ${table}`, { cwd });
  await assertRefused('schema t.csv --bad-records skip', `--bad-records: ${table}`, { cwd });
  await assertRefused(
    'schema log.tsv --output s2.yaml',
    '--output: found records whose fields are known, expected records without a schema',
    { cwd },
  );
  await assertRefused(
    'schema t.csv leak.csv',
    't.csv, leak.csv: found 2 inputs without a schema, expected one to look at, or --schema FILE',
    { cwd },
  );
  await assertRefused('schema log.tsv --records 0', '--records: found 0, expected an integer, 1 or more', { cwd });
  await assertRefused('schema log.tsv --bits 29', '--bits: found 29, expected an integer from 1 to 28', { cwd });
});
