/** Turns a file and the parts that it names into a folder where the file always finds its parts. */

import { existsSync, rmSync } from 'node:fs';
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

import { writeAtomically, writeFully } from './atomic-write.js';

export interface FileContent {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
}

/**
 * Writes the parts first and the main file last. Until that is there the earlier main file is, with its own parts: so a
 * name of a part must tell its content.
 *
 * @param folder   made if it is not there, in a folder that is; other files in it stay
 * @param partName matches the names of parts, of this main file and of earlier ones, which are removed in the end
 * @returns what was written, the main file first
 * @throws Error naming a file, with the system's `code`, if the system cannot write it; what there was is intact then
 */
export async function writeWithParts(
  folder: string,
  main: FileContent,
  parts: readonly FileContent[],
  partName: RegExp,
): Promise<WrittenFile[]> {
  const isNew = await makeFolder(folder);
  const added = parts.map(({ name }) => join(folder, name)).filter((path) => !existsSync(path));
  try {
    for (const { name, bytes } of [...parts, main]) {
      await writeAtomically(join(folder, name), (fd) => writeFully(fd, bytes));
    }
  } catch (error) {
    for (const path of added) rmSync(path, { force: true });
    if (isNew) await rmdir(folder);
    throw error;
  }
  const current = new Set(parts.map(({ name }) => name));
  const earlier = (await readdir(folder)).filter((name) => partName.test(name) && !current.has(name));
  await Promise.all(earlier.map((name) => rm(join(folder, name), { force: true })));
  return [main, ...parts].map(({ name, bytes }) => ({ name, bytes: bytes.byteLength }));
}

/** @returns whether it was not there; not with `recursive`, which never ends where the system lets nobody make one (/proc) */
async function makeFolder(folder: string): Promise<boolean> {
  if (existsSync(folder)) return false;
  await mkdir(folder);
  return true;
}
