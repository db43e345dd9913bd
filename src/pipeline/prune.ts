/** A model file -> a smaller one within a budget, and what that cost on held-out records. */

import { statSync } from 'node:fs';

import { readModel } from '../export/model-file.js';
import { type SmallForm, sizer, smallForm, writeSmall } from '../export/small-model.js';
import { InputError } from '../input-error.js';
import type { Model } from '../learn/model.js';
import { type Budget, checkBudget } from '../prune/budget.js';
import { type Encoding, encode } from '../prune/encoding.js';
import { nonzerosOf } from '../prune/nonzeros.js';
import { DEFAULT_RANKING, type PruneRule, prune } from '../prune/prune.js';
import type { RankingName } from '../prune/rankings.js';
import { bitsPerNonzero, entropyBoundBytes } from '../prune/size.js';
import { checkNotRead, checkOutput, pathsOf } from './checks.js';
import { type Ladder, climb } from './climb.js';
import type { Evaluation, InputOptions } from './evaluate.js';
import { evaluateReporting } from './halves.js';
import { interruptible } from './interrupted.js';
import { openInputs } from './open-inputs.js';
import { keepWithin, keepsWithin, untold } from './within.js';

export interface PruneFileOptions {
  readonly model: string;
  readonly budget: Budget;
  /** By what weights are kept; `loss` unless given. */
  readonly ranking?: RankingName | undefined;
  /** How weights are rounded; `f32`, not at all, unless given. */
  readonly encoding?: Encoding | undefined;
  /** A packed file if it ends in `.lctr`, otherwise an Arrow file. */
  readonly output: string;
  /** Records on which the bias is solved again and the loss is measured, before and after; null for none. */
  readonly holdout: InputOptions | null;
}

export interface PruneFileResult {
  readonly before: { readonly nonzeros: number; readonly bytes: number };
  readonly after: {
    readonly path: string;
    readonly nonzeros: number;
    readonly bytes: number;
    readonly bitsPerNonzero: number | null;
    /** The least a file of these slots with float32 weights can take. */
    readonly entropyBoundBytes: number;
    readonly sha256: string;
  };
  readonly encoding: Encoding;
  /** Weights that the encoding could not hold, which became its largest. */
  readonly clipped: number;
  /** By what weights were kept: `magnitude` where the model lacks the state that another ranking needs. */
  readonly ranking: RankingName;
  /** The score by that ranking of the smallest weight kept: of |w| for `magnitude`. */
  readonly threshold: number;
  /** Solved again on the half of the holdout that chooses. */
  readonly bias: { readonly before: number; readonly after: number };
  /** On the half of the holdout that reports, as are the calibrations; null without a holdout. */
  readonly logLossBefore: number | null;
  readonly logLossAfter: number | null;
  readonly calibrationBefore: number | null;
  /** Of the pruned model if its bias had stayed as it was. */
  readonly calibrationUnsolved: number | null;
  readonly calibrationAfter: number | null;
  readonly holdout: { readonly before: Evaluation; readonly after: Evaluation } | null;
}

/**
 * @throws InputError for a budget out of its range or that cannot be kept, a damaged model, one without weights, malformed
 *   holdout records, and for an output that is the model (its state would be lost) or a holdout file
 */
export async function pruneFile(options: PruneFileOptions): Promise<PruneFileResult> {
  const { model: path, budget, output, holdout, encoding = 'f32' } = options;
  checkOutput('--output', output);
  checkBudget(budget, holdout !== null);
  const model = readModel(path);
  checkNotRead('--output', output, [path]);
  const bytesBefore = statSync(path).size;
  checkWeights(path, model);
  if (holdout) await checkHoldout(holdout, output);

  const form = smallForm(output, encoding);
  const small = await chooseSmall(model, options, form);
  const bias = { before: model.header.bias.weight, after: small.bias };
  const solved = withBias(small.model, small.bias);
  const measured = holdout && {
    before: await evaluateReporting(model, untold(holdout)),
    after: await evaluateReporting(solved, untold(holdout)),
  };
  const written = await writeSmall(output, solved, form);
  const { nonzeros, hashing } = solved.header;
  return {
    before: { nonzeros: model.header.nonzeros, bytes: bytesBefore },
    after: {
      path: output,
      nonzeros,
      bytes: written.bytes,
      bitsPerNonzero: bitsPerNonzero(written.bytes, nonzeros),
      entropyBoundBytes: entropyBoundBytes(hashing.bits, nonzeros),
      sha256: written.sha256,
    },
    ...{ encoding, clipped: small.clipped, ranking: small.ranking, threshold: small.threshold, bias },
    logLossBefore: measured?.before.logLoss ?? null,
    logLossAfter: measured?.after.logLoss ?? null,
    calibrationBefore: measured?.before.calibration ?? null,
    calibrationUnsolved: small.ladder?.before.reporting.calibration ?? null,
    calibrationAfter: measured?.after.calibration ?? null,
    holdout: measured,
  };
}

/** A pruned model as it will be written, but for its bias. */
interface Small {
  readonly model: Model;
  readonly clipped: number;
  readonly ranking: RankingName;
  readonly threshold: number;
  readonly bias: number;
  /** Of this one model; null without a holdout. */
  readonly ladder: Ladder | null;
}

async function chooseSmall(model: Model, options: PruneFileOptions, form: SmallForm): Promise<Small> {
  const { budget, ranking = DEFAULT_RANKING, holdout } = options;
  if ('maxBytes' in budget) {
    const kept = nonzerosOf(model);
    const keep = keepWithin(budget.maxBytes, kept, ranking, await sizer(form));
    return smallOf(kept, { keep }, options, holdout);
  }
  if (!('maxLogLossIncrease' in budget)) return smallOf(model, budget, options, holdout);
  const kept = nonzerosOf(model);
  const { keeps, maxLogLoss } = await keepsWithin(budget.maxLogLossIncrease, kept, ranking, holdout!);
  for (const keep of keeps) {
    const small = await smallOf(kept, { keep }, options, untold(holdout!));
    // rounding the weights may cost a little more
    if (small.ladder!.rungs[0].choosing.logLoss <= maxLogLoss) return small;
  }
  const found = `${form.encoding}, whose rounding alone costs more than --max-log-loss-increase`;
  throw new InputError({ source: '--encoding', found, expected: 'a finer one', advice: 'use f32' });
}

/** Prunes by a rule, rounds the weights, and solves the bias of what is left. */
async function smallOf(
  model: Model,
  rule: PruneRule,
  { ranking, encoding = 'f32' }: PruneFileOptions,
  holdout: InputOptions | null,
): Promise<Small> {
  const pruned = prune(model, rule, { ranking });
  const { model: small, clipped } = encode(pruned.model, encoding);
  const ladder = holdout && (await climb(small, { holdout, keeps: [small.header.nonzeros] }));
  const bias = ladder?.rungs[0].bias ?? model.header.bias.weight;
  return { model: small, clipped, ranking: pruned.ranking, threshold: pruned.threshold, bias, ladder };
}

function withBias(model: Model, weight: number): Model {
  return { ...model, header: { ...model.header, bias: { weight } } };
}

function checkWeights(source: string, { header }: Model): void {
  if (header.nonzeros > 0) return;
  const advice = 'lambda1' in header.optimizer.hyperparameters ? { advice: 'train with a lower lambda1' } : {};
  throw new InputError({ source, found: 'a model whose weights are all zero', expected: 'some to keep', ...advice });
}

async function checkHoldout(holdout: InputOptions, output: string): Promise<void> {
  const insteadOfPipe = 'write it to a file first: two models are measured on it';
  const opened = await interruptible(holdout.signal, () => openInputs(holdout.inputs, { ...holdout, insteadOfPipe }));
  checkNotRead('--output', output, pathsOf(opened));
}
