/** Looks at the first bytes of a pipe and keeps them beside it: they can be read only once. */

import { once } from 'node:events';
import { closeSync, fstatSync, readSync, statSync } from 'node:fs';
import { type Readable, addAbortSignal } from 'node:stream';
import { isatty } from 'node:tty';

import { type Bytes, bytesOf, openPipe, streamOf } from './bytes.js';
import type { Input } from './inputs.js';

/** A pipe that is being looked at. */
export interface PipeStart {
  /** Its bytes, decompressed. */
  readonly bytes: Bytes;
  /** Ends the look. @returns the input, which is read from its first byte on all the same */
  end(): Promise<Input>;
  /** Ends the look and lets go of the pipe. */
  giveUp(): Promise<void>;
}

const PART_BYTES = 1 << 16;

/**
 * @param signal ends the wait for bytes, with an error
 * @returns null for a device that is named as an input: it is not touched
 */
export function lookAtPipe(input: Input, signal?: AbortSignal): PipeStart | null {
  if (input.path !== null && !statSync(input.path).isFIFO()) return null;
  const fd = openPipe(input);
  const stream = isAtHand(fd) ? null : streamOf(input, fd);
  // a named pipe stays open between the look and the reading: its writer would be ended
  const kept = input.path === null ? 0 : openPipe(input);
  const changes = stream && changesOf(stream, signal);
  const taken: Buffer[] = [];
  let looking = true;
  let ended = false;
  /** What is there now, kept in the moment that it is taken. */
  const take = (): Buffer | null => {
    const part = stream ? (stream.read() as Buffer | null) : readNow(fd);
    if (part !== null) taken.push(part);
    return part;
  };
  async function* parts(): AsyncGenerator<Buffer> {
    while (!ended) {
      if (!looking) return;
      const part = take();
      if (part !== null) yield part;
      else if (stream === null || stream.readableEnded) ended = true;
      else await changes!.next();
    }
  }
  async function stop(): Promise<void> {
    looking = false;
    if (stream === null) return;
    // what was read ahead of us
    while (take() !== null);
    stream.destroy();
    if (!stream.closed) await once(stream, 'close');
  }
  const letGo = (): void => void (kept === 0 || closeSync(kept));
  return {
    bytes: bytesOf({ parts: parts(), close: () => changes?.wake() }, input),
    async end() {
      await stop();
      if (ended) letGo();
      return { ...input, begun: { bytes: Buffer.concat(taken), fd: ended ? null : kept } };
    },
    giveUp: () => stop().finally(letGo),
  };
}

/** Whether bytes can be taken without a wait: of a file that is standard input, from where it stands. */
function isAtHand(fd: number): boolean {
  const stat = fstatSync(fd);
  return stat.isFile() || (stat.isCharacterDevice() && !isatty(fd));
}

function readNow(fd: number): Buffer | null {
  const part = Buffer.allocUnsafe(PART_BYTES);
  const count = readSync(fd, part);
  return count === 0 ? null : part.subarray(0, count);
}

/** Waits until a stream has bytes, ends or fails. */
function changesOf(stream: Readable, signal?: AbortSignal) {
  let failure: Error | undefined;
  let wake = (): void => {};
  const changed = (): void => wake();
  stream.on('readable', changed).on('end', changed).on('close', changed);
  stream.on('error', (error) => {
    failure = error;
    wake();
  });
  if (signal) addAbortSignal(signal, stream);
  return {
    wake: changed,
    async next(): Promise<void> {
      if (!failure && !stream.destroyed) await new Promise<void>((resolve) => (wake = resolve));
      if (failure) throw failure;
    },
  };
}
