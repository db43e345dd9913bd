import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { hash } from '#dist/hash/hash.js';
import { measureHeldOut } from '#dist/pipeline/holdout.js';
import { Interrupted } from '#dist/pipeline/interrupted.js';
import { train } from '#dist/pipeline/train.js';
import { read } from '#dist/read/read.js';
import { criteoLines } from '../hash/passes.js';
import { folder } from '../read/folder.js';

const { path: here, write } = folder();
const log = write('log.criteo', criteoLines(20_000));
const settings = { bits: 12, workers: 0, split: 'every:10' } as const;

test('a signal while the held-out examples are measured says that the model is there', async () => {
  const model = join(here, 'model.arrow');
  await train({ inputs: [log], model, ...settings });
  const records = await read([log]);
  const batches = hash(records, settings);
  for await (const { size } of batches) assert.ok(size > 0);
  const { counts } = batches;
  const measured = (signal?: AbortSignal) => measureHeldOut(model, batches, counts, records, signal);
  assert.equal((await measured()).holdout?.examples, 2000);
  await assert.rejects(measured(AbortSignal.abort()), new Interrupted('the model was written, but not measured'));
});

test('a signal is heard while the examples are counted, of which the last are held out', async () => {
  const controller = new AbortController();
  const batches = hash(await read([log]), { ...settings, split: 'last:10%', signal: controller.signal });
  const first = batches[Symbol.asyncIterator]().next();
  setImmediate(() => controller.abort());
  await assert.rejects(first, { name: 'AbortError' });
});
