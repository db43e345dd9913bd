/** `leanctr train`: learns a model from click logs, and says what became of it. */

import { join } from 'node:path';

import { InputError } from '../input-error.js';
import type { TrainResult } from '../pipeline/train.js';
import type { Command } from './command.js';
import { untilInterrupted } from './interrupt.js';
import {
  type InputArguments,
  type OutputArguments,
  choice,
  inputOptions,
  inputsOf,
  number,
  outputOptions,
  splitOption,
  usually,
} from './options.js';
import { type OptimizerArguments, optimizerOptions, optimizerSettings } from './optimizer-options.js';
import { progressBar } from './progress-bar.js';
import { scheduleOption } from './schedule-option.js';
import { scheduleText } from './schedule-text.js';
import { bytes, count, fixed, percent, skipped } from './text.js';

interface TrainArguments extends InputArguments, OutputArguments, OptimizerArguments {
  inputs: string[];
  schedule?: string;
  bits?: number;
  hash?: string;
  hashSeed?: number;
  missing?: string;
  epochs: number;
  initial?: string;
  weightsOnly: boolean;
  engine?: string;
  cache?: string;
  shuffleFiles?: number;
  quarantine?: string;
  split?: string;
  tensorboard?: string;
  run?: string;
  model?: string;
  state: boolean;
}

export const trainCommand: Command = {
  positionals: { 'inputs..': 'files, globs, or - for standard input; plain, gzip, zstd or lz4' },
  options: {
    model: {
      type: 'string',
      requiresArg: true,
      describe: 'model file to write; model.arrow in the folder of --run if not given',
    },
    run: {
      type: 'string',
      requiresArg: true,
      describe: 'folder to keep settings, results and the training curve in, for leanctr report',
    },
    bits: usually('22', number('bits', 'slots: 2^bits, 1 to 28')),
    ...optimizerOptions,
    ...scheduleOption,
    engine: usually(
      'kernel',
      choice('engine', 'kernel, or tensorflow: its own ops, a slow witness', ['kernel', 'tensorflow']),
    ),
    epochs: number('epochs', 'passes over the inputs, 1 to 1000', 1),
    hash: usually('murmur3', choice('hash', 'murmur3, or identity: integer tokens are slots', ['murmur3', 'identity'])),
    'hash-seed': usually('0', number('hash-seed', 'seed of the field seeds, 0 to 4294967295')),
    missing: usually(
      'ignore',
      choice('missing', 'ignore a missing value, or take it as a feature', ['ignore', 'feature']),
    ),
    initial: {
      type: 'string',
      requiresArg: true,
      describe: 'a model file to go on from, such as that of yesterday; it also says how to hash and to learn',
    },
    'weights-only': {
      type: 'boolean',
      default: false,
      describe: 'take only the weights of the initial model, whatever learned them, even pruned',
    },
    cache: {
      type: 'string',
      requiresArg: true,
      describe: 'folder to keep hashed batches in, which later epochs and runs read; or a cache file',
    },
    'shuffle-files': number('shuffle-files', 'a seed, 0 to 4294967295: read the files in a shuffled order'),
    state: {
      type: 'boolean',
      default: true,
      describe: "keep the optimizer's columns, such as z and n, which training on needs; --no-state leaves them out",
    },
    ...splitOption,
    ...inputOptions,
    quarantine: {
      type: 'string',
      requiresArg: true,
      describe: 'file that keeps the malformed records that --bad-records skip leaves out',
    },
    tensorboard: {
      type: 'string',
      requiresArg: true,
      describe: 'folder to write log loss, AUC, nonzeros, learning rate and weight histograms into, for TensorBoard',
    },
    ...outputOptions,
  },
  handler: handle,
};

async function handle(args: TrainArguments): Promise<void> {
  const { train } = await import('../pipeline/train.js');
  const bar = await progressBar(args.quiet);
  const { inputs, bits, hashSeed, epochs, initial, weightsOnly, shuffleFiles, run, state } = args;
  const model = modelOf(args);
  const { tensorboard, quarantine, cache, split, schedule } = args;
  const [hash, missing] = [
    args.hash as 'murmur3' | 'identity' | undefined,
    args.missing as 'ignore' | 'feature' | undefined,
  ];
  try {
    const result = await untilInterrupted((signal) =>
      train({
        ...inputsOf(inputs, args, signal),
        ...optimizerSettings(args),
        engine: args.engine as 'kernel' | 'tensorflow' | undefined,
        ...{ bits, hash, seed: hashSeed, missing, epochs, initial, weightsOnly },
        ...{ schedule, shuffleFiles, quarantine, cache, split, run, model, state, tensorboard },
        onProgress: bar.report,
      }),
    );
    bar.stop();
    if (!args.quiet) process.stderr.write(summary(result));
    if (args.json) console.log(JSON.stringify(result));
  } finally {
    bar.stop();
  }
}

function modelOf({ model, run }: TrainArguments): string {
  if (model !== undefined) return model;
  if (run !== undefined) return join(run, 'model.arrow');
  const advice = 'see leanctr train --help';
  throw new InputError({ source: '--model', found: 'nothing', expected: 'a value', advice });
}

/** What a run did, in a few lines. */
export function summary({
  examples,
  positives,
  features,
  heldOut,
  badRecords,
  progressive,
  schedule,
  holdout,
  model,
  time,
  memory,
  cache,
  warnings,
}: TrainResult): string {
  const lines = [
    [
      'learned',
      `${count(examples)} examples (${percent(positives / examples)} clicks), ${count(features)} features${skipped(badRecords)}`,
    ],
    [
      'speed',
      `${count(Math.round(time.examplesPerSecond))} examples/s, ${fixed(time.seconds, 2)} s, peak memory ${bytes(memory.peakRssBytes)}`,
    ],
    [
      'log loss',
      `${fixed(progressive.logLoss, 5)} progressive, normalized entropy ${fixed(progressive.normalizedEntropy, 4)}`,
    ],
    ['AUC', `${fixed(progressive.auc, 4)}, calibration ${fixed(progressive.calibration, 3)}`],
    ...heldOutLines(heldOut, holdout),
    ...(schedule ? [['schedule', scheduleText(schedule)]] : []),
    [
      'weights',
      `${count(model.nonzeros)} of ${count(model.touched)} touched slots are not zero (density ${percent(model.density)})`,
    ],
    ['model', `${model.path}, ${bytes(model.bytes)}`],
    ...(cache ? [['cache', `${cache.path}, ${cache.made ? 'made' : 'used'}`]] : []),
    ...warnings.map((warning) => ['warning', warning]),
  ];
  return lines.map(([name, text]) => `${name.padEnd(9)} ${text}\n`).join('');
}

function heldOutLines(examples: number, holdout: TrainResult['holdout']): string[][] {
  if (holdout === null) return examples === 0 ? [] : [['held out', `${count(examples)} examples, not measured`]];
  const { positives, logLoss, normalizedEntropy, auc, calibration } = holdout;
  return [
    [
      'held out',
      `${count(examples)} examples (${percent(positives / examples)} clicks): log loss ${fixed(logLoss, 5)}, ` +
        `normalized entropy ${fixed(normalizedEntropy, 4)}, AUC ${fixed(auc, 4)}, calibration ${fixed(calibration, 3)}`,
    ],
  ];
}
