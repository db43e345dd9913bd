/**
 * A model's weights with what each is worth by a ranking.
 *
 * A score is a float32 >= 0, kept as its bit pattern: read as an integer it has the order of the scores. So scores compare
 * exactly, count into tables by their leading bits, and need no logarithm.
 */

import { InputError } from '../input-error.js';
import type { Model } from '../learn/model.js';
import { type Evidence, evidenceOf } from './evidence.js';
import { RANKINGS, type Ranking, type RankingName } from './rankings.js';

/** Bits of a score as float32: 0 for a weight of 0 and only there, below 2^31. */
export type Pattern = number;

const word = new Uint32Array(1);
const single = new Float32Array(word.buffer);

/** The score of a pattern. */
export function scoreOf(pattern: Pattern): number {
  word[0] = pattern;
  return single[0];
}

/** The smallest pattern whose score is at least a threshold, >= 0; that of infinity if float32 has none. */
export function patternAtLeast(threshold: number): Pattern {
  single[0] = threshold;
  const nearest = word[0];
  return single[0] < threshold ? nearest + 1 : nearest;
}

export interface ScoredBlock {
  readonly slots: Uint32Array;
  readonly weights: Float32Array;
  readonly patterns: Uint32Array;
}

export interface Scored {
  /** By what was ranked in the end. */
  readonly ranking: RankingName;
  /** Starts from the first block at each call. */
  blocks(): Iterable<ScoredBlock>;
}

/**
 * Scores the weights of a model.
 *
 * @param wanted needs the optimizer's state, unless it is `magnitude`: without, |w| takes its place
 * @returns blocks that throw InputError where a weight, or its state, is not finite
 */
export function scored(model: Model, wanted: RankingName): Scored {
  const evidence = RANKINGS[wanted].needsState ? evidenceOf(model.header) : NONE;
  const ranking = evidence === null ? 'magnitude' : wanted;
  const { score }: Ranking = RANKINGS[ranking];
  const { pulls: pullsOf, curvatures: curvaturesOf } = evidence ?? NONE;
  return {
    ranking,
    *blocks() {
      for (const block of model.blocks()) {
        const { slots, weights } = block;
        const [pulls, curvatures] = [pullsOf(block), curvaturesOf(block)];
        const patterns = new Uint32Array(weights.length);
        const scores = new Float32Array(patterns.buffer);
        for (let i = 0; i < weights.length; i++) {
          if (weights[i] === 0) continue;
          const worth = score(Math.abs(weights[i]), Math.abs(pulls[i]), curvatures[i]);
          if (Number.isNaN(worth) || !Number.isFinite(weights[i])) throw diverged(weights[i], slots[i]);
          scores[i] = Math.min(Math.max(worth, LEAST), MOST);
        }
        yield { slots, weights, patterns };
      }
    },
  };
}

/** For a ranking that asks for none. */
const NONE: Evidence = { pulls: ({ weights }) => weights, curvatures: ({ weights }) => weights };

// what is not zero is worth something, and no weight more than any number
const LEAST = 2 ** -149;
const MOST = (2 - 2 ** -23) * 2 ** 127;

function diverged(weight: number, slot: number): InputError {
  const advice = 'the training diverged: lower alpha or scale the values';
  const state = Number.isFinite(weight) ? ' whose state is no number' : '';
  return new InputError({ found: `a weight of ${weight}${state} at slot ${slot}`, expected: 'finite numbers', advice });
}
