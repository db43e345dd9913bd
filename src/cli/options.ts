/** Options that several commands share, with their ranges. */

import { InputError, quoted } from '../input-error.js';
import type { Flag } from './command.js';

const DECIMAL = /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]+)?$/i;

/** A number; yargs hands over text, so that the message can show what was written. */
export function number(flag: string, describe: string, byDefault?: number) {
  return {
    requiresArg: true,
    describe,
    ...(byDefault === undefined ? {} : { default: byDefault }),
    parse: (text: string): number => {
      if (DECIMAL.test(text) && Number.isFinite(Number(text))) return Number(text);
      throw new InputError({ source: `--${flag}`, found: quoted(text), expected: 'a number' });
    },
  } as const satisfies Flag;
}

/** Several numbers: 0.5,1,2 */
export function numbers(flag: string, describe: string, byDefault: number) {
  const { parse, ...single } = number(flag, describe);
  return {
    ...single,
    defaultDescription: String(byDefault),
    parse: (text: string): number[] => {
      const words = text.split(',').map((word) => word.trim());
      if (words.every((word) => DECIMAL.test(word) && Number.isFinite(Number(word)))) return words.map(parse);
      const expected = 'a number, or several: 0.5,1,2';
      throw new InputError({ source: `--${flag}`, found: quoted(text), expected });
    },
  } as const satisfies Flag;
}

/** One of a few words. */
export function choice(flag: string, describe: string, choices: readonly [string, ...string[]]) {
  return {
    type: 'string',
    requiresArg: true,
    default: choices[0],
    describe,
    parse: (text: string): string => {
      if (choices.includes(text)) return text;
      throw new InputError({ source: `--${flag}`, found: quoted(text), expected: choices.join(' or ') });
    },
  } as const satisfies Flag;
}

/** A flag that must be given. */
export function required(flag: Flag): Flag {
  const { default: _none, ...open } = flag;
  return { ...open, demandOption: true };
}

/** A flag that is left open if it is not given: an earlier model may say it, and `value` counts where none does. */
export function usually(value: string, flag: Flag): Flag {
  const { default: _none, ...open } = flag;
  return { ...open, defaultDescription: value };
}

/** A share: 0.001, or 0.1%. */
function shareOf(text: string): number {
  const [, digits, sign] = /^([0-9]+\.?[0-9]*|\.[0-9]+)(%?)$/.exec(text) ?? [];
  if (digits === undefined) {
    throw new InputError({ source: '--max-bad', found: quoted(text), expected: 'a share from 0 to 1, or 0% to 100%' });
  }
  return Number(digits) / (sign === '%' ? 100 : 1);
}

/** How records are read. */
export const inputOptions = {
  format: {
    type: 'string',
    requiresArg: true,
    describe:
      'criteo, criteo-unlabelled, avazu, svmlight, libffm, hivemall, csv, tsv, jsonl, vw, arrow or parquet; by name and content if not given',
  },
  schema: {
    type: 'string',
    requiresArg: true,
    describe: 'a YAML file that says what columns, keys or namespaces mean (csv, tsv, jsonl, vw, arrow, parquet)',
  },
  workers: number('workers', 'threads that read and hash, 0 to 64; by default the other cores, at most 3'),
  'bad-records': choice('bad-records', 'fail at a malformed record, or skip and count it', ['fail', 'skip']),
  'max-bad': {
    requiresArg: true,
    describe: 'share of skipped records past which to fail: 0.001 or 0.1%',
    parse: shareOf,
  },
} as const satisfies Record<string, Flag>;

/** What a training holds out, and an evaluation measures. */
export const splitOption = {
  split: {
    type: 'string',
    requiresArg: true,
    describe: 'examples to hold out: every:10, last:10%, column:day>=6 (or > <= < == !=), hash:user:5%',
  },
} as const satisfies Record<string, Flag>;

/** How a command talks. */
export const outputOptions = {
  quiet: { type: 'boolean', default: false, describe: 'nothing on standard error but errors' },
  json: { type: 'boolean', default: false, describe: 'one JSON object on standard output' },
} as const satisfies Record<string, Flag>;

export interface OutputArguments {
  readonly quiet: boolean;
  readonly json: boolean;
}

export interface InputArguments {
  readonly format?: string | undefined;
  readonly schema?: string | undefined;
  readonly workers?: number | undefined;
  readonly badRecords: string;
  readonly maxBad?: number | undefined;
}

/** The shared input options as the library takes them; skipped records are told on standard error. */
export function inputsOf(inputs: readonly string[], args: InputArguments & OutputArguments, signal: AbortSignal) {
  const { format, schema, workers } = args;
  return {
    inputs,
    format,
    schema,
    workers,
    badRecords: args.badRecords as 'fail' | 'skip',
    maxBad: args.maxBad,
    onBadRecord: tell(args.quiet),
    signal,
  };
}

const TOLD = 10;

/** The first few skipped records are shown: more would hide them. */
function tell(quiet: boolean): (error: InputError) => void {
  let told = 0;
  return (error) => {
    if (quiet || told > TOLD) return;
    const text = told++ < TOLD ? error.message : 'more records, counted but not shown';
    process.stderr.write(`skipped: ${text}\n`);
  };
}
