import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { type Scores, addScores, createScores } from '#dist/evaluate/scores.js';
import { metricsOf } from '#dist/evaluate/metrics.js';
import { readModel } from '#dist/export/model-file.js';
import type { Model } from '#dist/learn/model.js';
import { climb } from '#dist/pipeline/climb.js';
import { batchesFor } from '#dist/pipeline/evaluate.js';
import { evaluateReporting } from '#dist/pipeline/halves.js';
import { train } from '#dist/pipeline/train.js';
import { prune } from '#dist/prune/prune.js';
import { criteoLines } from '../hash/passes.js';
import { folder } from '../read/folder.js';

const { path: here, write } = folder();
const lines = criteoLines(12_000).split('\n');
const log = write('log.criteo', lines.slice(0, 6000).join('\n') + '\n');
const holdout = write('holdout.criteo', lines.slice(6000).join('\n'));
const inputs = { inputs: [holdout], workers: 0 };

async function trained(): Promise<Model> {
  const path = join(here, 'model.arrow');
  await train({ inputs: [log], model: path, bits: 14, workers: 0, lambda1: 0.3 });
  return readModel(path);
}

/** Margin by margin, by sums in TypeScript: every other example at a bias. */
async function slowMetrics(model: Model, bias: number, half: number) {
  const weights = new Map(
    [...model.blocks()].flatMap((block) => [...block.slots].map((s, i) => [s, block.weights[i]])),
  );
  const scores: Scores = createScores();
  let before = 0;
  for await (const { size, labels, offsets, slots, values } of await batchesFor(model, inputs)) {
    for (let i = 0; i < size; i++) {
      if ((before + i) % 2 !== half) continue;
      let margin = bias;
      for (let j = offsets[i]; j < offsets[i + 1]; j++) margin += (weights.get(slots[j]) ?? 0) * (values?.[j] ?? 1);
      addScores(scores, Float64Array.of(margin), labels!.subarray(i, i + 1), null);
    }
    before += size;
  }
  return metricsOf(scores);
}

const near = (found: number | null, expected: number | null, within: number) =>
  assert.ok(Math.abs(found! - expected!) <= within * Math.abs(expected!), `${found} is not ${expected}`);

test('one pass says of each rung what measuring its model alone says, to 2 millionths of its log loss', async () => {
  const model = await trained();
  const keeps = [model.header.nonzeros, 500, 60, 3];
  const ladder = await climb(model, { holdout: inputs, keeps });
  assert.equal(ladder.ranking, 'loss');
  assert.deepEqual([ladder.examples, ladder.reported.examples], [6000, 3000]);
  for (const [r, keep] of keeps.entries()) {
    const { bias, choosing, reporting, nonzeros } = ladder.rungs[r];
    assert.equal(nonzeros, keep);
    const pruned = prune(model, { keep }).model;
    for (const [half, found] of [choosing, reporting].entries()) {
      const expected = await slowMetrics(pruned, bias, half);
      near(found.logLoss, expected.logLoss, 2e-6);
      near(found.calibration, expected.calibration, 2e-6);
      assert.ok(Math.abs(found.auc! - expected.auc!) <= found.aucErrorBound! + expected.aucErrorBound!);
    }
    near(choosing.calibration, 1, 1e-9);
  }
  const own = await slowMetrics(model, model.header.bias.weight, 1);
  near(ladder.before.reporting.logLoss, own.logLoss, 2e-6);
  near(ladder.before.reporting.calibration, own.calibration, 2e-6);
});

test('margins of numeric fields, far beyond the finest bins, are measured too, and the bias is solved on them', async () => {
  const schema = write('large.yaml', 'label: y\nfields: { x: numeric, c: categorical }');
  const table = Array.from({ length: 4000 }, (_, i) => `${i % 3 === 0 ? 1 : 0},${(i * 7919) % 100_003},${i % 5}`);
  const large = { inputs: [write('large.csv', ['y,x,c', ...table].join('\n'))], schema, workers: 0 };
  const path = join(here, 'large.arrow');
  await train({ ...large, model: path, bits: 8, lambda1: 0 });
  const model = readModel(path);
  const { before, rungs } = await climb(model, { holdout: large });
  const own = await evaluateReporting(model, large);
  near(before.reporting.logLoss, own.logLoss, 0.005);
  near(before.reporting.calibration, own.calibration, 0.01);
  const solved = { ...model, header: { ...model.header, bias: { weight: rungs[0].bias } } };
  const after = await evaluateReporting(solved, large);
  near(rungs[0].reporting.logLoss, after.logLoss, 0.005);
  near(1, after.calibration, 0.05);
});

const refused: [string, string, string][] = [
  [
    'no click',
    lines
      .filter((line) => line.startsWith('0'))
      .slice(0, 9)
      .join('\n'),
    'no click in every other of the examples, expected both classes',
  ],
  [
    'clicks only',
    lines
      .filter((line) => line.startsWith('1'))
      .slice(0, 9)
      .join('\n'),
    'clicks only in every other of the examples, expected both classes',
  ],
  ['nothing', '', 'an empty file, expected records'],
];

for (const [what, text, expected] of refused) {
  test(`a holdout of ${what} is refused in one line`, async () => {
    const path = write('other.criteo', text);
    const advice = text === '' ? '' : '; the bias is solved on them: hold out more records';
    await assert.rejects(climb(await trained(), { holdout: { inputs: [path], format: 'criteo', workers: 0 } }), {
      name: 'InputError',
      message: `${path}: found ${expected}${advice}`,
    });
  });
}
