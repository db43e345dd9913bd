/**
 * The digest that a model file carries of itself: SHA-256 of the whole file, with the digits of the digest read as
 * zeros in both places where they stand, the schema at the beginning and the schema in the footer.
 */

import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';

const DIGITS = 64;

/** What stands for the digest while it is computed. */
export const ZERO_DIGEST = '0'.repeat(DIGITS);

// the beginning of the JSON; no string in JSON can contain it, since a quote inside a string has a backslash before it
const MARK = /\{"formatVersion":(\d{1,9}),"sha256":"([0-9a-f]{64})"/;

/** 4 MiB: larger reads gain nothing. */
const CHUNK = 1 << 22;

export interface EmbeddedDigest {
  readonly formatVersion: number;
  readonly sha256: string;
  /** Where its digits begin. */
  readonly offset: number;
}

/**
 * Finds the digest in the bytes of a schema message or of a footer.
 *
 * @param position where in the file the bytes begin
 * @returns null if the bytes are no leanctr model's
 */
export function findDigest(bytes: Uint8Array, position: number): EmbeddedDigest | null {
  // latin1: one character a byte, so that the index is an offset
  const mark = MARK.exec(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'));
  if (mark === null) return null;
  const offset = position + mark.index + mark[0].length - 1 - DIGITS;
  return { formatVersion: Number(mark[1]), sha256: mark[2], offset };
}

/**
 * Computes the digest of an open file, a few MiB at a time.
 *
 * @param offsets where digests stand in it
 */
export function digestOf(fd: number, size: number, offsets: readonly number[]): string {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(Math.min(size, CHUNK));
  for (let position = 0, read = 1; position < size && read > 0; position += read) {
    read = readSync(fd, chunk, 0, Math.min(chunk.length, size - position), position);
    const bytes = chunk.subarray(0, read);
    for (const offset of offsets) zeroDigits(bytes, offset - position);
    hash.update(bytes);
  }
  return hash.digest('hex');
}

/** Zeroes the part of a digest that lies within the bytes; `from` may be before or after them. */
function zeroDigits(bytes: Buffer, from: number): void {
  const start = Math.max(from, 0);
  const end = Math.min(from + DIGITS, bytes.length);
  if (start < end) bytes.fill('0', start, end);
}
