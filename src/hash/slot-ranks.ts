/** Ascending slots -> the place of any slot among them. */

export interface SlotRanks {
  /** Slots that have a place. */
  readonly count: number;
  /** The place of a slot among them, from 0; -1 if it has none. */
  rankOf(slot: number): number;
}

/**
 * A bitmap of the slots, with the number of slots before each of its words: half a byte for each two slots of the table,
 * a sixteenth of what a weight in each of them takes.
 *
 * @param bits   of the table, 1 .. 28
 * @param blocks slots, ascending over all of them
 */
export function slotRanks(bits: number, blocks: Iterable<ArrayLike<number>>): SlotRanks {
  const length = Math.ceil(2 ** bits / 32);
  const [marks, before] = [new Int32Array(length), new Uint32Array(length)];
  for (const slots of blocks) for (let i = 0; i < slots.length; i++) marks[slots[i] >>> 5] |= 1 << slots[i];
  let count = 0;
  for (let i = 0; i < length; i++) {
    before[i] = count;
    count += ones(marks[i]);
  }
  return {
    count,
    rankOf(slot) {
      const word = marks[slot >>> 5];
      const mark = 1 << slot;
      return (word & mark) === 0 ? -1 : before[slot >>> 5] + ones(word & (mark - 1));
    },
  };
}

/** How many of the 32 bits are set. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
