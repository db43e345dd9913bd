/** What people and scripts see: typos, JSON, pipes that close early. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { folder } from '../read/folder.js';
import { ROOT, firstRecords, run, shell } from './leanctr.js';

const here = folder();
const cwd = here.path;

before(async () => {
  here.write('log.tsv', firstRecords(2000));
  assert.equal((await run(['train', 'log.tsv', '--bits', '12', '--model', 'model.arrow'], { cwd })).status, 0);
});

test('--version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  assert.equal((await run(['--version'], { cwd })).stdout, `${version}\n`);
});

test('a typo is answered with the nearest name, in one line, and nothing is done', async () => {
  for (const [args, line] of [
    [
      ['train', 'log.tsv', '--lamda1', '1', '--model', 'x.arrow'],
      /--lamda1: found an unknown flag, .*did you mean --lambda1\?/,
    ],
    [['trian', 'log.tsv'], /trian: found an unknown command, .*did you mean train\?/],
    [['train', 'log.tsv'], /--model: found nothing, expected a value/],
    [['train', '--model', 'x.arrow'], /found no <inputs\.\.>, expected leanctr train <inputs\.\.>/],
    [
      [],
      /found no command, expected train, cache, evaluate, predict, sweep, prune, report, explain, export, schema, generate, run or tensorflow/,
    ],
  ] as const) {
    const { status, stdout, stderr } = await run(args, { cwd });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, new RegExp(`^leanctr: ${line.source}[^\n]*\n$`));
  }
});

test('--json prints one line, as the last thing, while people read standard error', async () => {
  const { stdout, stderr } = await run(['train', 'log.tsv', '--bits', '12', '--model', 'model.arrow', '--json'], {
    cwd,
  });
  assert.match(stdout, /^\{[^\n]+\}\n$/);
  const { examples, model } = JSON.parse(stdout) as { examples: number; model: { bytes: number } };
  assert.deepEqual([examples, model.bytes], [2000, readFileSync(join(cwd, 'model.arrow')).length]);
  assert.match(stderr, /^learned +2,000 examples/);
  // no bar, no colour where nobody looks at a terminal
  assert.doesNotMatch(stderr, /[^\P{Cc}\n]/u);
});

test('closing a pipe early, as head does, is no error', async () => {
  for (const line of [
    'leanctr predict model.arrow log.tsv --quiet | head -1',
    'leanctr generate --examples 500000 | head -1 | wc -l',
    'leanctr report model.arrow | head -1',
  ]) {
    const { status, stderr, stdout } = await shell(line, cwd);
    assert.deepEqual([status, stderr], [0, ''], line);
    assert.notEqual(stdout, '');
  }
});
