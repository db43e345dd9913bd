/** Turns bytes into a file that is there as a whole or not at all. */

import { randomBytes } from 'node:crypto';
import { fsyncSync, rmSync, writeSync, type Stats } from 'node:fs';
import { access, constants, open, realpath, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { InputError } from '../input-error.js';
import { codeOf } from './system-error.js';

// whoever ends the process in the middle (a second Ctrl-C) leaves nothing behind either
const unfinished = new Set<string>();
process.on('exit', () => {
  for (const temporary of unfinished) rmSync(temporary, { force: true });
});

/**
 * Writes a file so that a crash at any moment leaves the earlier one or the new one, never half of one: written under
 * a temporary name in the same folder, synced, renamed. A device or a pipe is written straight into.
 *
 * @param path  file to write; a link is followed
 * @param write puts the bytes into the open file, with {@link writeFully}
 * @throws InputError if the folder is missing or `path` is a directory
 * @throws Error naming `path`, with the system's `code`, if the system cannot write it (ENOSPC, EIO, EACCES); the
 *   earlier file is intact then, as it is after whatever `write` throws
 */
export async function writeAtomically(path: string, write: (fd: number) => void | Promise<void>): Promise<void> {
  try {
    const earlier = await statOrNull(path);
    if (earlier?.isDirectory() || path === '' || path.endsWith('/') || path.endsWith(sep)) throw notAFile(path);
    if (earlier !== null && !earlier.isFile()) await fill(await open(path, 'w'), write);
    else await replace(path, earlier, write);
  } catch (error) {
    throw explained(error, path);
  }
}

/**
 * Writes all bytes: one `fs.writeSync` may write less than asked, without an error.
 *
 * @param position where in the file; null goes on at the file's own position
 */
export function writeFully(fd: number, bytes: Uint8Array, position: number | null = null): void {
  let done = 0;
  while (done < bytes.byteLength) {
    const written = writeSync(fd, bytes, done, bytes.byteLength - done, position === null ? null : position + done);
    if (written === 0) throw new Error(`the system took none of ${bytes.byteLength - done} bytes`);
    done += written;
  }
}

async function replace(path: string, earlier: Stats | null, write: (fd: number) => void | Promise<void>) {
  const target = earlier === null ? path : await realpath(path);
  // renaming would go past a write protection that opening the file would have met
  if (earlier !== null) await access(target, constants.W_OK);
  const temporary = join(dirname(target), `.leanctr-${randomBytes(12).toString('hex')}.tmp`);
  const handle = await openTemporary(temporary, path);
  unfinished.add(temporary);
  try {
    await fill(handle, async (fd) => {
      if (earlier !== null) await handle.chmod(earlier.mode & 0o777);
      await write(fd);
      await handle.sync();
    });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}); // the first error is the one that matters
    throw error;
  } finally {
    unfinished.delete(temporary);
  }
  await syncFolder(dirname(target));
}

async function fill(handle: FileHandle, write: (fd: number) => void | Promise<void>) {
  try {
    await write(handle.fd);
  } finally {
    await handle.close(); // a full disk may show only here
  }
}

async function openTemporary(temporary: string, path: string): Promise<FileHandle> {
  try {
    return await open(temporary, 'wx');
  } catch (error) {
    throw codeOf(error) === 'ENOENT' ? noFolder(path) : error;
  }
}

/** Makes the rename itself survive a power cut. */
async function syncFolder(folder: string) {
  try {
    await fill(await open(folder, 'r'), (fd) => fsyncSync(fd));
  } catch (error) {
    // some systems open no folder (Windows), some file systems sync none: the file is whole all the same
    if (!['EACCES', 'EINVAL', 'EISDIR', 'ENOTSUP', 'EPERM'].includes(codeOf(error) ?? '')) throw error;
  }
}

async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw codeOf(error) === 'ENOTDIR' ? noFolder(path) : error;
  }
}

function notAFile(source: string): InputError {
  const found = source === '' ? 'an empty name' : 'a directory';
  return new InputError({ source, found, expected: 'the name of a file to write' });
}

function noFolder(source: string): InputError {
  const expected = `an existing folder ${dirname(source)}`;
  return new InputError({ source, found: 'no such folder', expected, advice: 'create it or correct the name' });
}

/** The system's error with the file's name before it: of a failed `write` the system names none. */
function explained(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || codeOf(error) === undefined) return error;
  return Object.assign(new Error(`${path}: not written: ${error.message}`, { cause: error }), { code: codeOf(error) });
}
