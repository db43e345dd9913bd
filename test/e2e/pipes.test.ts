/** Pipes: a reader that goes away, one that takes its time, and devices that take nothing. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';

import { folder } from '../read/folder.js';
import { assertSameFile, job } from './jobs.js';
import { firstRecords, shell } from './leanctr.js';

const here = folder();
const cwd = here.path;

before(async () => {
  here.write('log.tsv', firstRecords(2000));
  here.write('large.tsv', firstRecords(2000).repeat(25));
  here.write('dirty.tsv', `${'x\n'.repeat(30)}${firstRecords(2000)}`);
  await job('train log.tsv --bits 14 --model m.arrow', { cwd });
});

const early: readonly [string, RegExp][] = [
  ['leanctr predict m.arrow large.tsv | head -1', /^0\.\d+\n$/],
  ['leanctr predict m.arrow - --format criteo < large.tsv | head -1', /^0\.\d+\n$/],
  ['leanctr generate --examples 100000000 | head -1', /^[01]\t.*\n$/],
  ['leanctr generate --examples 100000000 --gzip | head -c 2', /^..$/],
  ['leanctr report m.arrow | head -1', /^leanctr report: m\.arrow\n$/],
  ['leanctr train --help | head -1', /^leanctr train <inputs\.\.>\n$/],
  ['leanctr evaluate m.arrow log.tsv --quiet --json | true', /^$/],
];

describe('a reader that has read enough is no error', { concurrency: 4 }, () => {
  for (const [line, expected] of early) {
    test(line, async () => {
      // pipefail: the exit code is the first that is not 0
      const { status, stdout, stderr } = await shell(line, cwd);
      assert.deepEqual([status, stderr.replace(/^[\d,]+ probabilities\n$/, '')], [0, '']);
      assert.match(stdout, expected);
    });
  }
});

test('a reader that takes its time gets every line', async () => {
  const { status, stdout } = await shell('leanctr predict m.arrow large.tsv --quiet | (sleep 1; wc -l)', cwd);
  assert.deepEqual([status, stdout.trim()], [0, '50000']);
});

test('who closes standard error still gets the model', async () => {
  const train = 'leanctr train dirty.tsv --format criteo --bad-records skip --bits 14 --model unheard.arrow';
  const { status } = await shell(`${train} 2>&1 >/dev/null | head -c 1`, cwd);
  assert.equal(status, 0);
  assertSameFile(cwd, 'unheard.arrow', 'm.arrow');
});

test('a device that is full ends with exit code 1 and one line', async () => {
  const enospc = 'ENOSPC: no space left on device, write\n';
  const table = [
    ['leanctr predict m.arrow log.tsv --quiet > /dev/full', enospc],
    ['leanctr evaluate m.arrow log.tsv --quiet --json > /dev/full', enospc],
    ['leanctr generate --examples 1000 --quiet > /dev/full', enospc],
    ['leanctr train log.tsv --bits 14 --quiet --model /dev/full', `/dev/full: not written: ${enospc}`],
    ['leanctr predict m.arrow log.tsv --quiet --output /dev/full', `/dev/full: not written: ${enospc}`],
  ] as const;
  const outcomes = await Promise.all(table.map(([line]) => shell(line, cwd)));
  assert.deepEqual(
    outcomes,
    table.map(([, said]) => ({ status: 1, stdout: '', stderr: `leanctr: ${said}` })),
  );
});

test('a model goes into a pipe whole, or the end of its reader is an error', async () => {
  // a process substitution ends after the shell's own command: `wait` for it
  const into = (reader: string) =>
    shell(`leanctr train log.tsv --bits 14 --quiet --model >(${reader}); code=$?; wait $!; exit $code`, cwd);
  assert.deepEqual(await into('cat > piped.arrow'), { status: 0, stdout: '', stderr: '' });
  assertSameFile(cwd, 'piped.arrow', 'm.arrow');
  const { status, stderr } = await into('exec <&-');
  assert.equal(status, 1);
  assert.match(stderr, /^leanctr: \/dev\/fd\/\d+: not written: EPIPE: broken pipe, write\n$/);
});

test('a model from a pipe is refused: it is read more than once', async () => {
  const { status, stderr } = await shell('leanctr evaluate <(cat m.arrow) log.tsv', cwd);
  assert.equal(status, 2);
  assert.match(stderr, /^leanctr: \/dev\/fd\/\d+: found a pipe or a device, expected a regular file: .*\n$/);
});

test('a holdout from a pipe is measured by one model and refused for two', async () => {
  const report = 'leanctr report m.arrow --holdout - --format criteo --quiet --json';
  const one = await shell(`${report} < log.tsv`, cwd);
  assert.equal((JSON.parse(one.stdout) as { holdout: { after: { examples: number } } }).holdout.after.examples, 2000);
  const line = 'standard input: found a pipe, expected an input that can be read again; write it to a file first';
  for (const two of [
    `${report} --before m.arrow`,
    'leanctr prune m.arrow --keep 9 --output s.arrow --holdout - --format criteo',
  ]) {
    const { status, stdout, stderr } = await shell(`${two} < log.tsv`, cwd);
    assert.deepEqual([status, stdout], [2, '']);
    assert.ok(stderr.startsWith(`leanctr: ${line}`) && stderr.indexOf('\n') === stderr.length - 1, stderr);
  }
  assert.ok(!existsSync(join(cwd, 's.arrow')));
});

test('predict --output is there as a whole, or the earlier file stays', async () => {
  await shell('leanctr predict m.arrow log.tsv --output p.txt --quiet', cwd);
  const earlier = readFileSync(join(cwd, 'p.txt'));
  here.write('bad.tsv', `${firstRecords(2000).repeat(5)}x\n`);
  const { status } = await shell('leanctr predict m.arrow bad.tsv --output p.txt --quiet', cwd);
  assert.equal(status, 2);
  assert.deepEqual(readFileSync(join(cwd, 'p.txt')), earlier);
});

test('a folder for standard input is wrong input, at any number of workers', async () => {
  for (const workers of ['0', '1']) {
    const line = `leanctr train - --format criteo --workers ${workers} --model never.arrow < .`;
    const { status, stderr } = await shell(line, cwd);
    assert.deepEqual([status, stderr], [2, 'leanctr: standard input: found a directory, expected records\n']);
  }
});

test('a table that comes through any kind of pipe gives the model of its file', async () => {
  const table = 'click,a\r\n'.concat(
    ...Array.from({ length: 30_000 }, (_, i) => `${i % 3 ? 'no' : 'yes'},t${i % 97}\r\n`),
  );
  here.write('t.csv', table);
  here.write('t.yaml', 'label: { column: click, positive: "yes" }\nheader: true\nfields: { a: categorical }\n');
  const train = (input: string, workers: number) =>
    `leanctr train ${input} --schema t.yaml --bits 10 --quiet --workers ${workers} --model piped.arrow`;
  await shell('gzip -k t.csv', cwd);
  await shell(train('t.csv', 1).replace('piped', 'filed'), cwd);
  for (const workers of [0, 1]) {
    for (const line of [
      `cat t.csv | ${train('-', workers)}`,
      `cat t.csv.gz | ${train('-', workers)}`,
      `${train('-', workers)} < t.csv`,
      train('<(cat t.csv)', workers),
      train('<(cat t.csv.gz)', workers),
      // what comes first is less than a line
      `(head -c 5 t.csv; sleep 0.2; tail -c +6 t.csv) | ${train('-', workers)}`,
    ]) {
      assert.deepEqual(await shell(line, cwd), { status: 0, stdout: '', stderr: '' }, line);
      assertSameFile(cwd, 'piped.arrow', 'filed.arrow');
    }
  }
});

test('Criteo records through a pipe need no --format', async () => {
  const { status } = await shell('cat log.tsv | leanctr train - --bits 14 --quiet --model unnamed.arrow', cwd);
  assert.equal(status, 0);
  assertSameFile(cwd, 'unnamed.arrow', 'm.arrow');
});
