/** Memory for one batch after the other: what a batch took, the next may take again. */

import { ascend } from './offsets.js';

export interface Room {
  /** @returns bytes with any content, at a multiple of 64 */
  take(bytes: number): Uint8Array;
  /** Everything taken is free again. */
  clear(): void;
  /** Whether offsets ascend from 0 or more. */
  ascend(offsets: Int32Array): boolean;
}

const ALIGNMENT = 64;

/**
 * A room that is used again and again: new memory for every batch costs its pages anew.
 *
 * @param first      what is taken before any other memory
 * @param ascendHere says of offsets whether they ascend
 */
export function reusedRoom(first: Uint8Array = new Uint8Array(1 << 16), ascendHere = ascend): Room {
  let area = first;
  let used = 0;
  let total = 0;
  return {
    take(bytes) {
      const aligned = Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
      total += aligned;
      // what was taken before stays where it is
      if (used + aligned > area.length) {
        area = new Uint8Array(Math.max(aligned, total));
        used = 0;
      }
      used += aligned;
      return area.subarray(used - aligned, used - aligned + bytes);
    },
    clear() {
      used = 0;
      total = 0;
    },
    ascend: ascendHere,
  };
}

/** New memory each time, for what outlives its batch. */
export const newRoom: Room = { take: (bytes) => new Uint8Array(bytes), clear: () => {}, ascend };
