/**
 * Nonzero weights by slot -> a table of their own size that finds them by additions and look-ups alone.
 *
 * The slots are cut into pages, and the pages are laid over one another, each slid along until its nonzeros fall where
 * no other page has one (row displacement: Tarjan and Yao 1979, "Storing a sparse table"):
 *
 *   position = slot + shifts[floor(slot / pageSize)]
 *   weight   = weights[position] if owners[position] = slot, else 0
 *
 * Ten bytes a nonzero, whatever the number of slots: 39,000 nonzeros in 2^22 slots take 0.38 MB, not 16.8 MB.
 */

export interface SlotTable {
  /** A power of two. */
  readonly pageSize: number;
  /** [2^bits / pageSize] what to add to a slot of the page; every sum is a position of the table. */
  readonly shifts: Int32Array;
  /** [positions] the slot whose weight lies here; -1 where none does. At most as many positions as slots. */
  readonly owners: Int32Array;
  /** [positions] 0 where no weight lies. */
  readonly weights: Float32Array;
}

/**
 * @param bits    slots are below 2^bits
 * @param slots   those of the nonzeros, ascending
 * @param weights of the slots
 */
export function slotTable(bits: number, slots: Uint32Array, weights: Float32Array): SlotTable {
  const pageSize = pageSizeFor(bits, slots.length);
  const { begins, positions } = layPages(slots, pageSize, 2 ** bits / pageSize);
  const shifts = Int32Array.from(begins, (begin, page) => begin - page * pageSize);
  const table = {
    pageSize,
    shifts,
    owners: new Int32Array(positions).fill(-1),
    weights: new Float32Array(positions),
  };
  for (let i = 0; i < slots.length; i++) {
    const position = slots[i] + shifts[Math.floor(slots[i] / pageSize)];
    table.owners[position] = slots[i];
    table.weights[position] = weights[i];
  }
  return table;
}

/**
 * Pages of two to four nonzeros on average, where the table is smallest: fewer mean more shifts, more leave holes (bytes a
 * nonzero of a million in 2^24 slots: 10.1 at two, 9.5 at four, 11.4 at eight). A table has at least one page, so few
 * nonzeros get as many pages as slots a page.
 */
function pageSizeFor(bits: number, nonzeros: number): number {
  return 2 ** Math.floor(Math.min(bits / 2, bits + 2 - Math.log2(Math.max(nonzeros, 1))));
}

/**
 * Where each page begins, and how many positions they need: at most as many as slots, since a page fits behind all earlier
 * ones. First fit, the fullest pages first.
 */
function layPages(slots: Uint32Array, pageSize: number, pages: number) {
  const starts = startsOf(slots, pageSize, pages);
  const countOf = (page: number) => starts[page + 1] - starts[page];
  const begins = new Uint32Array(pages);
  let taken = new Uint8Array(2 * (slots.length + pageSize));
  let positions = pageSize;
  let count = 0;
  let from = 0;
  for (const page of fullestFirst(pages, countOf)) {
    // pages of one count go on where the last one fitted, a page back: from the start, a million nonzeros take minutes
    if (countOf(page) !== count) from = 0;
    count = countOf(page);
    while (taken[from] === 1) from++;
    const offsets = slots.subarray(starts[page], starts[page + 1]).map((slot) => slot % pageSize);
    const begin = firstFit(taken, offsets, from);
    if (count > 1) from = Math.max(from, begin + offsets[0] - pageSize);
    begins[page] = begin;
    positions = Math.max(positions, begin + pageSize);
    if (positions > taken.length) taken = grown(taken, 2 * positions);
    for (const offset of offsets) taken[begin + offset] = 1;
  }
  return { begins, positions };
}

/** The least place to begin whose first nonzero lies at `from` or later, and whose nonzeros all lie where none does. */
function firstFit(taken: Uint8Array, offsets: Uint32Array, from: number): number {
  let begin = Math.max(0, from - offsets[0]);
  while (offsets.some((offset) => taken[begin + offset] === 1)) begin++;
  return begin;
}

/** Slots of page i are starts[i] to starts[i + 1]. */
function startsOf(slots: Uint32Array, pageSize: number, pages: number): Uint32Array {
  const starts = new Uint32Array(pages + 1);
  for (const slot of slots) starts[Math.floor(slot / pageSize) + 1]++;
  for (let page = 0; page < pages; page++) starts[page + 1] += starts[page];
  return starts;
}

/** The pages that have nonzeros; of equal ones the lower first. */
function fullestFirst(pages: number, countOf: (page: number) => number): Uint32Array {
  const full = Uint32Array.from({ length: pages }, (_, page) => page).filter((page) => countOf(page) > 0);
  return full.toSorted((a, b) => countOf(b) - countOf(a) || a - b);
}

function grown(bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(length);
  larger.set(bytes);
  return larger;
}
