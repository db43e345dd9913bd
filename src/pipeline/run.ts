/** A pipeline file, run: generate, train, prune, report. */

import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { writeAtomically, writeFully } from '../export/atomic-write.js';
import { looksLikeCache } from '../export/cache-reader.js';
import { generateLog } from '../generate/generate.js';
import type { LogSummary } from '../generate/summary.js';
import { InputError } from '../input-error.js';
import { type PruneRule, checkRule } from '../prune/prune.js';
import { findInputs } from '../read/inputs.js';
import type { ModelReport } from '../report/model-report.js';
import { checkOutput, statOrNull } from './checks.js';
import type { InputOptions } from './evaluate.js';
import { Interrupted, interruptible } from './interrupted.js';
import { openInputs } from './open-inputs.js';
import { type Steps, parametersOf, readPipelineFile } from './pipeline-file.js';
import type { ReportProgress } from './progress.js';
import { type PruneFileResult, pruneFile } from './prune.js';
import { checkReportName, reportFile, writeReport } from './report.js';
import { checkSettings } from './train-settings.js';
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
  const { steps, located } = readPipelineFile(path);
  const step = async <T>(section: readonly (string | number)[], work: () => Promise<T>): Promise<T> => {
    if (options.signal?.aborted) throw new Interrupted();
    try {
      return await work();
    } catch (error) {
      throw located(error, section);
    }
  };
  const {
    hash_seed: seed,
    bad_records: badRecords,
    max_bad: maxBad,
    shuffle_files: shuffleFiles,
    weights_only: weightsOnly,
    ...rest
  } = steps.train;
  const settings = { ...rest, seed, badRecords, maxBad, shuffleFiles, weightsOnly, ...parametersOf(steps.train) };
  await step(['train'], async () => checkSettings(settings));
  await step([], async () => makeFolder(steps.folder));
  for (const { section, flag, output } of outputsOf(steps)) await step(section, async () => checkOutput(flag, output));
  await step([], async () => checkDifferent(outputsOf(steps)));
  const { report } = steps;
  if (report?.output !== undefined) await step(['report'], async () => checkReportName(report.output!));
  const rule = steps.prune && ruleOf(steps.prune);
  if (rule) await step(['prune'], async () => checkRule(rule));
  // what a step is about to make, or a glob may find only then, cannot be looked at yet; a pipe only when it is read
  const made = (steps.generate ?? []).map(({ output }) => output);
  const isPipe = (name: string) => name === '-' || statOrNull(name)?.isFIFO() === true;
  const holdoutFiles = (report?.holdout ?? []).filter(
    (name) => !made.includes(name) && !isPipe(name) && !/[*?[{]/.test(name),
  );
  if (holdoutFiles.length > 0)
    await step(['report'], async () => openInputs(holdoutFiles, await readingOf(steps, holdoutFiles)));

  for (const [i, { output, ...log }] of (steps.generate ?? []).entries()) {
    const summary = await step(['generate', i], () => generateFile(output, log, options.signal));
    onStep({ step: 'generate', output, summary });
  }
  const trained = await step(['train'], () => train({ ...settings, ...options }));
  onStep({ step: 'train', result: trained });
  const holdout = await holdoutOf(steps, options, trained);
  if (steps.prune) {
    const { output } = steps.prune;
    const { model } = settings;
    const result = await step(['prune'], () => pruneFile({ model, rule: rule!, output, holdout }));
    onStep({ step: 'prune', result });
  }
  if (steps.report) {
    const { output } = steps.report;
    const model = steps.prune?.output ?? settings.model;
    const before = steps.prune && settings.model;
    const done = await step(['report'], () => reportFile({ model, before, holdout }));
    if (output !== undefined) await step(['report'], () => writeReport(output, done));
    onStep({ step: 'report', report: done });
  }
}

function makeFolder(folder: string | undefined): void {
  if (folder === undefined) return;
  const notOne = new InputError({ source: '--folder', found: folder, expected: 'a folder, or a name for one' });
  if (statOrNull(folder)?.isDirectory() === false) throw notOne;
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw ['ENOTDIR', 'EEXIST', 'ENAMETOOLONG'].includes(code) ? notOne : error;
  }
}

function ruleOf({ output: _output, ...rule }: NonNullable<Steps['prune']>): PruneRule {
  return rule as PruneRule;
}

/** Two steps with one output: the later would destroy what the earlier made. */
function checkDifferent(outputs: readonly Output[]): void {
  const paths = outputs.map(({ output }) => resolve(output));
  const twice = outputs.find((_, i) => paths.indexOf(paths[i]) !== i);
  if (twice === undefined) return;
  const { flag, output } = twice;
  throw new InputError({ source: `${flag} ${output}`, found: 'the output of two steps', expected: 'a file for each' });
}

interface Output {
  readonly section: readonly (string | number)[];
  readonly flag: '--output' | '--model';
  readonly output: string;
}

function outputsOf({ generate = [], train: settings, prune, report }: Steps): Output[] {
  const files: readonly (Omit<Output, 'output'> & { output: string | undefined })[] = [
    ...generate.map(({ output }, i) => ({ section: ['generate', i], flag: '--output' as const, output })),
    { section: ['train'], flag: '--model', output: settings.model },
    { section: ['prune'], flag: '--output', output: prune?.output },
    { section: ['report'], flag: '--output', output: report?.output },
  ];
  return files.flatMap(({ output, ...file }) => (output === undefined ? [] : [{ ...file, output }]));
}

/** What losses are measured on: the inputs that the report names, or what the training's split held out. */
async function holdoutOf(
  steps: Steps,
  { onBadRecord, signal }: Omit<RunOptions, 'onStep'>,
  trained: TrainResult,
): Promise<InputOptions | null> {
  const { report, train: settings } = steps;
  if (report?.holdout) {
    const { holdout, workers = settings.workers, bad_records: badRecords, max_bad: maxBad } = report;
    return { inputs: holdout, ...(await readingOf(steps, holdout)), workers, badRecords, maxBad, onBadRecord, signal };
  }
  if (trained.holdout === null) return null;
  // malformed records were told by the training
  const { inputs, format, schema, workers, bad_records: badRecords, max_bad: maxBad, split } = settings;
  return { inputs, format, schema, workers, badRecords, maxBad, split, signal };
}

/** How the holdout is read: as the training's inputs, where the report says nothing else; caches say it themselves. */
async function readingOf({ report, train: settings }: Steps, inputs: readonly string[]) {
  if ((await findInputs(inputs)).every(looksLikeCache)) return { format: report?.format, schema: report?.schema };
  const { format = settings.format, schema = settings.schema } = report ?? {};
  return { format, schema };
}

async function generateFile(
  output: string,
  { examples, seed = 1, skip = 0 }: { examples: number; seed?: number | undefined; skip?: number | undefined },
  signal: AbortSignal | undefined,
): Promise<LogSummary> {
  const generated = generateLog({ examples, seed, skip });
  await interruptible(signal, () =>
    writeAtomically(output, async (fd) => {
      for (const chunk of generated) {
        writeFully(fd, chunk);
        await setImmediate(); // lets Ctrl-C be heard: a mebibyte takes milliseconds
        signal?.throwIfAborted();
      }
    }),
  );
  return generated.summary();
}
