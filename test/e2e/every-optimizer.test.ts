/** Every optimizer on the command line and in a pipeline file. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { OPTIMIZER_NAMES } from '#dist/learn/optimizers.js';
import type { TrainResult } from '#dist/pipeline/train.js';

import { folder } from '../read/folder.js';
import { assertRefused, assertSameFile, job } from './jobs.js';
import { firstRecords, run } from './leanctr.js';

const here = folder();
const { path: cwd } = here;
here.write('log.tsv', firstRecords(600));

const TRAIN = 'train log.tsv --bits 14 --model';

test('every optimizer learns from a log, and a model goes on with the one that it was learned with', async () => {
  await Promise.all(
    OPTIMIZER_NAMES.map(async (name) => {
      const first = await job<TrainResult>(`${TRAIN} ${name}.arrow --optimizer ${name}`, { cwd });
      assert.ok(first.progressive.logLoss! < Math.LN2, `${name}: ${first.progressive.logLoss}`);
    }),
  );
  await job(`${TRAIN} again.arrow --initial fobos.arrow`, { cwd });
});

test('an option that is on is the same on the command line and in a pipeline file', async () => {
  const flags = '--optimizer rmsprop --momentum 0.5 --epsilon-outside --exact';
  await job(`${TRAIN} flags.arrow ${flags}`, { cwd });
  here.write(
    'exact.yaml',
    'train: { inputs: log.tsv, bits: 14, optimizer: rmsprop, momentum: 0.5, epsilon_outside: true, exact: true, model: keys.arrow }',
  );
  await job('run exact.yaml', { cwd });
  assertSameFile(cwd, 'flags.arrow', 'keys.arrow');
  // what an exact model says needs no flag, nor --bits
  await job('train log.tsv --initial flags.arrow --exact --decay 0.9 --model again.arrow', { cwd });
  await assertRefused(
    'train log.tsv --initial flags.arrow --no-exact --model never.arrow',
    '--initial: found a model with exact 1, expected off; use what it was trained with, train anew, or begin at its weights with --weights-only',
    { cwd },
  );
});

test('an exact optimizer is refused more than 20 bits, by its flag and by its key', async () => {
  const line = (place: string) =>
    `${place}: found a step of all 2^22 slots for every example, expected --bits of at most 20; ` +
    'lower --bits, or leave --exact out: then only the slots of an example are stepped';
  await assertRefused('train log.tsv --optimizer adam --exact --model never.arrow', line('--exact'), { cwd });
  here.write('large.yaml', 'train:\n  inputs: log.tsv\n  optimizer: adam\n  exact: true\n  model: never.arrow\n');
  await assertRefused('run large.yaml', line('large.yaml:4: field "train.exact"'), { cwd });
});

test('a parameter of other optimizers is refused with those that this one has', () =>
  assertRefused(
    'train log.tsv --optimizer adam --lambda1 1 --model never.arrow',
    '--lambda1: found a parameter that adam does not have, expected --alpha, --beta1, --beta2, --epsilon, --exact; ' +
      'leave it out, or use another --optimizer',
    { cwd },
  ));

test('learning that diverges ends with the example, the optimizer and its rate, and leaves no model', async () => {
  here.write('wild.svm', '1 1:1e9 2:3e9\n0 1:2e9 3:1e9\n1 1:1e9\n');
  for (const name of ['momentum', 'adam']) {
    const flags = `--hash identity --bits 4 --optimizer ${name} --alpha 1e30`;
    const { status, stderr } = await run(`train wild.svm ${flags} --model never.arrow`.split(' '), { cwd });
    assert.equal(status, 2);
    assert.equal(
      stderr.split('\n').at(-2),
      'leanctr: example 2: found a margin that is not a finite number, expected finite ones; ' +
        `${name} diverged at a learning rate of 1e+30: lower --alpha or scale the values`,
    );
    assert.ok(!existsSync(join(cwd, 'never.arrow')));
  }
});
