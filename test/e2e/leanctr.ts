/** Runs the built command line as a shell would: a process of its own, in a folder of its own. */

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Readable, pipeline } from 'node:stream';
import { text } from 'node:stream/consumers';

export const ROOT = join(import.meta.dirname, '../../..');
export const MAIN = join(ROOT, 'dist/cli/main.js');

/** The sample log in `data/`: 2,000 records in the Criteo format. */
const SAMPLE = readFileSync(join(ROOT, 'data/sample.tsv'));

export interface Outcome {
  /** The exit code; null if a signal ended the process. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** What standard input brings; nothing if not given. */
  readonly input?: string | Uint8Array | Readable;
  /** Environment variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `leanctr ARGS` to its end. */
export async function run(args: readonly string[], { cwd, input = '', env = {} }: RunOptions): Promise<Outcome> {
  const child = start(args, { cwd, env: { ...process.env, ...env } });
  // who fails early reads no further: that is for the outcome to say
  if (typeof input === 'string' || input instanceof Uint8Array) child.stdin!.on('error', () => {}).end(input);
  else pipeline(input, child.stdin!, () => {});
  return outcomeOf(child);
}

/** Starts `leanctr ARGS`; its streams are pipes. */
export function start(args: readonly string[], options: SpawnOptions): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], options);
}

/** Runs a line of bash, in which `leanctr` is the command; it fails if one of a pipe's commands fails. */
export async function shell(line: string, cwd: string): Promise<Outcome> {
  const script = `leanctr() { "${process.execPath}" "${MAIN}" "$@"; }; ${line}`;
  const child = spawn('bash', ['-o', 'pipefail', '-c', script], { cwd });
  child.stdin.end();
  return outcomeOf(child);
}

async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  const [status] = (await closed) as [number | null];
  return { status, stdout, stderr };
}

/** Records of the sample log. */
export function firstRecords(count: number, skip = 0): string {
  const lines = SAMPLE.toString('latin1').split('\n');
  return `${lines.slice(skip, skip + count).join('\n')}\n`;
}
