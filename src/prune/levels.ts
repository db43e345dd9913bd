/** A model and the numbers of weights to keep -> each slot's level: how many of the nested models keep it. */

import type { Model } from '../learn/model.js';
import { type Cut, cutsAt } from './cuts.js';
import type { RankingName } from './rankings.js';
import { type Pattern, scoreOf, scored } from './scored.js';

export interface Rungs {
  readonly ranking: RankingName;
  /** Of each rung: weights kept, and the score of the smallest. */
  readonly rungs: readonly { readonly nonzeros: number; readonly threshold: number }[];
  /** The slots of the model and their levels, 0 to the number of rungs. */
  blocks(): Iterable<{ readonly slots: Uint32Array; readonly weights: Float32Array; readonly levels: Uint8Array }>;
}

/**
 * @param model read three times
 * @param keeps whole numbers >= 0, descending, at most 255
 */
export function rungsOf(model: Model, wanted: RankingName, keeps: readonly number[]): Rungs {
  const { ranking, blocks } = scored(model, wanted);
  const cuts = cutsAt(blocks, keeps);
  return {
    ranking,
    rungs: cuts.map(({ pattern, kept }) => ({ nonzeros: kept, threshold: scoreOf(pattern) })),
    *blocks() {
      const levelOf = leveller(cuts);
      for (const { slots, weights, patterns } of blocks())
        yield { slots, weights, levels: levelsOf(patterns, levelOf) };
    },
  };
}

function levelsOf(patterns: Uint32Array, levelOf: (pattern: Pattern) => number): Uint8Array {
  const levels = new Uint8Array(patterns.length);
  for (let i = 0; i < levels.length; i++) levels[i] = levelOf(patterns[i]);
  return levels;
}

/**
 * Cuts ascend from rung to rung, and of equal ones the ties descend: what a rung keeps, those before it keep too.
 *
 * @returns a function that takes the patterns in the order of the slots: of equal ones the first stay
 */
function leveller(cuts: readonly Cut[]): (pattern: Pattern) => number {
  const seen = new Map(cuts.map(({ pattern }) => [pattern, 0]));
  return (pattern) => {
    if (pattern === 0) return 0;
    let level = below(cuts, pattern);
    const earlier = seen.get(pattern);
    if (earlier === undefined) return level;
    seen.set(pattern, earlier + 1);
    while (level < cuts.length && cuts[level].pattern === pattern && cuts[level].ties > earlier) level++;
    return level;
  };
}

/** How many cuts lie below a pattern. */
function below(cuts: readonly Cut[], pattern: Pattern): number {
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle].pattern < pattern) low = middle + 1;
    else high = middle;
  }
  return low;
}

const SMALLEST_SHARE = 1000;

/**
 * Numbers of weights to keep in geometric steps, from all down to a thousandth: descending, each once.
 *
 * @param nonzeros >= 1
 * @param count    2 .. 64
 */
export function geometricKeeps(nonzeros: number, count = 50): number[] {
  const ratio = Math.min(SMALLEST_SHARE, nonzeros) ** (1 / (count - 1));
  const keeps = Array.from({ length: count }, (_, i) => Math.round(nonzeros / ratio ** i));
  return [...new Set(keeps)];
}
