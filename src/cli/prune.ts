/** `leanctr prune`: makes a model smaller, within a budget, and says what that saved and cost. */

import { InputError } from '../input-error.js';
import type { PruneFileResult } from '../pipeline/prune.js';
import { type Budget, bytesOf, increaseOf } from '../prune/budget.js';
import { ENCODINGS, type Encoding } from '../prune/encoding.js';
import { RANKING_NAMES, type RankingName } from '../prune/rankings.js';
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
  usually,
} from './options.js';
import { bytes, count, fixed } from './text.js';

interface PruneArguments extends InputArguments, OutputArguments {
  model: string;
  threshold?: number;
  keep?: number;
  density?: number;
  maxBytes?: number;
  maxLogLossIncrease?: number;
  ranking?: RankingName;
  encoding?: Encoding;
  holdout?: string[];
  refit?: string[];
  refitEpochs?: number;
  output: string;
}

const ENCODING_TEXT = 'how weights are rounded: f32 (not at all), bf16, q2.13 (16 bits) or q8 (8 bits)';

export const pruneCommand: Command = {
  positionals: { model: 'model file' },
  options: {
    threshold: number('threshold', 'zero every weight smaller than this, 0 or more'),
    keep: number('keep', 'keep this many weights'),
    density: number('density', 'keep this share of the touched slots, above 0 to 1'),
    'max-bytes': {
      requiresArg: true,
      describe: 'keep as many weights as a file of this size holds: 200kB; B, kB, KiB, MB, MiB',
      parse: bytesOf,
    },
    'max-log-loss-increase': {
      requiresArg: true,
      describe: 'keep as few weights as cost at most this on the holdout: 0.1%',
      parse: increaseOf,
    },
    ranking: usually(
      'loss',
      choice('ranking', 'what is kept first: by estimated loss, frequency times |w|, or |w|', RANKING_NAMES),
    ),
    encoding: usually('f32', choice('encoding', ENCODING_TEXT, [...ENCODINGS])),
    holdout: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'records on which the bias is solved again and the log loss measured, before and after',
    },
    refit: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'records from which the kept weights learn on, such as those of the training',
    },
    'refit-epochs': number('refit-epochs', 'passes over the records of --refit, 1 to 1000; 1 if not given'),
    output: {
      type: 'string',
      requiresArg: true,
      demandOption: true,
      describe: 'model file to write: packed if it ends in .lctr',
    },
    ...inputOptions,
    ...outputOptions,
  },
  handler: handle,
};

async function handle(args: PruneArguments): Promise<void> {
  const budget = budgetOf(args);
  checkRefit(args);
  const { pruneFile } = await import('../pipeline/prune.js');
  const { model, output, ranking, encoding } = args;
  const result = await untilInterrupted((signal) => {
    const holdout = args.holdout ? inputsOf(args.holdout, args, signal) : null;
    const refit = args.refit && { records: inputsOf(args.refit, args, signal), epochs: args.refitEpochs };
    return pruneFile({ model, budget, ranking, encoding, output, holdout, refit });
  });
  if (!args.quiet) process.stderr.write(summary(result));
  if (args.json) console.log(JSON.stringify(result));
}

const FLAGS = {
  threshold: '--threshold',
  keep: '--keep',
  density: '--density',
  maxBytes: '--max-bytes',
  maxLogLossIncrease: '--max-log-loss-increase',
} as const;

function budgetOf(args: PruneArguments): Budget {
  const names = Object.keys(FLAGS) as (keyof typeof FLAGS)[];
  const given = names.filter((name) => args[name] !== undefined);
  if (given.length === 1) return { [given[0]]: args[given[0]] } as unknown as Budget;
  const found = given.length === 0 ? 'no rule' : given.map((name) => FLAGS[name]).join(' and ');
  throw new InputError({ found, expected: `one of ${Object.values(FLAGS).join(', ')}` });
}

function checkRefit({ refit, refitEpochs }: PruneArguments): void {
  if (refitEpochs === undefined || refit !== undefined) return;
  throw new InputError({ source: '--refit-epochs', found: 'no --refit', expected: 'records to learn on from' });
}

/** What pruning saved and cost, in a few lines. */
export function summary(result: PruneFileResult): string {
  const { before, after, ranking, threshold, encoding, clipped, logLossBefore, logLossAfter } = result;
  const least = ranking === 'magnitude' ? `the smallest |w| ${threshold.toPrecision(4)}` : `by ${ranking}`;
  const learned = result.refitted ? ', which learned on' : '';
  const rounded = encoding === 'f32' ? '' : `, as ${encoding}${clipped > 0 ? `, ${count(clipped)} clipped` : ''}`;
  const lines = [
    ['kept', `${count(after.nonzeros)} of ${count(before.nonzeros)} weights, ${least}${learned}${rounded}`],
    ['file', `${bytes(before.bytes)} -> ${bytes(after.bytes)}${ratioText(before.bytes, after.bytes)}`],
    ['bits', `${fixed(after.bitsPerNonzero, 1)} a nonzero; its entropy bound is ${bytes(after.entropyBoundBytes)}`],
    ...(logLossBefore === null || logLossAfter === null ? [] : [['log loss', lossText(logLossBefore, logLossAfter)]]),
    ...(result.holdout === null ? [] : [['bias', biasText(result)]]),
    ['model', after.path],
    ...result.warnings.map((warning) => ['warning', warning]),
  ];
  return lines.map(([name, text]) => `${name.padEnd(9)} ${text}\n`).join('');
}

function ratioText(from: number, to: number): string {
  if (from === 0 || to === 0) return '';
  return from >= to ? `, ${(from / to).toFixed(1)} times smaller` : `, ${(to / from).toFixed(1)} times larger`;
}

function lossText(before: number, after: number): string {
  const change = ((after / before - 1) * 100).toFixed(2);
  const sign = change.startsWith('-') ? '' : '+';
  return `${before.toFixed(5)} -> ${after.toFixed(5)} on every other of the holdout (${sign}${change}%)`;
}

function biasText({ bias, calibrationBefore, calibrationUnsolved, calibrationAfter }: PruneFileResult): string {
  const [was, unsolved, is] = [calibrationBefore, calibrationUnsolved, calibrationAfter].map((c) => fixed(c, 3));
  return `${bias.before.toFixed(4)} -> ${bias.after.toFixed(4)}: calibration ${was} -> ${is}, ${unsolved} had it stayed`;
}
