/** Every token of a count or a moment -> tables that the kernel looks slots and texts up in. */

import type { TimePart } from '../batch/hash-spec.js';
import { COUNT_THRESHOLDS } from './count-thresholds.js';
import { countToken } from './count.js';
import { murmur3 } from './murmur3.js';
import { timeToken } from './time.js';

/** The integers that are their own token: all below are hashed where they are met, all above have a bucket's. */
export const SMALLEST = -8;
const LARGEST = 2;

const HOURS = 168;
const HOUR = 3_600_000;
// 1970-01-05 was a Monday
const MONDAY = 4 * 24 * HOUR;
const NONE = 0xffffffff;

/** What a moment may become at most: a token for each kind of part. */
const MAX_PARTS = 3;

const utf8 = new TextEncoder();

/** The tokens of counts that have an entry: -8 .. 2, then one a bucket. */
export function countTokens(): string[] {
  const small = Array.from({ length: LARGEST - SMALLEST + 1 }, (_, i) => countToken(SMALLEST + i));
  return [...small, ...COUNT_THRESHOLDS.map((threshold) => countToken(threshold))];
}

/** The tokens of a moment in each hour of the week. */
function momentTokens(parts: readonly TimePart[]): string[][] {
  return Array.from({ length: HOURS }, (_, hour) => parts.map((part) => timeToken(MONDAY + hour * HOUR, part)));
}

/** For each hour of the week four slots: those of the parts' tokens, then none. */
export function momentSlots(parts: readonly TimePart[], seed: number, mask: number): Uint8Array {
  const slots = new Uint32Array(HOURS * 4).fill(NONE);
  momentTokens(parts).forEach((tokens, hour) => slots.set(slotsOf(tokens, seed, mask), hour * 4));
  return bytesOf(slots);
}

export function slotsOf(tokens: readonly string[], seed: number, mask: number): number[] {
  return tokens.map((token) => (murmur3(token, seed) & mask) >>> 0);
}

/** For each hour of the week address and length of three texts. @param place puts bytes somewhere and says where */
export function momentTexts(parts: readonly TimePart[], place: (bytes: Uint8Array) => number): Uint8Array {
  const texts = textsOf(
    momentTokens(parts).flatMap((tokens) => [...tokens, '', ''].slice(0, MAX_PARTS)),
    place,
  );
  return bytesOf(texts);
}

/** Address and length of the texts of {@link countTokens}. @param place as in {@link momentTexts} */
export function countTexts(place: (bytes: Uint8Array) => number): Uint8Array {
  return bytesOf(textsOf(countTokens(), place));
}

function textsOf(tokens: readonly string[], place: (bytes: Uint8Array) => number): Uint32Array {
  const begin = place(utf8.encode(tokens.join('')));
  let at = begin;
  return Uint32Array.from(
    tokens.flatMap((token) => {
      at += token.length;
      return [at - token.length, token.length];
    }),
  );
}

export function bytesOf(words: Uint32Array | BigUint64Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}
