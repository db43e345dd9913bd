/** `--split` as a shell runs it: train holds out, evaluate measures the same. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { folder } from '../read/folder.js';
import { assertRefused, assertSameFile, job } from './jobs.js';
import { firstRecords, run } from './leanctr.js';

const here = folder();
const cwd = here.path;
here.write('log.tsv', firstRecords(2000));
const table = `day,user,click\n${Array.from({ length: 300 }, (_, i) => `${1 + (i % 7)},u${i % 40},${i % 3 === 0 ? 1 : 0}\n`).join('')}`;
here.write('t.csv', table);
here.write('s.yaml', 'label: click\nfields: { user: categorical, day: ignore }\n');

interface Trained {
  readonly examples: number;
  readonly heldOut: number;
  readonly holdout: Readonly<Record<string, number>> | null;
  readonly warnings: readonly string[];
}

const SMALL = '--bits 14 --lambda1 0.1';

for (const [split, options] of [
  ['every:10', 'log.tsv'],
  ['last:10%', 'log.tsv log.tsv'],
  ['column:I3>=20', 'log.tsv'],
  ['hash:C2:20%', 'log.tsv'],
  ['column:day>=6', 't.csv --schema s.yaml'],
] as const) {
  test(`train --split ${split} prints what evaluate --split ${split} does`, async () => {
    const trained = await job<Trained>(`train ${options} ${SMALL} --split ${split} --model m.arrow`, { cwd });
    const { badRecords, ...metrics } = await job<Record<string, number>>(
      `evaluate m.arrow ${options} --split ${split}`,
      {
        cwd,
      },
    );
    assert.equal(badRecords, 0);
    assert.deepEqual(trained.holdout, metrics);
    assert.equal(trained.heldOut, metrics.examples);
    const all = await job<{ examples: number }>(`evaluate m.arrow ${options}`, { cwd });
    assert.equal(trained.examples + trained.heldOut, all.examples);
  });
}

test('the model is that of a file without the held-out examples, at any number of workers and epochs', async () => {
  const lines = firstRecords(2000).trimEnd().split('\n');
  here.write('rest.tsv', `${lines.filter((_, i) => (i + 1) % 10 !== 0).join('\n')}\n`);
  for (const more of ['--workers 0', '--workers 2', '--epochs 3']) {
    await job(`train rest.tsv ${SMALL} --model rest.arrow ${more}`, { cwd });
    await job(`train log.tsv ${SMALL} --model split.arrow --split every:10 ${more}`, { cwd });
    assertSameFile(cwd, 'split.arrow', 'rest.arrow');
  }
});

test('people read a line on the held-out examples', async () => {
  const { stderr } = await run(`train log.tsv ${SMALL} --split every:10 --model m.arrow`.split(' '), { cwd });
  assert.match(stderr, /^held out +200 examples \([0-9.]+% clicks\): log loss 0\.[0-9]{5}, .*AUC 0\.[0-9]{4}/m);
});

test('from a pipe the examples are held out, but cannot be measured; the last ones cannot be known', async () => {
  const input = firstRecords(2000);
  const words = `train - --format criteo ${SMALL} --model pipe.arrow`;
  const trained = await job<Trained>(`${words} --split every:10`, { cwd, input });
  assert.deepEqual([trained.examples, trained.heldOut, trained.holdout], [1800, 200, null]);
  assert.match(trained.warnings[0], /pipe, which cannot be read again/);
  const line =
    'standard input: found a pipe, expected an input that can be read again; write it to a file, or use --split every:N';
  await assertRefused(`${words} --split last:10%`, line, { cwd, input });
});

test('a split that holds out nothing is told; one that leaves nothing to learn or to measure is refused', async () => {
  const trained = await job<Trained>(`train log.tsv ${SMALL} --split every:5000 --model m.arrow`, { cwd });
  assert.deepEqual([trained.examples, trained.holdout], [2000, null]);
  assert.deepEqual(trained.warnings, ['--split holds out none of 2,000 examples']);
  await assertRefused(
    'evaluate m.arrow log.tsv --split every:5000',
    '--split every:5000: found none of 2,000 examples held out, expected some to measure; use another rule',
    { cwd },
  );
  await assertRefused(
    'train t.csv --schema s.yaml --split column:day>=1 --model none.arrow',
    '--split column:day>=1: found all 300 examples held out, expected some to learn from; use another rule',
    { cwd },
  );
  assert.ok(!existsSync(join(cwd, 'none.arrow')));
});

test('wrong rules are refused in one line, before anything is read', async () => {
  const forms = 'every:10, last:10%, column:day>=6 (or > <= < == !=) or hash:user:5%';
  for (const words of ['train log.tsv --model m2.arrow', 'evaluate m.arrow log.tsv']) {
    await assertRefused(`${words} --split evry:10`, `--split: found "evry:10", expected ${forms}`, { cwd });
  }
  await assertRefused(
    'train t.csv --schema s.yaml --split column:dya>=6 --model m2.arrow',
    '--split: field "dya": found the columns day, user, click, expected one of this name',
    { cwd },
  );
  await assertRefused(
    'train log.tsv --split every:10 --shuffle-files 1 --model m2.arrow',
    '--split every:10: found a split by the order of examples beside --shuffle-files, expected a rule over a column, or no shuffling',
    { cwd },
  );
});

test('malformed records are told once, though the inputs are read again', async () => {
  here.write('dirty.tsv', `${firstRecords(40)}no record\n`);
  for (const split of ['every:10', 'last:10%', 'hash:C2:50%']) {
    const words = `train dirty.tsv ${SMALL} --split ${split} --bad-records skip --quarantine q.tsv --model m2.arrow`;
    const { status, stderr } = await run(words.split(' '), { cwd });
    assert.deepEqual([status, stderr.match(/^skipped: /gm)?.length], [0, 1], stderr);
  }
});

test('a pipeline file says split: and its report measures what the training held out', async () => {
  const file = (split: string) => `
train: { inputs: log.tsv, bits: 14, lambda1: 0.1, split: '${split}', model: p.arrow }
prune: { keep: 100, output: small.arrow }
report: {}
`;
  here.write('p.yaml', file('every:10'));
  const { steps } = await job<{ steps: readonly [{ result: Trained }, ...unknown[]] }>('run p.yaml', { cwd });
  const [trained, pruned, reported] = steps as readonly [
    { result: Trained },
    { result: { holdout: { before: { examples: number } } } },
    { report: { holdout: { before: { logLoss: number; examples: number } } } },
  ];
  assert.equal(trained.result.holdout?.examples, 200);
  assert.equal(pruned.result.holdout.before.examples, 100);
  assert.equal(reported.report.holdout.before.logLoss, trained.result.holdout.logLoss);
  here.write('wrong.yaml', file('every:ten'));
  const forms = 'every:10, last:10%, column:day>=6 (or > <= < == !=) or hash:user:5%';
  await assertRefused('run wrong.yaml', `wrong.yaml:2: field "train.split": found "every:ten", expected ${forms}`, {
    cwd,
  });
});
