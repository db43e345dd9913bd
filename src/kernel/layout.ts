/**
 * Where everything lies in the kernel's memory, fixed before the first byte is read.
 *
 * One memory is shared by the learner and by the threads that read and hash: a batch is written once, by the thread
 * that hashes it, and learned where it lies. The memory is sized once, because growing would leave views behind.
 */

import { InputError } from '../input-error.js';

/** Text a thread reads at a time, and the longest record it accepts: bytes. */
export const CHUNK_BYTES = 1 << 18;
export const RECORD_BYTES = 1 << 20;
/** Text in one area: what is left of the last chunk, and the next chunk. Readers load up to 64 bytes past the end. */
export const TEXT_BYTES = RECORD_BYTES + CHUNK_BYTES;
const TEXT_PADDING = 128;

/** Capacity of a batch. The shortest feature of a record takes 4 bytes ("1:1 "), so a record always fits. */
export const BATCH_EXAMPLES = 8192;
export const BATCH_FEATURES = RECORD_BYTES / 2;

/** Slots that one call of a `collect` returns at most. */
export const BLOCK_SLOTS = 1 << 16;
/** Bytes of a slot in the table: 16 up to WIDE_BITS, 8 above, where 16 would not fit. */
const SLOT_BYTES = 16;
export const FTRL_SLOT_BYTES = 8;
export const WIDE_BITS = 27;
/** 8 sums and 2^17 bins of 4 words, float64: see evaluate/scores.ts. */
export const SCORE_BYTES = (8 + 4 * 2 ** 17) * 8;
/** Sums of 64 levels and of none; 4 counts, then 4 times 2^12 bins of 64 rungs of 2 numbers, float64: see prune/ladder.ts. */
const LADDER_SUMS_BYTES = 65 * 8;
const LADDER_COUNTS_BYTES = (4 + 4 * 2 ** 12 * 64 * 2) * 8;
/** What the formats without a schema need. */
export const HASH_TABLES_BYTES = 77_568;
export const MAX_BITS = 28;

/** A batch of columns that is not larger is hashed where it is read. */
export const COLUMN_BYTES = 1 << 26;

/** 2048 entries of 16 bytes: the integers a thread met lately. */
const MEMO_BYTES = 2048 * 16;

/** Slots of a record that do not depend on its length of lists: one a field, one a part of a moment. */
export const MAX_SLOTS = 1024;
/** A slot and a value for each token of a record that the kernel reads; where each crossed field's tokens are, and they. */
const SLOTS_BYTES = 2 * 8192 * 4;
/** Where the cells of a record begin, or end, that are found by names. */
export const CELLS_BYTES = MAX_SLOTS * 4 + 64;
const TOKENS_BYTES = (MAX_SLOTS + 8192 + 3 * MAX_SLOTS + 8) * 8;

/** Scratch of four features while their example is learned, at most. */
const GROUP_BYTES = 128;

/** An optimizer's numbers, and behind 256 bytes of them what idle.ts needs. */
export const LEARNING_BYTES = 512;

export const PAGE = 65_536;
/** 4 GiB: what WebAssembly addresses. */
export const MAX_PAGES = 65_536;

/** Byte addresses of one thread's areas. */
export interface LaneLayout {
  readonly lane: number;
  readonly stamps: number;
  readonly positions: number;
  readonly newlines: number;
  readonly number: number;
  readonly memo: number;
  readonly slots: number;
  readonly tokens: number;
  readonly cells: number;
  readonly unquoted: number;
  readonly text: number;
  /** COLUMN_BYTES, or none. */
  readonly columns: number;
  readonly batches: readonly BatchLayout[];
}

/** Byte addresses of one batch: the words of BatchArea, then its arrays. */
export interface BatchLayout {
  readonly area: number;
  readonly labels: number;
  readonly importances: number;
  readonly offsets: number;
  readonly slots: number;
  readonly values: number;
  /** A byte an example: whether a split holds it out. */
  readonly held: number;
}

export interface Layout {
  readonly bits: number;
  readonly hashTables: number;
  /** The optimizer's area; factors and clocks of a batch's examples. */
  readonly learning: number;
  readonly rates: number;
  readonly clocks: number;
  readonly margins: number;
  readonly scratch: number;
  readonly scores: number;
  /** Of a ladder: scratch, and what it counts. */
  readonly ladderSums: number;
  readonly ladderCounts: number;
  readonly block: number;
  readonly table: number;
  /** Bytes that the table has for a slot: an optimizer may need fewer. */
  readonly slotBytes: number;
  /** For a batch that was made elsewhere and is copied. */
  readonly foreign: BatchLayout;
  readonly lanes: readonly LaneLayout[];
  readonly pages: number;
}

/**
 * Lays out the memory for 2^bits slots and a number of threads.
 *
 * Pages that nobody writes take no memory, so the areas are as large as their worst case.
 *
 * @param bits  1 .. 28: WebAssembly addresses 4 GiB
 * @param lanes threads that read and hash, >= 1
 * @param tablesBytes of what the readers look up
 * @param columnBytes of columns, a thread: COLUMN_BYTES or 0
 * @throws InputError if it does not fit into 4 GiB
 */
export function layOut(
  bits: number,
  lanes: number,
  batchesPerLane: number,
  tablesBytes: number = HASH_TABLES_BYTES,
  columnBytes = 0,
): Layout {
  const { take, end } = places();
  const slotBytes = bits <= WIDE_BITS ? SLOT_BYTES : FTRL_SLOT_BYTES;
  const layout = {
    bits,
    slotBytes,
    hashTables: take(tablesBytes),
    learning: take(LEARNING_BYTES),
    rates: take(BATCH_EXAMPLES * 4),
    clocks: take(BATCH_EXAMPLES * 8),
    margins: take(BATCH_EXAMPLES * 8),
    scratch: take((BATCH_FEATURES / 4 + 2) * GROUP_BYTES),
    scores: take(SCORE_BYTES),
    ladderSums: take(LADDER_SUMS_BYTES),
    ladderCounts: take(LADDER_COUNTS_BYTES),
    block: take(64 + BLOCK_SLOTS * (2 + 4) * 4),
    foreign: layOutBatch(take),
    lanes: Array.from({ length: lanes }, () => layOutLane(take, batchesPerLane, columnBytes)),
    table: take((2 ** bits + 1) * slotBytes),
  };
  const pages = Math.ceil(end() / PAGE);
  if (pages > MAX_PAGES) {
    const found = `${bits} bits and ${lanes} threads, ${(end() / 2 ** 30).toFixed(2)} GiB`;
    throw new InputError({ source: '--bits', found, expected: 'at most 4 GiB', advice: 'use fewer bits or workers' });
  }
  return { ...layout, pages };
}

/** Hands out a memory, place behind place, from its second page on. */
export function places() {
  let end = PAGE;
  return {
    take(bytes: number): number {
      const at = end;
      end += Math.ceil(bytes / 64) * 64;
      return at;
    },
    /** Of what was taken. */
    end: () => end,
  };
}

function layOutLane(take: (bytes: number) => number, batches: number, columnBytes: number): LaneLayout {
  return {
    lane: take(64),
    stamps: take(16_384),
    number: take(16),
    memo: take(MEMO_BYTES),
    slots: take(SLOTS_BYTES),
    tokens: take(TOKENS_BYTES),
    cells: take(2 * CELLS_BYTES),
    unquoted: take(TEXT_BYTES + TEXT_PADDING + 64) + 64,
    // one word more in front, for the reader of unlabelled records
    positions: take((TEXT_BYTES + 80) * 4) + 64,
    newlines: take((TEXT_BYTES + 64) * 4),
    // one byte more in front: see prepareLane
    text: take(TEXT_BYTES + TEXT_PADDING + 64) + 64,
    // what hashes texts reads a little past the last
    columns: columnBytes === 0 ? 0 : take(columnBytes + TEXT_PADDING),
    batches: Array.from({ length: batches }, () => layOutBatch(take)),
  };
}

export function layOutBatch(take: (bytes: number) => number): BatchLayout {
  return {
    area: take(64),
    labels: take(BATCH_EXAMPLES * 4),
    importances: take(BATCH_EXAMPLES * 4),
    offsets: take((BATCH_EXAMPLES + 1) * 4),
    slots: take(BATCH_FEATURES * 4),
    values: take(BATCH_FEATURES * 4),
    held: take(BATCH_EXAMPLES),
  };
}
