/** A model and a budget -> the smaller model that will be written, its weights rounded, its bias solved. */

import { type SmallForm, sizer } from '../export/small-model.js';
import { InputError } from '../input-error.js';
import type { Model } from '../learn/model.js';
import type { Budget } from '../prune/budget.js';
import { type Encoding, encode } from '../prune/encoding.js';
import { nonzerosOf } from '../prune/nonzeros.js';
import { DEFAULT_RANKING, type PruneRule, prune } from '../prune/prune.js';
import type { RankingName } from '../prune/rankings.js';
import { type Ladder, climb } from './climb.js';
import { type InputOptions, untold } from './evaluate.js';
import { type RefitOptions, refit } from './refit.js';
import { firstOf, keepWithin, keepsWithin } from './within.js';

export interface SmallOptions {
  readonly budget: Budget;
  readonly ranking?: RankingName | undefined;
  readonly encoding?: Encoding | undefined;
  readonly holdout: InputOptions | null;
}

/** A pruned model as it will be written, but for its bias. */
export interface Small {
  readonly model: Model;
  readonly clipped: number;
  readonly ranking: RankingName;
  readonly threshold: number;
  readonly bias: number;
  /** Of this one model; null without a holdout. */
  readonly ladder: Ladder | null;
}

/** @throws InputError for a budget that cannot be kept, malformed holdout records and those of other fields */
export async function chooseSmall(model: Model, options: SmallOptions, form: SmallForm): Promise<Small> {
  const { budget, ranking = DEFAULT_RANKING, holdout } = options;
  if ('maxBytes' in budget) {
    const kept = nonzerosOf(model);
    const keep = keepWithin(budget.maxBytes, kept, ranking, await sizer(form));
    return smallOf(kept, { keep }, options, holdout);
  }
  if (!('maxLogLossIncrease' in budget)) return smallOf(model, budget, options, holdout);
  const kept = nonzerosOf(model);
  const { keeps, maxLogLoss } = await keepsWithin(budget.maxLogLossIncrease, kept, ranking, holdout!);
  // rounding the weights may cost a little more
  const fitting = await firstOf(keeps.length, async (place) => {
    const small = await smallOf(kept, { keep: keeps[place] }, options, untold(holdout!));
    return small.ladder!.rungs[0].choosing.logLoss <= maxLogLoss ? small : null;
  });
  if (fitting !== null) return fitting;
  const found = `${form.encoding}, whose rounding alone costs more than --max-log-loss-increase`;
  throw new InputError({ source: '--encoding', found, expected: 'a finer one', advice: 'use f32' });
}

/**
 * The chosen weights after they learned on; where that made them worse on the half of the holdout that chooses, as they were.
 * Other weights may take other bytes: of a budget of bytes, the smallest are left out that do not fit.
 */
export async function refitSmall(
  model: Model,
  chosen: Small,
  refitting: RefitOptions,
  { budget, encoding = 'f32', holdout }: SmallOptions,
  form: SmallForm,
): Promise<Small> {
  const learned = await refit(model, chosen.model, refitting);
  const keep = 'maxBytes' in budget ? keepWithin(budget.maxBytes, learned, 'magnitude', await sizer(form)) : null;
  const fitting = keep === null ? learned : prune(learned, { keep }, { ranking: 'magnitude' }).model;
  const { ranking, threshold } = chosen;
  const small = { ...(await solved(fitting, encoding, holdout && untold(holdout))), ranking, threshold };
  const lossOf = ({ ladder }: Small) => ladder?.rungs[0].choosing.logLoss ?? 0;
  return lossOf(small) <= lossOf(chosen) ? small : chosen;
}

/** Prunes by a rule, rounds the weights, and solves the bias of what is left. */
async function smallOf(
  model: Model,
  rule: PruneRule,
  { ranking, encoding = 'f32' }: SmallOptions,
  holdout: InputOptions | null,
): Promise<Small> {
  const pruned = prune(model, rule, { ranking });
  const { ranking: used, threshold } = pruned;
  return { ...(await solved(pruned.model, encoding, holdout)), ranking: used, threshold };
}

/** Rounds the weights and solves the bias, where there is something to solve it on. */
async function solved(model: Model, encoding: Encoding, holdout: InputOptions | null) {
  const { model: small, clipped } = encode(model, encoding);
  const ladder = holdout && (await climb(small, { holdout, keeps: [small.header.nonzeros] }));
  return { model: small, clipped, ladder, bias: ladder?.rungs[0].bias ?? model.header.bias.weight };
}
