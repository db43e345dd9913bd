/** Names of files may hold anything, and no name destroys what is read. */

import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';

import { folder } from '../read/folder.js';
import { assertRefused, job } from './jobs.js';
import { firstRecords, run, shell } from './leanctr.js';

const here = folder();
const cwd = here.path;
const RECORDS = firstRecords(100);

before(async () => {
  here.write('log.tsv', RECORDS);
  await job('train log.tsv --bits 12 --model m.arrow', { cwd });
});

const NAMES = ['ü — ☃.tsv', 'two words.tsv', "it's.tsv", 'wei[r]d*.tsv', '123', '--model.tsv', 'new\nline.tsv'];

describe('a file of any name is read, and a model of its name is written', { concurrency: 4 }, () => {
  for (const name of NAMES) {
    test(JSON.stringify(name), async () => {
      here.write(name, RECORDS);
      const args = ['train', '--bits', '12', '--quiet', `--model=${name}.arrow`, '--', name];
      assert.deepEqual(await run(args, { cwd }), { status: 0, stdout: '', stderr: '' });
      assert.ok(readFileSync(join(cwd, `${name}.arrow`)).equals(readFileSync(join(cwd, 'm.arrow'))));
    });
  }
});

test('control characters in a name do not reach the terminal', async () => {
  const { status, stderr } = await run(['evaluate', 'm.arrow', 'no\n\x1b[2Jfile'], { cwd });
  assert.equal(status, 2);
  assert.equal(
    stderr,
    'leanctr: no\\u000a\\u001b[2Jfile: found no such file, expected a file to read; check the name\n',
  );
});

test('a file that is read is not written, under any of its names', async () => {
  symlinkSync('log.tsv', join(cwd, 'link.tsv'));
  here.write('part-1.tsv', RECORDS);
  writeFileSync(join(cwd, 'model'), readFileSync(join(cwd, 'm.arrow')));
  const refused = (words: string, output: string) =>
    assertRefused(words, `${output}: found a file that is read, expected another file name`, { cwd });
  await Promise.all([
    refused('train log.tsv --bits 12 --model log.tsv', '--model log.tsv'),
    refused('train link.tsv --bits 12 --model ./log.tsv', '--model ./log.tsv'),
    refused('train log.tsv --bits 12 --model link.tsv', '--model link.tsv'),
    refused('train part-*.tsv --bits 12 --model part-1.tsv', '--model part-1.tsv'),
    refused('predict m.arrow log.tsv --output log.tsv', '--output log.tsv'),
    refused('predict model log.tsv --output model', '--output model'),
  ]);
  assert.equal(readFileSync(join(cwd, 'log.tsv'), 'latin1'), RECORDS);
});

test('of a flag given twice the last one counts, and of a list all', async () => {
  const args = 'train log.tsv --bits 20 --bits 12 --model x --model twice.arrow --json --json --quiet';
  const { model } = JSON.parse((await run(args.split(' '), { cwd })).stdout) as {
    model: { bits: number; path: string };
  };
  assert.deepEqual([model.bits, model.path], [12, 'twice.arrow']);
  const report = await job<{ holdout: { after: { examples: number } } }>(
    'report m.arrow --holdout log.tsv --holdout log.tsv log.tsv',
    { cwd },
  );
  assert.equal(report.holdout.after.examples, 300);
});

test('- is standard input after -- and among others, and standard output of predict', async () => {
  const { stdout } = await run('predict m.arrow --format criteo --output - -- log.tsv -'.split(' '), {
    cwd,
    input: RECORDS,
  });
  assert.equal(stdout.split('\n').length, 201);
});

test('many workers for a small file are no error', async () => {
  await job('train log.tsv --bits 12 --workers 64 --model many.arrow', { cwd });
  assert.ok(readFileSync(join(cwd, 'many.arrow')).equals(readFileSync(join(cwd, 'm.arrow'))));
});

test('what may not be read or written is named before anything is done', async (t) => {
  if (process.getuid?.() !== 0) return t.skip('only root can run a command as somebody else');
  const setpriv = 'setpriv --reuid 65534 --regid 65534 --clear-groups bash --norc -c';
  chmodSync(cwd, 0o755);
  here.write('secret.tsv', RECORDS);
  chmodSync(join(cwd, 'secret.tsv'), 0o600);
  mkdirSync(join(cwd, 'open'));
  chmodSync(join(cwd, 'open'), 0o777);
  const asNobody = (words: string) => shell(`export -f leanctr; cd "${cwd}"; ${setpriv} 'leanctr ${words}'`, cwd);
  const able = await asNobody('evaluate m.arrow log.tsv --quiet');
  if (able.status !== 0) return t.skip(`nobody cannot run the command here: ${able.stderr.trim()}`);
  for (const [words, line] of [
    ['evaluate m.arrow secret.tsv', 'secret.tsv: found a file without permission to read, expected a readable file'],
    [
      'train log.tsv --bits 12 --model x.arrow',
      '--model x.arrow: found no permission to write ., expected a place that may be written',
    ],
    [
      'predict m.arrow log.tsv --output m.arrow.txt',
      '--output m.arrow.txt: found no permission to write ., expected a place that may be written',
    ],
  ]) {
    assert.deepEqual(await asNobody(words), { status: 2, stdout: '', stderr: `leanctr: ${line}\n` });
  }
  assert.equal((await asNobody('train log.tsv --bits 12 --quiet --model open/x.arrow')).status, 0);
  assert.ok(!existsSync(join(cwd, 'x.arrow')));
});
