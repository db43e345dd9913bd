// Tokens of crossed fields -> the slots of their crosses. The readable twin is slotsOfCross in ../../hash/hash-records.ts.

import { Lane } from './batch';
import { MOST_SLOTS, elementEnd } from './cells';
import { MASK, NEGATIVE, countToken } from './count';
import { murmur3, murmur3Of8, murmur3OfLowered } from './murmur3';
import { CATEGORICAL, COUNT, LIST, NONE, REFUSED, Step, isMissing } from './step';
import { hourOfWeek } from './times';

// the layout of ../../hash/kernel-program.ts
@unmanaged
class Cross {
  seed: u32;
  /** Of fields: 2 or 3. */
  count: u32;
  /** Of each field, its index among those crossed. */
  first: u32;
}

const CROSS_BYTES: u32 = 32;

// lane.tokens: where the tokens of each crossed field begin and end, 8 bytes each; then address and length of each token
const FIELDS_BYTES: u32 = 1024 * 8;
const MOST_TOKENS: u32 = 8192;
/** In a token's length: it is hashed in lower case. */
const LOWERED: u32 = 1 << 31;
/** Of a moment's tokens in step.texts: three addresses and lengths. */
const MOMENT_BYTES: u32 = 24;

/** Where the tokens of a record begin. */
export function firstToken(lane: Lane): u32 {
  return lane.tokens + FIELDS_BYTES;
}

/**
 * Keeps the tokens of a crossed field's cell, one that hashCell takes; the text must stay until crossSlots has read it.
 *
 * @param index of the field among those crossed
 * @param at    the end of the tokens kept before
 * @returns their end, or REFUSED
 */
export function keepTokens(step: Step, index: u32, lane: Lane, tables: usize, start: u32, end: u32, at: u32): u32 {
  const begin = at;
  const length = end - start;
  if (step.type == LIST) at = keepElements(step, lane, start, end, at);
  else if (isMissing(step, start, length)) at = keepMissing(step, at);
  else if (step.type == CATEGORICAL) at = keepToken(step, start, length, at);
  else if (step.type == COUNT) at = keepCount(step, tables, start, length, at);
  else {
    const hour = hourOfWeek(start, length, step.detail);
    memory.copy(at, step.texts + hour * MOMENT_BYTES, MOMENT_BYTES);
    at += step.parts << 3;
  }
  store<u32>(lane.tokens + (index << 3), begin);
  store<u32>(lane.tokens + (index << 3), at, 4);
  return at;
}

// @ts-ignore: decorator
@inline
function keepToken(step: Step, start: u32, length: u32, at: u32): u32 {
  store<u32>(at, start);
  store<u32>(at, step.lowerCase ? length | LOWERED : length, 4);
  return at + 8;
}

/** A missing value is the empty token, or none. */
function keepMissing(step: Step, at: u32): u32 {
  if (step.missingSlot == NONE) return at;
  store<u64>(at, 0);
  return at + 8;
}

function keepElements(step: Step, lane: Lane, start: u32, end: u32, at: u32): u32 {
  const limit = firstToken(lane) + (MOST_TOKENS << 3);
  const begin = at;
  for (let element = start; element < end; element++) {
    const stop = elementEnd(step, element, end);
    if (!isMissing(step, element, stop - element)) {
      if (at >= limit) return <u32>REFUSED;
      at = keepToken(step, element, stop - element, at);
    }
    element = stop;
  }
  return at > begin ? at : keepMissing(step, at);
}

function keepCount(step: Step, tables: usize, start: u32, length: u32, at: u32): u32 {
  const token = countToken(tables, start, length);
  if (token != NEGATIVE) {
    store<u64>(at, load<u64>(step.texts + (token << 3)));
    return at + 8;
  }
  // a negative number is its own token, but for zeros in front of it
  return load<u8>(start + 1) == 0x30 ? <u32>REFUSED : keepToken(step, start, length, at);
}

/**
 * Writes the slots of all crosses at `to`: murmur3(token b, murmur3(token a, seed)) for every combination of tokens, the
 * last field's changing fastest.
 *
 * @param crosses their address
 * @returns the end of the slots, or REFUSED if they are too many
 */
export function crossSlots(crosses: u32, count: u32, tables: usize, lane: Lane, to: usize): usize {
  const limit: usize = lane.slots + ((MOST_SLOTS - 4) << 2);
  for (let i: u32 = 0; i < count; i++) {
    const cross = changetype<Cross>(<usize>(crosses + i * CROSS_BYTES));
    const found = combinations(cross, lane);
    if (found == 0) continue;
    if (<u64>to + (found << 2) > <u64>limit) return REFUSED;
    if (found == 1) {
      store<u32>(to, hashOfFirsts(cross, lane.tokens) & load<u32>(tables, MASK));
      to += 4;
    } else to = combine(cross, 0, cross.seed, load<u32>(tables, MASK), lane.tokens, to);
  }
  return to;
}

/** Where the index of the part-th field's tokens stands. */
// @ts-ignore: decorator
@inline
function tokensOf(cross: Cross, part: u32, tokens: u32): u32 {
  return tokens + (load<u32>(changetype<usize>(cross) + (part << 2), offsetof<Cross>('first')) << 3);
}

// @ts-ignore: decorator
@inline
function tokenCount(cross: Cross, part: u32, lane: Lane): u64 {
  const field = tokensOf(cross, part, lane.tokens);
  return (load<u32>(field, 4) - load<u32>(field)) >> 3;
}

// @ts-ignore: decorator
@inline
function combinations(cross: Cross, lane: Lane): u64 {
  const product = tokenCount(cross, 0, lane) * tokenCount(cross, 1, lane);
  return cross.count == 2 ? product : product * tokenCount(cross, 2, lane);
}

/** The hash of the one combination that most crosses have. */
// @ts-ignore: decorator
@inline
function hashOfFirsts(cross: Cross, tokens: u32): u32 {
  let hash = hashOf(load<u32>(tokensOf(cross, 0, tokens)), cross.seed);
  hash = hashOf(load<u32>(tokensOf(cross, 1, tokens)), hash);
  return cross.count == 2 ? hash : hashOf(load<u32>(tokensOf(cross, 2, tokens)), hash);
}

function combine(cross: Cross, part: u32, hash: u32, mask: u32, tokens: u32, to: usize): usize {
  const field = tokensOf(cross, part, tokens);
  const end = load<u32>(field, 4);
  for (let token = load<u32>(field); token < end; token += 8) {
    const next = hashOf(token, hash);
    if (part + 1 < cross.count) to = combine(cross, part + 1, next, mask, tokens, to);
    else {
      store<u32>(to, next & mask);
      to += 4;
    }
  }
  return to;
}

// @ts-ignore: decorator
@inline
function hashOf(token: u32, seed: u32): u32 {
  const length = load<u32>(token, 4);
  if (length == 8) return murmur3Of8(load<u32>(token), seed);
  if (length & LOWERED) return murmur3OfLowered(load<u32>(token), length & ~LOWERED, seed);
  return murmur3(load<u32>(token), length, seed);
}
