// Plain sections in the order of the schema -> slots, right behind those of the batch: no cell is kept, no step followed.

import { BatchArea, Lane } from './batch';
import { MASK, NO_SLOT, countSlot } from './count';
import { Program } from './delimited';
import { murmur3Of4x8 } from './murmur3';
import { COUNT_SLOT, Name, Names, PASSED_OVER, TOKEN_SLOT, nameOf } from './names';
import { PLAIN, endOfSection, firstBytes, notApart, oddIn, spacesIn } from './vw-section';
import { tokenSlot } from './token-slots';

/**
 * Writes the slots of a line whose sections are names, spaces and single features, in the order of the fields. They are
 * no features yet, and not merged. Four sections at a time: tokens of 8 bytes are hashed together.
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
  const end = bars + (count << 2);
  let to: usize = batch.slots + (batch.nnz << 2);
  let next: u32 = 0;
  for (; bars + 16 <= end; bars += 16) {
    const length0 = lengthAt(bars);
    const length1 = lengthAt(bars + 4);
    const length2 = lengthAt(bars + 8);
    const length3 = lengthAt(bars + 12);
    const text0 = textAt(bars);
    const text1 = textAt(bars + 4);
    const text2 = textAt(bars + 8);
    const text3 = textAt(bars + 12);
    const odd = v128.or(
      v128.or(oddWithin(text0, length0), oddWithin(text1, length1)),
      v128.or(oddWithin(text2, length2), oddWithin(text3, length3)),
    );
    const spaces0 = spacesIn(text0);
    const spaces1 = spacesIn(text1);
    const spaces2 = spacesIn(text2);
    const spaces3 = spacesIn(text3);
    const wrong = notPlain(spaces0, length0) | notPlain(spaces1, length1)
      | notPlain(spaces2, length2) | notPlain(spaces3, length3);
    if (wrong | u32(v128.any_true(odd))) return 0;
    const space0 = load<u32>(bars) + 1 + ctz<u32>(spaces0);
    const space1 = load<u32>(bars, 4) + 1 + ctz<u32>(spaces1);
    const space2 = load<u32>(bars, 8) + 1 + ctz<u32>(spaces2);
    const space3 = load<u32>(bars, 12) + 1 + ctz<u32>(spaces3);
    const name0 = nameOf(names, load<u32>(bars) + 1, ctz<u32>(spaces0));
    const name1 = nameOf(names, load<u32>(bars, 4) + 1, ctz<u32>(spaces1));
    const name2 = nameOf(names, load<u32>(bars, 8) + 1, ctz<u32>(spaces2));
    const name3 = nameOf(names, load<u32>(bars, 12) + 1, ctz<u32>(spaces3));
    const others = notToken8(name0, length0 - ctz<u32>(spaces0)) | notToken8(name1, length1 - ctz<u32>(spaces1))
      | notToken8(name2, length2 - ctz<u32>(spaces2)) | notToken8(name3, length3 - ctz<u32>(spaces3));
    if (!others) {
      const disorder = u32(name0.column < next) | u32(name1.column <= name0.column)
        | u32(name2.column <= name1.column) | u32(name3.column <= name2.column);
      if (disorder) return 0;
      next = name3.column + 1;
      let seeds = i32x4.splat(name0.from);
      seeds = i32x4.replace_lane(seeds, 1, name1.from);
      seeds = i32x4.replace_lane(seeds, 2, name2.from);
      seeds = i32x4.replace_lane(seeds, 3, name3.from);
      const hashes = murmur3Of4x8(space0 + 1, space1 + 1, space2 + 1, space3 + 1, seeds);
      v128.store(to, v128.and(hashes, v128.load32_splat(tables, MASK)));
      to += 16;
      continue;
    }
    next = addOne(name0, tables, lane, space0, length0 - ctz<u32>(spaces0), to, next);
    to += bytesOf(name0);
    if (next != DISORDER) next = addOne(name1, tables, lane, space1, length1 - ctz<u32>(spaces1), to, next);
    to += bytesOf(name1);
    if (next != DISORDER) next = addOne(name2, tables, lane, space2, length2 - ctz<u32>(spaces2), to, next);
    to += bytesOf(name2);
    if (next != DISORDER) next = addOne(name3, tables, lane, space3, length3 - ctz<u32>(spaces3), to, next);
    to += bytesOf(name3);
    if (next == DISORDER) return 0;
  }
  for (; bars < end; bars += 4) {
    const length = lengthAt(bars);
    const text = textAt(bars);
    const spaces = spacesIn(text);
    if (notPlain(spaces, length) | u32(v128.any_true(oddWithin(text, length)))) return 0;
    const name = nameOf(names, load<u32>(bars) + 1, ctz<u32>(spaces));
    const at = ctz<u32>(spaces);
    next = addOne(name, tables, lane, load<u32>(bars) + 1 + at, length - at, to, next);
    if (next == DISORDER) return 0;
    to += bytesOf(name);
  }
  return to;
}

/** In the place of a column: the field comes too late, or needs more than a slot. */
const DISORDER: u32 = u32.MAX_VALUE;

/**
 * Writes the slot of a section's feature at `to`.
 *
 * @param space  the address of the space before the feature
 * @param length of the feature, plus 1
 * @param next   the first column that the section may be of
 * @returns the same for the next section, or DISORDER
 */
function addOne(name: Name, tables: usize, lane: Lane, space: u32, length: u32, to: usize, next: u32): u32 {
  if (name.way == PASSED_OVER) return next;
  if (name.way == 0 || name.column < next) return DISORDER;
  const slot = name.way == COUNT_SLOT
    ? countSlot(tables, lane, name.from, space + 1, length - 1)
    : tokenSlot(tables, name.from, space + 1, length - 1);
  if (slot == NO_SLOT) return DISORDER;
  store<u32>(to, slot);
  return name.column + 1;
}

// @ts-ignore: decorator
@inline
function bytesOf(name: Name): u32 {
  return u32(name.way != PASSED_OVER) << 2;
}

// @ts-ignore: decorator
@inline
function lengthAt(bar: usize): u32 {
  return endOfSection(load<u32>(bar, 4)) - load<u32>(bar) - 1;
}

// @ts-ignore: decorator
@inline
function textAt(bar: usize): v128 {
  return v128.load(load<u32>(bar), 1);
}

// @ts-ignore: decorator
@inline
function oddWithin(text: v128, length: u32): v128 {
  return v128.and(oddIn(text), firstBytes(length));
}

// @ts-ignore: decorator
@inline
function notPlain(spaces: u32, length: u32): u32 {
  return notApart(spaces, length) | u32(length - 1 >= PLAIN);
}

/** 0 for a token of 8 bytes. @param length plus 1 */
// @ts-ignore: decorator
@inline
function notToken8(name: Name, length: u32): u32 {
  return (name.way ^ TOKEN_SLOT) | (length ^ 9);
}
