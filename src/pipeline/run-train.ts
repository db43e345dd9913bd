/** A pipeline file's way to one model: train, prune, report. */

import { looksLikeCache } from '../export/cache-reader.js';
import { type Budget, bytesOf, checkBudget, increaseOf } from '../prune/budget.js';
import { findInputs } from '../read/inputs.js';
import { checkNotRead, statOrNull } from './checks.js';
import type { InputOptions } from './evaluate.js';
import { optionsOf } from './file-keys.js';
import { openInputs } from './open-inputs.js';
import type { Steps } from './pipeline-file.js';
import { pruneFile } from './prune.js';
import type { RefitOptions } from './refit.js';
import { reportFile } from './report.js';
import type { RunOptions, RunStep } from './run-step.js';
import { checkSettings } from './train-settings.js';
import { type TrainResult, train } from './train.js';
import { checkReportNames, writeReport } from './write-report.js';

/** A pipeline file that trains. */
export type TrainSteps = Steps & { readonly train: NonNullable<Steps['train']> };

export function trains(steps: Steps): steps is TrainSteps {
  return steps.train !== undefined;
}

/** @throws InputError for what can be known to be wrong before anything is done */
export async function checkTrainSteps(steps: TrainSteps, step: RunStep): Promise<void> {
  const { generate = [], prune, report } = steps;
  await step(['train'], async () => checkSettings(optionsOf(steps.train)));
  if (report) {
    await step(['report'], async () => {
      checkReportNames(report.output);
      for (const output of report.output) checkNotRead('--output', output, namedFiles(steps));
    });
  }
  const hasHoldout = report?.holdout !== undefined || steps.train.split !== undefined;
  if (prune) await step(['prune'], async () => checkBudget(budgetOf(prune), hasHoldout));
  // what a step is about to make, or a glob may find only then, cannot be looked at yet; a pipe only when it is read
  const made = generate.map(({ output }) => output);
  const isPipe = (name: string) => name === '-' || statOrNull(name)?.isFIFO() === true;
  const files = (report?.holdout ?? []).filter((name) => !made.includes(name) && !isPipe(name) && !/[*?[{]/.test(name));
  if (files.length > 0) await step(['report'], async () => openInputs(files, await readingOf(steps, files)));
}

/** Files that are read, as far as they are named one by one. */
function namedFiles({ train: settings, prune, report }: TrainSteps): string[] {
  const records = [...settings.inputs, ...(prune?.refit ?? []), ...(report?.holdout ?? [])];
  return [...records, settings.schema, settings.initial, report?.schema].filter((name) => name !== undefined);
}

export async function runTrainSteps(steps: TrainSteps, step: RunStep, options: RunOptions): Promise<void> {
  const { onStep, ...hearing } = options;
  const settings = optionsOf(steps.train);
  const trained = await step(['train'], () => train({ ...settings, curve: steps.report !== undefined, ...hearing }));
  onStep({ step: 'train', result: trained });
  const holdout = await holdoutOf(steps, options, trained);
  const { model } = settings;
  const { prune, report } = steps;
  if (prune) {
    const { output, ranking, encoding } = prune;
    const [budget, refit] = [budgetOf(prune), refitOf(steps, options)];
    const result = await step(['prune'], () => pruneFile({ model, budget, ranking, encoding, output, holdout, refit }));
    onStep({ step: 'prune', result });
  }
  if (report) {
    const { output, pictures } = report;
    const models = prune ? { model: prune.output, before: model } : { model };
    const done = await step(['report'], () => reportFile({ ...models, output, holdout, curve: trained.curve }));
    await step(['report'], () => writeReport(done, { output, pictures }));
    onStep({ step: 'report', report: done, output });
  }
}

function budgetOf(prune: NonNullable<Steps['prune']>): Budget {
  const { max_bytes: size, max_log_loss_increase: increase, threshold, keep, density } = prune;
  if (size !== undefined) return { maxBytes: bytesOf(String(size)) };
  if (increase !== undefined) return { maxLogLossIncrease: increaseOf(increase) };
  if (threshold !== undefined) return { threshold };
  return keep !== undefined ? { keep } : { density: density! };
}

function refitOf(
  { prune, train: settings }: TrainSteps,
  { onBadRecord, signal }: RunOptions,
): RefitOptions | undefined {
  if (prune?.refit === undefined) return undefined;
  const { format, schema, workers, bad_records: badRecords, max_bad: maxBad, split } = settings;
  const reading = { format, schema, workers, badRecords, maxBad, split, onBadRecord, signal };
  return { records: { inputs: prune.refit, ...reading }, epochs: prune.refit_epochs };
}

/** What losses are measured on: the inputs that the report names, or what the training's split held out. */
async function holdoutOf(
  steps: TrainSteps,
  { onBadRecord, signal }: Pick<RunOptions, 'onBadRecord' | 'signal'>,
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
async function readingOf({ report, train: settings }: TrainSteps, inputs: readonly string[]) {
  if ((await findInputs(inputs)).every(looksLikeCache)) return { format: report?.format, schema: report?.schema };
  const { format = settings.format, schema = settings.schema } = report ?? {};
  return { format, schema };
}
