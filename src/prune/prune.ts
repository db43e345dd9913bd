/** A model becomes a smaller one: only its largest weights stay, and it only predicts. */

import { InputError } from '../input-error.js';
import { MODEL_BLOCK, type Model, type ModelBlock } from '../learn/model.js';
import {
  magnitudeAtLeast,
  magnitudeOf,
  patternsOf,
  selectMagnitude,
  weightOf,
  type Magnitude,
  type Rank,
} from './magnitude.js';

/** What to keep: weights of a least size, a number of weights, or a share of the touched slots. */
export type PruneRule = { readonly threshold: number } | { readonly keep: number } | { readonly density: number };

export interface Pruned {
  readonly model: Model;
  /**
   * The smallest |w| kept; if none was kept, the largest there was; 0 for a model without nonzeros. Always finite, and
   * always: every |w| below it was dropped, every |w| above it was kept.
   */
  readonly threshold: number;
}

/**
 * Zeroes the weights that a rule does not keep.
 *
 * Reads the model's blocks twice at most, and once more for each reading of the result. Holds a block of each and
 * less than a mebibyte beside them, whatever the model's size.
 *
 * @param model stays as it is
 * @param rule  threshold T, finite, >= 0: weights with |w| < T become zero.
 *              keep K, a whole number >= 0: the K largest |w| stay (all nonzeros, if there are fewer); of equal ones
 *              those of the lower slots.
 *              density D, in (0, 1]: as keep, with K = round(D * touched)
 * @returns a model without state whose blocks hold only the kept weights; its bias and its `touched` are as before
 * @throws InputError if the rule's number is out of its range
 */
export function prune(model: Model, rule: PruneRule): Pruned {
  const cut = cutOf(model, rule);
  return {
    model: {
      header: { ...model.header, nonzeros: cut.kept, hasState: false },
      blocks: () => keptBlocks(model, cut),
    },
    threshold: weightOf(cut.magnitude),
  };
}

/** Larger weights than `magnitude` stay, smaller ones go; of those equal to it the first `ties` stay: `kept` in all. */
interface Cut {
  readonly magnitude: Magnitude;
  readonly ties: number;
  readonly kept: number;
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

function cutOf(model: Model, rule: PruneRule): Cut {
  checkRule(rule);
  if ('threshold' in rule) return cutAtThreshold(model, rule.threshold);
  if ('keep' in rule) return cutAtCount(model, rule.keep);
  return cutAtCount(model, Math.round(rule.density * model.header.touched));
}

function check(source: string, value: number, valid: boolean, expected: string): void {
  if (!valid) throw new InputError({ source, found: String(value), expected });
}

function cutAtThreshold(model: Model, threshold: number): Cut {
  // zero is no weight: it stays out even at threshold 0
  const least = Math.max(magnitudeAtLeast(threshold), 1);
  let kept = 0;
  let smallest = Infinity;
  let largest = 0;
  for (const { weights } of model.blocks()) {
    for (const pattern of patternsOf(weights)) {
      const magnitude = magnitudeOf(pattern);
      if (magnitude > largest) largest = magnitude;
      if (magnitude < least) continue;
      kept++;
      if (magnitude < smallest) smallest = magnitude;
    }
  }
  return kept > 0 ? { magnitude: smallest, ties: Infinity, kept } : { magnitude: largest, ties: 0, kept };
}

function cutAtCount(model: Model, count: number): Cut {
  // keeping none cuts above the largest, so rank 1 is asked for either way
  const { magnitude, above, nonzeros }: Rank = selectMagnitude(() => model.blocks(), Math.max(count, 1));
  const kept = Math.min(count, nonzeros);
  return { magnitude, ties: Math.max(kept - above, 0), kept };
}

/** The weights on the right side of the cut, packed into as few blocks as hold them. */
function* keptBlocks(model: Model, { magnitude: cut, ties, kept }: Cut): Generator<ModelBlock> {
  let tiesLeft = ties;
  let left = kept;
  let block = emptyBlock(left);
  let filled = 0;
  for (const { slots, weights } of model.blocks()) {
    const patterns = patternsOf(weights);
    for (let i = 0; i < patterns.length; i++) {
      const magnitude = magnitudeOf(patterns[i]);
      if (magnitude < cut || (magnitude === cut && tiesLeft-- <= 0)) continue;
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
