/** A model file, and perhaps the one it was pruned from -> a report, with losses on held-out records. */

import { statSync } from 'node:fs';

import type { Metrics } from '../evaluate/metrics.js';
import { readModel } from '../export/model-file.js';
import type { Model } from '../learn/model.js';
import { findInputs } from '../read/inputs.js';
import { type CurvePoint, type ModelReport, reportOf } from '../report/model-report.js';
import { contentsOf } from './contents.js';
import { environment } from './environment.js';
import { type Evaluation, type InputOptions, evaluate, evaluateBoth } from './evaluate.js';
import { type Run, isRunFolder, readRun } from './run-folder.js';
import { tradeOffOf } from './trade-off.js';

export interface ReportFileOptions {
  /** A model file, or the folder of a run. */
  readonly model: string;
  /** The model it was pruned from, or the folder of its run. */
  readonly before?: string | undefined;
  readonly holdout: InputOptions | null;
  /** How training went, if no run's folder tells. */
  readonly curve?: readonly CurvePoint[] | null | undefined;
}

/** @throws InputError for a damaged model and malformed holdout records */
export async function reportFile({ holdout, ...options }: ReportFileOptions): Promise<ModelReport> {
  const run = trained(options.model);
  const runBefore = options.before === undefined ? null : trained(options.before);
  const model = readModel(run.model);
  const earlier = runBefore && readModel(runBefore.model);
  const file = { path: run.model, bytes: statSync(run.model).size };
  return reportOf(model, file, {
    before: earlier && { nonzeros: earlier.header.nonzeros, bytes: statSync(runBefore.model).size },
    curve: options.curve ?? run.curve ?? runBefore?.curve ?? null,
    environment: environment(),
    ...(holdout ? await measure(earlier, model, holdout) : {}),
  });
}

/** A model alone tells nothing of its training. */
function trained(path: string): Run {
  return isRunFolder(path) ? readRun(path) : { model: path, curve: null };
}

async function measure(earlier: Model | null, model: Model, holdout: InputOptions) {
  const { before, after } = earlier
    ? await evaluateBoth(earlier, model, holdout)
    : { before: null, after: await evaluate(model, holdout) };
  const quiet = { ...holdout, onBadRecord: undefined };
  return {
    holdout: { before: before && metricsIn(before), after: metricsIn(after) },
    reliability: after.reliability,
    tradeOff: (await canClimb(after, holdout)) ? await tradeOffOf(earlier ?? model, earlier && model, quiet) : null,
    contents: await contentsOf(model, quiet),
  };
}

/** The records can be read again, and have both classes: without, no bias can be solved. */
async function canClimb({ examples, positives }: Metrics, { inputs }: InputOptions): Promise<boolean> {
  const isPiped = (await findInputs(inputs)).some(({ kind }) => kind === 'pipe');
  return !isPiped && positives > 0 && positives < examples;
}

function metricsIn({ badRecords: _skipped, reliability: _bins, ...metrics }: Evaluation): Metrics {
  return metrics;
}
