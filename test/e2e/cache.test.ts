/** `leanctr cache` and `train --cache`, as they are typed. */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import type { CacheResult } from '#dist/pipeline/cache.js';
import type { TrainResult } from '#dist/pipeline/train.js';
import { folder } from '../read/folder.js';
import { assertRefused, assertSameFile, job } from './jobs.js';
import { firstRecords, run, shell } from './leanctr.js';

const here = folder();
const cwd = here.path;

before(() => {
  here.write('log.criteo', firstRecords(300));
});

test('a cache is an input like any other, and smaller than the text', async () => {
  const result = await job<CacheResult>('cache log.criteo --bits 14 --output c.arrow', { cwd });
  assert.equal(result.examples, 300);
  assert.ok(result.cache.textBytes === Buffer.byteLength(firstRecords(300)));
  await job('train c.arrow --model cached.arrow', { cwd });
  await job('train log.criteo --bits 14 --model text.arrow', { cwd });
  assertSameFile(cwd, 'cached.arrow', 'text.arrow');
});

test('a pipe has several epochs, where a cache keeps what it brought', async () => {
  const { status, stderr } = await shell(
    'cat log.criteo | leanctr train - --format criteo --bits 14 --epochs 3 --cache kept --model piped.arrow --quiet',
    cwd,
  );
  assert.deepEqual([status, stderr], [0, '']);
  await job('train log.criteo --bits 14 --epochs 3 --model file.arrow', { cwd });
  assertSameFile(cwd, 'piped.arrow', 'file.arrow');
});

test('the summary says whether the cache was made or used', async () => {
  const words = 'train log.criteo --bits 14 --cache told --model m.arrow'.split(' ');
  assert.match((await run(words, { cwd })).stderr, /^cache +told\/[0-9a-f]{16}\.arrow, made$/m);
  assert.match((await run(words, { cwd })).stderr, /^cache +told\/[0-9a-f]{16}\.arrow, used$/m);
  assert.equal(readdirSync(join(cwd, 'told')).length, 1);
});

test('a cache in a folder that is damaged is made anew, one that is named is refused', async () => {
  await job('train log.criteo --bits 14 --cache cut --model m.arrow', { cwd });
  const [name] = readdirSync(join(cwd, 'cut'));
  truncateSync(join(cwd, 'cut', name), 1000);
  const { cache, warnings } = await job<TrainResult>('train log.criteo --bits 14 --cache cut --model m.arrow', { cwd });
  assert.equal(cache!.made, true);
  assert.match(warnings[0], /made anew: found a file cut short after 1,000 bytes/);
  truncateSync(join(cwd, 'cut', name), 1000);
  const line = `cut/${name}: found a file cut short after 1,000 bytes, expected a whole cache; make it again with leanctr cache`;
  await assertRefused(`train log.criteo --bits 14 --cache cut/${name} --model m.arrow`, line, { cwd });
});

test('a malformed record leaves no cache behind', async () => {
  here.write('bad.criteo', `${firstRecords(10)}x\n`);
  const { status, stderr } = await run('cache bad.criteo --output bad.arrow'.split(' '), { cwd });
  assert.equal(status, 2);
  assert.match(stderr, /^leanctr: bad\.criteo: record 11: found 1 column, expected 40/);
  assert.equal(existsSync(join(cwd, 'bad.arrow')), false);
});
