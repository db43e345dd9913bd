/** A model file becomes the number of bytes it takes: as it is, compressed, and at the least. */

import { createReadStream } from 'node:fs';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import type { Encoding } from '../prune/encoding.js';
import { entropyBoundBytes } from '../prune/size.js';

/** All in bytes. */
export interface ModelSizes {
  /** A float32 for every slot, 4 * 2^bits: what a model without l1 and pruning would take. */
  readonly denseFloat32: number;
  readonly file: number;
  /** The file by gzip at its default level, 6. */
  readonly gzip: number;
  /** The file by brotli at quality 5: about the time of gzip; 11, the default, took 200 times as long. */
  readonly brotli: number;
  /** A packed file, with its weights in each encoding. */
  readonly packed?: Readonly<Record<Encoding, number>>;
  /** The least for these nonzeros as float32, see entropyBoundBytes. */
  readonly entropyBound: number;
}

/** Measures a model file, which is streamed: memory does not depend on its size. */
export async function measureSizes(
  file: { readonly path: string; readonly bytes: number },
  bits: number,
  nonzeros: number,
): Promise<ModelSizes> {
  const [gzip, brotli] = await Promise.all([
    compressedBytes(file.path, createGzip()),
    compressedBytes(file.path, createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })),
  ]);
  return {
    denseFloat32: 4 * 2 ** bits,
    file: file.bytes,
    gzip,
    brotli,
    entropyBound: entropyBoundBytes(bits, nonzeros),
  };
}

async function compressedBytes(path: string, compressor: Transform): Promise<number> {
  let bytes = 0;
  await pipeline(createReadStream(path), compressor, async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) bytes += chunk.length;
  });
  return bytes;
}
