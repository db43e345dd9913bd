/** `leanctr schema` as a shell runs it. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { columnOf, fileOf, int32, streamOf } from '../read/arrow-tables.js';
import { folder } from '../read/folder.js';
import { PAGES_1 } from '../read/parquet-files.js';
import { assertRefused, job } from './jobs.js';
import { run } from './leanctr.js';

const here = folder();
const cwd = here.path;
const TABLE = `age,city,click\n${'31,Rome,0\n,Paris,1\n44,Rome,0\n'.repeat(20)}`;
here.write('t.csv', TABLE);

test('the schema goes to standard output, a line about it to standard error, and train takes it', async () => {
  const { status, stdout, stderr } = await run(['schema', 't.csv'], { cwd });
  assert.deepEqual([status, stderr], [0, '60 records, 3 columns: a guess to correct before training\n']);
  assert.match(
    stdout,
    /^label: \{ column: click, positive: "1", negative: "0" \}\nheader: true\n#.*\nfields:\n {2}age: count/m,
  );
  here.write('s.yaml', stdout);
  const { examples } = await job<{ examples: number }>('train t.csv --schema s.yaml --bits 12 --model m.arrow', {
    cwd,
  });
  assert.equal(examples, 60);
});

test('--output writes the same into a file, --quiet says nothing', async () => {
  const { stdout } = await run(['schema', 't.csv', '--output', '-', '--quiet'], { cwd });
  assert.deepEqual(await run('schema t.csv --output out.yaml --quiet'.split(' '), { cwd }), {
    ...{ status: 0, stdout: '', stderr: '' },
  });
  assert.equal(readFileSync(join(cwd, 'out.yaml'), 'utf8'), stdout);
});

test('--json prints one object', async () => {
  assert.deepEqual(await job('schema t.csv', { cwd }), {
    path: 't.csv',
    format: 'csv',
    records: 60,
    columns: [
      { name: 'age', type: 'count', distinct: 2, missing: 1 / 3 },
      { name: 'city', type: 'categorical', distinct: 2, missing: 0 },
      { name: 'click', type: 'label', distinct: 2, missing: 0 },
    ],
    warnings: [],
  });
});

test('a field that tells the label is ignored, in a comment and in a warning', async () => {
  here.write('leak.csv', `city,paid,click\n${'Rome,,0\nRome,7.5,1\nParis,,0\n'.repeat(60)}`);
  const { stdout, stderr } = await run(['schema', 'leak.csv'], { cwd });
  assert.match(stdout, /^ {2}paid: ignore {6,}# alone tells the label, AUC 1\.000; .*: numeric; 1 distinct/m);
  assert.match(stderr, /^field "paid" alone gives AUC 1\.000 on the first 180 examples: .*; the schema ignores it: /m);
  const { warnings } = await job<{ warnings: string[] }>('schema leak.csv', { cwd });
  assert.equal(warnings.length, 1);
});

describe('what names its columns is looked at as a table is', () => {
  const count = 60;
  const numbers = Array.from({ length: count }, (_, i) => i % 3);
  const columns = {
    age: columnOf(int32, numbers),
    click: columnOf(
      int32,
      numbers.map((n) => n >> 1),
    ),
  };
  const lines = numbers.map((n) => `{"age":${n},"click":${n >> 1}}\n`).join('');
  for (const [name, content, format, examples] of [
    ['t.jsonl', lines, 'jsonl', count],
    ['t.arrow', streamOf(columns), 'arrow', count],
    ['t.parquet', readFileSync(PAGES_1), 'parquet', 40],
  ] as const) {
    test(`${name}: train takes the schema as it is written, and a pipe has the same`, async () => {
      here.write(name, content);
      const args = ['schema', name, '--output', `${name}.yaml`, '--quiet'];
      assert.deepEqual(await run(args, { cwd }), { status: 0, stdout: '', stderr: '' });
      const command = `train ${name} --schema ${name}.yaml --bits 12 --model m.arrow`;
      assert.equal((await job<{ examples: number }>(command, { cwd })).examples, examples);
      const found = await job<{ format: string; records: number }>(`schema ${name} --format ${format}`, { cwd });
      assert.deepEqual([found.format, found.records], [format, examples]);
      const { status, stdout } = await run(['schema', '-', '--quiet'], { cwd, input: content });
      const fields = (text: string) => text.slice(text.indexOf('\nlabel:'));
      if (format === 'parquet') assert.equal(status, 2);
      else assert.equal(fields(stdout), fields(readFileSync(join(cwd, `${name}.yaml`), 'utf8')));
    });
  }

  test('damage ends in one line and exit code 2', async () => {
    here.write('cut.parquet', readFileSync(PAGES_1).subarray(0, 3000));
    here.write('cut.arrow', fileOf(columns).subarray(0, -9));
    here.write('cut.jsonl', '{"age":1}\n{"age":');
    for (const [name, line] of [
      ['cut.parquet', /^leanctr: cut\.parquet: found damaged Parquet data .*\n$/],
      ['cut.arrow', /^leanctr: cut\.arrow: found Arrow data that is cut short.*\n$/],
      ['cut.jsonl', /^leanctr: cut\.jsonl: record 2: field "age": found the end of the record.*\n$/],
    ] as const) {
      const { status, stdout, stderr } = await run(['schema', name], { cwd });
      assert.match(stderr, line);
      assert.deepEqual([status, stdout], [2, '']);
    }
  });
});

test('standard input is looked at as a file is', async () => {
  for (const format of ['', ' --format csv']) {
    const piped = await run(`schema -${format} --quiet`.split(' '), { cwd, input: TABLE });
    assert.match(piped.stdout, /^ {2}age: count .*2 distinct/m);
  }
  await assertRefused('schema -', 'standard input: found nothing, expected records', { cwd });
});

test('a table without a label says so', async () => {
  here.write('none.csv', 'a,b\n1,x\n2,y\n3,z\n');
  const { status, stdout, stderr } = await run(['schema', 'none.csv'], { cwd });
  assert.equal(status, 0);
  assert.match(stdout, /^label: TODO$/m);
  assert.match(stderr, /^label: TODO: no column has exactly two values; name the label in the schema$/m);
});

test('a malformed record is named', () => {
  here.write('bad.csv', 'a,b\n1,2\n1\n');
  return assertRefused('schema bad.csv', 'bad.csv: record 3: found 1 column, expected 2, as in the first record', {
    cwd,
  });
});
