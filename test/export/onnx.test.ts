/** What an ONNX file asks for and gives, in ONNX Runtime. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as ort from 'onnxruntime-node';
import { exportOnnx } from '#dist/export/onnx.js';
import type { Model } from '#dist/learn/model.js';
import { specOf } from '../learn/batches.js';
import { modelOf, temporaryFolder } from './models.js';

const folder = temporaryFolder();
const path = join(folder, 'model.onnx');
const LAST = 2 ** 28 - 1;

const model = modelOf(
  [
    { slot: 0, weight: 0.5, z: 0, n: 0 },
    { slot: 77, weight: -1.25, z: 0, n: 0 },
    { slot: LAST, weight: 2, z: 0, n: 0 },
  ],
  2,
  { hashing: specOf(28), bias: { weight: -1, z: 0, n: 0 } },
);

async function sessionOf(exported: Model): Promise<ort.InferenceSession> {
  await exportOnnx(exported, path);
  // errors of the runtime are expected here: it need not print them too
  return ort.InferenceSession.create(path, { intraOpNumThreads: 1, logSeverityLevel: 4 });
}

async function run(session: ort.InferenceSession, slots: number[], values: number[], shape: [number, number]) {
  const feeds = {
    slots: new ort.Tensor('int32', slots, shape),
    values: new ort.Tensor('float32', values, shape),
  };
  const { probability } = await session.run(feeds);
  return { dims: probability.dims, margins: [...(probability.data as Float32Array)].map(logit) };
}

const logit = (p: number): number => Math.round(1e4 * Math.log(p / (1 - p))) / 1e4;

test('inputs and output have names and types, and dimensions of any size', async () => {
  const { inputMetadata, outputMetadata } = await sessionOf(model);
  const matrix = ['examples', 'features'];
  assert.deepEqual(
    [...inputMetadata, ...outputMetadata].map((meta) => meta.isTensor && [meta.name, meta.type, meta.shape]),
    [
      ['slots', 'int32', matrix],
      ['values', 'float32', matrix],
      ['probability', 'float32', ['examples']],
    ],
  );
});

test('a value counts as often as it says, 0 fills up, and slots without a weight count nothing', async () => {
  const session = await sessionOf(model);
  const found = await run(session, [0, 77, LAST, 76, LAST - 1, 0], [1, -2, 0.5, 1, 3, 0], [2, 3]);
  assert.deepEqual(found, { dims: [2], margins: [-1 + 0.5 + 2.5 + 1, -1] });
});

test('examples without features have the bias, and no examples no probabilities', async () => {
  const session = await sessionOf(model);
  assert.deepEqual(await run(session, [], [], [2, 0]), { dims: [2], margins: [-1, -1] });
  assert.deepEqual(await run(session, [], [], [0, 2]), { dims: [0], margins: [] });
});

test('a slot that the model cannot have is an error of the runtime, not a probability', async () => {
  const session = await sessionOf(model);
  await assert.rejects(run(session, [LAST + 1], [1], [1, 1]), /out of data bounds/);
});

test('a model that would take more than 2 GiB is refused before its weights are read', async () => {
  const never = join(folder, 'never.onnx');
  const header = { ...model.header, nonzeros: LAST + 1 };
  const large: Model = { header, blocks: () => assert.fail('read') };
  await assert.rejects(exportOnnx(large, never), {
    name: 'InputError',
    message:
      '--to onnx: found a model of 268,435,456 nonzero weights, expected a file of at most 2 GiB, as protocol buffers are; prune it first',
  });
  assert.ok(!existsSync(never));
});
