// Plain sections in the order of the schema -> slots, right behind those of the batch: no cell is kept, no step followed.

import { BatchArea, Lane } from './batch';
import { NO_SLOT, countSlot } from './count';
import { Program } from './delimited';
import { tokenSlot } from './token-slots';
import { COUNT_SLOT, Name, Names, PASSED_OVER, likelyName, nameOf } from './names';
import { PLAIN, endOfSection, firstBytes, notApart, oddIn, spacesIn } from './vw-section';
import { OTHER, addTokens } from './vw-tokens';

/** Bytes of the longest integer, less the minus. */
const LONGEST_COUNT: u32 = 15;
const SPACE: u32 = 0x20;

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
  // up to three slots more are written
  if (batch.nnz + count + 4 > batch.nnzCapacity) return 0;
  // the last section as the others: a space behind it
  const end = bars + (count << 2);
  const lineEnd = load<u32>(end);
  const last = endOfSection(lineEnd);
  const behind = load<u8>(last);
  store<u32>(end, last + 1);
  store<u8>(last, SPACE);
  const to: usize = batch.slots + (batch.nnz << 2);
  const slotsEnd = addSections(changetype<Names>(<usize>program.names), tables, lane, bars, end, to);
  store<u8>(last, behind);
  store<u32>(end, lineEnd);
  return slotsEnd;
}

/** Writes the slots of the sections behind the bars [bars, end) from `to` on. @returns as slotsInOrder */
// @ts-ignore: decorator
@inline
function addSections(names: Names, tables: usize, lane: Lane, bars: usize, end: usize, to: usize): usize {
  let next: u32 = 0;
  while (bars < end) {
    const text = load<u32>(bars) + 1;
    const word = load<u64>(text);
    const space = firstSpace(word);
    const name = likelyName(names, word & (space - 1));
    if (name.way == COUNT_SLOT && isNamed(name, word, space)) {
      const start = text + name.length + 1;
      const length = endOfSection(load<u32>(bars, 4)) - start;
      if (u32(name.column < next) | u32(length - 1 >= LONGEST_COUNT)) return 0;
      const slot = countSlot(tables, lane, name.from, start, length);
      if (slot == NO_SLOT) return 0;
      store<u32>(to, slot);
      to += 4;
      bars += 4;
      next = name.column + 1;
      continue;
    }
    const begin = bars;
    let four: u32 = 0;
    // tokens follow tokens
    for (; bars < end; bars += four << 2) {
      four = min<u32>(<u32>(end - bars) >> 2, 4);
      const after = addTokens(names, tables, bars, four, to, next);
      if (after == OTHER) break;
      next = after;
      to += four << 2;
    }
    if (bars > begin) continue;
    for (const stop = bars + (four << 2); bars < stop; bars += 4) {
      const result = addAny(names, tables, lane, bars, to, next);
      if (result == OTHER) return 0;
      to += (result & 1) << 2;
      next = result >> 1;
    }
  }
  return to;
}

/** Whether the name is what stands before the space. */
// @ts-ignore: decorator
@inline
function isNamed(name: Name, word: u64, space: u64): bool {
  return name.first == (word & (space - 1)) && space != 0 && <u32>ctz<u64>(space) == name.length << 3;
}

/** The lowest bit of the first space among eight bytes, 0 if there is none: 1 less keeps what is before it. */
// @ts-ignore: decorator
@inline
function firstSpace(word: u64): u64 {
  const others = word ^ 0x2020202020202020;
  const found = (others - 0x0101010101010101) & ~others & 0x8080808080808080;
  return (found & (0 - found)) >> 7;
}

/**
 * Writes the slot of any section's feature at `to`.
 *
 * @param bar  the address of the bar's, before that of the next
 * @param next the first column that the section may be of
 * @returns twice the same for the next section, plus 1 if there is a slot; OTHER where a section, a field or the order is
 */
function addAny(names: Names, tables: usize, lane: Lane, bar: usize, to: usize, next: u32): u32 {
  const length = endOfSection(load<u32>(bar, 4)) - load<u32>(bar) - 1;
  const text = v128.load(load<u32>(bar), 1);
  const spaces = spacesIn(text);
  const odd = v128.any_true(v128.and(oddIn(text), firstBytes(length)));
  if (notApart(spaces, length) | u32(length - 1 >= PLAIN) | u32(odd)) return OTHER;
  const nameLength = ctz<u32>(spaces);
  const name = nameOf(names, load<u32>(bar) + 1, nameLength);
  if (name.way == PASSED_OVER) return next << 1;
  if (name.way == 0 || name.column < next) return OTHER;
  const token = load<u32>(bar) + 2 + nameLength;
  const tokenLength = length - nameLength - 1;
  const slot = name.way == COUNT_SLOT
    ? countSlot(tables, lane, name.from, token, tokenLength)
    : tokenSlot(tables, name.from, token, tokenLength);
  if (slot == NO_SLOT) return OTHER;
  store<u32>(to, slot);
  return ((name.column + 1) << 1) | 1;
}
