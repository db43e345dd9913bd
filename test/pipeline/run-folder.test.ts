// What a training leaves behind for a report, and what a report makes of it.

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { InputError } from '#dist/input-error.js';
import { reportFile } from '#dist/pipeline/report.js';
import { train } from '#dist/pipeline/train.js';
import { temporaryFolder } from '../export/models.js';
import { generateLog } from '#dist/generate/generate.js';

const folder = temporaryFolder();
const log = join(folder, 'log.tsv');
writeFileSync(log, Buffer.concat([...generateLog({ examples: 30_000 })]));
const run = join(folder, 'run');
const options = { inputs: [log], bits: 16, run, model: join(run, 'model.arrow') };

test('the curve of a training is the same for any number of workers, and ends with its results', async () => {
  const [alone, helped] = [await train({ ...options, workers: 0 }), await train({ ...options, workers: 2, epochs: 2 })];
  const timeless = (result: typeof alone) => result.curve!.map(({ seconds: _seconds, ...point }) => point);
  const points = timeless(alone);
  assert.ok(points.length >= 3);
  assert.deepEqual(timeless(helped), points);
  const last = points.at(-1)!;
  assert.deepEqual(
    [last.examples, last.logLoss, last.nonzeros],
    [30_000, alone.progressive.logLoss, alone.model.nonzeros],
  );
  const windows = points.map(
    ({ examples, windowLogLoss }, i) => windowLogLoss * (examples - (points[i - 1]?.examples ?? 0)),
  );
  const mean = windows.reduce((sum, loss) => sum + loss, 0) / 30_000;
  assert.ok(Math.abs(mean - alone.progressive.logLoss!) < 1e-12);
});

test('a training that goes on has a curve of its own days only', async () => {
  const first = await train({ ...options, workers: 0 });
  const second = await train({ inputs: [log], initial: options.model, model: join(folder, 'on.arrow'), curve: true });
  assert.equal(second.curve!.at(-1)!.examples, 30_000);
  assert.equal(second.curve!.at(-1)!.logLoss, second.progressive.logLoss);
  assert.ok(second.curve![0].logLoss < first.curve![0].logLoss);
});

test('the report of a run has its curve, its settings stay in run.json, and without --run there is no curve', async () => {
  const { curve } = await train({ ...options, workers: 0 });
  const report = await reportFile({ model: run, holdout: null });
  assert.deepEqual(report.curve, curve);
  assert.equal(report.model.path, options.model);
  const { settings } = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as { settings: { bits: number } };
  assert.equal(settings.bits, 16);
  const plain = await train({ inputs: [log], bits: 16, model: join(folder, 'plain.arrow') });
  assert.equal(plain.curve, null);
});

const damaged: readonly [string, string, RegExp][] = [
  ['no JSON', '{', /run\.json: found no JSON, expected what train --run writes/],
  ['another version', '{"formatVersion":2}', /field "formatVersion": found another value, expected what/],
  ['an array', '[]', /run\.json: found array, expected what/],
  ['a negative loss', run, /field "result.curve.0.logLoss"/],
];

for (const [what, text, message] of damaged) {
  test(`a run file of ${what} is refused in one line`, async () => {
    const path = join(run, 'run.json');
    const earlier = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text === run ? earlier.replace(/"logLoss": 0\.\d+,\n *"nonzeros"/, '"logLoss": -1, "nonzeros"') : text,
    );
    await assert.rejects(reportFile({ model: run, holdout: null }), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, message);
      return true;
    });
    writeFileSync(path, earlier);
  });
}

test('a model that was written anew has not the curve of the run before it', async () => {
  await train({ ...options, run: undefined, lambda1: 3, workers: 0 });
  await assert.rejects(reportFile({ model: run, holdout: null }), {
    name: 'InputError',
    message: /model\.arrow: found another model \([\d,]+ nonzeros\) than its run left, expected that of run\.json/,
  });
  assert.equal((await reportFile({ model: options.model, holdout: null })).curve, null);
});

test('a folder without a run is named as one', async () => {
  await assert.rejects(
    reportFile({ model: folder, holdout: null }),
    /found no run\.json, expected the folder of a run/,
  );
});
