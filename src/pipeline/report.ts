/** A model file, and perhaps the one it was pruned from -> a report, with losses on held-out records. */

import { statSync } from 'node:fs';

import { writeAtomically, writeFully } from '../export/atomic-write.js';
import { readModel } from '../export/model-file.js';
import { type ModelReport, reportOf } from '../report/model-report.js';
import { checkOutput } from './checks.js';
import { type InputOptions, evaluate } from './evaluate.js';

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
  const measured = holdout && {
    before: earlier && (await evaluate(earlier, holdout)),
    after: await evaluate(model, holdout),
  };
  const size = earlier && { nonzeros: earlier.header.nonzeros, bytes: statSync(before!).size };
  return reportOf(model, { path, bytes: statSync(path).size }, measured, size);
}

/** Writes a report as JSON. @throws InputError if the folder does not exist */
export async function writeReport(path: string, report: ModelReport): Promise<void> {
  checkOutput('--output', path);
  await writeAtomically(path, (fd) => writeFully(fd, Buffer.from(`${JSON.stringify(report, null, 2)}\n`)));
}
