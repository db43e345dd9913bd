/** A pipeline file, run: generate, train, prune, report. */

import { mkdirSync } from 'node:fs';

import { writeAtomically, writeFully } from '../export/atomic-write.js';
import { generateLog } from '../generate/generate.js';
import type { LogSummary } from '../generate/summary.js';
import type { PruneRule } from '../prune/prune.js';
import type { ModelReport } from '../report/model-report.js';
import { checkOutput } from './checks.js';
import type { InputOptions } from './evaluate.js';
import { type PipelineFile, readPipelineFile } from './pipeline-file.js';
import type { ReportProgress } from './progress.js';
import { type PruneFileResult, pruneFile } from './prune.js';
import { reportFile, writeReport } from './report.js';
import { type TrainResult, train } from './train.js';

/** What a step left behind, told as soon as it is done. */
export type StepResult =
  | { readonly step: 'generate'; readonly output: string; readonly summary: LogSummary }
  | { readonly step: 'train'; readonly result: TrainResult }
  | { readonly step: 'prune'; readonly result: PruneFileResult }
  | { readonly step: 'report'; readonly report: ModelReport };

export interface RunOptions extends Pick<InputOptions, 'onBadRecord' | 'signal'> {
  readonly onStep: (step: StepResult) => void;
  readonly onProgress?: ReportProgress | undefined;
}

/**
 * Runs the steps of a pipeline file in order. Its paths are relative to the current folder.
 *
 * @throws InputError for a wrong file, before anything is done, and for what its steps find wrong
 */
export async function runPipeline(path: string, { onStep, ...options }: RunOptions): Promise<void> {
  const pipeline = readPipelineFile(path);
  if (pipeline.folder !== undefined) mkdirSync(pipeline.folder, { recursive: true });
  checkOutputs(pipeline);
  for (const { output, ...log } of pipeline.generate ?? []) {
    onStep({ step: 'generate', output, summary: await generateFile(output, log) });
  }
  const { hash_seed: seed, bad_records: badRecords, ...settings } = pipeline.train;
  onStep({ step: 'train', result: await train({ ...settings, seed, badRecords, ...options }) });
  const holdout = holdoutOf(pipeline, options);
  if (pipeline.prune) {
    const { output, ...rule } = pipeline.prune;
    onStep({
      step: 'prune',
      result: await pruneFile({ model: settings.model, rule: rule as PruneRule, output, holdout }),
    });
  }
  if (pipeline.report) {
    const model = pipeline.prune?.output ?? settings.model;
    const before = pipeline.prune && settings.model;
    const report = await reportFile({ model, before, holdout });
    if (pipeline.report.output !== undefined) await writeReport(pipeline.report.output, report);
    onStep({ step: 'report', report });
  }
}

function checkOutputs({ generate, train: { model }, prune, report }: PipelineFile): void {
  const outputs = [...(generate ?? []).map(({ output }) => output), model, prune?.output, report?.output];
  for (const output of outputs) if (output !== undefined) checkOutput('output', output);
}

function holdoutOf(
  { report, train: settings }: PipelineFile,
  options: Omit<RunOptions, 'onStep'>,
): InputOptions | null {
  if (!report?.holdout) return null;
  const { holdout, format = settings.format, workers = settings.workers, bad_records: badRecords } = report;
  return { inputs: holdout, format, workers, badRecords, onBadRecord: options.onBadRecord, signal: options.signal };
}

async function generateFile(
  output: string,
  log: { examples: number; seed?: number | undefined; skip?: number | undefined },
): Promise<LogSummary> {
  const generated = generateLog({
    examples: log.examples,
    ...(log.seed === undefined ? {} : { seed: log.seed }),
    ...(log.skip === undefined ? {} : { skip: log.skip }),
  });
  await writeAtomically(output, (fd) => {
    for (const chunk of generated) writeFully(fd, chunk);
  });
  return generated.summary();
}
