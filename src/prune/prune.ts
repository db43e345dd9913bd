/** A model becomes a smaller one: only the weights that are worth most stay, and it only predicts. */

import { InputError } from '../input-error.js';
import { MODEL_BLOCK, type Model, type ModelBlock } from '../learn/model.js';
import { type Cut, cutAtScore, cutsAt } from './cuts.js';
import type { RankingName } from './rankings.js';
import { type Scored, patternAtLeast, scoreOf, scored } from './scored.js';

/** What to keep: weights of a least size, a number of weights, or a share of the touched slots. */
export type PruneRule = { readonly threshold: number } | { readonly keep: number } | { readonly density: number };

export interface PruneOptions {
  /** By what weights are kept; `loss` unless given. A threshold is of |w|. */
  readonly ranking?: RankingName | undefined;
}

export interface Pruned {
  readonly model: Model;
  /** By what was ranked: `magnitude` where the model lacks the state that another needs. */
  readonly ranking: RankingName;
  /**
   * The score of the smallest weight kept, |w| by `magnitude`; if none was kept, the largest there was; 0 for a model
   * without nonzeros. Always finite, and always: what scored below it was dropped, what scored above it was kept.
   */
  readonly threshold: number;
}

export const DEFAULT_RANKING: RankingName = 'loss';

/**
 * Zeroes the weights that a rule does not keep.
 *
 * Reads the model's blocks twice at most, and once more for each reading of the result. Holds a block of each and
 * less than a mebibyte beside them, whatever the model's size.
 *
 * @param model stays as it is
 * @param rule  threshold T, finite, >= 0: weights with |w| < T become zero.
 *              keep K, a whole number >= 0: the K that rank highest stay (all nonzeros, if there are fewer); of equal ones
 *              those of the lower slots.
 *              density D, in (0, 1]: as keep, with K = round(D * touched)
 * @returns a model without state, the bias's included, whose blocks hold only the kept weights; its `touched` is as before
 * @throws InputError if the rule's number is out of its range, and for a threshold by another ranking than |w|
 */
export function prune(model: Model, rule: PruneRule, { ranking }: PruneOptions = {}): Pruned {
  checkRule(rule);
  if ('threshold' in rule) {
    checkThresholdRanking(ranking);
    const sizes = scored(model, 'magnitude');
    return keptOf(model, sizes, cutAtScore(sizes.blocks, patternAtLeast(rule.threshold)));
  }
  const worths = scored(model, ranking ?? DEFAULT_RANKING);
  const keep = 'keep' in rule ? rule.keep : Math.round(rule.density * model.header.touched);
  return keptOf(model, worths, cutsAt(worths.blocks, [keep])[0]);
}

function keptOf(model: Model, worths: Scored, cut: Cut): Pruned {
  return {
    model: {
      header: { ...model.header, bias: { weight: model.header.bias.weight }, nonzeros: cut.kept, hasState: false },
      blocks: () => keptBlocks(worths, cut),
    },
    ranking: worths.ranking,
    threshold: scoreOf(cut.pattern),
  };
}

/** @throws InputError if the rule's number is out of its range */
export function checkRule(rule: PruneRule): void {
  if ('threshold' in rule) {
    check('--threshold', rule.threshold, Number.isFinite(rule.threshold) && rule.threshold >= 0, 'a number >= 0');
  } else if ('keep' in rule) {
    check('--keep', rule.keep, Number.isSafeInteger(rule.keep) && rule.keep >= 0, 'a whole number >= 0');
  } else {
    check('--density', rule.density, rule.density > 0 && rule.density <= 1, 'a number above 0 and at most 1');
  }
}

function check(source: string, value: number, valid: boolean, expected: string): void {
  if (!valid) throw new InputError({ source, found: String(value), expected });
}

function checkThresholdRanking(ranking: RankingName | undefined): void {
  if (ranking === undefined || ranking === 'magnitude') return;
  const expected = 'magnitude, which a threshold is of';
  throw new InputError({ source: '--ranking', found: ranking, expected, advice: 'use --keep for a number of weights' });
}

/** The weights on the right side of the cut, packed into as few blocks as hold them. */
function* keptBlocks(worths: Scored, { pattern: cut, ties, kept }: Cut): Generator<ModelBlock> {
  let tiesLeft = ties;
  let left = kept;
  if (left === 0) return;
  let block = emptyBlock(left);
  let filled = 0;
  for (const { slots, weights, patterns } of worths.blocks()) {
    for (let i = 0; i < patterns.length; i++) {
      if (patterns[i] < cut || (patterns[i] === cut && tiesLeft-- <= 0)) continue;
      block.slots[filled] = slots[i]!;
      block.weights[filled] = weights[i]!;
      if (++filled < block.slots.length) continue;
      yield block;
      left -= filled;
      if (left === 0) return;
      block = emptyBlock(left);
      filled = 0;
    }
  }
}

// a new one each time: whoever got the last may still hold it
function emptyBlock(left: number): ModelBlock {
  const size = Math.min(left, MODEL_BLOCK);
  return { slots: new Uint32Array(size), weights: new Float32Array(size), state: null };
}
