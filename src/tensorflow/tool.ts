/** Runs a program of the machine (python3, npm) with a time-out, and keeps what it said last. */

import { type ChildProcess, spawn } from 'node:child_process';

import { CannotInstall } from './cannot-install.js';

export interface ToolRun {
  /** What it is for, as a message names it. */
  readonly does: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
}

const KEPT = 100_000;

/**
 * Runs a program to its end.
 *
 * @returns what it printed, the last 100,000 characters
 * @throws CannotInstall if it is not there, fails, is stopped, or takes longer than it may: with the line that tells why
 */
export async function runTool({ does, command, args, seconds, signal, ...options }: ToolRun): Promise<string> {
  signal?.throwIfAborted();
  // a group of its own: what the program started ends with it
  const child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const keep = (data: Buffer) => (said = (said + data.toString()).slice(-KEPT));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  let isLate = false;
  const stop = () => endGroup(child);
  const timer = setTimeout(() => {
    isLate = true;
    stop();
  }, seconds * 1000);
  signal?.addEventListener('abort', stop);
  try {
    const failure = await endOf(child);
    signal?.throwIfAborted();
    if (isLate) throw new CannotInstall(`${does} took longer than ${seconds} seconds`);
    if (failure === 'missing') throw new CannotInstall(`${command} is not on this machine; install it`);
    if (failure) throw new CannotInstall(`${does} failed: ${tellingLine(said)}`);
    return said;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

function endOf(child: ChildProcess): Promise<'missing' | boolean> {
  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? resolve('missing') : reject(error)));
    child.on('close', (code) => resolve(code !== 0));
  });
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // it ended by itself
  }
}

/** The first line that speaks of an error, or else the last one. */
function tellingLine(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const line =
    lines.find((text) => /\b\w*error:|ERR!|not found|no module/i.test(text)) ?? lines.at(-1) ?? 'it said nothing';
  return line.trim().slice(0, 300);
}
