/** Models of a sweep and a rule -> the best of them. */

import { InputError, quoted } from '../input-error.js';

export interface BestRule {
  /** As it was written. */
  readonly text: string;
  /** How much more than the least log loss the best may lose, in percent; 0: the model of the least loss is the best. */
  readonly within: number;
}

interface Candidate {
  readonly logLoss: number | null;
  readonly nonzeros: number;
}

/**
 * @param text `log-loss`, or `smallest-within 0.1%`: the model of the fewest nonzeros among those that lose at most so much
 *   more than the least
 * @throws InputError for anything else
 */
export function bestRule(text = 'log-loss'): BestRule {
  if (text === 'log-loss') return { text, within: 0 };
  const [, percent] = /^smallest-within[ :=]([0-9]+\.?[0-9]*|\.[0-9]+)%$/.exec(text) ?? [];
  if (percent !== undefined) return { text: `smallest-within ${percent}%`, within: Number(percent) };
  const expected = 'log-loss or smallest-within 0.1%';
  throw new InputError({ source: '--best', found: quoted(text), expected });
}

/** @returns the index of the best of one or more */
export function bestOf(models: readonly Candidate[], { within }: BestRule): number {
  const losses = models.map(({ logLoss }) => logLoss ?? Infinity);
  const least = Math.min(...losses);
  const indexes = [...models.keys()].filter((i) => losses[i] <= least * (1 + within / 100));
  const [best] = indexes.toSorted((a, b) => models[a].nonzeros - models[b].nonzeros || losses[a] - losses[b]);
  return best;
}
