/** A grid of FTRL settings -> all their models, trained in one pass, judged alike, and written. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';

import { writeAtomically, writeFully } from '../export/atomic-write.js';
import { servedBytes, writeModel } from '../export/model-file.js';
import { type HashCounts, type HashOptions, checkHashOptions } from '../hash/hash.js';
import { InputError } from '../input-error.js';
import { QUAD } from '../kernel/layout-sweep.js';
import { checkEpochs } from '../learn/learn.js';
import { type SweepLearner, sweepKernels, sweepLearner } from '../learn/sweep-learner.js';
import type { Schema } from '../read/schema.js';
import { frontiersOf } from '../report/comparison.js';
import type { SweepReport, SweptModelReport } from '../report/sweep-report.js';
import { checkExamples, checkLabelled, checkNotRead, checkOutput, checkSides, pathsOf } from './checks.js';
import { Interrupted, heeding, interruptible } from './interrupted.js';
import { makeFolder } from './make-folder.js';
import { openInputs } from './open-inputs.js';
import { passesOver } from './passes.js';
import { type ReportProgress, progressOf } from './progress.js';
import { type BestRule, bestOf, bestRule } from './sweep-best.js';
import { type Grid, type SweptSetting, fileOf, settingsOf } from './sweep-grid.js';
import { type Judgement, judgeOf } from './sweep-judge.js';
import { checkRoom } from './sweep-room.js';
import { skippedRecords } from './skipped.js';

const SWEEP_FILE = 'sweep.json';

export interface SweepOptions extends Omit<HashOptions, 'quarantine'>, Grid {
  /** Files, globs, or `-`. */
  readonly inputs: readonly string[];
  readonly format?: string | undefined;
  /** What the columns of a table mean: a schema, or the path of a schema file. */
  readonly schema?: Schema | string | undefined;
  readonly epochs?: number | undefined;
  /** A folder of hashed batches, or a cache file, as for a training. */
  readonly cache?: string | undefined;
  /** Inputs that the models are judged on; in their place, `split` may hold out some of the inputs. */
  readonly holdout?: readonly string[] | undefined;
  /** `log-loss` unless given, or such a text as `smallest-within 0.1%`. */
  readonly best?: string | undefined;
  /** The folder of the models, and of sweep.json; it is made if it is not there. */
  readonly output: string;
  /** False leaves the columns that training on needs out of the files. */
  readonly state?: boolean | undefined;
  readonly onProgress?: ReportProgress | undefined;
}

/**
 * Trains every model of a grid in one pass (or several) over the inputs. Each file is the one that `train` writes for its
 * setting alone, byte for byte.
 *
 * @throws InputError for wrong options and malformed input, before anything is written; where every setting diverges
 * @throws Interrupted if the signal was aborted; models that were written stay, each whole
 */
export async function sweep(options: SweepOptions): Promise<SweepReport> {
  const start = performance.now();
  const { inputs, split, signal, epochs = 1 } = options;
  const { settings, rule } = settledSweep(options);
  const insteadOfPipe = insteadOfPipeOf(options);
  const opened = await interruptible(signal, () => openInputs(inputs, { ...options, insteadOfPipe }));
  const skipped = skippedRecords({ onBadRecord: options.onBadRecord });
  const batches = opened.batches({ ...options, ...skipped.options });
  checkLabelled(batches, inputs, opened.records);
  // malformed records that a split holds out were told by the training
  const onBadRecord = split === undefined ? options.onBadRecord : undefined;
  const judge = await judgeOf(batches, { ...options, onBadRecord });
  const { bits } = batches.spec;
  checkRoom(bits, Math.ceil(settings.length / QUAD) * QUAD);
  makeFolder('--output', options.output);
  checkOutputs(options, settings, pathsOf(opened));
  const check = (counts: HashCounts) => {
    checkSides(split, counts, 'learn from');
    checkExamples(inputs, counts);
  };
  const passes = await passesOver(opened, batches, options, check);
  const learner = sweepLearner(
    sweepKernels(bits, settings.length),
    batches.spec,
    settings.map(({ optimizer }) => optimizer),
  );
  const progress = progressOf(passes, null, epochs, options.onProgress);
  await interruptible(signal, async () => {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      await passes.run(async (source) => {
        for await (const batch of heeding(signal, source)) {
          learner.learn(batch, epoch === 1); // all models predict and score, then update
          progress.learned(epoch);
        }
      });
      skipped.told();
    }
  }).finally(() => passes.close());
  const { examples } = passes.counts;
  check(passes.counts);
  const streamed = performance.now();

  const { kind, of } = await judge(learner);
  const judged = performance.now();
  // until all models are written, nothing says what they are
  rmSync(join(options.output, SWEEP_FILE), { force: true });
  const { models, failed } = await writeAll(learner, settings, of, options);
  const wrote = performance.now();
  const report = {
    ...{ examples, epochs, models, failed },
    judgedBy: judgedBy(kind, of),
    frontiers: frontiersOf(models),
    best: bestModel(models, rule),
    warnings: [passes.notice, ...warningsOf(epochs)].filter((text) => text !== null),
    time: {
      streamSeconds: (streamed - start) / 1000,
      judgeSeconds: (judged - streamed) / 1000,
      writeSeconds: (wrote - judged) / 1000,
      seconds: (performance.now() - start) / 1000,
      examplesPerSecond: (1000 * examples * epochs) / (streamed - start),
    },
    memory: { peakRssBytes: process.resourceUsage().maxRSS * 1024 },
  } satisfies SweepReport;
  const text = Buffer.from(`${JSON.stringify(report, null, 2)}\n`);
  await writeAtomically(join(options.output, SWEEP_FILE), (fd) => writeFully(fd, text));
  return report;
}

/** What can be known before any input is looked at. @throws InputError for options out of their ranges */
function settledSweep(options: SweepOptions): { settings: SweptSetting[]; rule: BestRule } {
  const { holdout, split, epochs = 1 } = options;
  const settings = settingsOf(options);
  const rule = bestRule(options.best);
  checkHashOptions(options);
  checkEpochs(epochs);
  if (holdout !== undefined && split !== undefined) {
    throw new InputError({ source: '--holdout', found: '--split beside it', expected: 'one of the two' });
  }
  if (options.inputs.includes('-') && holdout?.includes('-')) {
    throw new InputError({ source: 'standard input', found: '- twice', expected: '- once' });
  }
  return { settings, rule };
}

/** What to do instead of reading a pipe, where the inputs are read more than once. */
function insteadOfPipeOf({ split, epochs = 1, cache }: SweepOptions): string | undefined {
  if (split !== undefined) return 'write it to a file, or name a --holdout';
  return epochs > 1 && cache === undefined ? 'write it to a file, name a --cache, or use one epoch' : undefined;
}

/** @throws InputError for a file that cannot be written, or is read */
function checkOutputs(
  { output, holdout = [], schema }: SweepOptions,
  settings: readonly SweptSetting[],
  inputs: readonly string[],
): void {
  const read = [...inputs, ...holdout, ...(typeof schema === 'string' ? [schema] : [])];
  const outputs = [...settings.map(({ swept }) => fileOf(swept)), SWEEP_FILE];
  for (const name of outputs) {
    checkOutput('--output', join(output, name));
    checkNotRead('--output', join(output, name), read);
  }
}

/** A model that diverged is not judged. */
function judgedBy(kind: SweepReport['judgedBy']['kind'], judgements: readonly Judgement[]): SweepReport['judgedBy'] {
  const [{ examples, positives }] = judgements.toSorted((a, b) => b.examples - a.examples);
  return { kind, examples, positives };
}

/** Writes the models one after the other; those that diverged are told. @throws InputError if all of them did */
async function writeAll(
  learner: SweepLearner,
  settings: readonly SweptSetting[],
  judgements: readonly Judgement[],
  options: SweepOptions,
): Promise<Pick<SweepReport, 'models' | 'failed'>> {
  const models: SweptModelReport[] = [];
  const failures: { setting: SweptSetting['swept']; error: InputError }[] = [];
  for (const [i, setting] of settings.entries()) {
    // lets Ctrl-C be heard
    await setImmediate();
    if (options.signal?.aborted) throw new Interrupted(`${models.length} of ${settings.length} models are written`);
    try {
      models.push(await written(setting, judgements[i], learner.models[i], options));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      failures.push({ setting: setting.swept, error });
    }
  }
  if (models.length === 0) throw failures[0].error;
  return { models, failed: failures.map(({ setting, error }) => ({ setting, problem: error.message })) };
}

/** @throws InputError for a model that diverged */
async function written(
  { swept, optimizer }: SweptSetting,
  { logLoss, normalizedEntropy, auc, calibration }: Judgement,
  learned: SweepLearner['models'][number],
  { output, state = true }: SweepOptions,
): Promise<SweptModelReport> {
  const failure = learned.failure();
  if (failure !== null) throw failure;
  if (logLoss !== null && !Number.isFinite(logLoss)) throw judgedWild(logLoss);
  const model = learned.model();
  const { touched, nonzeros } = model.header;
  const { path, bytes: fileBytes, sha256 } = await writeModel(join(output, fileOf(swept)), model, { state });
  return {
    ...{ variant: 'ftrl', optimizer: 'ftrl', setting: swept, hyperparameters: optimizer.hyperparameters },
    ...{ path, bytes: state ? await servedBytes(model) : fileBytes, fileBytes, sha256 },
    ...{ touched, nonzeros, density: touched > 0 ? nonzeros / touched : 0 },
    ...{ logLoss, normalizedEntropy, auc, calibration, progressive: learned.metrics() },
  };
}

/** The margins of what it is judged on may be too large, where those it was learned on were not. */
function judgedWild(logLoss: number): InputError {
  const advice = 'lower alpha or scale the values';
  return new InputError({ found: `a log loss of ${logLoss}`, expected: 'a finite number', advice });
}

function bestModel(models: readonly SweptModelReport[], rule: BestRule): SweepReport['best'] {
  const model = bestOf(models, rule);
  return { rule: rule.text, model, path: models[model].path };
}

function warningsOf(epochs: number): string[] {
  if (epochs === 1) return [];
  return [
    `${epochs} epochs: gradients add up over passes while lambda1 stays, so nonzeros grow with each; ` +
      `raise --lambda1 to compare with one epoch`,
  ];
}
