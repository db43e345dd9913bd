// Plain sections in the order of the schema -> slots, right behind those of the batch: no cell is kept, no step followed.

import { BatchArea, Lane } from './batch';
import { NO_SLOT, countSlot } from './count';
import { Program } from './delimited';
import { COUNT_SLOT, Names, PASSED_OVER, TOKEN_SLOT, nameOf } from './vw-names';
import { PLAIN, endOfSection, firstBytes, notApart, oddIn, spacesIn } from './vw-section';
import { tokenSlot } from './token-slots';

/**
 * Writes the slots of a line whose sections are names, spaces and single features, in the order of the fields. They are
 * no features yet, and not merged.
 *
 * @param bars the addresses of `count` bars, and of the line's end
 * @returns the end of the slots; 0 where a section, a field or the order is another
 */
export function slotsInOrder(
  batch: BatchArea,
  program: Program,
  tables: usize,
  lane: Lane,
  bars: usize,
  count: u32,
): usize {
  if (batch.nnz + count > batch.nnzCapacity) return 0;
  const names = changetype<Names>(<usize>program.names);
  let to: usize = batch.slots + (batch.nnz << 2);
  let next: u32 = 0;
  for (const end = bars + (count << 2); bars < end; bars += 4) {
    const start = load<u32>(bars) + 1;
    const stop = endOfSection(load<u32>(bars, 4));
    const text = v128.load(start);
    const spaces = spacesIn(text);
    const odd = v128.any_true(v128.and(oddIn(text), firstBytes(stop - start)));
    if (notApart(spaces, stop - start) | u32(stop - start - 1 >= PLAIN) | u32(odd)) return 0;
    const name = nameOf(names, start, ctz<u32>(spaces));
    if (name.way == PASSED_OVER) continue;
    const token = start + ctz<u32>(spaces) + 1;
    let slot = NO_SLOT;
    if (name.way == TOKEN_SLOT) slot = tokenSlot(tables, name.from, token, stop - token);
    else if (name.way == COUNT_SLOT) slot = countSlot(tables, lane, name.from, token, stop - token);
    if (slot == NO_SLOT || name.column < next) return 0;
    next = name.column + 1;
    store<u32>(to, slot);
    to += 4;
  }
  return to;
}
