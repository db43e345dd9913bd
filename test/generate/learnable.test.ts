// What a generated log is for: a learner can find most of its truth, and tokens do not run out.

import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { writeFully } from '#dist/export/atomic-write.js';
import { generateLog } from '#dist/generate/generate.js';
import { hash } from '#dist/hash/hash.js';
import { ftrl } from '#dist/learn/ftrl.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import { read } from '#dist/read/read.js';
import { folder } from '../read/folder.js';

const { path } = folder();

test('at 300,000 examples FTRL recovers 60% of the way from the constant to the truth, over 500,000 distinct tokens', async (t) => {
  const log = generateLog({ examples: 300_000 });
  const file = join(path, 'log.criteo');
  const fd = openSync(file, 'w');
  for (const chunk of log) writeFully(fd, chunk);
  closeSync(fd);
  const batches = hash(await read([file]), { bits: 24 });
  const learner = kernelLearner(batches.kernel, batches.spec, ftrl(), null);
  for await (const batch of batches) learner.learn(batch, true);
  const { constantLogLoss, bayesLogLoss } = log.summary();
  const recovered = (constantLogLoss - learner.logLoss()!) / (constantLogLoss - bayesLogLoss);
  const { touched } = learner.count();
  t.diagnostic(`recovered ${(recovered * 100).toFixed(1)}%, ${touched} slots touched`);
  assert.ok(recovered >= 0.6, `${recovered}`);
  assert.ok(touched >= 500_000, `${touched}`);
});
