#!/usr/bin/env node
/** The command line's entry: finds the command, and turns what it throws into one line and an exit code. */

import { InputError } from '../input-error.js';

/** Input is wrong: 2. Stopped: 130. A closed pipe (`| head`) is no error. Anything else is ours or the system's: 1. */
function exitCodeOf(error: unknown): number {
  if (error instanceof InputError) return 2;
  if (error instanceof Error && error.name === 'Interrupted') return 130;
  return codeOf(error) === 'EPIPE' ? 0 : 1;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // what the system refused (a full disk, a missing permission) has a code and needs no stack
  const isPlain = error instanceof InputError || error.name === 'Interrupted' || typeof codeOf(error) === 'string';
  return isPlain ? error.message : (error.stack ?? error.message);
}

function end(error: unknown): never {
  const code = exitCodeOf(error);
  if (code !== 0) process.stderr.write(`leanctr: ${textOf(error)}\n`);
  process.exit(code);
}

process.on('uncaughtException', end);
process.on('unhandledRejection', end);
process.stdout.on('error', end);

try {
  const { run } = await import('./commands.js');
  await run(process.argv.slice(2));
} catch (error) {
  end(error);
}
