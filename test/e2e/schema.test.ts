/** `leanctr schema` as a shell runs it. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder } from '../read/folder.js';
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
