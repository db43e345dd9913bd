/** `leanctr prune`: zeroes the tiny weights of a model, and says what that saved and cost. */

import { InputError } from '../input-error.js';
import type { PruneFileResult } from '../pipeline/prune.js';
import type { PruneRule } from '../prune/prune.js';
import type { Command } from './command.js';
import { untilInterrupted } from './interrupt.js';
import { type InputArguments, type OutputArguments, inputOptions, inputsOf, number, outputOptions } from './options.js';
import { bytes, count, fixed } from './text.js';

interface PruneArguments extends InputArguments, OutputArguments {
  model: string;
  threshold?: number;
  keep?: number;
  density?: number;
  holdout?: string[];
  output: string;
}

export const pruneCommand: Command = {
  positionals: { model: 'model file' },
  options: {
    threshold: number('threshold', 'zero every weight smaller than this, 0 or more'),
    keep: number('keep', 'keep this many of the largest weights'),
    density: number('density', 'keep this share of the touched slots, above 0 to 1'),
    holdout: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'records to measure the log loss on, before and after',
    },
    output: { type: 'string', requiresArg: true, demandOption: true, describe: 'model file to write' },
    ...inputOptions,
    ...outputOptions,
  },
  handler: handle,
};

async function handle(args: PruneArguments): Promise<void> {
  const rule = ruleOf(args);
  const { pruneFile } = await import('../pipeline/prune.js');
  const { model, output } = args;
  const result = await untilInterrupted((signal) =>
    pruneFile({ model, rule, output, holdout: args.holdout ? inputsOf(args.holdout, args, signal) : null }),
  );
  if (!args.quiet) process.stderr.write(summary(result));
  if (args.json) console.log(JSON.stringify(result));
}

function ruleOf({ threshold, keep, density }: PruneArguments): PruneRule {
  const given = Object.entries({ threshold, keep, density }).filter(([, value]) => value !== undefined);
  if (given.length === 1) return Object.fromEntries(given) as unknown as PruneRule;
  const found = given.length === 0 ? 'no rule' : given.map(([name]) => `--${name}`).join(' and ');
  throw new InputError({ found, expected: 'one of --threshold, --keep, --density' });
}

/** What pruning saved and cost, in a few lines. */
export function summary({ before, after, threshold, logLossBefore, logLossAfter }: PruneFileResult): string {
  const ratio = (from: number, to: number) => (to > 0 ? `, ${(from / to).toFixed(1)} times smaller` : '');
  const lines = [
    ['kept', `${count(after.nonzeros)} of ${count(before.nonzeros)} weights, the smallest ${threshold.toPrecision(4)}`],
    ['file', `${bytes(before.bytes)} -> ${bytes(after.bytes)}${ratio(before.bytes, after.bytes)}`],
    ['bits', `${fixed(after.bitsPerNonzero, 1)} a nonzero; its entropy bound is ${bytes(after.entropyBoundBytes)}`],
    ...(logLossBefore === null || logLossAfter === null ? [] : [['log loss', lossText(logLossBefore, logLossAfter)]]),
    ['model', after.path],
  ];
  return lines.map(([name, text]) => `${name.padEnd(9)} ${text}\n`).join('');
}

function lossText(before: number, after: number): string {
  const change = ((after / before - 1) * 100).toFixed(2);
  return `${before.toFixed(5)} -> ${after.toFixed(5)} on the holdout (${change.startsWith('-') ? '' : '+'}${change}%)`;
}
