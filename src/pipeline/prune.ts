/** A model file -> a smaller one within a budget, and what that cost on held-out records. */

import { statSync } from 'node:fs';

import { readModel } from '../export/model-file.js';
import { smallForm, writeSmall } from '../export/small-model.js';
import { InputError, quoted } from '../input-error.js';
import { checkEpochs } from '../learn/learn.js';
import type { Model } from '../learn/model.js';
import { type Budget, checkBudget } from '../prune/budget.js';
import type { Encoding } from '../prune/encoding.js';
import { DEFAULT_RANKING } from '../prune/prune.js';
import type { RankingName } from '../prune/rankings.js';
import { bitsPerNonzero, entropyBoundBytes } from '../prune/size.js';
import { checkNotRead, checkOutput, pathsOf } from './checks.js';
import { type Evaluation, type InputOptions, untold } from './evaluate.js';
import { evaluateReporting } from './halves.js';
import { interruptible } from './interrupted.js';
import { openInputs } from './open-inputs.js';
import { type RefitOptions, checkState } from './refit.js';
import { chooseSmall, refitSmall } from './small.js';

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
  /** What the kept weights learn on from, if they do. */
  readonly refit?: RefitOptions | undefined;
}

export interface PruneFileResult {
  readonly before: { readonly nonzeros: number; readonly bytes: number };
  readonly after: {
    readonly path: string;
    readonly nonzeros: number;
    readonly bytes: number;
    readonly bitsPerNonzero: number | null;
    /** The least that tells these slots and weights, rounded as they are. */
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
  /** Whether the kept weights are those that learned on, and not those that only were kept. */
  readonly refitted: boolean;
  readonly warnings: readonly string[];
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
  if (options.refit) await checkRefit(model, options.refit, output);

  const form = smallForm(output, encoding);
  const chosen = await chooseSmall(model, options, form);
  const small = options.refit ? await refitSmall(model, chosen, options.refit, options, form) : chosen;
  const bias = { before: model.header.bias.weight, after: small.bias };
  const settled = withBias(small.model, small.bias);
  const measured = holdout && {
    before: await evaluateReporting(model, untold(holdout)),
    after: await evaluateReporting(settled, untold(holdout)),
  };
  const written = await writeSmall(output, settled, form);
  const { nonzeros } = settled.header;
  return {
    before: { nonzeros: model.header.nonzeros, bytes: bytesBefore },
    after: {
      path: output,
      nonzeros,
      bytes: written.bytes,
      bitsPerNonzero: bitsPerNonzero(written.bytes, nonzeros),
      entropyBoundBytes: entropyBoundBytes(settled, encoding),
      sha256: written.sha256,
    },
    ...{ encoding, clipped: small.clipped, ranking: small.ranking, threshold: small.threshold, bias },
    logLossBefore: measured?.before.logLoss ?? null,
    logLossAfter: measured?.after.logLoss ?? null,
    calibrationBefore: measured?.before.calibration ?? null,
    calibrationUnsolved: small.ladder?.before.reporting.calibration ?? null,
    calibrationAfter: measured?.after.calibration ?? null,
    holdout: measured,
    refitted: small !== chosen,
    warnings: [
      ...warningsOf(options, settled, small.ranking, small !== chosen),
      ...(measured ? exceeded(budget, measured.before.logLoss, measured.after.logLoss) : []),
    ],
  };
}

function warningsOf(
  { budget, ranking = DEFAULT_RANKING, refit, encoding = 'f32', holdout }: PruneFileOptions,
  { header }: Model,
  used: RankingName,
  refitted: boolean,
) {
  const another = used !== ranking && !('threshold' in budget);
  const scaled = header.hashing.fields.filter(({ type }) => type === 'numeric' || type === 'pairs');
  const unseen = (encoding === 'q2.13' || encoding === 'q8') && scaled.length > 0 && holdout === null;
  const coarse = `${encoding} is coarse where values are large, as in ${scaled[0]?.type} fields such as ${quoted(scaled[0]?.name ?? '')}`;
  return [
    ...(unseen ? [`${coarse}: see what it costs with --holdout, or use bf16`] : []),
    ...(another ? [`ranked by |w|: the model has no state that ${ranking} needs`] : []),
    ...(refit && !refitted ? ['learning on made the kept weights worse on the holdout: they stay as they were'] : []),
  ];
}

/** What was chosen on one half of the holdout may cost more on the other. */
function exceeded(budget: Budget, before: number | null, after: number | null): string[] {
  if (!('maxLogLossIncrease' in budget) || before === null || after === null) return [];
  const increase = after / before - 1;
  const percent = (share: number) => `${Number((100 * share).toPrecision(2))}%`;
  if (increase <= budget.maxLogLossIncrease + 1e-9) return [];
  const half = 'the half of the holdout that reports';
  return [
    `${percent(increase)} more log loss on ${half}, not ${percent(budget.maxLogLossIncrease)}: hold out more records`,
  ];
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

async function checkRefit(model: Model, { records, epochs = 1 }: RefitOptions, output: string): Promise<void> {
  checkEpochs(epochs, '--refit-epochs');
  checkState(model);
  const insteadOfPipe = 'write it to a file first: the weights that learn on are chosen in between';
  const opened = await interruptible(records.signal, () => openInputs(records.inputs, { ...records, insteadOfPipe }));
  checkNotRead('--output', output, pathsOf(opened));
}
