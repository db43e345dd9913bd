/** `leanctr explain` as a shell runs it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { folder } from '../read/folder.js';
import { assertRefused } from './jobs.js';
import { firstRecords, run } from './leanctr.js';

const here = folder();
const cwd = here.path;
here.write('log.tsv', firstRecords(600));

test('the heaviest features by name; one record of a pipe, with the probability that predict prints', async () => {
  await run('train log.tsv --bits 14 --lambda1 0.2 --model m.arrow --quiet'.split(' '), { cwd });
  const [names, one, predicted] = await Promise.all([
    run('explain m.arrow log.tsv --top 3'.split(' '), { cwd }),
    run('explain m.arrow - --record 2 --json'.split(' '), { cwd, input: firstRecords(2) }),
    run('predict m.arrow log.tsv --quiet'.split(' '), { cwd }),
  ]);
  assert.deepEqual([names.status, names.stderr], [0, '']);
  assert.match(names.stdout, /^600 records of log\.tsv \(criteo\):\n- (.*) of \1 nonzero weights have a name; bias -/);
  assert.match(names.stdout, /\n {4}weight {6}odds {5}count {2}feature\n {3}[-+]\d\.\d{4} +x[\d.]+ +\d+ {2}[IC]\d+/);
  const { model, example, probability } = JSON.parse(one.stdout) as Record<string, unknown>;
  assert.deepEqual([one.status, model, example], [0, 'm.arrow', 2]);
  assert.equal(String(probability), predicted.stdout.split('\n')[1]);
});

test('numbers out of their range are refused before anything is read', async () => {
  await assertRefused('explain x y --record 0', '--record: found 0, expected an integer, 1 or more', { cwd });
  await assertRefused('explain x y --top 1.5', '--top: found 1.5, expected an integer, 0 or more', { cwd });
});
