/** Ctrl-C and SIGTERM end a run at once and leave nothing half done. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { folder } from '../read/folder.js';
import { MAIN, firstRecords, start } from './leanctr.js';

const here = folder();
const cwd = here.path;

/** Waits until the run tells of its first, malformed record: a delay would be too short on a busy machine. */
async function isReading(child: ChildProcess): Promise<void> {
  let said = '';
  while (!said.includes('skipped: ')) said += String((await once(child.stderr!, 'data'))[0]);
}

/** Signals the process and says how it ended, and whether that took less than two seconds. */
async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<[unknown, boolean]> {
  const exit = once(child, 'exit');
  const asked = performance.now();
  child.kill(signal);
  const [status] = (await exit) as [number | null];
  return [status, performance.now() - asked < 2000];
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  for (const workers of ['0', '1']) {
    const how = `${signal} at ${workers} workers`;
    const flags = ['--format', 'criteo', '--bad-records', 'skip', '--bits', '12', '--workers', workers];
    const train = ['train', '-', ...flags, '--model', 'model.arrow'];

    test(`${how} ends a run that waits for an idle pipe; an earlier model stays`, async () => {
      here.write('model.arrow', 'earlier');
      const child = start(train, { cwd });
      child.stdin!.on('error', () => {}).write(`x\n${firstRecords(500)}`);
      await isReading(child);
      assert.deepEqual(await ended(child, signal), [130, true]);
      assert.equal(readFileSync(`${cwd}/model.arrow`, 'utf8'), 'earlier');
      assert.deepEqual(readdirSync(cwd), ['model.arrow']);
    });

    test(`${how} ends a run in the middle of a stream without end`, async () => {
      here.write('model.arrow', 'earlier');
      const generate = `echo x; exec "${process.execPath}" "${MAIN}" generate --examples 1000000000`;
      const source = spawn('bash', ['-c', generate]);
      const child = start(train, { cwd, stdio: [source.stdout, 'pipe', 'pipe'] });
      await isReading(child);
      assert.deepEqual(await ended(child, signal), [130, true]);
      source.kill('SIGKILL');
      assert.equal(readFileSync(`${cwd}/model.arrow`, 'utf8'), 'earlier');
      assert.deepEqual(readdirSync(cwd), ['model.arrow']);
    });
  }
}
