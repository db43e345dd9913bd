/** A field that tells the label is named by `leanctr train`, and no other. */

import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { test } from 'node:test';

import { folder } from '../read/folder.js';
import { sharedData } from '../shared-data.js';
import { job } from './jobs.js';
import { firstRecords, run } from './leanctr.js';

const here = folder();
const cwd = here.path;

/** As TalkingData has it: a time at which the app was installed, of clicks that led there. */
const records = Array.from({ length: 600 }, (_, i) => {
  const label = i % 7 === 3 ? 1 : 0;
  return `${i % 11},${i},2017-11-07 09:${10 + (i % 50)}:38,${label ? `2017-11-07 10:${10 + (i % 50)}:01` : ''},${label}\n`;
}).join('');
const TABLE = `app,ip,click_time,attributed_time,is_attributed\n${records}`;
here.write('t.csv', TABLE);
here.write('t.csv.gz', gzipSync(TABLE));
const fields = (leak: string) =>
  `label: is_attributed\nfields:\n  app: categorical\n  ip: categorical\n  click_time: time\n  attributed_time: ${leak}\n`;
here.write('s.yaml', fields('time'));
here.write('mended.yaml', fields('ignore'));

const warnings = async (words: string) =>
  (await job<{ warnings: string[] }>(`train ${words} --bits 12 --model m.arrow`, { cwd })).warnings;

test('a time that only clicks have is named in a warning, in the JSON and on standard error', async () => {
  const warning =
    'field "attributed_time" alone gives AUC 1.000 on the first 600 examples: it may tell the label; ' +
    'ignore it in the schema if it is not known before the click';
  for (const flags of ['', ' --workers 0'])
    assert.deepEqual(await warnings(`t.csv --schema s.yaml${flags}`), [warning]);
  assert.deepEqual(await warnings('t.csv.gz --schema s.yaml'), [warning]);
  const { stderr } = await run('train t.csv --schema s.yaml --bits 12 --model m.arrow'.split(' '), { cwd });
  assert.match(stderr, new RegExp(`^warning +${warning}$`, 'm'));
});

test('without it there is no warning', async () => {
  assert.deepEqual(await warnings('t.csv --schema mended.yaml'), []);
});

test('malformed records that are skipped hide no leak', async () => {
  here.write('dirty.csv', TABLE.replace('\n', '\n1,2\nx,y,z,,7\n'));
  assert.equal((await warnings('dirty.csv --schema s.yaml --bad-records skip')).length, 1);
});

test('the sample log has no leak', async () => {
  here.write('log.tsv', firstRecords(2000));
  assert.deepEqual(await warnings('log.tsv'), []);
});

for (const name of ['adult-train.csv', 'criteo-8k.tsv']) {
  const { path, skip } = sharedData(name);
  test(`${name} has no leak`, { skip }, async () => {
    if (!name.endsWith('.csv')) return assert.deepEqual(await warnings(path), []);
    await job(`schema ${path} --output adult.yaml`, { cwd });
    return assert.deepEqual(await warnings(`${path} --schema adult.yaml`), []);
  });
}
