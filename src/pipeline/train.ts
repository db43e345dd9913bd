/** The main job, whole: records stream in, are hashed, are predicted and learned, and become a model file. */

import { mayLeak } from '../evaluate/leaks.js';
import type { Judged } from '../evaluate/judged.js';
import type { Metrics } from '../evaluate/metrics.js';
import { writeModel } from '../export/model-file.js';
import type { HashCounts } from '../hash/hash.js';
import type { Optimizer } from '../learn/optimizer.js';
import { hasSummedLambda1 } from '../learn/summed-lambda1.js';
import type { CurvePoint } from '../report/model-report.js';
import { boardOf } from './board.js';
import { checkExamples, checkLabelled, checkSides } from './checks.js';
import { engineOf } from './engine.js';
import { measureHeldOut } from './holdout.js';
import { heeding, interruptible } from './interrupted.js';
import { NO_LEAKS, findLeaks, leakWarnings, remedyFor } from './leaks.js';
import { openInputs } from './open-inputs.js';
import { passesOver } from './passes.js';
import { progressOf } from './progress.js';
import { type ScheduleSummary, scheduleSummary, scheduleWarnings } from './schedule-summary.js';
import { writeRun } from './run-folder.js';
import { skippedRecords } from './skipped.js';
import { trainingCurve } from './training-curve.js';
import { type TrainOptions, checkFiles, settledOptions } from './train-settings.js';

export type { TrainOptions } from './train-settings.js';

export interface TrainResult {
  readonly examples: number;
  readonly positives: number;
  /** Features of one pass, after merging. */
  readonly features: number;
  /** Features that met their own slot again in the same example and were summed into it. */
  readonly merged: number;
  /** Examples that the split held out. */
  readonly heldOut: number;
  readonly badRecords: number;
  readonly epochs: number;
  /** Over the first pass: each example predicted before it was learned. */
  readonly progressive: Metrics;
  /** What the learning-rate schedule did; null for a rate that does not change. */
  readonly schedule: ScheduleSummary | null;
  /** The written model on the held-out examples, as `evaluate` with the same rule finds it; null where none were measured. */
  readonly holdout: Judged | null;
  readonly model: {
    readonly path: string;
    readonly bits: number;
    readonly touched: number;
    readonly nonzeros: number;
    readonly density: number;
    readonly bytes: number;
    readonly sha256: string;
  };
  /** How the first pass went; null unless asked for. */
  readonly curve: readonly CurvePoint[] | null;
  /** The cache that was used or made; null without `cache`. */
  readonly cache: { readonly path: string; readonly made: boolean } | null;
  readonly warnings: readonly string[];
  readonly time: {
    /** Reading, hashing and learning. */
    readonly streamSeconds: number;
    readonly writeSeconds: number;
    readonly seconds: number;
    /** Examples of all passes by streamSeconds. */
    readonly examplesPerSecond: number;
  };
  readonly memory: { readonly peakRssBytes: number };
}

/**
 * Trains a model in one pass (or several) over the inputs and writes it.
 *
 * @throws InputError for wrong options and malformed input; then no model is written
 * @throws Interrupted if the signal was aborted
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const start = performance.now();
  const { inputs, signal, split } = options;
  const { settings, optimizer, epochs, initial, insteadOfPipe } = settledOptions(options);
  const engine = await engineOf(options.engine, optimizer);
  const boardFor = await boardOf(options.tensorboard);
  const opened = await interruptible(signal, () => openInputs(inputs, { ...options, insteadOfPipe }));
  checkFiles(options, opened);
  const skipped = skippedRecords(options);
  const batches = opened.batches({ ...settings, ...skipped.options }, options.kernel);
  checkLabelled(batches, inputs, opened.records);
  const check = (counts: HashCounts) => {
    checkSides(split, counts, 'learn from');
    checkExamples(inputs, counts);
  };
  const passes = await passesOver(opened, batches, { ...settings, quarantine: options.quarantine }, check);
  const learner = engine(batches, initial);
  const board = boardFor(learner);
  const curve = options.curve || options.run !== undefined ? trainingCurve(learner) : null;
  const progress = progressOf(passes, learner, epochs, options.onProgress);
  skipped.open(opened.records?.header);

  await interruptible(signal, async () => {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      await passes.run(async (source) => {
        for await (const batch of heeding(signal, source)) {
          learner.learn(batch, epoch === 1); // predicts and scores, then updates
          progress.learned(epoch);
          if (epoch === 1) curve?.learned(batch.size);
          board.learned(batch.size);
        }
      });
      curve?.ended();
      skipped.told();
    }
  })
    .catch((error: unknown) => {
      learner.dispose();
      throw error;
    })
    .finally(() => {
      skipped.close();
      passes.close();
    });
  // as they are now: measuring reads the inputs once more
  const { counts } = passes;
  check(counts);

  const streamed = performance.now();
  board.ended();
  const model = learner.model();
  const written = await writeModel(options.model, model, { state: options.state ?? true });
  const wrote = performance.now();
  const metrics = learner.metrics();
  learner.dispose();
  const { holdout, warning } = await measureHeldOut(options.model, batches, counts, opened, signal);
  const looksForLeaks = opened.records !== null && mayLeak(metrics);
  const leaks = looksForLeaks ? await findLeaks(opened.records, batches.spec, signal) : NO_LEAKS;

  const { examples, leftOut: heldOut, features, merged, badRecords } = counts;
  const { touched, nonzeros } = model.header;
  const schedule = scheduleSummary(model.header, initial?.header.updates ?? 0);
  const streamSeconds = (streamed - start) / 1000;
  const result: TrainResult = {
    ...{ examples, positives: metrics.positives, features, merged, heldOut, badRecords, epochs },
    progressive: metrics,
    schedule,
    holdout,
    model: { ...written, bits: batches.spec.bits, touched, nonzeros, density: touched ? nonzeros / touched : 0 },
    curve: curve?.points ?? null,
    cache: passes.cache,
    warnings: [
      passes.notice,
      ...warningsOf(epochs, optimizer),
      ...scheduleWarnings(schedule, model.header.updates),
      ...leakWarnings(leaks, batches.spec, remedyFor(options)),
      warning,
    ].filter((text) => text !== null),
    time: {
      streamSeconds,
      writeSeconds: (wrote - streamed) / 1000,
      seconds: (performance.now() - start) / 1000,
      examplesPerSecond: (examples * epochs) / streamSeconds,
    },
    memory: { peakRssBytes: process.resourceUsage().maxRSS * 1024 },
  };
  if (options.run !== undefined) await writeRun(options.run, options, result);
  return result;
}

function warningsOf(epochs: number, optimizer: Optimizer): string[] {
  if (epochs === 1 || !hasSummedLambda1(optimizer)) return [];
  return [
    `${epochs} epochs: gradients add up over passes while lambda1 ${optimizer.hyperparameters['lambda1']} stays, so nonzeros grow with each; ` +
      `raise --lambda1 to compare with one epoch`,
  ];
}
