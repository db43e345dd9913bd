/** A model becomes the number of bytes it takes: its file as it is, compressed, packed, and at the least. */

import { createReadStream } from 'node:fs';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { packedBytes } from '../export/packed-writer.js';
import type { Model } from '../learn/model.js';
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
  /** As a packed file: see encode for what each makes of a weight. */
  readonly packed: Readonly<Record<Encoding, number>>;
  /** The least for these weights as float32, see entropyBoundBytes. */
  readonly entropyBound: number;
}

/** Measures a model and its file, which are streamed: memory does not depend on their size. */
export async function measureSizes(
  model: Model,
  file: { readonly path: string; readonly bytes: number },
): Promise<ModelSizes> {
  const { hashing } = model.header;
  const [gzip, brotli] = await Promise.all([
    compressedBytes(file.path, createGzip()),
    compressedBytes(file.path, createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })),
  ]);
  return {
    denseFloat32: 4 * 2 ** hashing.bits,
    file: file.bytes,
    gzip,
    brotli,
    packed: {
      f32: packedBytes(model, 'f32'),
      bf16: packedBytes(model, 'bf16'),
      'q2.13': packedBytes(model, 'q2.13'),
      q8: packedBytes(model, 'q8'),
    },
    entropyBound: entropyBoundBytes(model, 'f32'),
  };
}

async function compressedBytes(path: string, compressor: Transform): Promise<number> {
  let bytes = 0;
  await pipeline(createReadStream(path), compressor, async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) bytes += chunk.length;
  });
  return bytes;
}
