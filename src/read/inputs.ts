/** Positional arguments -> the inputs they name: files, globs, and `-` for standard input. */

import { type Stats, closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';

import { glob, isDynamicPattern } from 'tinyglobby';

import { InputError } from '../input-error.js';
import { MAGIC_BYTES, compressionOf } from './compression.js';

/** An input and how its bytes come: from any position of a file, or only one after the other. */
export interface Input {
  /** As errors name it. */
  readonly name: string;
  /** Null for standard input. */
  readonly path: string | null;
  /** `file` can be read from any position by any thread; `compressed` and `pipe` are streams. */
  readonly kind: 'file' | 'compressed' | 'pipe';
  /** Bytes on disk; null if nobody knows. */
  readonly size: number | null;
  /** Of a pipe that was looked at: what was read of it, to be read first, and the open pipe; null if nothing is left in it. */
  readonly begun?: { readonly bytes: Uint8Array; readonly fd: number | null };
}

/**
 * Expands globs and looks at every input once, before anything is learned.
 *
 * @returns inputs in the order given; those of one glob in the order of their names
 * @throws InputError for a missing or empty file, a directory, a pattern without a match, standard input named twice
 */
export async function findInputs(patterns: readonly string[]): Promise<Input[]> {
  if (patterns.length === 0)
    throw new InputError({ found: 'no input', expected: 'a file, a glob, or - for standard input' });
  const inputs = (await Promise.all(patterns.map(expand)))
    .flat()
    .map((path) => (path === '-' ? standardInput() : look(path)));
  if (inputs.filter(({ path }) => path === null).length > 1) {
    throw new InputError({ source: 'standard input', found: '- twice', expected: '- once' });
  }
  return inputs;
}

async function expand(pattern: string): Promise<string[]> {
  if (pattern === '-' || !isDynamicPattern(pattern) || existsSync(pattern)) return [pattern];
  // names as the pattern writes them: relative ones to the working folder, absolute ones absolute
  const paths = await glob(pattern, { expandDirectories: false, absolute: isAbsolute(pattern) });
  if (paths.length > 0) return paths.toSorted((a, b) => (a < b ? -1 : 1));
  throw new InputError({ source: pattern, found: 'no file that matches', expected: 'at least one' });
}

function standardInput(): Input {
  return { name: 'standard input', path: null, kind: 'pipe', size: null };
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw refusal(path, error as NodeJS.ErrnoException);
  }
}

function look(path: string): Input {
  const stat = statOf(path);
  if (stat.isDirectory()) {
    throw new InputError({
      source: path,
      found: 'a directory',
      expected: 'a file',
      advice: `name its files: ${path}/*`,
    });
  }
  // a pipe is opened once, by the thread that reads it: closing it again would end its writer
  if (!stat.isFile()) return { name: path, path, kind: 'pipe', size: null };
  if (stat.size === 0) throw new InputError({ source: path, found: 'an empty file', expected: 'records' });
  return { name: path, path, kind: compressionOf(startOf(path)) ? 'compressed' : 'file', size: stat.size };
}

function startOf(path: string): Uint8Array {
  const fd = openInput(path);
  const start = Buffer.alloc(MAGIC_BYTES);
  try {
    readSync(fd, start, 0, start.length, 0);
  } finally {
    closeSync(fd);
  }
  return start;
}

/** Opens a file to read. @throws InputError where the user can mend what the system refuses */
export function openInput(path: string, flags: string | number = 'r'): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw refusal(path, error as NodeJS.ErrnoException);
  }
}

const NO_FILE = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'];
const NO_PERMISSION = ['EACCES', 'EPERM'];

function refusal(path: string, error: NodeJS.ErrnoException): Error {
  const code = error.code ?? '';
  if (NO_FILE.includes(code)) {
    return new InputError({
      source: path,
      found: 'no such file',
      expected: 'a file to read',
      advice: 'check the name',
    });
  }
  if (NO_PERMISSION.includes(code)) {
    return new InputError({ source: path, found: 'a file without permission to read', expected: 'a readable file' });
  }
  if (code !== 'ELOOP') return error;
  return new InputError({ source: path, found: 'a circle of symbolic links', expected: 'a file to read' });
}
