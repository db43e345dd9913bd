/** The steps of a pipeline file are the commands of the same names. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import type { Evaluation } from '#dist/pipeline/evaluate.js';
import type { PruneFileResult } from '#dist/pipeline/prune.js';
import type { TrainResult } from '#dist/pipeline/train.js';
import type { ModelReport } from '#dist/report/model-report.js';

import { folder } from '../read/folder.js';
import { assertRefused, job } from './jobs.js';

const here = folder();
const cwd = here.path;

/** The steps of a run as it prints them. */
type Steps = {
  steps: [unknown, unknown, { result: TrainResult }, { result: PruneFileResult }, { report: ModelReport }];
};

const DEMO = `
folder: out/deep
generate:
  - { examples: 3000, output: out/deep/train.tsv }
  - { examples: 1000, skip: 3000, output: out/deep/holdout.tsv }
train:
  inputs: out/deep/train.tsv
  format: criteo
  bits: 16
  lambda1: 0.5
  model: out/deep/model.arrow
prune:
  keep: 200
  output: out/deep/small.arrow
report:
  holdout: [out/deep/holdout.tsv]
  output: out/deep/report.json
`;

before(() => here.write('demo.yaml', DEMO));

test('they write what the commands write, and their results agree with one another', async () => {
  const { steps } = await job<Steps>('run demo.yaml', { cwd });
  assert.deepEqual(
    steps.map((step) => (step as { step: string }).step),
    ['generate', 'generate', 'train', 'prune', 'report'],
  );
  const [, , { result: trained }, { result: pruned }, { report }] = steps;
  assert.deepEqual([trained.examples, pruned.after.nonzeros, report.model.nonzeros], [3000, 200, 200]);

  const evaluate = (name: string) => job<Evaluation>(`evaluate out/deep/${name} out/deep/holdout.tsv`, { cwd });
  const [whole, small] = await Promise.all(['model.arrow', 'small.arrow'].map(evaluate));
  const metricsIn = ({ badRecords: _skipped, reliability: _bins, ...metrics }: Evaluation) => metrics;
  assert.deepEqual(report.holdout, { before: metricsIn(whole), after: metricsIn(small) });
  assert.deepEqual(report.reliability, small.reliability);
  assert.deepEqual([pruned.holdout!.before.examples, pruned.holdout!.after.examples], [500, 500]);
  assert.deepEqual(JSON.parse(readFileSync(join(cwd, 'out/deep/report.json'), 'utf8')), report);

  const { model } = await job<TrainResult>('train out/deep/train.tsv --bits 16 --lambda1 0.5 --model m.arrow', { cwd });
  assert.equal(model.sha256, trained.model.sha256);
});

test('what a step finds wrong with a value is said of its line and key', async () => {
  here.write('bits.yaml', DEMO.replaceAll('out/deep', 'bits').replace('bits: 16', 'bits: 99'));
  here.write('keep.yaml', DEMO.replaceAll('out/deep', 'keep').replace('keep: 200', 'keep: 1.5'));
  here.write('folder.yaml', DEMO.replace('small.arrow', 'none/small.arrow'));
  await Promise.all([
    assertRefused(
      'run bits.yaml --quiet',
      'bits.yaml:9: field "train.bits": found 99, expected an integer from 1 to 28',
      {
        cwd,
      },
    ),
    assertRefused(
      'run keep.yaml --quiet',
      'keep.yaml:13: field "prune.keep": found 1.5, expected a whole number >= 0',
      {
        cwd,
      },
    ),
    assertRefused(
      'run folder.yaml --quiet',
      'folder.yaml:14: field "prune.output": found no folder out/deep/none, expected an existing folder; ' +
        'make it first: mkdir -p out/deep/none',
      { cwd },
    ),
  ]);
});
