/** How records are hashed and which of them: options, each with its range. */

import type { HashSpec } from '../batch/hash-spec.js';
import { InputError } from '../input-error.js';
import { MAX_BITS } from '../kernel/layout.js';
import { splitRule } from './split-rule.js';

export interface HashOptions {
  /** Slots are below 2^bits: 1 .. 28. */
  readonly bits?: number | undefined;
  readonly hash?: HashSpec['hash'] | undefined;
  /** uint32. */
  readonly seed?: number | undefined;
  readonly missing?: HashSpec['missing'] | undefined;
  /** Threads that read and hash beside the one that learns: 0 .. 64; by default the other cores, at most 3. */
  readonly workers?: number | undefined;
  readonly badRecords?: 'fail' | 'skip' | undefined;
  /** The share of malformed records, 0 to 1, past which skipping them ends in an error; judged from 1,000 records on. */
  readonly maxBad?: number | undefined;
  /** Which examples are held out, such as `every:10`: split-rule.ts says how rules are written. */
  readonly split?: string | undefined;
  /** Called for each malformed record that is skipped; at most ten a batch. */
  readonly onBadRecord?: ((error: InputError) => void) | undefined;
  /** Called with the bytes of each malformed record that is skipped, without its line feed. */
  readonly quarantine?: ((record: Uint8Array) => void) | undefined;
  /** Ends a pass early, with its reason as the error. */
  readonly signal?: AbortSignal | undefined;
}

export const DEFAULT_BITS = 22;

/** @throws InputError for an option out of its range; needs no records */
export function checkHashOptions(options: HashOptions): void {
  const { bits, hash: kind, seed, missing, workers, badRecords, maxBad, quarantine, split } = options;
  checkInteger('--bits', bits ?? DEFAULT_BITS, 1, MAX_BITS);
  checkInteger('--hash-seed', seed ?? 0, 0, 2 ** 32 - 1);
  checkInteger('--workers', workers ?? 0, 0, 64);
  checkChoice('--hash', kind ?? 'murmur3', ['murmur3', 'identity']);
  checkChoice('--missing', missing ?? 'ignore', ['ignore', 'feature']);
  checkChoice('--bad-records', badRecords ?? 'fail', ['fail', 'skip']);
  if (split !== undefined) splitRule(split);
  if (maxBad !== undefined && !(maxBad >= 0 && maxBad <= 1)) {
    throw new InputError({
      source: '--max-bad',
      found: String(maxBad),
      expected: 'a share from 0 to 1, or 0% to 100%',
    });
  }
  const flag = maxBad !== undefined ? '--max-bad' : quarantine ? '--quarantine' : null;
  if (flag === null || badRecords === 'skip') return;
  throw new InputError({ source: flag, found: 'no --bad-records skip', expected: 'it beside this flag' });
}

function checkInteger(source: string, value: number, from: number, to: number): void {
  if (Number.isInteger(value) && value >= from && value <= to) return;
  throw new InputError({ source, found: String(value), expected: `an integer from ${from} to ${to}` });
}

function checkChoice(source: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  throw new InputError({ source, found: value, expected: choices.join(' or ') });
}
