/** `train --tensorboard FOLDER`: what TensorBoard will find there. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { firstRecords, run } from '../e2e/leanctr.js';
import { folder } from '../read/folder.js';
import { pointsOf } from './events.js';
import { needsTensorflow } from './needs-tensorflow.js';

const here = folder();
const train = async (...flags: readonly string[]) => {
  const all = ['train', 'log.tsv', '--bits', '14', '--model', 'out.arrow', '--quiet', '--json', ...flags];
  return run(all, { cwd: here.path });
};
before(() => here.write('log.tsv', firstRecords(2000)));

test(
  'curves end with what the run found, and the histogram counts the weights that are not zero',
  needsTensorflow,
  async () => {
    const { stdout, stderr } = await train('--epochs', '2', '--tensorboard', 'board');
    assert.equal(stderr, '');
    const { progressive, model } = JSON.parse(stdout);
    const points = pointsOf(`${here.path}/board`);
    const last = (tag: string) => points.findLast((point) => point.tag === tag)!;
    const { logLoss, auc, normalizedEntropy, calibration } = progressive;
    for (const [tag, number] of Object.entries({
      'progressive/log_loss': logLoss,
      'progressive/auc': auc,
      'progressive/normalized_entropy': normalizedEntropy,
      'progressive/calibration': calibration,
      'model/nonzeros': model.nonzeros,
      'model/touched': model.touched,
      learning_rate: 0.1,
    })) {
      assert.deepEqual([last(tag).step, last(tag).number], [4000, Math.fround(number)], tag);
    }
    const { step, buckets } = last('model/weights');
    const counts = buckets.filter((_, i) => i % 3 === 2);
    assert.deepEqual([step, counts.length, counts.reduce((sum, count) => sum + count)], [4000, 30, model.nonzeros]);
    const steps = points.filter(({ tag }) => tag === 'progressive/auc').map(({ step: at }) => at);
    assert.ok(steps.length > 2 && steps.every((at, i) => at > (steps[i - 1] ?? 0)), steps.join(', '));
  },
);

test(
  'the learning rate is that of the schedule, and a model gone on from goes on in the curves',
  needsTensorflow,
  async () => {
    const schedule = ['--optimizer', 'adagrad', '--schedule', 'power:0.5:100'];
    await train(...schedule, '--tensorboard', 'rate');
    await train(...schedule, '--initial', 'out.arrow', '--tensorboard', 'rate');
    const rates = pointsOf(`${here.path}/rate`).filter(({ tag }) => tag === 'learning_rate');
    assert.ok([2000, 4000].every((end) => rates.some(({ step }) => step === end)));
    for (const { step, number } of rates) {
      const rate = 0.1 / Math.sqrt(1 + step / 100);
      assert.ok(Math.abs(number! - rate) < 1e-7, `${step}: ${number}, not ${rate}`);
    }
  },
);

test('a folder that is a file is refused', async () => {
  const { status, stderr } = await train('--tensorboard', 'log.tsv');
  assert.equal(stderr, 'leanctr: --tensorboard log.tsv: found a file, expected the name of a folder\n');
  assert.equal(status, 2);
});
