/** A model file, and perhaps the one it was pruned from -> a report, with losses on held-out records. */

import { statSync } from 'node:fs';

import { writeAtomically, writeFully } from '../export/atomic-write.js';
import { readModel } from '../export/model-file.js';
import { InputError } from '../input-error.js';
import type { Model } from '../learn/model.js';
import { type ModelReport, reportOf } from '../report/model-report.js';
import { checkOutput } from './checks.js';
import { type InputOptions, evaluate, evaluateBoth } from './evaluate.js';

export interface ReportFileOptions {
  readonly model: string;
  /** The model it was pruned from. */
  readonly before?: string | undefined;
  readonly holdout: InputOptions | null;
}

/** @throws InputError for a damaged model and malformed holdout records */
export async function reportFile({ model: path, before, holdout }: ReportFileOptions): Promise<ModelReport> {
  const model = readModel(path);
  const earlier = before === undefined ? null : readModel(before);
  const measured = holdout && (await measure(earlier, model, holdout));
  const size = earlier && { nonzeros: earlier.header.nonzeros, bytes: statSync(before!).size };
  return reportOf(model, { path, bytes: statSync(path).size }, { holdout: measured, before: size });
}

async function measure(before: Model | null, after: Model, holdout: InputOptions) {
  return before ? evaluateBoth(before, after, holdout) : { before, after: await evaluate(after, holdout) };
}

/** @throws InputError unless the name ends in .json, the one form a report has */
export function checkReportName(path: string): void {
  if (path.endsWith('.json')) return;
  throw new InputError({ source: `--output ${path}`, found: 'another ending', expected: 'a name ending in .json' });
}

/** Writes a report as JSON. @throws InputError for another ending and if the folder does not exist */
export async function writeReport(path: string, report: ModelReport): Promise<void> {
  checkReportName(path);
  checkOutput('--output', path);
  await writeAtomically(path, (fd) => writeFully(fd, Buffer.from(`${JSON.stringify(report, null, 2)}\n`)));
}
