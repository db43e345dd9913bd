/** What `--cache` names -> the cache of these records, or where to write one. */

import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { type HashSpec, differentFields } from '../batch/hash-spec.js';
import type { CacheIndex } from '../export/cache-index.js';
import { type Cache, openCache } from '../export/cache-reader.js';
import type { HashOptions } from '../hash/hash.js';
import { InputError } from '../input-error.js';
import { findInputs } from '../read/inputs.js';
import type { Records } from '../read/read.js';
import { checkNotRead, checkOutput, pathsOf, statOrNull } from './checks.js';
import { describe, readingOf } from './write-cache.js';

/** What a run asks of a cache: of malformed records, it knows how many there were, not what they were. */
export interface CacheUse extends Pick<HashOptions, 'badRecords' | 'split'> {
  /** A folder, or a cache file. */
  readonly cache: string;
  /** Files that the run writes too. */
  readonly model?: string | undefined;
  readonly quarantine?: string | undefined;
}

/** A cache to use, or where to write one. */
export interface CachePlace {
  readonly path: string;
  /** Null if there is none, or none that is right. */
  readonly found: Cache | null;
  /** What is said of a cache that is made anew. */
  readonly notice: string | null;
  /** Whether the cache is one of a folder, which this program keeps. */
  readonly isKept: boolean;
  /** Whether nobody can use it after this run: its records came by a pipe. */
  readonly isPrivate: boolean;
}

/**
 * Finds the cache of these records: in a folder, where it is named by what is hashed and how, and made anew if the
 * records have changed; or in a file, whose name ends in .arrow, and which must be right if it is there.
 *
 * @throws InputError for a file that is the cache of something else, with the difference, or that the run writes too
 */
export async function findCache(records: Records, spec: HashSpec, use: CacheUse): Promise<CachePlace> {
  const { cache: place } = use;
  checkOthers(place, use);
  const isFile = statOrNull(place)?.isFile() ?? place.endsWith('.arrow');
  const isPrivate = !isFile && records.inputs.some(({ kind }) => kind === 'pipe');
  const path = isFile ? place : join(folder(place), `${isPrivate ? randomUUID() : nameOf(records, spec, use)}.arrow`);
  checkOutput('--cache', path);
  checkNotRead('--cache', path, pathsOf(records));
  const none = { path, found: null, notice: null, isKept: !isFile, isPrivate };
  if (statOrNull(path) === null) return none;
  try {
    const [input] = await findInputs([path]);
    const found = openCache(input);
    const difference = differenceOf(found.index, records, spec, use);
    if (difference === null) return { ...none, found };
    throw new InputError({ source: path, ...difference, advice: 'name a folder, or remove the file' });
  } catch (error) {
    if (isFile || !(error instanceof InputError)) throw error;
    const { found, expected } = error.problem;
    return { ...none, notice: `the cache is made anew: found ${found}, expected ${expected}` };
  }
}

/** @throws InputError if the cache would be written over, or would write over, what the run writes */
function checkOthers(place: string, { model, quarantine }: CacheUse): void {
  const others = [model, quarantine].filter((path) => path !== undefined);
  checkNotRead('--cache', place, others);
  const other = others.find((path) => resolve(path) === resolve(place));
  if (other === undefined) return;
  const found = 'a file that the run writes otherwise';
  throw new InputError({ source: `--cache ${place}`, found, expected: 'another name' });
}

/** A folder that is there, or is made. */
function folder(place: string): string {
  if (statOrNull(place)?.isDirectory()) return place;
  checkOutput('--cache', place.replace(/[/\\]+$/, ''));
  mkdirSync(place);
  return place;
}

/** The same for the same files, read and hashed in the same way. */
function nameOf(records: Records, spec: HashSpec, { split }: CacheUse): string {
  const paths = records.inputs.map(({ path }) => resolve(path!));
  const text = JSON.stringify([paths, readingOf(records, split), spec]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Why a cache is not that of these records; null if it is. */
function differenceOf(
  index: CacheIndex,
  records: Records,
  spec: HashSpec,
  { badRecords, quarantine, split }: CacheUse,
): { readonly found: string; readonly expected: string } | null {
  const hashing = differentHashing(index.hashing, spec);
  if (hashing !== null) return hashing;
  const fields = differentFields(index.hashing, spec);
  if (fields !== null) return { found: `a cache with ${fields[0]} ${fields[1]}`, expected: fields[2] };
  if (index.reading !== readingOf(records, split)) {
    return { found: 'a cache of another format, schema or split', expected: 'those of this run' };
  }
  const inputs = records.inputs.map(describe);
  const input =
    inputs.find(({ state }, i) => state === null || state !== index.inputs[i]?.state) ?? index.inputs[inputs.length];
  if (input !== undefined) return { found: `a cache of another ${input.name}`, expected: 'that of the inputs now' };
  const skipped = index.batches.reduce((sum, batch) => sum + batch.badRecords, 0);
  if (skipped === 0 || (badRecords === 'skip' && quarantine === undefined)) return null;
  const count = `${skipped.toLocaleString('en-US')} malformed records`;
  return { found: `a cache without ${count}, which were skipped`, expected: 'all of them' };
}

/** The first of the options that are given and that a cache was not hashed with; null if there is none. */
export function differentHashing(
  spec: HashSpec,
  options: Pick<HashOptions, 'bits' | 'hash' | 'seed' | 'missing'>,
): { readonly found: string; readonly expected: string } | null {
  const keys = ['bits', 'hash', 'seed', 'missing'] as const;
  const key = keys.find((name) => options[name] !== undefined && options[name] !== spec[name]);
  if (key === undefined) return null;
  return { found: `a cache hashed with ${key} ${spec[key]}`, expected: String(options[key]) };
}
