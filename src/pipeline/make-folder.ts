/** A folder that is to be written into is made, if it is not there. */

import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { InputError } from '../input-error.js';
import { statOrNull } from './checks.js';

/** @param flag as which its key is known, such as `--folder` */
export function makeFolder(flag: string, folder: string | undefined): void {
  if (folder === undefined) return;
  const notOne = new InputError({ source: flag, found: folder, expected: 'a folder, or a name for one' });
  const isFolder = statOrNull(folder)?.isDirectory();
  if (isFolder) return;
  if (isFolder === false) throw notOne;
  try {
    makeWithHolders(resolve(folder));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw ['ENOTDIR', 'EEXIST', 'ENAMETOOLONG'].includes(code) ? notOne : error;
  }
}

/** mkdirSync's `recursive` never ends where the system lets nobody make a folder (/proc). */
function makeWithHolders(folder: string): void {
  const holder = dirname(folder);
  if (statOrNull(holder) === null) makeWithHolders(holder);
  mkdirSync(folder);
}
