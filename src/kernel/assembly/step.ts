// A field's step in a program: what its cell becomes. The layout is that of ../../hash/kernel-program.ts.

@unmanaged
export class Step {
  /** CATEGORICAL, COUNT, NUMERIC, TIME or LIST; in tables FOUR or COUNTS too. */
  type: u32;
  /** Of a table; of the first of several. */
  column: u32;
  /** TIME: how moments are written. LIST: the byte between elements. COUNTS: how many columns. */
  detail: u32;
  /** COUNT, TIME: the slots of all tokens. */
  slots: u32;
  /** Of tokens; of each of the four. */
  seed: u32;
  seed1: u32;
  seed2: u32;
  seed3: u32;
  /** The slot of a missing value, or NONE; of each of the four. */
  missingSlot: u32;
  missingSlot1: u32;
  missingSlot2: u32;
  missingSlot3: u32;
  minLength: u32;
  /** Texts that mean a missing value; 0 if there are none. */
  missingTexts: u32;
  /** Of a number. */
  ownSlot: u32;
  /** 1 if A to Z become a to z before hashing. */
  lowerCase: u32;
  /** TIME: how many tokens a moment becomes. */
  parts: u32;
  /** COUNT, TIME: address and length of every token's text, where the field is crossed. */
  texts: u32;
}

export const CATEGORICAL: u32 = 0;
export const COUNT: u32 = 1;
export const NUMERIC: u32 = 2;
export const TIME: u32 = 3;
export const LIST: u32 = 4;
export const FOUR: u32 = 5;
export const COUNTS: u32 = 6;
export const STEP_BYTES: u32 = 80;

/** No slot, no column, no value. */
export const NONE: u32 = u32.MAX_VALUE;

/** In the place of an end: the record is left to the twin, which takes it or says what is wrong with it. */
export const REFUSED: usize = 0;

/** Whether a cell, or an element of a list, stands for nothing. */
// @ts-ignore: decorator
@inline
export function isMissing(step: Step, start: u32, length: u32): bool {
  if (length == 0 || length < step.minLength) return true;
  return step.missingTexts != 0 && textValue(step.missingTexts, start, length) != NONE;
}

/**
 * The value that a table of texts has for a cell, or NONE: a count, then value and length of each text, and its bytes to
 * a multiple of eight.
 */
export function textValue(texts: u32, start: u32, length: u32): u32 {
  // all of a short text at once; what stands behind it is cut off
  const word = length < 8 ? load<u64>(start) & ((<u64>1 << (<u64>length << 3)) - 1) : load<u64>(start);
  let at: usize = texts + 8;
  for (let i = load<u32>(texts); i > 0; i--) {
    const size = load<u32>(at, 4);
    if (size == length && load<u64>(at, 8) == word && (size <= 8 || memory.compare(at + 8, start, size) == 0)) {
      return load<u32>(at);
    }
    at += 8 + ((max(size, 1) + 7) & ~7);
  }
  return NONE;
}
