/** What a run says of several epochs. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { type TrainOptions, train } from '#dist/pipeline/train.js';
import { firstRecords } from '../e2e/leanctr.js';
import { folder } from '../read/folder.js';

const here = folder();

before(() => here.write('log.tsv', firstRecords(200)));

async function warningsOf(options: Partial<TrainOptions>): Promise<readonly string[]> {
  const settings = { inputs: [`${here.path}/log.tsv`], bits: 10, workers: 0, epochs: 2, ...options };
  return (await train({ ...settings, model: `${here.path}/m.arrow` })).warnings;
}

test('where lambda1 stands against a sum of gradients, epochs weaken it, and the run says so', async () => {
  for (const optimizer of ['ftrl', 'rda']) {
    assert.match(
      (await warningsOf({ optimizer })).join(),
      /^2 epochs: gradients add up over passes while lambda1 1 stays/,
    );
  }
});

test('where lambda1 counts for each example, epochs do not weaken it, and nothing is said', async () => {
  for (const options of [{ optimizer: 'rda', globalRate: true }, { optimizer: 'fobos' }, { optimizer: 'adagrad' }]) {
    assert.deepEqual(await warningsOf(options), []);
  }
});
