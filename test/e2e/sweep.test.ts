/** A sweep on the command line: its page, its one JSON object, and its lines of refusal. */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';

import type { SweepReport } from '#dist/report/sweep-report.js';

import { folder } from '../read/folder.js';
import { assertRefused, assertSameFile, job } from './jobs.js';
import { firstRecords, run } from './leanctr.js';

const here = folder();
const cwd = here.path;

before(() => {
  here.write('log.tsv', firstRecords(2000));
  here.write('file', 'x');
});

test('the page has every model, their frontier and the best by the rule, which needs no quotes', async () => {
  const words =
    'sweep log.tsv --bits 12 --alpha 0.1 --lambda1 0.5,1,2 --split every:5 --output out --best smallest-within 50%';
  const { status, stdout, stderr } = await run(words.split(' '), { cwd });
  assert.deepEqual([status, stderr], [0, '']);
  assert.match(stdout, /^leanctr sweep: 3 models of 1,600 examples in one pass, judged by the 400 held-out examples/);
  assert.match(stdout, /\n {2}lambda1 2 +0\.\d{5} +0\.\d{4} +\d\.\d{3} +\d+ +\d+\.\d\d % +[\d,]+ \* best\n/);
  assert.match(stdout, /best by smallest-within 50%: lambda1 2, log loss [^]*out\/lambda1-2\.arrow\n/);
  assert.deepEqual(readdirSync(join(cwd, 'out')).length, 4);
});

test('--json prints what sweep.json holds; with what a model needs to train on, as train does', async () => {
  const report = await job<SweepReport>('sweep log.tsv --bits 12 --lambda2 0,2 --output two', { cwd });
  assert.deepEqual(report, JSON.parse(readFileSync(join(cwd, 'two/sweep.json'), 'utf8')));
  await job('train log.tsv --bits 12 --lambda2 2 --model alone.arrow', { cwd });
  assertSameFile(cwd, 'two/lambda2-2.arrow', 'alone.arrow');
});

const REFUSED: readonly [string, string][] = [
  ['--output o --alpha 0.1,x', '--alpha: found "0.1,x", expected a number, or several: 0.5,1,2'],
  ['--output o --lambda1 1,,2', '--lambda1: found "1,,2", expected a number, or several: 0.5,1,2'],
  ['--output o --alpha 0.1,0.10', '--alpha: found 0.1 twice, expected each number once'],
  ['--output file', '--output: found file, expected a folder, or a name for one'],
  ['--output o --best smallest-within', '--best: found "smallest-within", expected log-loss or smallest-within 0.1%'],
  ['--alpha 1', '--output: found nothing, expected a value; see leanctr sweep --help'],
];

describe('a slip is answered in one line, with exit code 2', { concurrency: 2 }, () => {
  for (const [flags, line] of REFUSED) {
    test(`leanctr sweep log.tsv ${flags}`, () => assertRefused(`sweep log.tsv ${flags}`, line, { cwd }));
  }
});
