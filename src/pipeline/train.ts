/** The main job, whole: records stream in, are hashed, are predicted and learned, and become a model file. */

import { resolve } from 'node:path';

import { mayLeak } from '../evaluate/leaks.js';
import type { Metrics } from '../evaluate/metrics.js';
import { readModel, writeModel } from '../export/model-file.js';
import { type HashOptions, checkHashOptions } from '../hash/hash.js';
import { InputError } from '../input-error.js';
import { type FtrlOptions, ftrl } from '../learn/ftrl.js';
import { kernelLearner } from '../learn/kernel-learner.js';
import { checkEpochs } from '../learn/learn.js';
import type { Model } from '../learn/model.js';
import { type Quarantine, openQuarantine } from '../export/quarantine.js';
import { checkRereadable } from '../read/read.js';
import type { Schema } from '../read/schema.js';
import { checkExamples, checkLabelled, checkNotRead, checkOutput, checkSides, pathsOf } from './checks.js';
import { measureHeldOut } from './holdout.js';
import { heeding, interruptible } from './interrupted.js';
import { NO_LEAKS, findLeaks, leakWarnings, remedyFor } from './leaks.js';
import { type OpenInputs, openInputs } from './open-inputs.js';
import { passesOver } from './passes.js';
import { type ReportProgress, progressOf } from './progress.js';

export interface TrainOptions extends Omit<HashOptions, 'quarantine'>, FtrlOptions {
  /** Files, globs, or `-`. */
  readonly inputs: readonly string[];
  readonly format?: string | undefined;
  /** What the columns of a table mean: a schema, or the path of a schema file. */
  readonly schema?: Schema | string | undefined;
  readonly epochs?: number | undefined;
  /** A model file to go on from; it also says how to hash and to learn, where these options do not. */
  readonly initial?: string | undefined;
  /** A seed, uint32: the inputs are read in a shuffled order, the same for the same seed. */
  readonly shuffleFiles?: number | undefined;
  /**
   * A folder in which the hashed batches are kept, or a cache file: passes after the first read it, and so does a later
   * run over the same files that hashes them in the same way.
   */
  readonly cache?: string | undefined;
  /** The model file to write. */
  readonly model: string;
  /** False leaves z and n out of the file. */
  readonly state?: boolean | undefined;
  /** A file that keeps the malformed records that are skipped. */
  readonly quarantine?: string | undefined;
  readonly onProgress?: ReportProgress | undefined;
}

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
  /** The written model on the held-out examples, as `evaluate` with the same rule finds it; null where none were measured. */
  readonly holdout: Metrics | null;
  readonly model: {
    readonly path: string;
    readonly bits: number;
    readonly touched: number;
    readonly nonzeros: number;
    readonly density: number;
    readonly bytes: number;
    readonly sha256: string;
  };
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
  checkSettings(options);
  checkOutput('--model', options.model);
  const initial = options.initial === undefined ? null : readModel(options.initial);
  const settings = initial ? { ...settingsOf(initial), ...given(options) } : options;
  const { optimizer, epochs } = checkSettings(settings);
  const opened = await interruptible(options.signal, () => openInputs(options.inputs, options));
  const schemaFile = typeof options.schema === 'string' ? [options.schema] : [];
  checkNotRead('--model', options.model, [...pathsOf(opened), ...schemaFile]);
  if (epochs > 1 && options.cache === undefined) {
    checkRereadable(opened, 'write it to a file, name a --cache, or use one epoch');
  }
  checkQuarantine(options, opened);
  let quarantine: Quarantine | undefined;
  let pass = 1;
  const batches = opened.batches({
    ...settings,
    // what is malformed is told once, not in every pass
    onBadRecord: (error) => void (pass === 1 && options.onBadRecord?.(error)),
    quarantine: options.quarantine === undefined ? undefined : (record) => void (pass === 1 && quarantine?.add(record)),
  });
  checkLabelled(batches, options.inputs);
  const passes = await passesOver(opened, batches, options.cache, { ...settings, quarantine: options.quarantine });
  const learner = kernelLearner(batches.kernel, batches.spec, optimizer, initial);
  const progress = progressOf(passes, learner, epochs, options.onProgress);
  if (options.quarantine !== undefined) quarantine = openQuarantine(options.quarantine, opened.records?.header);

  await interruptible(options.signal, async () => {
    for (; pass <= epochs; pass++) {
      await passes.run(async (source) => {
        for await (const batch of heeding(options.signal, source)) {
          learner.learn(batch, pass === 1);
          progress.learned(pass);
        }
      });
    }
  }).finally(() => quarantine?.close());
  checkSides(options.split, passes.counts, 'learn from');
  checkExamples(options.inputs, passes.counts);

  const streamed = performance.now();
  const model = learner.model();
  const written = await writeModel(options.model, model, { state: options.state ?? true });
  const { touched, nonzeros } = model.header;
  const metrics = learner.metrics();
  const { examples, leftOut: heldOut, features, merged, badRecords } = passes.counts;
  const wrote = performance.now();
  pass = epochs + 1;
  const { holdout, warning } = await measureHeldOut(options.model, batches, passes.counts, opened, options.signal);
  const looksForLeaks = opened.records !== null && mayLeak(metrics);
  const leaks = looksForLeaks ? await findLeaks(opened.records, batches.spec, options.signal) : NO_LEAKS;
  const streamSeconds = (streamed - start) / 1000;
  const seconds = (performance.now() - start) / 1000;
  return {
    examples,
    positives: metrics.positives,
    features,
    merged,
    heldOut,
    badRecords,
    epochs,
    progressive: metrics,
    holdout,
    model: { ...written, bits: batches.spec.bits, touched, nonzeros, density: touched ? nonzeros / touched : 0 },
    cache: passes.cache,
    warnings: [
      passes.notice,
      ...warningsOf(epochs, optimizer.hyperparameters.lambda1),
      ...leakWarnings(leaks, batches.spec, remedyFor(options)),
      warning,
    ].filter((text) => text !== null),
    time: {
      streamSeconds,
      writeSeconds: (wrote - streamed) / 1000,
      seconds,
      examplesPerSecond: (examples * epochs) / streamSeconds,
    },
    memory: { peakRssBytes: process.resourceUsage().maxRSS * 1024 },
  };
}

/** @throws InputError if the file of malformed records cannot be written, or is one that is read or written otherwise */
function checkQuarantine({ quarantine: path, model, initial, schema }: TrainOptions, records: OpenInputs): void {
  if (path === undefined) return;
  checkOutput('--quarantine', path);
  const others = [initial, schema].filter((file) => typeof file === 'string');
  checkNotRead('--quarantine', path, [...pathsOf(records), ...others]);
  if (resolve(path) !== resolve(model)) return;
  throw new InputError({ source: `--quarantine ${path}`, found: 'the model file', expected: 'another file name' });
}

/** How a model was learned: what learning on takes from it, unless it is told. */
function settingsOf({ header }: Model): Omit<HashOptions, 'quarantine'> & FtrlOptions {
  const { bits, hash: kind, seed, missing } = header.hashing;
  return { bits, hash: kind, seed, missing, ...header.optimizer.hyperparameters };
}

function given<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** What can be said of the settings before any input is looked at. @throws InputError for one out of its range */
export function checkSettings({ quarantine, ...settings }: Omit<TrainOptions, 'inputs' | 'model'>) {
  checkHashOptions({ ...settings, quarantine: quarantine === undefined ? undefined : () => {} });
  checkOrder(settings);
  return { optimizer: ftrl(settings), epochs: checkEpochs(settings.epochs ?? 1) };
}

/** @throws InputError for a split by order in a shuffled order: evaluate, which does not shuffle, would find others */
function checkOrder({ split, shuffleFiles }: Pick<TrainOptions, 'split' | 'shuffleFiles'>): void {
  if (split === undefined || shuffleFiles === undefined || !/^(every|last):/.test(split)) return;
  const found = 'a split by the order of examples beside --shuffle-files';
  throw new InputError({ source: `--split ${split}`, found, expected: 'a rule over a column, or no shuffling' });
}

function warningsOf(epochs: number, lambda1: number): string[] {
  if (epochs === 1) return [];
  return [
    `${epochs} epochs: gradients add up over passes while lambda1 ${lambda1} stays, so nonzeros grow with each; ` +
      `raise --lambda1 to compare with one epoch`,
  ];
}
