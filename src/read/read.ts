/** Names of inputs -> a description of records that any thread can read. */

import { InputError } from '../input-error.js';
import { type Input, findInputs } from './inputs.js';
import { detectFormat, formatNamed } from './formats.js';
import type { Format } from './record.js';
import { sniff } from './sniff.js';

export interface ReadOptions {
  /** `criteo`, `criteo-unlabelled` or `svmlight`; found by name and content if not given. */
  readonly format?: string | undefined;
}

/** Where records come from and how they are written. Nothing of the data is held. */
export interface Records {
  readonly inputs: readonly Input[];
  readonly format: Format;
}

/**
 * Finds the inputs and their format.
 *
 * @param patterns files, globs, or `-` for standard input; plain or gzip
 * @throws InputError for a missing, empty or unreadable input, a pattern without a match, a format nobody knows
 */
export async function read(patterns: readonly string[], { format }: ReadOptions = {}): Promise<Records> {
  const named = format === undefined ? undefined : formatNamed(format);
  const inputs = await findInputs(patterns);
  return { inputs, format: named ?? (await formatOf(inputs[0])) };
}

async function formatOf(input: Input): Promise<Format> {
  return detectFormat(input.name, await sniff(input));
}

/** @throws InputError if one of the inputs is a pipe: what is read once is gone */
export function checkRereadable({ inputs }: Records, advice: string): void {
  const pipe = inputs.find(({ kind }) => kind === 'pipe');
  if (pipe === undefined) return;
  throw new InputError({ source: pipe.name, found: 'a pipe', expected: 'an input that can be read again', advice });
}
