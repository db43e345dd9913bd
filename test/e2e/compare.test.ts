/** A comparison on the command line: its page, its one JSON object, its one line of refusal, and Ctrl-C in the middle. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { readModel } from '#dist/export/model-file.js';

import { folder } from '../read/folder.js';
import { assertRefused, job } from './jobs.js';
import { firstRecords, run, start } from './leanctr.js';

const here = folder();
const cwd = here.path;

const PIPELINE = `folder: out
compare:
  inputs: log.tsv
  split: every:5
  bits: 14
  cache: out/cache
  models: out/models
  output: out/comparison.json
  variants:
    - { name: ftrl, lambda1: [0.3, 3] }
    - { name: adagrad-threshold, optimizer: adagrad, prune: { keep: [50, 500] } }
`;

before(() => here.write('log.tsv', firstRecords(2000)));

test('the page goes to standard output, a line for each training to standard error', async () => {
  here.write('p.yaml', PIPELINE);
  const { status, stdout, stderr } = await run(['run', 'p.yaml'], { cwd });
  assert.equal(status, 0);
  assert.match(stdout, /leanctr comparison: 5 models of 2 methods[^]*Models[^]*Log loss at equal nonzeros/);
  assert.match(stderr, /^trained 1 of 3: ftrl lambda1 0\.3: log loss 0\.\d{5}, [\d,]+ nonzeros, [\d.]+ s\n/);
});

test('a file may train and compare; --json prints what the file of the comparison holds', async () => {
  here.write('p.yaml', `${PIPELINE}train: { inputs: log.tsv, bits: 14, model: out/model.arrow }\n`);
  const { steps } = await job<{ steps: { step: string; result: unknown }[] }>('run p.yaml', { cwd });
  assert.deepEqual(
    steps.map(({ step }) => step),
    ['train', 'compare'],
  );
  assert.deepEqual(steps[1].result, JSON.parse(readFileSync(join(cwd, 'out/comparison.json'), 'utf8')));
});

test('a parameter that the optimizer lacks is refused in one line, before anything is done', async () => {
  rmSync(join(cwd, 'out'), { recursive: true, force: true });
  here.write('p.yaml', PIPELINE.replace('adagrad,', 'adagrad, lambda1: 1,'));
  const line =
    'p.yaml:11: field "compare.variants.1.lambda1": found a parameter that adagrad does not have, expected --alpha, ' +
    '--beta, --initial-accumulator; leave it out, or use another --optimizer';
  await assertRefused('run p.yaml', line, { cwd });
  assert.ok(!existsSync(join(cwd, 'out')));
});

test('Ctrl-C ends a comparison at once and leaves whole models', async () => {
  rmSync(join(cwd, 'out'), { recursive: true, force: true });
  const many = Array.from({ length: 500 }, (_, i) => (i + 1) / 10).join(', ');
  here.write('p.yaml', PIPELINE.replace('[0.3, 3]', `[${many}]`));
  const child = start(['run', 'p.yaml'], { cwd });
  let said = '';
  child.stderr!.on('data', (text) => (said += String(text)));
  const closed = once(child, 'close');
  while (!said.includes('trained 3 of')) await once(child.stderr!, 'data');
  child.kill('SIGINT');
  const [status] = (await closed) as [number | null];
  assert.equal(status, 130);
  const [, done] = /interrupted: (\d+) of 501 trainings are done, and their models written\n$/.exec(said) ?? [];
  const names = readdirSync(join(cwd, 'out/models/ftrl'));
  // one more may have been written, but not measured
  assert.ok(names.length === Number(done) || names.length === Number(done) + 1, `${names.length} models, ${said}`);
  for (const name of names) assert.ok(readModel(join(cwd, 'out/models/ftrl', name)).header.touched > 0);
});
