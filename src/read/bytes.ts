/** Opens a part of an input as bytes: a range of a file, a pipe, or either through gunzip. */

import { closeSync, createReadStream, fstatSync, readSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable, TransformOptions } from 'node:stream';
import { ReadStream as TerminalStream } from 'node:tty';
import { type ZlibOptions, createGunzip } from 'node:zlib';

import { InputError } from '../input-error.js';
import { type Input, isGzip, openInput } from './inputs.js';

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

/** Bytes of a pipe or of a compressed file; whether it is compressed is seen in its first bytes. */
export function openStream(input: Input): Bytes {
  const stream = input.kind === 'gzip' ? createReadStream(input.path!, { highWaterMark: 1 << 18 }) : pipeOf(input);
  const parts = decompressed(stream, input.name);
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
    close: () => stream.destroy(),
  };
}

/** A pipe is read through the event loop: a thread that waits inside a system call could not be stopped. */
function pipeOf({ path }: Input): Readable {
  const fd = path === null ? 0 : openInput(path);
  const stat = fstatSync(fd);
  if (stat.isFIFO() || stat.isSocket()) return new Socket({ fd, readable: true, writable: false });
  if (stat.isCharacterDevice() && path === null && isTerminal(fd)) return new TerminalStream(fd);
  return createReadStream('', { fd, autoClose: path !== null, highWaterMark: 1 << 18 });
}

function isTerminal(fd: number): boolean {
  try {
    new TerminalStream(fd).destroy();
    return true;
  } catch {
    return false;
  }
}

async function* decompressed(stream: Readable, name: string): AsyncGenerator<Uint8Array, undefined> {
  const parts = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await parts.next();
  if (first.done) return;
  const whole = (async function* () {
    yield first.value;
    for (let next = await parts.next(); !next.done; next = await parts.next()) yield next.value;
  })();
  if (isGzip(first.value)) yield* gunzipped(whole, name);
  else yield* whole;
}

async function* gunzipped(parts: AsyncIterable<Buffer>, name: string): AsyncGenerator<Uint8Array> {
  // the inflated side may run ahead of its reader, on a thread of its own
  const ahead: ZlibOptions & TransformOptions = { chunkSize: 1 << 18, readableHighWaterMark: 1 << 21 };
  const gunzip = createGunzip(ahead);
  const pump = (async () => {
    for await (const part of parts) {
      if (!gunzip.write(part)) await new Promise((resolve) => gunzip.once('drain', resolve));
    }
    gunzip.end();
  })().catch((error: unknown) => gunzip.destroy(error as Error));
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
    await pump;
  } catch (error) {
    throw damaged(error as NodeJS.ErrnoException, name);
  }
}

function damaged(error: NodeJS.ErrnoException, name: string): Error {
  if (!error.code?.startsWith('Z_')) return error;
  const found = error.code === 'Z_BUF_ERROR' ? 'gzip data that is cut short' : `damaged gzip data (${error.message})`;
  return new InputError({ source: name, found, expected: 'a whole gzip file', advice: 'fetch it again' });
}
