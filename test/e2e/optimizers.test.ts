/** Any optimizer by its name: with its own parameters only, and going on from a model only as it was learned. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { OPTIMIZER_NAMES } from '#dist/learn/optimizers.js';
import { folder } from '../read/folder.js';
import { firstRecords, run } from './leanctr.js';

const here = folder();
const cwd = here.path;
const train = (...flags: readonly string[]) =>
  run(['train', 'log.tsv', '--bits', '12', ...flags, '--model', 'out.arrow', '--quiet'], { cwd });

before(async () => {
  here.write('log.tsv', firstRecords(300));
  for (const name of ['ftrl', 'adagrad']) {
    const flags = ['--bits', '12', '--optimizer', name, '--model', `${name}.arrow`, '--quiet'];
    assert.equal((await run(['train', 'log.tsv', ...flags], { cwd })).status, 0);
  }
});

for (const [name, flags, message] of [
  [
    'a parameter that the optimizer does not have, with those that it has',
    ['--optimizer', 'adagrad', '--lambda1', '1'],
    '--lambda1: found a parameter that adagrad does not have, expected --alpha, --beta, --initial-accumulator; ' +
      'leave it out, or use another --optimizer',
  ],
  [
    'an optimizer that is none, with those that are',
    ['--optimizer', 'adagrd'],
    `--optimizer: found "adagrd", expected ${OPTIMIZER_NAMES.join(', ')}; did you mean adagrad?`,
  ],
  [
    'a name that every object has',
    ['--optimizer', 'constructor'],
    `--optimizer: found "constructor", expected ${OPTIMIZER_NAMES.join(', ')}`,
  ],
  [
    'a rate out of its range',
    ['--optimizer', 'adagrad', '--alpha', '0'],
    '--alpha: found 0, expected a number above 0',
  ],
  [
    'an initial model of another optimizer',
    ['--optimizer', 'adagrad', '--initial', 'ftrl.arrow'],
    '--initial: found a model with optimizer ftrl, expected adagrad; ' +
      'use what it was trained with, train anew, or begin at its weights with --weights-only',
  ],
  [
    'an initial model of other hyperparameters',
    ['--beta', '2', '--initial', 'adagrad.arrow'],
    '--initial: found a model with beta 1, expected 2; ' +
      'use what it was trained with, train anew, or begin at its weights with --weights-only',
  ],
  [
    'weights of no model',
    ['--weights-only'],
    '--weights-only: found no --initial, expected a model to take weights from',
  ],
] as const) {
  test(`refused in one line: ${name}`, async () => {
    const { status, stdout, stderr } = await train(...flags);
    assert.deepEqual([status, stdout, stderr], [2, '', `leanctr: ${message}\n`]);
    assert.ok(!existsSync(join(cwd, 'out.arrow')));
  });
}

test('another optimizer goes on from the weights of a model, if asked', async () => {
  const { status, stderr } = await train('--optimizer', 'adagrad', '--initial', 'ftrl.arrow', '--weights-only');
  assert.deepEqual([status, stderr], [0, '']);
});
