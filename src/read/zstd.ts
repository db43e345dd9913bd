/**
 * Zstandard frames -> their content, by the reference decoder compiled to WebAssembly.
 *
 * Not by node:zlib, where it has zstd at all: Node 22.23 and 24.21 end silently after the first of several frames, and
 * 22.23 takes data that is cut short for whole. Not by fzstd: it verifies no checksum, and damaged Huffman weights can
 * make it loop for ever. What the package offers itself pulls its input synchronously and loops on errors: only its
 * WebAssembly is used.
 */

import { ZSTDDecoder } from 'zstddec/stream';

import { beyondUs, cutShort, damaged } from './damage.js';

const NAME = 'zstd';
/** As much as is given to the decoder at a time, and as much as it can give back. */
const AT_A_TIME = 1 << 17;
/** Offsets of a ZSTD_inBuffer or ZSTD_outBuffer: pointer, size, position. */
const SIZE = 4;
const POSITION = 8;
const BUFFER_BYTES = 12;
/** Results from here on are -1 times an error code. */
const FIRST_ERROR = 2 ** 32 - 120;

/** What of the C library is exported. Sizes and pointers are int32 here: `>>> 0` makes them unsigned. */
interface Zstd {
  readonly memory: { readonly buffer: ArrayBuffer };
  malloc(bytes: number): number;
  free(pointer: number): void;
  ZSTD_createDCtx(): number;
  ZSTD_freeDCtx(context: number): number;
  ZSTD_decompressStream(context: number, output: number, input: number): number;
}

let loaded: Promise<Zstd> | undefined;

/** One instance a thread; every stream has a context of its own in it. */
async function load(): Promise<Zstd> {
  let zstd: Zstd | undefined;
  // the package's own names, and its only way to what it instantiates
  // oxlint-disable no-underscore-dangle
  class Loader extends ZSTDDecoder {
    override _init(result: { instance: { exports: unknown } }): void {
      super._init(result);
      zstd = result.instance.exports as Zstd;
    }
  }
  // oxlint-enable no-underscore-dangle
  await new Loader().init();
  return zstd!;
}

/**
 * Decompresses frames that follow each other; skippable ones are left out.
 *
 * Memory: the window of the frame, 8 MiB at most unless it was made with --long, and never more than 128 MiB.
 *
 * @throws InputError without a source, if the data is cut short or damaged, or needs a dictionary or a larger window
 * Source: RFC 8878; the manual of zstd 1.5.7, "Streaming decompression".
 */
export async function* unZstd(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  const zstd = await (loaded ??= load());
  const stream = new ZstdStream(zstd);
  try {
    for await (const part of parts) {
      for (let from = 0; from < part.length; from += AT_A_TIME) {
        yield* stream.decompress(part.subarray(from, from + AT_A_TIME));
      }
    }
    if (!stream.atFrameEnd) throw cutShort(NAME);
  } finally {
    stream.close();
  }
}

/** A context and the buffers between it and us, in the memory of the WebAssembly. */
class ZstdStream {
  readonly #zstd: Zstd;
  readonly #context: number;
  /** Two descriptions of buffers, then the buffers. */
  readonly #room: number;
  /** A view of the memory as it was last: growth makes it another. */
  #memory: DataView<ArrayBuffer> = new DataView(new ArrayBuffer(0));
  atFrameEnd = false;

  constructor(zstd: Zstd) {
    this.#zstd = zstd;
    this.#context = zstd.ZSTD_createDCtx();
    this.#room = zstd.malloc(2 * (BUFFER_BYTES + AT_A_TIME));
    if (this.#context === 0 || this.#room === 0) throw failure(64);
  }

  /** @param bytes at most AT_A_TIME */
  *decompress(bytes: Uint8Array): Generator<Uint8Array, undefined> {
    const input = this.#room;
    const output = input + BUFFER_BYTES;
    const inputBytes = output + BUFFER_BYTES;
    const outputBytes = inputBytes + AT_A_TIME;
    new Uint8Array(this.#zstd.memory.buffer).set(bytes, inputBytes);
    this.#describe(input, inputBytes, bytes.length);
    // a full output may not be all there is
    for (let full = false; full || this.#get(input + POSITION) < bytes.length;) {
      this.#describe(output, outputBytes, AT_A_TIME);
      const result = this.#zstd.ZSTD_decompressStream(this.#context, output, input) >>> 0;
      if (result >= FIRST_ERROR) throw failure(2 ** 32 - result);
      this.atFrameEnd = result === 0;
      const length = this.#get(output + POSITION);
      full = length === AT_A_TIME && result !== 0;
      // a copy: whoever asks for more may let the memory grow
      if (length > 0) yield new Uint8Array(this.#zstd.memory.buffer, outputBytes, length).slice();
    }
  }

  close(): void {
    this.#zstd.ZSTD_freeDCtx(this.#context);
    this.#zstd.free(this.#room);
  }

  #view(): DataView {
    if (this.#memory.buffer !== this.#zstd.memory.buffer) this.#memory = new DataView(this.#zstd.memory.buffer);
    return this.#memory;
  }

  #describe(at: number, bytes: number, size: number): void {
    const view = this.#view();
    view.setUint32(at, bytes, true);
    view.setUint32(at + SIZE, size, true);
    view.setUint32(at + POSITION, 0, true);
  }

  #get(at: number): number {
    return this.#view().getUint32(at, true);
  }
}

/** The codes of zstd_errors.h whose reason helps; they are stable since 1.4. */
const REASONS: Readonly<Record<number, string>> = {
  10: 'something else follows a frame',
  14: 'an unknown kind of frame',
  20: 'wrong lengths or codes',
  22: 'wrong content checksum',
};

function failure(code: number): Error {
  if (code === 16) return beyondUs(NAME, 'a window of more than 128 MiB', 'compress it again without --long');
  if (code === 32) return beyondUs(NAME, 'a dictionary', 'compress it again without one');
  if (code === 64) return beyondUs(NAME, 'more memory than there is', 'decompress it yourself and pipe it in');
  return damaged(NAME, REASONS[code] ?? `zstd error ${code}`);
}
