/** `leanctr evaluate`: measures a model on labelled records. */

import type { Evaluation } from '../pipeline/evaluate.js';
import type { Command } from './command.js';
import { untilInterrupted } from './interrupt.js';
import {
  type InputArguments,
  type OutputArguments,
  inputOptions,
  inputsOf,
  outputOptions,
  splitOption,
} from './options.js';
import { count, fixed, percent, skipped } from './text.js';

interface EvaluateArguments extends InputArguments, OutputArguments {
  model: string;
  inputs: string[];
  split?: string;
}

export const evaluateCommand: Command = {
  positionals: { model: 'model file', 'inputs..': 'files, globs, or - for standard input; plain, gzip, zstd or lz4' },
  options: { ...splitOption, ...inputOptions, ...outputOptions },
  handler: handle,
};

async function handle(args: EvaluateArguments): Promise<void> {
  const { evaluate } = await import('../pipeline/evaluate.js');
  const { readModel } = await import('../export/model-file.js');
  const metrics = await untilInterrupted((signal) =>
    evaluate(readModel(args.model), { ...inputsOf(args.inputs, args, signal), split: args.split }),
  );
  if (!args.quiet) process.stderr.write(summary(metrics));
  if (args.json) console.log(JSON.stringify(metrics));
}

function summary(metrics: Evaluation): string {
  const { examples, positives, logLoss, auc, normalizedEntropy, calibration, ece, badRecords } = metrics;
  const lines = [
    ['examples', `${count(examples)} (${percent(positives / examples)} clicks)${skipped(badRecords)}`],
    ['log loss', `${fixed(logLoss, 5)}, normalized entropy ${fixed(normalizedEntropy, 4)}`],
    ['AUC', `${fixed(auc, 5)}${auc === null ? ' (one class only: not defined)' : ''}`],
    ['calibration', `${fixed(calibration, 4)} (sum of probabilities over clicks), ECE ${fixed(ece, 5)}`],
  ];
  return lines.map(([name, text]) => `${name.padEnd(12)} ${text}\n`).join('');
}
