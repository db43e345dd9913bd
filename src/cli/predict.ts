/** `leanctr predict`: one click probability an example, a line each. */

import type { Command } from './command.js';
import { untilInterrupted } from './interrupt.js';
import { type InputArguments, type OutputArguments, inputOptions, inputsOf, outputOptions } from './options.js';
import { count } from './text.js';

interface PredictArguments extends InputArguments, OutputArguments {
  model: string;
  inputs: string[];
  output: string;
}

export const predictCommand: Command = {
  builder: (yargs) =>
    yargs
      .positional('model', { type: 'string', demandOption: true, describe: 'model file' })
      .positional('inputs', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'files, globs, or - for standard input',
      })
      .options({
        output: {
          type: 'string',
          requiresArg: true,
          default: '-',
          describe: 'text file to write, or - for standard output',
        },
        ...inputOptions,
        quiet: outputOptions.quiet,
      }),
  handler: handle,
};

async function handle(args: PredictArguments): Promise<void> {
  const { predictTo } = await import('../pipeline/predict.js');
  const { readModel } = await import('../export/model-file.js');
  const examples = await untilInterrupted((signal) =>
    predictTo(args.output, readModel(args.model), inputsOf(args.inputs, args, signal)),
  );
  if (!args.quiet) process.stderr.write(`${count(examples)} probabilities\n`);
}
