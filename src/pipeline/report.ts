/** A model file, and perhaps the one it was pruned from -> a report, with losses on held-out records. */

import { statSync } from 'node:fs';

import type { Metrics } from '../evaluate/metrics.js';
import { readModel } from '../export/model-file.js';
import type { Model } from '../learn/model.js';
import { findInputs } from '../read/inputs.js';
import { type CurvePoint, type ModelReport, reportOf } from '../report/model-report.js';
import { checkNotRead, pathsOf } from './checks.js';
import { contentsOf } from './contents.js';
import { environment } from './environment.js';
import { type Evaluation, type InputOptions, evaluate, evaluateBoth } from './evaluate.js';
import { checkItsModel, isRunFolder, readRun } from './run-folder.js';
import { tradeOffOf } from './trade-off.js';

export interface ReportFileOptions {
  /** A model file, or the folder of a run. */
  readonly model: string;
  /** The model it was pruned from, or the folder of its run. */
  readonly before?: string | undefined;
  readonly holdout: InputOptions | null;
  /** Files that the report will be written to: none may be one that is read for it. */
  readonly output?: readonly string[] | undefined;
  /** How training went, if no run's folder tells. */
  readonly curve?: readonly CurvePoint[] | null | undefined;
}

/** @throws InputError for a damaged model, malformed holdout records, and an output that is one of the files read */
export async function reportFile({ holdout, ...options }: ReportFileOptions): Promise<ModelReport> {
  const after = trained(options.model);
  const before = options.before === undefined ? null : trained(options.before);
  await checkOutputs(options.output ?? [], before === null ? [after] : [after, before], holdout);
  return reportOf(after.model, after.file, {
    before: before && { nonzeros: before.model.header.nonzeros, bytes: before.file.bytes },
    curve: options.curve ?? after.curve ?? before?.curve ?? null,
    environment: environment(),
    ...(holdout ? await measure(before && before.model, after.model, holdout) : {}),
  });
}

/** A model, its file, and how its training went, if its run tells. */
interface Trained {
  readonly model: Model;
  readonly file: { readonly path: string; readonly bytes: number };
  readonly curve: readonly CurvePoint[] | null;
}

function trained(path: string): Trained {
  const run = isRunFolder(path) ? readRun(path) : null;
  const file = run?.model ?? path;
  const model = readModel(file);
  const { size } = statSync(file);
  if (run) checkItsModel(run, model, size);
  return { model, file: { path: file, bytes: size }, curve: run?.curve ?? null };
}

/** @throws InputError if a report would be written over what it is made from */
async function checkOutputs(outputs: readonly string[], models: readonly Trained[], holdout: InputOptions | null) {
  const records = holdout ? pathsOf({ inputs: await findInputs(holdout.inputs) }) : [];
  const schema = typeof holdout?.schema === 'string' ? [holdout.schema] : [];
  const read = [...models.map(({ file }) => file.path), ...records, ...schema];
  for (const output of outputs) checkNotRead('--output', output, read);
}

async function measure(earlier: Model | null, model: Model, holdout: InputOptions) {
  const { before, after } = earlier
    ? await evaluateBoth(earlier, model, holdout)
    : { before: null, after: await evaluate(model, holdout) };
  const quiet = { ...holdout, onBadRecord: undefined };
  return {
    holdout: { before: before && metricsIn(before), after: metricsIn(after) },
    reliability: after.reliability,
    tradeOff: (await canReadAgain(holdout)) ? await tradeOffOf(earlier ?? model, earlier && model, quiet) : null,
    contents: await contentsOf(model, quiet),
  };
}

async function canReadAgain({ inputs }: InputOptions): Promise<boolean> {
  return (await findInputs(inputs)).every(({ kind }) => kind !== 'pipe');
}

function metricsIn({ badRecords: _skipped, reliability: _bins, ...metrics }: Evaluation): Metrics {
  return metrics;
}
