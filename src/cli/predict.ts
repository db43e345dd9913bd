/** `leanctr predict`: one click probability an example, a line each. */

import type { Command } from './command.js';
import { untilInterrupted } from './interrupt.js';
import { type InputArguments, type OutputArguments, inputOptions, inputsOf, outputOptions } from './options.js';
import { count, skipped } from './text.js';

interface PredictArguments extends InputArguments, OutputArguments {
  model: string;
  inputs: string[];
  output: string;
}

export const predictCommand: Command = {
  positionals: { model: 'model file', 'inputs..': 'files, globs, or - for standard input; plain, gzip, zstd or lz4' },
  options: {
    output: {
      type: 'string',
      requiresArg: true,
      default: '-',
      describe: 'text file to write, or - for standard output',
    },
    ...inputOptions,
    quiet: outputOptions.quiet,
  },
  handler: handle,
};

async function handle(args: PredictArguments): Promise<void> {
  const { predictTo } = await import('../pipeline/predict.js');
  const { examples, badRecords } = await untilInterrupted((signal) =>
    predictTo(args.output, args.model, inputsOf(args.inputs, args, signal)),
  );
  if (!args.quiet) process.stderr.write(`${count(examples)} probabilities${skipped(badRecords)}\n`);
}
