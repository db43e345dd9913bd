#!/usr/bin/env node
/** The command line's entry: finds the command, and turns what it throws into one line and an exit code. */

import { InputError } from '../input-error.js';

/** Input is wrong: 2. Stopped: 130. Anything else is ours or the system's: 1. */
function exitCodeOf(error: unknown): number {
  if (error instanceof InputError) return 2;
  return error instanceof Error && error.name === 'Interrupted' ? 130 : 1;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // what the system refused (a full disk, a missing permission) has a code and needs no stack
  const isPlain = error instanceof InputError || error.name === 'Interrupted' || typeof codeOf(error) === 'string';
  return isPlain ? inOneLine(error.message) : (error.stack ?? error.message);
}

/** A file's name may hold anything: it must not steer the terminal. */
function inOneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}

function end(error: unknown): never {
  process.stderr.write(`leanctr: ${textOf(error)}\n`);
  process.exit(exitCodeOf(error));
}

process.on('uncaughtException', end);
process.on('unhandledRejection', end);
// who has read enough (`| head`) closes the pipe, and that is no error
process.stdout.on('error', (error) => (codeOf(error) === 'EPIPE' ? process.exit(0) : end(error)));
// nobody listens to what is told to people: the work goes on
process.stderr.on('error', () => {});

try {
  const { run } = await import('./commands.js');
  await run(process.argv.slice(2));
} catch (error) {
  end(error);
}
