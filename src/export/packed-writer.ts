/** Turns a model into a packed file, `.lctr`: what src/runtime/unpack.ts reads, and docs/lctr.md describes. */

import { createHash } from 'node:crypto';
import type { Model, ModelBlock } from '../learn/model.js';
import { encode, type Encoding } from '../prune/encoding.js';
import { crc32 } from '../runtime/checksum.js';
import { GAP_BITS, MODELLED, restOf, TOP_SHIFT, WEIGHT_BITS } from '../runtime/unpack.js';
import { writeAtomically, writeFully } from './atomic-write.js';
import { finiteModel } from './finite-model.js';
import { checkBlocks } from './model-checks.js';
import type { WrittenModel } from './model-writer.js';
import { packedHeader } from './packed-header-writer.js';
import { rangeEncoder } from './range-encoder.js';

/**
 * Writes a model for serving, whole or not at all: on any failure an earlier file at `path` is intact. Its weights are
 * rounded to the encoding first, see {@link encode}; those of a model that `encode` returned are already.
 *
 * @returns the file's bytes and their SHA-256, 64 hexadecimal digits
 * @throws InputError if the folder is missing, `path` is a directory, or a number is not finite
 * @throws Error with the system's `code` if the system cannot write, such as ENOSPC
 */
export async function writePacked(path: string, model: Model, encoding: Encoding): Promise<WrittenModel> {
  const finite = finiteModel(model, path);
  const hash = createHash('sha256');
  let bytes = 0;
  await writeAtomically(path, (fd) =>
    pack(finite, encoding, (chunk) => {
      hash.update(chunk);
      bytes += chunk.length;
      writeFully(fd, chunk);
    }),
  );
  return { path, bytes, sha256: hash.digest('hex') };
}

/** The bytes that {@link writePacked} would write. */
export function packedBytes(model: Model, encoding: Encoding): number {
  let bytes = 0;
  pack(model, encoding, (chunk) => (bytes += chunk.length));
  return bytes;
}

/** @param sink takes bytes, which are used again afterwards */
function pack(model: Model, encoding: Encoding, sink: (bytes: Uint8Array) => void): void {
  const { model: encoded, scale } = encode(model, encoding);
  const { header } = encoded;
  let crc = 0;
  const summed = (bytes: Uint8Array) => {
    crc = crc32(bytes, crc);
    sink(bytes);
  };
  summed(packedHeader(header, encoding, scale));
  packBlocks(checkBlocks(header, encoded.blocks()), encoding, scale, summed);
  sink(new Uint8Array(Uint32Array.of(crc).buffer));
}

/** Bits of a number after its leading 1; whole numbers have as many as they need. */
const PRECISIONS = { f32: 23, bf16: 7, 'q2.13': undefined, q8: undefined };

function packBlocks(
  blocks: Iterable<ModelBlock>,
  encoding: Encoding,
  scale: number,
  sink: (bytes: Uint8Array) => void,
): void {
  const { tree, raw, finish } = rangeEncoder(sink);
  const precision = PRECISIONS[encoding];
  const gaps = new Uint16Array(2 << GAP_BITS).fill(1);
  const tops = new Uint16Array(2 << WEIGHT_BITS).fill(1);
  const number = new Float32Array(1);
  const pattern = new Uint32Array(number.buffer);
  let last = -1;
  for (const { slots, weights } of blocks) {
    for (let i = 0; i < slots.length; i++) {
      const gap = slots[i] - last;
      last = slots[i];
      const exponent = 31 - Math.clz32(gap);
      const below = exponent - MODELLED;
      tree(gaps, (exponent << MODELLED) | ((below < 0 ? gap << -below : gap >>> below) & 3), GAP_BITS);
      raw(gap & ((1 << below) - 1), below);

      number[0] = weights[i] / scale;
      const rest = restOf(precision, (pattern[0] >>> 23) & 255);
      tree(tops, pattern[0] >>> TOP_SHIFT, WEIGHT_BITS);
      raw((pattern[0] >>> (TOP_SHIFT - rest)) & ((1 << rest) - 1), rest);
    }
  }
  finish();
}
