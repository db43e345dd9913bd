/** The scores at which a model's weights are cut so that given numbers of them stay: exact, without sorting millions. */

import type { Pattern, ScoredBlock } from './scored.js';

type Blocks = () => Iterable<Pick<ScoredBlock, 'patterns'>>;

/** Larger scores than `pattern` stay, smaller ones go; of those equal to it the first `ties` stay: `kept` in all. */
export interface Cut {
  /** Of the smallest score kept; if none is kept, of the largest there is; 0 without nonzeros. */
  readonly pattern: Pattern;
  readonly ties: number;
  readonly kept: number;
}

// 31 bits in two digits: tables of 65,536 and 32,768 counts stay in the second-level cache
const LOW_BITS = 15;
const HIGH_DIGITS = 1 << 16;
const LOW_DIGITS = 1 << LOW_BITS;

/**
 * Cuts by radix select: one reading counts the leading 16 bits of the scores, a second the other 15 of those that share
 * the leading bits of a cut. Zeros do not count.
 *
 * @param keeps whole, >= 0; more than there are nonzeros means all of them. 128 KiB for each that differ
 */
export function cutsAt(blocks: Blocks, keeps: readonly number[]): Cut[] {
  const highs = new Uint32Array(HIGH_DIGITS);
  let nonzeros = 0;
  for (const { patterns } of blocks()) {
    // by index: an iterator takes five times as long
    for (let i = 0; i < patterns.length; i++) {
      const pattern = patterns[i];
      if (pattern === 0) continue;
      highs[pattern >>> LOW_BITS]++;
      nonzeros++;
    }
  }
  if (nonzeros === 0) return keeps.map(() => ({ pattern: 0, ties: 0, kept: 0 }));
  // keeping none cuts above the largest, so rank 1 is asked for either way
  const ranks = keeps.map((keep) => Math.min(Math.max(keep, 1), nonzeros));
  const digits = digitsAt(highs, ranks);
  const lows = countLows(blocks, new Set(digits.map(({ digit }) => digit)));
  return keeps.map((keep, i) => {
    const { digit, above } = digits[i];
    const [low] = digitsAt(lows.get(digit)!, [ranks[i] - above]);
    const kept = Math.min(keep, nonzeros);
    return { pattern: digit * LOW_DIGITS + low.digit, ties: Math.max(kept - above - low.above, 0), kept };
  });
}

function countLows(blocks: Blocks, digits: ReadonlySet<number>): Map<number, Uint32Array> {
  const lows = new Map([...digits].map((digit) => [digit, new Uint32Array(LOW_DIGITS)]));
  for (const { patterns } of blocks()) {
    for (let i = 0; i < patterns.length; i++) {
      const pattern = patterns[i];
      if (pattern === 0) continue;
      const counts = lows.get(pattern >>> LOW_BITS);
      if (counts !== undefined) counts[pattern & (LOW_DIGITS - 1)]++;
    }
  }
  return lows;
}

/** The digits of the rank-th largest, counted from the largest digit down, and how many have a larger one. */
function digitsAt(counts: Uint32Array, ranks: readonly number[]): { digit: number; above: number }[] {
  const order = [...ranks.keys()].toSorted((a, b) => ranks[a] - ranks[b]);
  const found: { digit: number; above: number }[] = [];
  let digit = counts.length - 1;
  let above = 0;
  for (const i of order) {
    while (above + counts[digit] < ranks[i]) above += counts[digit--];
    found[i] = { digit, above };
  }
  return found;
}

/** Everything of at least a score stays. */
export function cutAtScore(blocks: Blocks, least: Pattern): Cut {
  let kept = 0;
  let smallest = Infinity;
  let largest = 0;
  for (const { patterns } of blocks()) {
    for (const pattern of patterns) {
      if (pattern > largest) largest = pattern;
      // zero is no weight: it stays out even at threshold 0
      if (pattern < least || pattern === 0) continue;
      kept++;
      if (pattern < smallest) smallest = pattern;
    }
  }
  return kept > 0 ? { pattern: smallest, ties: Infinity, kept } : { pattern: largest, ties: 0, kept };
}
