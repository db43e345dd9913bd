/** Checks that spare a user the wait: wrong options are refused before the first record is read. */

import { statSync } from 'node:fs';
import { dirname } from 'node:path';

import { InputError } from '../input-error.js';

/** @throws InputError unless epochs is an integer from 1 to 1000 */
export function checkEpochs(epochs: number): number {
  if (Number.isInteger(epochs) && epochs >= 1 && epochs <= 1000) return epochs;
  throw new InputError({ source: '--epochs', found: String(epochs), expected: 'an integer from 1 to 1000' });
}

/** @throws InputError if the output is a folder or its folder does not exist */
export function checkOutput(flag: string, path: string): void {
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    const advice = `make it first: mkdir -p ${folder}`;
    throw new InputError({
      source: `${flag} ${path}`,
      found: `no folder ${folder}`,
      expected: 'an existing folder',
      advice,
    });
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InputError({ source: `${flag} ${path}`, found: 'a directory', expected: 'a file name' });
  }
}
