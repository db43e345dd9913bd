/** Options of a training, and the model that it goes on from -> what it is to do, checked. */

import { resolve } from 'node:path';

import { readModel } from '../export/model-file.js';
import { DEFAULT_BITS } from '../hash/hash-options.js';
import { type HashOptions, checkHashOptions } from '../hash/hash.js';
import { InputError } from '../input-error.js';
import type { Kernel } from '../kernel/kernel.js';
import { adoptWeights } from '../learn/adopt.js';
import { checkExact } from '../learn/exact.js';
import { checkEpochs } from '../learn/learn.js';
import type { Model } from '../learn/model.js';
import { optimizerOf } from '../learn/optimizers.js';
import type { Parameters } from '../learn/parameters.js';
import { checkState } from '../learn/resume.js';
import { scheduleOf } from '../learn/schedules/schedule-text.js';
import type { Schedule } from '../learn/schedules/schedule.js';
import type { Schema } from '../read/schema.js';
import { checkNotRead, checkOutput, checkOutputFolder, pathsOf } from './checks.js';
import { type EngineName, checkEngine } from './engine.js';
import { makeFolder } from './make-folder.js';
import type { OpenInputs } from './open-inputs.js';
import type { ReportProgress } from './progress.js';

export interface TrainOptions extends Omit<HashOptions, 'quarantine'>, Parameters {
  /** `ftrl` unless given. */
  readonly optimizer?: string | undefined;
  /** Of the learning rate: as `schedules` makes them, or such a text as `power:0.5:10000`. Constant unless given. */
  readonly schedule?: Schedule | string | undefined;
  /** `kernel` unless given; `tensorflow` is the slow witness, and rounds to nearest. */
  readonly engine?: EngineName | undefined;
  /** Files, globs, or `-`. */
  readonly inputs: readonly string[];
  readonly format?: string | undefined;
  /** What the columns of a table mean: a schema, or the path of a schema file. */
  readonly schema?: Schema | string | undefined;
  readonly epochs?: number | undefined;
  /** A model file to go on from; it also says how to hash and to learn, where these options do not. */
  readonly initial?: string | undefined;
  /** Takes nothing but the weights of the initial model, whatever learned them, for a new beginning from there. */
  readonly weightsOnly?: boolean | undefined;
  /** A seed, uint32: the inputs are read in a shuffled order, the same for the same seed. */
  readonly shuffleFiles?: number | undefined;
  /**
   * A folder in which the hashed batches are kept, or a cache file: passes after the first read it, and so does a later
   * run over the same files that hashes them in the same way.
   */
  readonly cache?: string | undefined;
  /** The model file to write. */
  readonly model: string;
  /** False leaves the columns that training on needs out of the file. */
  readonly state?: boolean | undefined;
  /** A file that keeps the malformed records that are skipped. */
  readonly quarantine?: string | undefined;
  /** A folder that receives TensorBoard's event files. */
  readonly tensorboard?: string | undefined;
  /** A folder that keeps settings, results and the curve of this training, for a report. */
  readonly run?: string | undefined;
  /** Whether the result tells how log loss and nonzeros went: 1 s of a hundred million examples at 2^24 slots. */
  readonly curve?: boolean | undefined;
  readonly onProgress?: ReportProgress | undefined;
  /** Where the inputs are caches: see {@link OpenInputs.batches}. */
  readonly kernel?: Kernel | undefined;
}

/** What can be known before any input is looked at. @throws InputError for options out of their ranges, a wrong model */
export function settledOptions(options: TrainOptions) {
  checkSettings(options);
  makeFolder('--run', options.run);
  checkOutput('--model', options.model);
  if (options.tensorboard !== undefined) checkOutputFolder('--tensorboard', options.tensorboard);
  const model = options.initial === undefined ? null : readModel(options.initial);
  // first of all: a packed model does not say how it was learned
  if (model && !options.weightsOnly) checkState(model.header, model.header.optimizer.columns);
  const { quarantine: _path, ...settings } = model ? { ...settingsOf(model, options), ...given(options) } : options;
  checkSettings(settings);
  const optimizer = optimizerFrom(settings);
  const { epochs = 1 } = settings;
  const initial = model && options.weightsOnly ? adoptWeights(model, optimizer) : model;
  return { settings, initial, optimizer, epochs, insteadOfPipe: insteadOfPipe(options, epochs) };
}

/** What to do instead of reading a pipe, where the inputs are read more than once. */
function insteadOfPipe({ cache, split }: TrainOptions, epochs: number): string | undefined {
  if (split?.startsWith('last:')) return 'write it to a file, or use --split every:N';
  return epochs > 1 && cache === undefined ? 'write it to a file, name a --cache, or use one epoch' : undefined;
}

/** @throws InputError for a file that is read and written */
export function checkFiles(options: TrainOptions, opened: OpenInputs): void {
  const schemaFile = typeof options.schema === 'string' ? [options.schema] : [];
  checkNotRead('--model', options.model, [...pathsOf(opened), ...schemaFile]);
  checkQuarantine(options, opened);
}

/** @throws InputError if the file of malformed records cannot be written, or is one that is read or written otherwise */
function checkQuarantine({ quarantine: path, model, initial, schema }: TrainOptions, opened: OpenInputs): void {
  if (path === undefined) return;
  checkOutput('--quarantine', path);
  const others = [initial, schema].filter((file) => typeof file === 'string');
  checkNotRead('--quarantine', path, [...pathsOf(opened), ...others]);
  if (resolve(path) !== resolve(model)) return;
  throw new InputError({ source: `--quarantine ${path}`, found: 'the model file', expected: 'another file name' });
}

/** How a model was learned: what learning on takes from it, unless it is told. */
function settingsOf({ header }: Model, { optimizer, weightsOnly }: Pick<TrainOptions, 'optimizer' | 'weightsOnly'>) {
  const { bits, hash: kind, seed, missing } = header.hashing;
  const { name, hyperparameters, schedule } = header.optimizer;
  const isOther = weightsOnly || (optimizer !== undefined && optimizer !== name);
  return { bits, hash: kind, seed, missing, ...(isOther ? {} : { optimizer: name, ...hyperparameters, schedule }) };
}

function given<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** What can be said of the settings before any input is looked at. @throws InputError for one out of its range */
export function checkSettings(options: Omit<TrainOptions, 'inputs' | 'model'>): void {
  const { quarantine, ...settings } = options;
  checkHashOptions({ ...settings, quarantine: quarantine === undefined ? undefined : () => {} });
  checkOrder(settings);
  checkEpochs(settings.epochs ?? 1);
  checkEngine(settings.engine);
  const { optimizer, weightsOnly, initial } = settings;
  if (weightsOnly && initial === undefined) throw withoutInitial();
  // what the other numbers are for, only the initial model may know
  if (initial === undefined || weightsOnly || optimizer !== undefined) optimizerFrom(settings);
}

function optimizerFrom({
  optimizer: name = 'ftrl',
  schedule: asked,
  ...settings
}: Omit<TrainOptions, 'inputs' | 'model'>) {
  const schedule = typeof asked === 'string' ? scheduleOf(asked) : asked;
  const { initial, bits, engine } = settings;
  const parameters = engine === 'tensorflow' ? { ...settings, nearest: 1 } : settings;
  const optimizer = optimizerOf(name, parameters, { schedule });
  if (initial === undefined || bits !== undefined) checkExact(optimizer, bits ?? DEFAULT_BITS);
  return optimizer;
}

/** @throws InputError for a split by order in a shuffled order: evaluate, which does not shuffle, would find others */
function checkOrder({ split, shuffleFiles }: Pick<TrainOptions, 'split' | 'shuffleFiles'>): void {
  if (split === undefined || shuffleFiles === undefined || !/^(every|last):/.test(split)) return;
  const found = 'a split by the order of examples beside --shuffle-files';
  throw new InputError({ source: `--split ${split}`, found, expected: 'a rule over a column, or no shuffling' });
}

function withoutInitial(): InputError {
  return new InputError({ source: '--weights-only', found: 'no --initial', expected: 'a model to take weights from' });
}
