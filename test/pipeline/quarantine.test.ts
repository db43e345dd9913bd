/** Malformed records that are skipped: kept as they were, and only so many of them. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { train } from '#dist/pipeline/train.js';
import { folder } from '../read/folder.js';

const { path: here, write } = folder();
const tabs = '\t'.repeat(38);
const log = write('log.criteo', `1\t${tabs}\nx\n0\t${tabs}\n1\tone${tabs.slice(1)}\n`);
const options = { inputs: [log], bits: 8, badRecords: 'skip' } as const;

test('a quarantine keeps the skipped records once, whatever the epochs, and they are told once', async () => {
  for (const workers of [0, 1]) {
    const quarantine = join(here, 'bad.txt');
    const told: number[] = [];
    const onBadRecord = ({ problem }: { problem: { record?: number } }) => void told.push(problem.record!);
    await train({ ...options, workers, epochs: 3, quarantine, onBadRecord, model: join(here, 'm.arrow') });
    assert.equal(readFileSync(quarantine, 'utf8'), `x\n1\tone${tabs.slice(1)}\n`);
    assert.deepEqual(told, [2, 4]);
  }
});

test('a quarantine of tables begins as the first does, so that corrected it is read by the same schema', async () => {
  const schema = write('s.yaml', 'label: click\nheader: true\nfields: { a: categorical }\n');
  const head = '\ufeff"click",a\r\n';
  const [one, two] = [write('one.csv', `${head}1,x\r\n?,y\r\n1,"z\r\n`), write('two.csv', 'click,a\n0,x\n0\n')];
  const quarantine = join(here, 'bad.csv');
  const run = { schema, bits: 8, badRecords: 'skip' } as const;
  for (const workers of [0, 2]) {
    await train({ ...run, inputs: [one, two], workers, epochs: 2, quarantine, model: join(here, 'm.arrow') });
    assert.equal(readFileSync(quarantine, 'utf8'), `${head}?,y\r\n1,"z\r\n0\n`);
  }
  const corrected = readFileSync(quarantine, 'utf8')
    .replace('?', '1')
    .replace('1,"z', '1,z')
    .replace('\n0\n', '\n0,w\n');
  const { examples, badRecords } = await train({
    ...run,
    inputs: [write('corrected.csv', corrected)],
    model: join(here, 'm.arrow'),
  });
  assert.deepEqual([examples, badRecords], [3, 0]);
});

test('a quarantine over what the run reads or writes is refused, and nothing is lost', async () => {
  const initial = join(here, 'initial.arrow');
  await train({ ...options, model: initial });
  const before = readFileSync(initial);
  for (const quarantine of [log, initial, join(here, 'new.arrow')]) {
    await assert.rejects(train({ ...options, initial, quarantine, model: join(here, 'new.arrow') }), /--quarantine/);
  }
  assert.deepEqual(readFileSync(initial), before);
});

test('past the share of malformed records that is allowed, no model is written', async () => {
  const model = join(here, 'never.arrow');
  await assert.rejects(
    train({ ...options, maxBad: 0.4, model }),
    /found 2 malformed records of 4, expected at most 40%/,
  );
  assert.ok(!existsSync(model));
  await train({ ...options, maxBad: 0.5, model });
});
