/** What a folder with a LayersModel holds, and what becomes of it when something fails. */

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exportTfjs } from '#dist/export/tfjs.js';
import type { Model } from '#dist/learn/model.js';
import { batchOf, specOf } from '../learn/batches.js';
import { modelOf, temporaryFolder } from './models.js';
import { loadTfjs, probabilitiesOfTfjs } from './tfjs-model.js';

/** A model with a weight in every `step`-th slot. */
function striped(bits: number, step: number): Model {
  const rows = Array.from({ length: 2 ** bits / step }, (_, i) => ({
    slot: i * step,
    weight: 1 + (i % 5),
    z: 1,
    n: 1,
  }));
  return modelOf(rows, 1 << 18, { hashing: specOf(bits), bias: { weight: -3, z: 0, n: 0 } });
}

const small = striped(10, 16);
const isShard = (name: string) => name.endsWith('.bin');

test('the page learns from the metadata how tokens become slots', async () => {
  const folder = temporaryFolder();
  await exportTfjs(small, folder);
  const model = await loadTfjs(folder);
  assert.deepEqual(model.getUserDefinedMetadata(), { leanctr: { hashing: specOf(10) } });
  assert.deepEqual(model.inputNames, ['slots', 'values']);
  assert.deepEqual(model.outputNames, ['probability']);
});

test('weights of more than 4 MiB come in shards of 4 MiB', async () => {
  const folder = temporaryFolder();
  await exportTfjs(striped(20, 2), folder);
  const shards = readdirSync(folder).filter(isShard).toSorted();
  assert.match(shards.join(' '), /^weights-[0-9a-f]{16}-1of2\.bin weights-[0-9a-f]{16}-2of2\.bin$/);
  assert.equal(readFileSync(join(folder, shards[0])).length, 2 ** 22);
  const batch = batchOf([{ label: 0, features: { 0: 1, 1: 1, 1048574: 1 } }]);
  const [probability] = await probabilitiesOfTfjs(folder, batch);
  // 524287 % 5 = 2
  assert.ok(Math.abs(probability - 1 / (1 + Math.exp(3 - 1 - 3))) < 1e-6);
});

test('more than 2^24 slots, which float32 does not count, are refused', async () => {
  const folder = join(temporaryFolder(), 'never');
  const slots = { ...small, header: { ...small.header, hashing: specOf(25) } };
  await assert.rejects(exportTfjs(slots, folder), {
    name: 'InputError',
    message:
      '--to tfjs: found a model of 2^25 slots, expected at most 2^24, which tfjs counts exactly; train with --bits 24 or fewer',
  });
  assert.throws(() => readdirSync(folder), { code: 'ENOENT' });
});

test(
  'where the system lets nobody make a folder, the export ends',
  { skip: existsSync('/proc/self') ? false : 'there is no /proc', timeout: 20_000 },
  () => assert.rejects(exportTfjs(small, '/proc/leanctr-export'), { code: 'ENOENT' }),
);

test('shards of an earlier export go, other files in the folder stay', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'index.html'), 'a page');
  writeFileSync(join(folder, 'weights.bin'), 'weights of something else');
  await exportTfjs(small, folder);
  await exportTfjs(striped(10, 64), folder);
  const names = readdirSync(folder).toSorted();
  assert.equal(names.length, 4);
  assert.deepEqual(names.slice(0, 2), ['index.html', 'model.json']);
});

test('a model.json that cannot be written leaves the earlier shards and none of its own', async () => {
  const folder = temporaryFolder();
  await exportTfjs(small, folder);
  const shards = readdirSync(folder).filter(isShard);
  rmSync(join(folder, 'model.json'));
  mkdirSync(join(folder, 'model.json'));
  await assert.rejects(exportTfjs(striped(10, 64), folder), /model\.json: found a directory/);
  // the same model's shards were there before: they are the earlier ones
  await assert.rejects(exportTfjs(small, folder), /model\.json: found a directory/);
  assert.deepEqual(readdirSync(folder).filter(isShard), shards);
});
