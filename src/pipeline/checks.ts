/** Checks that spare a user the wait: wrong options are refused before the first record is read. */

import { statSync } from 'node:fs';
import { dirname } from 'node:path';

import type { HashCounts } from '../hash/hash.js';
import { InputError } from '../input-error.js';
import type { Records } from '../read/read.js';

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

/** Paths of the inputs that are not standard input. */
export function pathsOf({ inputs }: Records): string[] {
  return inputs.map(({ path }) => path).filter((path) => path !== null);
}

/** @throws InputError if the output is one of the files that are read: writing it would destroy them */
export function checkNotRead(flag: string, output: string, paths: readonly string[]): void {
  const written = fileOf(output);
  if (written === undefined || !paths.some((path) => fileOf(path) === written)) return;
  throw new InputError({ source: `${flag} ${output}`, found: 'a file that is read', expected: 'another file name' });
}

/** What stays the same under another name or a link; undefined if there is no such file, or nothing to destroy in it. */
function fileOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() ? `${stat.dev} ${stat.ino}` : undefined;
}

/** @throws InputError if there was nothing to learn or to measure */
export function checkExamples(inputs: readonly string[], { examples, badRecords }: HashCounts): void {
  if (examples > 0) return;
  const found = badRecords > 0 ? `${badRecords.toLocaleString('en-US')} malformed records only` : 'no examples';
  throw new InputError({ source: inputs.join(', '), found, expected: 'at least one example' });
}
