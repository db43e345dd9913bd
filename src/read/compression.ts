/** The compressions that inputs may come in, known by their first bytes, and how each is taken off. */

import { type TransformOptions, pipeline } from 'node:stream';
import { type ZlibOptions, createGunzip } from 'node:zlib';

import { InputError } from '../input-error.js';
import { cutShort, damaged } from './damage.js';
import { unLz4 } from './lz4.js';

type Parts = AsyncIterable<Uint8Array>;

/** A way to write bytes in fewer. */
export interface Compression {
  /** As error lines name it. */
  readonly name: string;
  /** Whether data begins as this compression does; `start` may be shorter than MAGIC_BYTES. */
  readonly begins: (start: Uint8Array) => boolean;
  /** Decompresses; a part is valid until the next is asked for. @throws InputError without a source */
  readonly open: (parts: Parts) => Parts;
}

/** As many first bytes as tell every compression. */
export const MAGIC_BYTES = 4;

export const COMPRESSIONS: readonly Compression[] = [
  { name: 'gzip', begins: startingWith('1f8b'), open: gunzip },
  // a skippable frame is also LZ4's; but only zstd's tools (pzstd) put one first
  { name: 'zstd', begins: startingWith('28b52ffd', '5.2a4d18'), open: unZstd },
  { name: 'lz4', begins: startingWith('04224d18'), open: unLz4 },
];

/** @param magic first bytes in hex, a dot for any digit */
function startingWith(...magic: string[]): (start: Uint8Array) => boolean {
  const pattern = new RegExp(`^(${magic.join('|')})`);
  return (start) => pattern.test(Buffer.from(start.subarray(0, MAGIC_BYTES)).toString('hex'));
}

/** @returns the compression data begins with; undefined for plain data */
export function compressionOf(start: Uint8Array): Compression | undefined {
  return COMPRESSIONS.find(({ begins }) => begins(start));
}

/** Decompresses. @throws InputError that names the source, if the data is cut short or damaged */
export async function* decompress(parts: Parts, { open }: Compression, source: string): AsyncGenerator<Uint8Array> {
  try {
    yield* open(parts);
  } catch (error) {
    throw error instanceof InputError ? new InputError({ ...error.problem, source }) : error;
  }
}

async function* gunzip(parts: Parts): AsyncGenerator<Uint8Array> {
  // the inflated side may run ahead of its reader, on a thread of its own
  const ahead: ZlibOptions & TransformOptions = { chunkSize: 1 << 18, readableHighWaterMark: 1 << 21 };
  const inflated = createGunzip(ahead);
  // an error of either reaches whoever reads the inflated side
  pipeline(parts, inflated, () => {});
  try {
    yield* inflated as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw gzipError(error as NodeJS.ErrnoException);
  }
}

function gzipError(error: NodeJS.ErrnoException): Error {
  if (!error.code?.startsWith('Z_')) return error;
  return error.code === 'Z_BUF_ERROR' ? cutShort('gzip') : damaged('gzip', error.message);
}

async function* unZstd(parts: Parts): AsyncGenerator<Uint8Array> {
  // 85 kB of WebAssembly that most runs do not need
  const zstd = await import('./zstd.js');
  yield* zstd.unZstd(parts);
}
