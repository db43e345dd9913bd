/** Tokens that met the slots of a model -> the most frequent ones of each slot. Memory follows the model, not the data. */

import type { HashSpec } from '../batch/hash-spec.js';
import type { Behind } from '../hash/record-features.js';
import { tokenPrints } from '../hash/token-print.js';
import { fieldName, nameOf, textBehind } from '../hash/token-words.js';

/** Tokens that are kept of a slot: of hostile data, or at few bits, each may have millions. */
export const KEPT_TOKENS = 8;

/** A token of a field or a cross. */
export interface NamedToken {
  readonly field: string;
  /** What stands in the data, at most 64 bytes of it and `…`; a count's bucket as `[12, 14]`; empty if missing or a number. */
  readonly token: string;
  /** Both in words: `I5 in [12, 14]`, `C3 missing`, `age (number)`. */
  readonly name: string;
  /** Occurrences; where `others` is not 0, since the token was last taken in. */
  readonly count: number;
}

/** What is known of a slot. */
export interface SlotTokens {
  /** All occurrences. */
  readonly count: number;
  /** The most frequent first; several are a collision. */
  readonly tokens: readonly NamedToken[];
  /** Occurrences of tokens beyond KEPT_TOKENS. */
  readonly others: number;
}

/** One token of a slot. */
interface Tally {
  field: number;
  /** uint32, independent of the slot. */
  print: number;
  text: string | null;
  /** Occurrences, and those before it was taken in, which were others'. */
  count: number;
  before: number;
  readonly next: Tally | null;
}

export interface SlotNames {
  /**
   * Counts an occurrence.
   *
   * @param place of the slot, 0 .. slots - 1
   * @param field index of the field; crosses come after the fields
   */
  add(place: number, field: number, behind: Behind): void;
  /** Null for a slot that nothing met. */
  tokensOf(place: number): SlotTokens | null;
  /** Slots that something met, and those that several tokens did. */
  counts(): { readonly named: number; readonly collided: number };
}

/**
 * Of each slot up to KEPT_TOKENS tokens, by the space-saving rule: a token for which there is no room takes the place of
 * the one with the least count and goes on from that count, so that a frequent one cannot be kept out by many rare ones.
 * Only its own occurrences since then are reported as its own. With up to KEPT_TOKENS tokens all counts are exact.
 *
 * Source: Metwally, Agrawal and El Abbadi 2005, "Efficient Computation of Frequent and Top-k Elements in Data Streams".
 *
 * @param slots how many
 */
export function slotNames(spec: HashSpec, slots: number): SlotNames {
  const printOf = tokenPrints();
  const tallies: (Tally | null)[] = Array.from({ length: slots }, () => null);

  function add(place: number, field: number, behind: Behind): void {
    const print = printOf(behind);
    const first = tallies[place];
    for (let tally = first; tally !== null; tally = tally.next) {
      if (tally.print === print && tally.field === field) return void tally.count++;
    }
    const text = textBehind(spec, field, behind);
    const least = lengthOf(first) < KEPT_TOKENS ? null : leastOf(first!);
    if (least === null) tallies[place] = { field, print, text, count: 1, before: 0, next: first };
    else Object.assign(least, { field, print, text, count: least.count + 1, before: least.count });
  }

  function tokensOf(place: number): SlotTokens | null {
    const found = [...listed(tallies[place])];
    if (found.length === 0) return null;
    // those that took a place took over its count
    const count = found.reduce((sum, tally) => sum + tally.count, 0);
    const tokens = found
      .map(({ field, text, count: all, before }) => ({
        ...{ field: fieldName(spec, field), token: text ?? '', name: nameOf(spec, field, text), count: all - before },
      }))
      .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
    return { count, tokens, others: tokens.reduce((rest, token) => rest - token.count, count) };
  }

  function counts(): { named: number; collided: number } {
    let [named, collided] = [0, 0];
    for (const first of tallies) {
      if (first === null) continue;
      named++;
      if (first.next !== null) collided++;
    }
    return { named, collided };
  }

  return { add, tokensOf, counts };
}

function* listed(first: Tally | null): Generator<Tally> {
  for (let tally = first; tally !== null; tally = tally.next) yield tally;
}

function lengthOf(first: Tally | null): number {
  let length = 0;
  for (let tally = first; tally !== null; tally = tally.next) length++;
  return length;
}

function leastOf(first: Tally): Tally {
  let least = first;
  for (let tally: Tally | null = first; tally !== null; tally = tally.next)
    if (tally.count < least.count) least = tally;
  return least;
}
