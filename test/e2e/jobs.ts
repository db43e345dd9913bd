/** Runs that are expected to succeed, and what they print. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type RunOptions, run } from './leanctr.js';

/** Runs a command, whose words have no spaces, with --json --quiet; the one object that it prints, on one line. */
export async function job<T>(words: string, options: RunOptions): Promise<T> {
  const { status, stdout, stderr } = await run([...words.split(' '), '--json', '--quiet'], options);
  assert.deepEqual([status, stderr], [0, '']);
  assert.equal(stdout.indexOf('\n'), stdout.length - 1, `one line of JSON, not ${stdout}`);
  return JSON.parse(stdout) as T;
}

/** Runs a command whose words have no spaces, and holds that it was refused with this one line and nothing else. */
export async function assertRefused(words: string, line: string, options: RunOptions): Promise<void> {
  const outcome = await run(words.split(' '), options);
  assert.deepEqual(outcome, { status: 2, stdout: '', stderr: `leanctr: ${line}\n` });
}

/** Holds that two files of a folder have the same bytes. */
export function assertSameFile(cwd: string, one: string, other: string): void {
  assert.ok(readFileSync(join(cwd, one)).equals(readFileSync(join(cwd, other))), `${one} is not ${other}`);
}
