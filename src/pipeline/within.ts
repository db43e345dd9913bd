/** A budget -> how many weights of a model stay. */

import { InputError } from '../input-error.js';
import type { Model } from '../learn/model.js';
import { prune } from '../prune/prune.js';
import type { RankingName } from '../prune/rankings.js';
import { type Ladder, climb } from './climb.js';
import { type InputOptions, untold } from './evaluate.js';

/**
 * As many as a file of so many bytes holds.
 *
 * @param sizeOf the bytes of a pruned model's file
 * @throws InputError if not even a model without weights fits
 */
export function keepWithin(
  maxBytes: number,
  model: Model,
  ranking: RankingName,
  sizeOf: (small: Model) => number,
): number {
  const bytesAt = (keep: number) => sizeOf(prune(model, { keep }, { ranking }).model);
  let [low, high] = [0, model.header.nonzeros];
  let [least, most] = [bytesAt(low), bytesAt(high)];
  if (least > maxBytes) throw tooSmall(maxBytes, least);
  if (most <= maxBytes) return high;
  // bytes grow nearly evenly with weights: a guess in proportion, then the middle, in turn
  for (let step = 0; high - low > 1; step++) {
    const share = step % 2 === 0 ? (maxBytes - least) / (most - least) : 1 / 2;
    const keep = Math.min(Math.max(Math.floor(low + share * (high - low)), low + 1), high - 1);
    const bytes = bytesAt(keep);
    if (bytes <= maxBytes) [low, least] = [keep, bytes];
    else [high, most] = [keep, bytes];
  }
  return low;
}

function tooSmall(maxBytes: number, least: number): InputError {
  const number = (bytes: number) => bytes.toLocaleString('en-US');
  const expected = `at least ${number(least)}, which a model without weights takes`;
  return new InputError({ source: '--max-bytes', found: `${number(maxBytes)} bytes`, expected });
}

const STEPS = 50;

/** Of a log loss: what sums in another order differ by, and a solved bias that was solved before, is no increase. */
const ROUNDING = 1e-9;

/**
 * Numbers of weights whose log loss, on the half of the records that chooses, is within a share of the model's own: the
 * fewest first. A ladder of all sizes finds about where they end, a second one between two of its rungs where exactly.
 */
export async function keepsWithin(
  increase: number,
  model: Model,
  ranking: RankingName,
  holdout: InputOptions,
): Promise<{ readonly keeps: readonly number[]; readonly maxLogLoss: number }> {
  const coarse = await climb(model, { holdout, ranking });
  const maxLogLoss = coarse.before.choosing.logLoss * (1 + increase + ROUNDING);
  const fewest = fewestWithin(coarse, maxLogLoss);
  const below = Math.max(-1, ...coarse.rungs.map(({ nonzeros }) => nonzeros).filter((n) => n < fewest));
  const between = evenKeeps(fewest, below);
  const fine = between.length > 0 ? await climb(model, { holdout: untold(holdout), ranking, keeps: between }) : null;
  const fits = [...coarse.rungs, ...(fine?.rungs ?? [])].filter((rung) => rung.choosing.logLoss <= maxLogLoss);
  const keeps = [...new Set([model.header.nonzeros, ...fits.map(({ nonzeros }) => nonzeros)])];
  return { keeps: keeps.toSorted((a, b) => a - b), maxLogLoss };
}

/** All weights do not exceed what they themselves cost, but for the bias, which may be worse on other examples. */
function fewestWithin({ rungs }: Ladder, maxLogLoss: number): number {
  const fits = rungs.filter(({ choosing }) => choosing.logLoss <= maxLogLoss);
  return Math.min(rungs[0].nonzeros, ...fits.map(({ nonzeros }) => nonzeros));
}

/** Whole numbers between two, evenly spaced and descending. @param below -1 for what is above none */
function evenKeeps(above: number, below: number): number[] {
  const gap = above - below;
  const count = Math.min(STEPS, gap - 1);
  return Array.from({ length: count }, (_, i) => above - Math.ceil(((i + 1) * gap) / (count + 1)));
}

/**
 * The first of some tries that succeeds, where those after it do, too. The first of all succeeds as a rule, so the steps
 * begin there and double: of 100 tries, 14 at most are made.
 *
 * @returns null if the last does not succeed
 */
export async function firstOf<T>(count: number, tryAt: (place: number) => Promise<T | null>): Promise<T | null> {
  let [failed, place] = [-1, 0];
  let found = await tryAt(place);
  for (let step = 1; found === null; step *= 2) {
    if (place === count - 1) return null;
    [failed, place] = [place, Math.min(place + step, count - 1)];
    found = await tryAt(place);
  }
  while (place - failed > 1) {
    const middle = (failed + place) >> 1;
    const earlier = await tryAt(middle);
    if (earlier === null) failed = middle;
    else [place, found] = [middle, earlier];
  }
  return found;
}
