/** What Ctrl-C and SIGTERM leave of each kind of work: exit code 130 within two seconds, and everything as it was. */

import assert from 'node:assert/strict';
import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';

import { folder } from '../read/folder.js';
import { job } from './jobs.js';
import { firstRecords, start } from './leanctr.js';

const here = folder();
const cwd = here.path;
const RECORDS = firstRecords(500);

before(async () => {
  // its first line tells, on standard error, that reading has begun
  here.write('log.tsv', `x\n${firstRecords(2000).repeat(5)}`);
  writeFileSync(join(cwd, 'day.tsv'), RECORDS);
  await job('train day.tsv --bits 14 --model m.arrow', { cwd });
});

/** Starts a run in which reading a log never ends; a folder of its own holds what it writes. */
function begin(args: readonly string[], output: string): ChildProcess {
  mkdirSync(join(cwd, output));
  writeFileSync(join(cwd, output, 'out'), 'earlier');
  return start([...args, `${output}/out`], { cwd });
}

async function isReading(child: ChildProcess): Promise<void> {
  let said = '';
  while (!said.includes('skipped: ')) said += String((await once(child.stderr!, 'data'))[0]);
}

async function isWriting(output: string): Promise<void> {
  while (!readdirSync(join(cwd, output)).some((name) => name.startsWith('.leanctr-'))) await setTimeout(10);
}

/** Sends the signal and holds what becomes of the run. */
async function assertEnds(child: ChildProcess, signal: NodeJS.Signals, output: string): Promise<void> {
  const stderr = text(child.stderr!);
  const exit = once(child, 'exit');
  const sent = performance.now();
  child.kill(signal);
  assert.deepEqual(await exit, [130, null]);
  assert.ok(performance.now() - sent < 2000, `after ${performance.now() - sent} ms`);
  child.stdin!.destroy();
  assert.match(await stderr, /^(skipped: .*\n)*leanctr: interrupted: nothing was written\n$/);
  assert.deepEqual(readdirSync(join(cwd, output)), ['out']);
  assert.equal(readFileSync(join(cwd, output, 'out'), 'utf8'), 'earlier');
}

const skip = '--format criteo --bad-records skip --bits 14';

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  for (const workers of [0, 2]) {
    test(`${signal} ends many short passes over a file (${workers} workers)`, { timeout: 20_000 }, async () => {
      const output = `file-${signal}-${workers}`;
      const words = `train log.tsv ${skip} --epochs 1000 --workers ${workers} --model`;
      const child = begin(words.split(' '), output);
      await isReading(child);
      await assertEnds(child, signal, output);
    });
  }

  test(`${signal} ends predictions of an idle standard input`, { timeout: 20_000 }, async () => {
    const output = `predict-${signal}`;
    const words = `predict m.arrow - --format criteo --bad-records skip --workers 0 --output`;
    const child = begin(words.split(' '), output);
    child.stdin!.write(`x\n${RECORDS}`);
    await isReading(child);
    await assertEnds(child, signal, output);
  });

  test(`${signal} ends generating`, { timeout: 20_000 }, async () => {
    const output = `generate-${signal}`;
    const child = begin('generate --examples 1000000000 --output'.split(' '), output);
    await isWriting(output);
    await assertEnds(child, signal, output);
  });
}

test('SIGINT ends a pipeline in any of its steps', { timeout: 20_000 }, async () => {
  const output = 'pipeline';
  mkdirSync(join(cwd, output));
  writeFileSync(join(cwd, output, 'out'), 'earlier');
  here.write(
    'pipeline.yaml',
    'generate: [{ examples: 1000000000, output: pipeline/out }]\ntrain: { inputs: pipeline/out, model: pipeline/m.arrow }\n',
  );
  const child = start(['run', 'pipeline.yaml'], { cwd });
  await isWriting(output);
  await assertEnds(child, 'SIGINT', output);
});
