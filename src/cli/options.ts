/** Options that several commands share, with their ranges. */

import type { Options } from 'yargs';

import { InputError } from '../input-error.js';

/** A number, taken as text so that the message can show what was written. */
export function number(flag: string, describe: string, byDefault?: number) {
  return {
    type: 'string',
    requiresArg: true,
    describe,
    ...(byDefault === undefined ? {} : { default: byDefault as never }),
    coerce: (text: unknown): number => {
      const value = Number(text);
      if (String(text).trim() !== '' && !Number.isNaN(value)) return value;
      throw new InputError({ source: `--${flag}`, found: `"${String(text)}"`, expected: 'a number' });
    },
  } as const satisfies Options;
}

/** How records are read. */
export const inputOptions = {
  format: { type: 'string', requiresArg: true, describe: 'criteo or svmlight; by name and content if not given' },
  workers: number('workers', 'threads that read and hash, 0 to 64; by default one a core, at most 3'),
  'bad-records': {
    type: 'string',
    requiresArg: true,
    default: 'fail',
    describe: 'fail at a malformed record, or skip and count it',
  },
} as const satisfies Record<string, Options>;

/** How a command talks. */
export const outputOptions = {
  quiet: { type: 'boolean', default: false, describe: 'nothing on standard error but errors' },
  json: { type: 'boolean', default: false, describe: 'one JSON object on standard output' },
} as const satisfies Record<string, Options>;

export interface OutputArguments {
  readonly quiet: boolean;
  readonly json: boolean;
}

export interface InputArguments {
  readonly format?: string | undefined;
  readonly workers?: number | undefined;
  readonly badRecords: string;
}

/** The shared input options as the library takes them; skipped records are told on standard error. */
export function inputsOf(inputs: readonly string[], args: InputArguments & OutputArguments, signal: AbortSignal) {
  const { format, workers } = args;
  return {
    inputs,
    format,
    workers,
    badRecords: args.badRecords as 'fail' | 'skip',
    onBadRecord: tell(args.quiet),
    signal,
  };
}

const TOLD = 10;

/** The first few skipped records are shown: more would hide them. */
function tell(quiet: boolean): (error: InputError) => void {
  let told = 0;
  return (error) => {
    if (!quiet && told++ < TOLD) process.stderr.write(`skipped: ${error.message}\n`);
    if (!quiet && told === TOLD) process.stderr.write('skipped: more records, counted but not shown\n');
  };
}
