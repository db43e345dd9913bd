/** Opens a part of an input as bytes: a range of a file, a pipe, or either decompressed. */

import { closeSync, constants, createReadStream, fstatSync, readSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { type Readable, addAbortSignal } from 'node:stream';
import { ReadStream as TerminalStream, isatty } from 'node:tty';

import { InputError } from '../input-error.js';
import { MAGIC_BYTES, compressionOf, decompress } from './compression.js';
import { type Input, openInput } from './inputs.js';

/** Bytes of a compressed file read at a time. */
const FILE_PART_BYTES = 1 << 18;

/** Bytes one after the other. */
export interface Bytes {
  /** Fills some of `into`; 0 at the end. */
  read(into: Uint8Array): number | Promise<number>;
  close(): void;
}

/** Bytes of a file from a position on. */
export function openFile(input: Input, from: number): Bytes {
  const fd = openInput(input.path!);
  let position = from;
  return {
    read(into) {
      const count = readSync(fd, into, 0, into.length, position);
      position += count;
      return count;
    },
    close: () => closeSync(fd),
  };
}

/**
 * Bytes of a pipe or of a compressed file; whether it is compressed is seen in its first bytes.
 *
 * @param signal ends the wait for bytes, with an error
 */
export function openStream(input: Input, signal?: AbortSignal): Bytes {
  return bytesOf(input.kind === 'compressed' ? partsOfFile(openInput(input.path!)) : partsOfPipe(input, signal), input);
}

/** The bytes of a source, decompressed. */
export function bytesOf(source: Source, { name }: Input): Bytes {
  const parts = decompressed(source.parts, name);
  let rest: Uint8Array = new Uint8Array(0);
  return {
    async read(into) {
      while (rest.length === 0) {
        const { done, value } = await parts.next();
        if (done) return 0;
        rest = value;
      }
      const count = Math.min(rest.length, into.length);
      into.set(rest.subarray(0, count));
      rest = rest.subarray(count);
      return count;
    },
    close() {
      // lets go of the decompressor too, if it was not read to its end
      void parts.return(undefined);
      source.close();
    },
  };
}

/** Bytes as they come, still compressed perhaps, and what lets go of where they come from. */
export interface Source {
  readonly parts: AsyncIterableIterator<Buffer>;
  close(): void;
}

/** Read and closed at once: a stream's closing may be cancelled when its thread is stopped, and the file stay open. */
function partsOfFile(fd: number): Source {
  let closed = false;
  async function* parts(): AsyncGenerator<Buffer, undefined> {
    for (;;) {
      const part = Buffer.allocUnsafe(FILE_PART_BYTES);
      // a decompressor may ask once more: the number may be another file's by then
      const count = closed ? 0 : readSync(fd, part);
      if (count === 0) return;
      yield part.subarray(0, count);
    }
  }
  return {
    parts: parts(),
    close() {
      if (!closed) closeSync(fd);
      closed = true;
    },
  };
}

function partsOfPipe(input: Input, signal?: AbortSignal): Source {
  const { begun } = input;
  const stream = begun?.fd === null ? null : streamOf(input, begun?.fd ?? openPipe(input));
  if (signal && stream) addAbortSignal(signal, stream);
  // an error that comes before anybody waits is met when it is read
  stream?.on('error', () => {});
  async function* parts(): AsyncGenerator<Buffer> {
    if (begun && begun.bytes.length > 0) yield Buffer.from(begun.bytes);
    if (stream) yield* stream as AsyncIterable<Buffer>;
  }
  return { parts: parts(), close: () => void stream?.destroy() };
}

/** A pipe is read through the event loop: a thread that waits inside a system call could not be stopped. */
export function streamOf({ name, path }: Input, fd: number): Readable {
  const stat = fstatSync(fd);
  if (stat.isDirectory()) throw new InputError({ source: name, found: 'a directory', expected: 'records' });
  if (stat.isFIFO() || stat.isSocket()) return new Socket({ fd, readable: true, writable: false });
  if (path === null && isatty(fd)) return new TerminalStream(fd);
  return fileStream(fd, path !== null);
}

/** A named pipe nobody writes to yet holds up whoever opens it, deaf to Ctrl-C: it is opened without waiting. */
export function openPipe({ path }: Input): number {
  if (path === null) return 0;
  return openInput(path, statSync(path).isFIFO() ? constants.O_RDONLY | constants.O_NONBLOCK : constants.O_RDONLY);
}

function fileStream(fd: number, autoClose: boolean): Readable {
  return createReadStream('', { fd, autoClose, highWaterMark: FILE_PART_BYTES });
}

async function* decompressed(
  parts: AsyncIterableIterator<Buffer>,
  name: string,
): AsyncGenerator<Uint8Array, undefined> {
  let first: Buffer = Buffer.alloc(0);
  // a pipe may bring a single byte, which does not tell
  while (first.length < MAGIC_BYTES) {
    const next = await parts.next();
    if (next.done) break;
    first = Buffer.concat([first, next.value]);
  }
  const whole = (async function* () {
    yield first;
    yield* parts;
  })();
  const compression = compressionOf(first);
  yield* compression ? decompress(whole, compression, name) : whole;
}
