/** A model's file, open for reading, and the lines that say what is wrong with it. */

import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { InputError } from '../input-error.js';
import { codeOf } from './system-error.js';

export interface OpenFile {
  readonly path: string;
  readonly fd: number;
  readonly size: number;
  /** Tells whether a file opened later is the one whose digest was right. */
  readonly identity: string;
}

export function withFile<T>(path: string, read: (file: OpenFile) => T): T {
  const file = openModel(path);
  try {
    return read(file);
  } finally {
    closeSync(file.fd);
  }
}

/** The file opened before, which must still be there under its name. @throws InputError if it is another */
export function reopen(earlier: OpenFile): OpenFile {
  const file = openModel(earlier.path);
  if (file.identity === earlier.identity) return file;
  closeSync(file.fd);
  throw changed(earlier.path);
}

function openModel(path: string): OpenFile {
  const fd = openRegular(path);
  const { dev, ino, size, mtimeNs } = fstatSync(fd, { bigint: true });
  return { path, fd, size: Number(size), identity: [dev, ino, size, mtimeNs].join(' ') };
}

const UNREADABLE = new Map<string | undefined, string>([
  ['ENOENT', 'no such file'],
  ['ENOTDIR', 'no such file'],
  ['EACCES', 'a file that may not be read'],
]);

function openRegular(path: string): number {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) throw notAModel(path, 'a directory');
    if (!stats.isFile()) throw notAModel(path, 'a pipe or a device', 'a regular file: a model is read more than once');
    return openSync(path, 'r');
  } catch (error) {
    const found = UNREADABLE.get(codeOf(error));
    throw found === undefined ? error : notAModel(path, found);
  }
}

export function readAt(file: OpenFile, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readFully(file, bytes, position);
  return bytes;
}

/** Reads until the array is full: one `fs.readSync` may read less than asked. */
export function readFully({ path, fd }: OpenFile, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.byteLength;) {
    const read = readSync(fd, bytes, done, bytes.byteLength - done, position + done);
    if (read === 0) throw changed(path);
    done += read;
  }
}

export function notAModel(source: string, found: string, expected = 'a model file'): InputError {
  return new InputError({ source, found, expected, advice: 'name a file that leanctr wrote' });
}

export function altered(source: string, found: string, expected: string): InputError {
  return new InputError({ source, found, expected, advice: 'the file is damaged: copy it again or train again' });
}

export function later(source: string, version: number, latest: number): InputError {
  const found = `model format version ${version}`;
  return new InputError({ source, found, expected: `version ${latest}`, advice: 'update leanctr' });
}

function changed(source: string): InputError {
  const found = 'a file that changed while it was read';
  return new InputError({ source, found, expected: 'the same file throughout', advice: 'read it again' });
}
