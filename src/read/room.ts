/** Memory for one batch after the other: what a batch took, the next may take again. */

export interface Room {
  /** @returns bytes with any content, at a multiple of 64 */
  take(bytes: number): Uint8Array;
  /** Everything taken is free again. */
  clear(): void;
}

const ALIGNMENT = 64;

/**
 * A room that is used again and again: new memory for every batch costs its pages anew.
 *
 * @param first what is taken before any other memory
 */
export function reusedRoom(first: Uint8Array = new Uint8Array(1 << 16)): Room {
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
  };
}

/** New memory each time, for what outlives its batch. */
export const newRoom: Room = { take: (bytes) => new Uint8Array(bytes), clear: () => {} };
