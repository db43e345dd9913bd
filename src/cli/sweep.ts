/** `leanctr sweep`: trains a whole grid of FTRL settings in one pass, and says which of them to take. */

import type { Command } from './command.js';
import { untilInterrupted } from './interrupt.js';
import {
  type InputArguments,
  type OutputArguments,
  choice,
  inputOptions,
  inputsOf,
  number,
  numbers,
  outputOptions,
  splitOption,
  usually,
} from './options.js';
import { progressBar } from './progress-bar.js';

interface SweepArguments extends InputArguments, OutputArguments {
  inputs: string[];
  output: string;
  alpha?: number[];
  beta?: number[];
  lambda1?: number[];
  lambda2?: number[];
  best?: string;
  bits?: number;
  hash?: string;
  hashSeed?: number;
  missing?: string;
  epochs: number;
  cache?: string;
  split?: string;
  holdout?: string[];
  state: boolean;
}

export const sweepCommand: Command = {
  positionals: { 'inputs..': 'files, globs, or - for standard input; plain, gzip, zstd or lz4' },
  options: {
    output: {
      type: 'string',
      requiresArg: true,
      demandOption: true,
      describe: 'folder to write the models and sweep.json into',
    },
    alpha: numbers('alpha', 'learning-rate scales, above 0', 0.1),
    beta: numbers('beta', 'learning-rate offsets, 0 or more', 1),
    lambda1: numbers('lambda1', 'l1 strengths, 0 or more: larger is sparser', 1),
    lambda2: numbers('lambda2', 'l2 strengths, 0 or more', 0),
    best: usually('log-loss', {
      type: 'string',
      requiresArg: true,
      describe: 'log-loss, or smallest-within 0.1%: fewest nonzeros of those that lose at most so much more',
    }),
    holdout: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'records to judge the models on; else those that --split holds out, else the last half while learning',
    },
    ...splitOption,
    bits: usually('22', number('bits', 'slots: 2^bits, 1 to 26')),
    epochs: number('epochs', 'passes over the inputs, 1 to 1000', 1),
    hash: usually('murmur3', choice('hash', 'murmur3, or identity: integer tokens are slots', ['murmur3', 'identity'])),
    'hash-seed': usually('0', number('hash-seed', 'seed of the field seeds, 0 to 4294967295')),
    missing: usually(
      'ignore',
      choice('missing', 'ignore a missing value, or take it as a feature', ['ignore', 'feature']),
    ),
    cache: {
      type: 'string',
      requiresArg: true,
      describe: 'folder to keep hashed batches in, which later epochs and runs read; or a cache file',
    },
    state: {
      type: 'boolean',
      default: true,
      describe: 'keep z and n, which training on needs; --no-state leaves them out',
    },
    ...inputOptions,
    ...outputOptions,
  },
  handler: handle,
};

async function handle(args: SweepArguments): Promise<void> {
  const { sweep } = await import('../pipeline/sweep.js');
  const { renderSweep } = await import('../report/sweep-text.js');
  const bar = await progressBar(args.quiet);
  const { alpha, beta, lambda1, lambda2, output, bits, hashSeed, epochs, cache, split, holdout, state } = args;
  const [hash, missing] = [
    args.hash as 'murmur3' | 'identity' | undefined,
    args.missing as 'ignore' | 'feature' | undefined,
  ];
  const { best, inputs } = ruleAndInputs(args);
  try {
    const report = await untilInterrupted((signal) =>
      sweep({
        ...inputsOf(inputs, args, signal),
        ...{ alpha, beta, lambda1, lambda2, output, best, state },
        ...{ bits, hash, seed: hashSeed, missing, epochs, cache, split, holdout },
        onProgress: bar.report,
      }),
    );
    bar.stop();
    if (args.json) console.log(JSON.stringify(report));
    else if (!args.quiet) process.stdout.write(renderSweep(report));
  } finally {
    bar.stop();
  }
}

/** `--best smallest-within 0.1%` needs no quotes: the share is no input. */
function ruleAndInputs({ best, inputs }: SweepArguments): Pick<SweepArguments, 'best' | 'inputs'> {
  const share = best === 'smallest-within' ? inputs.find((word) => /^[0-9.]+%$/.test(word)) : undefined;
  if (share === undefined) return { ...(best === undefined ? {} : { best }), inputs };
  return { best: `${best} ${share}`, inputs: inputs.filter((word) => word !== share) };
}
