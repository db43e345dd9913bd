// What stands before the first bar of a line of Vowpal Wabbit's text: label, importance, tag.

import { BatchArea, Lane } from './batch';
import { parseNumber } from './number';

const SPACE: u32 = 0x20;
const TAB: u32 = 0x09;
const QUOTE: u32 = 0x27;
const MINUS: u32 = 0x2d;
const NONE: i32 = -1;

// @ts-ignore: decorator
@inline
export function isBlank(byte: u32): bool {
  return byte == SPACE || byte == TAB;
}

/** Past the blanks of text[at, end). */
// @ts-ignore: decorator
@inline
export function afterBlanks(at: usize, end: usize): usize {
  while (at < end && isBlank(load<u8>(at))) at++;
  return at;
}

/**
 * The label of a line, its importance stored as that of the next example: "1 ", "-1 " and "0 " at once, others word by
 * word.
 *
 * @param bar the first bar of the line
 * @returns 0 or 1; -1 if it is malformed, has no label, or starts from a prediction
 */
// @ts-ignore: decorator
@inline
export function labelOf(batch: BatchArea, lane: Lane, at: usize, bar: usize): i32 {
  store<f32>(batch.importances + (batch.size << 2), 1);
  const signed = u32(load<u8>(at) == MINUS);
  const digit = <u32>load<u8>(at + signed) - 0x30;
  const isShort = bar - at == 2 + signed && digit <= 1 && load<u8>(bar - 1) == SPACE;
  return isShort ? <i32>(digit & ~signed) : anyLabel(batch, lane, at, bar);
}

function anyLabel(batch: BatchArea, lane: Lane, at: usize, bar: usize): i32 {
  const label = <f32>parseNumber(afterBlanks(at, bar), lane);
  if (!(label == 1 || label == -1 || label == 0) || !isBlank(load<u8>(lane.after))) return NONE;
  at = afterBlanks(lane.after, bar);
  if (!isTag(at, bar)) {
    const importance = <f32>parseNumber(at, lane);
    if (!(importance > 0 && importance <= f32.MAX_VALUE) || !isBlank(load<u8>(lane.after))) return NONE;
    store<f32>(batch.importances + (batch.size << 2), importance);
    if (!isTag(afterBlanks(lane.after, bar), bar)) return NONE;
  }
  return i32(label == 1);
}

/** Whether a tag is all that there is before the bar, or nothing: the last word, if it touches the bar or has a quote in front. */
function isTag(at: usize, bar: usize): bool {
  let end = at;
  while (end < bar && !isBlank(load<u8>(end))) end++;
  return end == bar || (load<u8>(at) == QUOTE && afterBlanks(end, bar) == bar);
}
