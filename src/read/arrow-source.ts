/** The bytes that Arrow messages are read from, one after the other: of a file, of a stream, or in memory. */

import { readSync } from 'node:fs';

import type { Bytes } from './bytes.js';
import type { Room } from './room.js';

export interface ArrowSource {
  /** @returns `count` bytes, less only at the end; those of a file or stream are put into the room */
  take(count: number, room: Room): Uint8Array | Promise<Uint8Array>;
  /** Leaves bytes out. @returns false if there are not as many */
  skip(count: number): boolean | Promise<boolean>;
  close(): void;
}

/** Bytes that are in memory are given as they lie there. */
export function bytesSource(bytes: Uint8Array): ArrowSource {
  let at = 0;
  return {
    take(count) {
      const some = bytes.subarray(at, at + count);
      at += some.length;
      return some;
    },
    skip(count) {
      at += count;
      return at <= bytes.length;
    },
    close() {},
  };
}

/** Bytes [from, to) of an open file, which stays open. */
export function rangeSource(fd: number, from: number, to: number): ArrowSource {
  let at = from;
  return {
    take(count, room) {
      const into = room.take(Math.max(0, Math.min(count, to - at)));
      let length = 0;
      for (let some = -1; some !== 0 && length < into.length; length += some) {
        some = readSync(fd, into, length, into.length - length, at + length);
      }
      at += length;
      return into.subarray(0, length);
    },
    skip(count) {
      at += count;
      return at <= to;
    },
    close() {},
  };
}

const SKIPPED_BYTES = 1 << 16;

/** What comes as it comes. */
export function streamSource(bytes: Bytes): ArrowSource {
  const fill = async (into: Uint8Array): Promise<number> => {
    let length = 0;
    for (let some = -1; some !== 0 && length < into.length; length += some) {
      some = await bytes.read(into.subarray(length));
    }
    return length;
  };
  const skipped = new Uint8Array(SKIPPED_BYTES);
  return {
    async take(count, room) {
      const into = room.take(count);
      return into.subarray(0, await fill(into));
    },
    async skip(count) {
      let left = count;
      for (let some = -1; some !== 0 && left > 0; left -= some) {
        some = await fill(skipped.subarray(0, Math.min(left, skipped.length)));
      }
      return left === 0;
    },
    close: () => bytes.close(),
  };
}
