// A cell -> the slots of its field's tokens, one step at a time. The readable twin is ../../hash/tokens.ts.

import { Lane } from './batch';
import { MASK, NO_SLOT, countSlot } from './count';
import { murmur3OfLowered } from './murmur3';
import { parseNumber } from './number';
import { CATEGORICAL, COUNT, LIST, NONE, REFUSED, Step, TIME, isMissing } from './step';
import { hourOfWeek } from './times';
import { tokenSlot } from './token-slots';

/** Slots of a record before those without a feature are left out. */
export const MOST_SLOTS: u32 = 8192;
/** From a slot of a record to its value. */
export const VALUES: usize = MOST_SLOTS * 4;
/** Slots that are left for what is not a list. */
const KEPT_FREE: u32 = 1028;

/**
 * Writes the slots of a cell at `to`, NONE where there is no feature; of a number its value too, VALUES further. May
 * write three slots too many.
 *
 * @param start after a delimiter or line feed
 * @param end   the text is padded by 16 bytes
 * @returns the end of the slots, or REFUSED
 */
export function hashCell(step: Step, tables: usize, lane: Lane, start: u32, end: u32, to: usize): usize {
  const length = end - start;
  if (step.type == LIST) return hashList(step, tables, lane, start, end, to);
  let slot: u32;
  if (isMissing(step, start, length)) {
    slot = step.missingSlot;
    store<f32>(to + VALUES, 1);
  } else if (step.type == CATEGORICAL) {
    slot = slotOfToken(step, tables, start, length);
  } else if (step.type == COUNT) {
    slot = countSlot(tables, lane, step.slots, start, length);
    if (slot == NO_SLOT) return REFUSED;
  } else if (step.type == TIME) {
    const hour = hourOfWeek(start, length, step.detail);
    if (hour == NONE) return REFUSED;
    v128.store(to, v128.load(<usize>step.slots + (hour << 4)));
    return to + (step.parts << 2);
  } else {
    const value = <f32>numberOf(start, end, lane);
    if (!(abs<f32>(value) <= f32.MAX_VALUE)) return REFUSED;
    slot = value == 0 ? NONE : step.ownSlot;
    store<f32>(to + VALUES, value);
  }
  store<u32>(to, slot);
  return to + 4;
}

/** The slot of a categorical token, or of a list's element, that is not missing. */
// @ts-ignore: decorator
@inline
export function slotOfToken(step: Step, tables: usize, start: u32, length: u32): u32 {
  if (!step.lowerCase) return tokenSlot(tables, step.seed, start, length);
  return murmur3OfLowered(start, length, step.seed) & load<u32>(tables, MASK);
}

/** A list has the slots of its elements, or, if none is there, that of a missing value. */
function hashList(step: Step, tables: usize, lane: Lane, start: u32, end: u32, to: usize): usize {
  const limit: usize = lane.slots + ((MOST_SLOTS - KEPT_FREE) << 2);
  const begin = to;
  for (let at = start; at < end; at++) {
    const stop = elementEnd(step, at, end);
    if (!isMissing(step, at, stop - at)) {
      if (to >= limit) return REFUSED;
      store<u32>(to, slotOfToken(step, tables, at, stop - at));
      to += 4;
    }
    at = stop;
  }
  if (to > begin) return to;
  store<u32>(to, step.missingSlot);
  return to + 4;
}

/** Where the element of a list that begins at `at` ends. */
export function elementEnd(step: Step, at: u32, end: u32): u32 {
  const separator = step.detail;
  while (at < end && <u32>load<u8>(at) != separator) at++;
  return at;
}

/** The number that a whole cell is; NaN if it is none. */
export function numberOf(start: u32, end: u32, lane: Lane): f64 {
  if (start == end) return NaN;
  const value = parseNumber(start, lane);
  return lane.after == end ? value : NaN;
}
