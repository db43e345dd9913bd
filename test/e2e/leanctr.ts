/** Runs the built command line as a user does: a process of its own, in a folder of its own. */

import assert from 'node:assert/strict';
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

import { generateLog } from '#dist/generate/generate.js';
import type { TrainResult } from '#dist/pipeline/train.js';

export const MAIN = fileURLToPath(import.meta.resolve('#dist/cli/main.js'));

/** What a process left behind. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Standard input; none unless given. */
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** User and group to run as. */
  readonly uid?: number;
}

/** A folder that goes away after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'leanctr-e2e-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Starts the command line; its standard streams are pipes. */
export function start(args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], options);
}

/** Runs the command line to its end. */
export async function leanctr(args: readonly string[], { input, env, ...options }: RunOptions): Promise<Ended> {
  const child = start(args, { ...options, env: { ...process.env, ...env } });
  child.stdin!.on('error', () => {}); // who refuses its input may not read it
  child.stdin!.end(input);
  return ended(child);
}

/** Runs a script of bash in which `leanctr` is the command line. */
export async function bash(script: string, options: RunOptions): Promise<Ended> {
  const child = spawn('bash', ['-c', `leanctr() { "${process.execPath}" "${MAIN}" "$@"; }\n${script}`], {
    cwd: options.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return ended(child);
}

/** Waits for the end of a process and takes what it says. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout!),
    text(child.stderr!),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { status, stdout, stderr };
}

/** Holds that the input was refused with this one line and nothing else. */
export function assertRefused(run: Ended, line: string): void {
  assert.deepEqual(run, { status: 2, stdout: '', stderr: `leanctr: ${line}\n` });
}

/** Holds each command line, from `name` to `line`, against what it must say; all at once, for starting takes its time. */
export async function assertAllRefused(table: readonly (readonly [string, string])[], options: RunOptions) {
  const runs = await Promise.all(table.map(([words]) => leanctr(words.split(' ').filter(Boolean), options)));
  assert.deepEqual(
    runs.map(({ stdout, stderr, status }, i) => [table[i]![0], `${stdout}${stderr}`, status]),
    table.map(([words, line]) => [words, `leanctr: ${line}\n`, 2]),
  );
}

/** The one object that `--json` prints. */
export function jsonOf<T = Record<string, unknown>>({ status, stdout, stderr }: Ended): T {
  assert.equal(status, 0, stderr);
  assert.equal(stdout.indexOf('\n'), stdout.length - 1, `one line of JSON, not ${stdout}`);
  return JSON.parse(stdout) as T;
}

/** Trains, and says what became of it. */
export async function train(args: string, options: RunOptions): Promise<TrainResult> {
  return jsonOf<TrainResult>(await leanctr(['train', ...args.split(' '), '--json', '--quiet'], options));
}

/** The lines of a generated log in the challenge's format, without line feeds. */
export function logLines(examples: number, skip = 0): string[] {
  return Buffer.concat([...generateLog({ examples, skip })])
    .toString('latin1')
    .slice(0, -1)
    .split('\n');
}

export function writeLines(path: string, lines: readonly string[]): void {
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''), 'latin1');
}

/** Names of a folder's files that begin with a dot: what a run that was broken off must not leave. */
export function leftovers(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.startsWith('.'));
}

export function bytesOf(folder: string, name: string): Buffer {
  return readFileSync(join(folder, name));
}
