/** A cache file -> its index, proven to be what was written; its batches are read by the kernel's side. */

import { createHash } from 'node:crypto';
import { closeSync, fstatSync, readSync } from 'node:fs';

import { InputError } from '../input-error.js';
import { type CacheFile, checkRoom } from '../hash/cached.js';
import { type Input, openInput } from '../read/inputs.js';
import { CACHE_KEY, CACHE_KIND, CACHE_VERSION, type CacheIndex, parseIndex } from './cache-index.js';
import { type EmbeddedDigest, findDigest } from './model-digest.js';

/** A cache and how it was made. */
export interface Cache {
  readonly file: CacheFile;
  readonly index: CacheIndex;
}

const MAGIC = 'ARROW1';
/** The schema message lies in the first bytes; that of 4 columns has about 700. */
const HEAD_BYTES = 4096;
const TAIL_BYTES = 4 + MAGIC.length;
const LENGTH_BYTES = 8;

/** Whether a file begins as a cache does: cheap, and nothing is proven. */
export function looksLikeCache({ kind, path }: Input): boolean {
  if (kind !== 'file') return false;
  const fd = openInput(path!);
  try {
    const head = readAt(fd, 0, HEAD_BYTES).toString('latin1');
    return head.startsWith(MAGIC) && head.includes(CACHE_KEY) && head.includes(CACHE_KIND);
  } finally {
    closeSync(fd);
  }
}

/** @throws InputError for a cache that is cut short, altered or of a later version */
export function openCache(input: Input): Cache {
  const fd = openInput(input.path!);
  try {
    const { index, digest } = readIndex(fd, input.name);
    const { weighted, batches } = index;
    return { file: { input, digest: digest.sha256, digestAt: digest.offset, weighted, batches }, index };
  } finally {
    closeSync(fd);
  }
}

function readIndex(fd: number, source: string): { index: CacheIndex; digest: EmbeddedDigest } {
  const { size } = fstatSync(fd);
  const head = readAt(fd, 0, Math.min(HEAD_BYTES, size));
  const digest = findDigest(head, 0);
  if (digest === null) throw damaged(source, 'no digest');
  if (digest.formatVersion > CACHE_VERSION) throw later(source, digest);
  const end = footerStart(fd, size, source) - LENGTH_BYTES;
  const length = end < 0 ? -1 : Number(readAt(fd, end, LENGTH_BYTES).readBigUInt64LE());
  const start = end - length;
  if (!(length > 0 && start > 0)) throw damaged(source, 'lengths that do not fit the file');
  const text = readAt(fd, start, length);
  if (createHash('sha256').update(text).digest('hex') !== digest.sha256) throw damaged(source, 'an altered index');
  const index = parsed(text, source);
  checkPlaces(index, start, source);
  return { index, digest };
}

function footerStart(fd: number, size: number, source: string): number {
  const tail = readAt(fd, Math.max(0, size - TAIL_BYTES), Math.min(TAIL_BYTES, size));
  const isWhole = tail.length === TAIL_BYTES && tail.toString('latin1', 4) === MAGIC;
  if (!isWhole) throw damaged(source, `a file cut short after ${size.toLocaleString('en-US')} bytes`);
  const start = size - TAIL_BYTES - tail.readInt32LE();
  if (!(start > 0 && start < size)) throw damaged(source, 'lengths that do not fit the file');
  return start;
}

function parsed(text: Buffer, source: string): CacheIndex {
  try {
    return parseIndex(text.toString());
  } catch {
    // the digest is right: something else put it together
    throw damaged(source, 'an index of another program');
  }
}

/** What is outside the file, or too large for the kernel's memory, is not read. */
function checkPlaces({ batches }: CacheIndex, end: number, source: string): void {
  for (const batch of batches) {
    try {
      checkRoom(batch);
    } catch {
      throw damaged(source, 'a batch that is too large');
    }
    if (batch.position >= end) throw damaged(source, 'a batch behind the end');
  }
}

function readAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const count = readSync(fd, bytes, done, length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

function damaged(source: string, found: string): InputError {
  return new InputError({ source, found, expected: 'a whole cache', advice: 'make it again with leanctr cache' });
}

function later(source: string, { formatVersion }: EmbeddedDigest): InputError {
  const found = `cache version ${formatVersion}`;
  return new InputError({ source, found, expected: `version ${CACHE_VERSION}`, advice: 'update leanctr' });
}
