/** The places of a Parquet file: its magic numbers, its footer, and the bytes of its columns. */

import { closeSync, readSync } from 'node:fs';

import { InputError } from '../input-error.js';
import { type Input, openInput } from './inputs.js';
import { type ParquetFooter, damagedParquet, parquetFooter } from './parquet-footer.js';

const MAGIC = 'PAR1';
const ENCRYPTED_MAGIC = 'PARE';
/** A footer ends in its length and the magic number. */
const TAIL_BYTES = 8;
const MOST_FOOTER_BYTES = 2 ** 28;

/** @param start the first bytes of an input */
export function beginsParquet(start: Uint8Array): boolean {
  return [MAGIC, ENCRYPTED_MAGIC].includes(Buffer.from(start.subarray(0, MAGIC.length)).toString('latin1'));
}

/**
 * @param input a Parquet file
 * @throws InputError for what is no Parquet file, is damaged, or can be read only once
 */
export function readParquetFooter(input: Input): ParquetFooter {
  return inFile(input, (fd, size) => {
    const start = bytesAt(fd, 0, MAGIC.length);
    const tail = bytesAt(fd, Math.max(0, size - TAIL_BYTES), TAIL_BYTES);
    checkMagic(start, tail.subarray(4));
    const length = tail.readUInt32LE(0);
    if (length > size - TAIL_BYTES - MAGIC.length)
      throw damagedParquet(`a footer of ${number(length)} bytes in ${number(size)}`);
    if (length > MOST_FOOTER_BYTES) throw tooLarge(`a footer of ${number(length)} bytes`, number(MOST_FOOTER_BYTES));
    const dataBytes = size - TAIL_BYTES - length;
    return parquetFooter(bytesAt(fd, dataBytes, length), dataBytes);
  });
}

function checkMagic(start: Buffer, end: Buffer): void {
  const [first, last] = [start.toString('latin1'), end.toString('latin1')];
  if (first === ENCRYPTED_MAGIC || last === ENCRYPTED_MAGIC) {
    throw new InputError({ found: 'an encrypted Parquet file', expected: 'one that is not encrypted' });
  }
  if (first !== MAGIC) throw new InputError({ found: 'no Parquet file', expected: `${MAGIC} at its beginning` });
  if (last !== MAGIC) throw damagedParquet(`no ${MAGIC} at its end`);
}

export function number(value: number): string {
  return value.toLocaleString('en-US');
}

/** @param most of the same unit */
export function tooLarge(found: string, most: string): InputError {
  return new InputError({ found, expected: `at most ${most}`, advice: 'write the file with smaller row groups' });
}

/** Opens a file for as long as `work` takes; its errors name the input. */
export function inFile<T>(input: Input, work: (fd: number, size: number) => T): T {
  if (input.kind !== 'file') throw onlyOnce(input);
  const fd = openInput(input.path!);
  try {
    return work(fd, input.size!);
  } catch (error) {
    throw error instanceof InputError ? new InputError({ source: input.name, ...error.problem }) : error;
  } finally {
    closeSync(fd);
  }
}

function onlyOnce({ name, kind }: Input): InputError {
  return new InputError({
    source: name,
    found: kind === 'pipe' ? 'a pipe' : 'a compressed file',
    expected: 'a Parquet file, which is read from its end',
    advice: kind === 'pipe' ? 'write it to a file' : 'decompress it: its columns are compressed already',
  });
}

/** @throws InputError if the file ends before */
export function bytesAt(fd: number, from: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let have = 0;
  for (let count = -1; count !== 0 && have < length; have += count) {
    count = readSync(fd, bytes, have, length - have, from + have);
  }
  if (have < length) throw damagedParquet('it ends early');
  return bytes;
}
