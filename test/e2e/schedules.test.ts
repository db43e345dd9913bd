/** Learning-rate schedules on the command line and in pipeline files. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import type { TrainResult } from '#dist/pipeline/train.js';
import type { ModelReport } from '#dist/report/model-report.js';
import { folder } from '../read/folder.js';
import { assertRefused, assertSameFile, job } from './jobs.js';
import { firstRecords, run } from './leanctr.js';

const here = folder();
const cwd = here.path;
const PERFORMANCE = 'performance:150:1:0.5';
const TRAIN = `train log.tsv --bits 12 --optimizer adagrad --schedule ${PERFORMANCE} --model m.arrow`;

before(() => {
  here.write('log.tsv', firstRecords(2000));
});

test('what a schedule did is printed for people and for programs, and the report draws it', async () => {
  const { stderr } = await run(TRAIN.split(' '), { cwd });
  assert.match(
    stderr,
    /schedule {2}performance:150:1:0.5:0: 1 of alpha at first, 0.\d+ at last; \d+ drops?: .*after [\d,]+ ex/,
  );
  const { schedule } = await job<TrainResult>(TRAIN, { cwd });
  const report = await job<ModelReport>('report m.arrow', { cwd });
  assert.deepEqual(report.schedule!.drops, schedule!.drops);
  assert.deepEqual(report.schedule!.points.at(-1), { example: 1999, factor: schedule!.last });
  const { stdout } = await run(['report', 'm.arrow'], { cwd });
  assert.match(
    stdout,
    /How fast it learned\n {2}performance:150:1:0.5:0: from 1 to 0.\d+ of alpha; \d+ drops?\n {9}1 █/,
  );
});

test('a pipeline file has the same text under the key schedule, and what is wrong with it names the line', async () => {
  const pipeline = (schedule: string) =>
    here.write(
      'p.yaml',
      `train:\n  inputs: log.tsv\n  bits: 12\n  optimizer: adagrad\n  schedule: ${schedule}\n  model: p.arrow\n`,
    );
  pipeline(PERFORMANCE);
  await job('run p.yaml', { cwd });
  await job(TRAIN, { cwd });
  assertSameFile(cwd, 'p.arrow', 'm.arrow');
  pipeline('exponential');
  await assertRefused(
    'run p.yaml',
    'p.yaml:5: field "train.schedule": found "exponential", expected exponential:HALF_LIFE, such as exponential:1000000',
    { cwd },
  );
});

test('FTRL, which has no rate to change, says so before anything is read', () =>
  assertRefused(
    'train none.tsv --schedule power:1:9 --model x.arrow',
    '--schedule: found power for ftrl, whose weights are a function of z and alpha: a change of alpha would rescale ' +
      'them all, expected constant; its rates fall by themselves, coordinate by coordinate; ' +
      '--optimizer adagrad takes a schedule',
    { cwd },
  ));
