/** Checks that spare a user the wait: wrong options are refused before the first record is read. */

import { type Stats, accessSync, constants, statSync } from 'node:fs';
import { dirname, sep } from 'node:path';

import type { Batches, HashCounts } from '../hash/hash.js';
import { InputError } from '../input-error.js';
import type { Records } from '../read/read.js';

/** @throws InputError if the output is a folder, its folder does not exist, or either may not be written */
export function checkOutput(flag: string, path: string): void {
  const folder = checkHolder(flag, path, 'a file name');
  const earlier = statOf(flag, path);
  if (earlier?.isDirectory() || path.endsWith('/') || path.endsWith(sep)) {
    throw new InputError({ source: `${flag} ${path}`, found: 'a directory', expected: 'a file name' });
  }
  // a device or a pipe is written into; a file is written beside the earlier one and takes its place
  const written = [...(earlier ? [path] : []), ...(earlier?.isFile() === false ? [] : [folder])];
  for (const name of written) if (!isWritable(name)) throw notWritable(`${flag} ${path}`, name);
}

/** @throws InputError if the output is a file, or a folder that can be neither made nor written into */
export function checkOutputFolder(flag: string, path: string): void {
  const holder = checkHolder(flag, path, 'the name of a folder');
  const earlier = statOf(flag, path);
  if (earlier?.isDirectory() === false) {
    throw new InputError({ source: `${flag} ${path}`, found: 'a file', expected: 'the name of a folder' });
  }
  const written = earlier ? path : holder;
  if (!isWritable(written)) throw notWritable(`${flag} ${path}`, written);
}

/** The folder that an output lies in. @throws InputError if there is none */
function checkHolder(flag: string, path: string, expected: string): string {
  if (path === '-') throw new InputError({ source: `${flag} -`, found: 'standard output', expected });
  const folder = dirname(path);
  const holder = statOf(flag, folder);
  if (holder?.isDirectory()) return folder;
  throw new InputError({
    source: `${flag} ${path}`,
    found: holder === undefined ? `no folder ${folder}` : `a file ${folder}`,
    expected: 'an existing folder',
    ...(holder === undefined ? { advice: `make it first: mkdir -p ${folder}` } : {}),
  });
}

/** Null for what is not there, whatever in the path is missing, too long or no folder. */
export function statOrNull(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'].includes(code)) return null;
    throw error;
  }
}

/** What is at a path; undefined if nothing is. @throws InputError for a path that cannot be anything */
function statOf(flag: string, path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    const found = IMPOSSIBLE[(error as NodeJS.ErrnoException).code ?? ''];
    if (found === undefined) throw error;
    throw new InputError({ source: `${flag} ${path}`, found, expected: 'a name in an existing folder' });
  }
}

const IMPOSSIBLE: Readonly<Record<string, string>> = {
  ENOTDIR: 'a path that leads through a file',
  ENAMETOOLONG: 'a name that is too long',
  ELOOP: 'a circle of symbolic links',
};

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function notWritable(source: string, name: string): InputError {
  return new InputError({ source, found: `no permission to write ${name}`, expected: 'a place that may be written' });
}

/** Paths of the inputs that are not standard input. */
export function pathsOf({ inputs }: Pick<Records, 'inputs'>): string[] {
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
  const stat = statOrNull(path);
  return stat?.isFile() ? `${stat.dev} ${stat.ino}` : undefined;
}

/** @throws InputError if there was nothing to learn or to measure */
export function checkExamples(
  inputs: readonly string[],
  { examples, badRecords }: Pick<HashCounts, 'examples' | 'badRecords'>,
): void {
  if (examples > 0) return;
  const source = inputs.map((input) => (input === '-' ? 'standard input' : input)).join(', ');
  const found = badRecords > 0 ? `${badRecords.toLocaleString('en-US')} malformed records only` : 'no examples';
  throw new InputError({ source, found, expected: 'at least one example' });
}

/**
 * @param purpose of the examples on this side of the split
 * @throws InputError if they are all on the other side
 */
export function checkSides(split: string | undefined, counts: HashCounts, purpose: 'learn from' | 'measure'): void {
  const { examples, leftOut } = counts;
  if (examples > 0 || leftOut === 0) return;
  const number = leftOut.toLocaleString('en-US');
  const found = purpose === 'measure' ? `none of ${number} examples held out` : `all ${number} examples held out`;
  throw new InputError({
    source: `--split ${split}`,
    found,
    expected: `some to ${purpose}`,
    advice: 'use another rule',
  });
}

/**
 * @param records what the batches are of, if it is known: its schema may name a column that is not there
 * @throws InputError if the records have no labels to learn from or to measure against
 */
export function checkLabelled(
  { labelled }: Pick<Batches, 'labelled'>,
  inputs: readonly string[],
  records: Records | null = null,
): void {
  if (labelled) return;
  const spec = records?.format.spec;
  const schema = spec && 'schema' in spec ? spec.schema : null;
  const named = schema === null ? {} : { field: schema.label.column };
  const found = schema === null ? 'records without labels' : 'no column of this name';
  const advice = 'predict takes them without';
  throw new InputError({ source: inputs[0], ...named, found, expected: 'a label in each', advice });
}
