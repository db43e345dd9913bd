/** Pipeline files: the same bytes each time, and one line for what is wrong with one, before anything is done. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder } from '../read/folder.js';
import { run } from './leanctr.js';

const here = folder();
const cwd = here.path;

const PIPELINE = `folder: out
generate:
  - { examples: 3000, output: out/train.tsv }
  - { examples: 500, skip: 3000, output: out/holdout.tsv }
train:
  inputs: out/train.tsv
  bits: 14
  lambda1: 0.5
  model: out/model.arrow
prune:
  keep: 50
  output: out/small.arrow
report:
  holdout: out/holdout.tsv
  output: out/report.json
`;

async function refused(text: string): Promise<string> {
  here.write('wrong.yaml', text);
  const { status, stdout, stderr } = await run(['run', 'wrong.yaml'], { cwd });
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /^leanctr: [^\n]+\n$/);
  return stderr.slice('leanctr: '.length, -1);
}

test('a pipeline generates, trains, prunes and reports, with the same bytes each time', async () => {
  here.write('good.yaml', PIPELINE);
  const bytes = () => readFileSync(join(cwd, 'out/small.arrow'));
  const first = await run(['run', 'good.yaml'], { cwd });
  assert.equal(first.status, 0);
  assert.match(first.stdout, /leanctr report: out\/small\.arrow\n[^]*What it cost[^]*What it saved/);
  assert.match(first.stderr, /generated out\/train\.tsv: 3,000 examples[^]*learned +3,000 examples[^]*kept +50 of/);
  const small = bytes();
  const second = await run(['run', 'good.yaml', '--json', '--quiet'], { cwd });
  assert.deepEqual([second.status, second.stderr, bytes()], [0, '', small]);
  const { steps } = JSON.parse(second.stdout) as { steps: { step: string; report?: unknown }[] };
  assert.deepEqual(
    steps.map(({ step }) => step),
    ['generate', 'generate', 'train', 'prune', 'report'],
  );
  assert.deepEqual(steps[4].report, JSON.parse(readFileSync(join(cwd, 'out/report.json'), 'utf8')));
});

test('an unknown key is named with its line and the keys that are known, at any depth', async () => {
  assert.match(
    await refused(PIPELINE.replace('lambda1', 'lamda1')),
    /^wrong\.yaml:8: field "train\.lamda1": found an unknown key, expected .*lambda1/,
  );
  assert.match(await refused(`${PIPELINE}prunes: 3\n`), /^wrong\.yaml:\d+: field "prunes": found an unknown key/);
  assert.match(
    await refused(`${PIPELINE}__proto__: { a: 1 }\n`),
    /^wrong\.yaml:\d+: field "__proto__": found an unknown key/,
  );
});

test('a wrong type, a missing key and a value out of its range are named with their line', async () => {
  assert.match(
    await refused(PIPELINE.replace('bits: 14', 'bits: many')),
    /^wrong\.yaml:7: field "train\.bits": found "many"/,
  );
  assert.match(
    await refused(PIPELINE.replace('  model: out/model.arrow\n', '')),
    /^wrong\.yaml:\d+: field "train\.model": found nothing/,
  );
  assert.match(
    await refused(PIPELINE.replace('keep: 50', 'keep: 50\n  density: 0.5')),
    /^wrong\.yaml:\d+: .*prune.*threshold, keep, density/,
  );
  assert.match(
    await refused(PIPELINE.replace('bits: 14', 'engine: tensorflw')),
    /^wrong\.yaml:7: field "train\.engine": found "tensorflw", expected .*tensorflow/,
  );
  assert.match(await refused(PIPELINE.replace('bits: 14', 'bits: 99')), /^wrong\.yaml:\d+: .*99.* from 1 to 28/);
});

test(
  'where the system lets nobody make a folder, that is said',
  { skip: existsSync('/proc/self') ? false : 'there is no /proc' },
  async () => {
    here.write('proc.yaml', PIPELINE.replaceAll(/\bout\b/g, '/proc/no/such'));
    const { status, stderr } = await run(['run', 'proc.yaml'], { cwd });
    assert.equal(status, 1);
    assert.match(stderr, /^leanctr: ENOENT[^\n]*'\/proc\/no'\n$/);
  },
);

test('what is no YAML, no file or a folder is refused, and nothing was done', async () => {
  assert.match(await refused('train: [1, 2'), /^wrong\.yaml:\d+: found what is no YAML /);
  assert.match(
    await refused(PIPELINE.replace('out/train.tsv }', 'no/where.tsv }').replace('folder: out', 'folder: fresh')),
    /no folder no/,
  );
  assert.ok(!existsSync(join(cwd, 'fresh/model.arrow')));
  for (const [path, found] of [
    ['none.yaml', 'no such file'],
    ['out', 'a directory'],
  ]) {
    const { status, stderr } = await run(['run', path], { cwd });
    assert.deepEqual([status, stderr], [2, `leanctr: ${path}: found ${found}, expected a pipeline file\n`]);
  }
});
