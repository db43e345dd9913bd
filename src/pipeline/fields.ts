/** The first records of some inputs -> a report on their fields, and on what --bits would cost them. */

import type { HashSpec } from '../batch/hash-spec.js';
import { fieldTokensOf } from '../hash/field-tokens.js';
import { type HashOptions, checkHashOptions, hashSpec } from '../hash/hash.js';
import { InputError } from '../input-error.js';
import { type ReadOptions, type Records, read } from '../read/read.js';
import type { LogRecord } from '../read/record.js';
import { recordsIn } from '../read/records-in.js';
import { type FieldReport, fieldReport } from '../report/field-report.js';
import { fieldTallies } from '../report/field-tally.js';
import { checkExamples } from './checks.js';
import { heeding, interruptible } from './interrupted.js';
import { findLeaks, leakWarnings, remedyFor } from './leaks.js';

export interface FieldsOptions
  extends ReadOptions, Pick<HashOptions, 'bits' | 'badRecords' | 'onBadRecord' | 'signal'> {
  /** Files, globs, or `-`. */
  readonly inputs: readonly string[];
  /** Records that are looked at. */
  readonly records?: number | undefined;
}

/** Records that are looked at if nothing else is said: a few seconds. */
const LOOKED_AT = 200_000;

/**
 * Counts the tokens of every field in the first records of the inputs.
 *
 * @throws InputError for wrong options and malformed records, unless these are skipped
 */
export async function reportFields(options: FieldsOptions): Promise<FieldReport> {
  checkHashOptions(options);
  const limit = options.records ?? LOOKED_AT;
  if (!Number.isInteger(limit) || limit < 1) {
    throw new InputError({ source: '--records', found: String(limit), expected: 'an integer, 1 or more' });
  }
  const records = await read(options.inputs, options);
  const spec = hashSpec(records, options);
  return interruptible(options.signal, () => look(records, spec, limit, options));
}

async function look(records: Records, spec: HashSpec, limit: number, options: FieldsOptions): Promise<FieldReport> {
  const { format } = records;
  const tallies = fieldTallies(spec);
  const tokensOf = fieldTokensOf(spec);
  let [positives, badRecords, whole] = [0, 0, true];
  const onBadRecord = (error: InputError): void => {
    if (options.badRecords !== 'skip') throw error;
    badRecords++;
    options.onBadRecord?.(error);
  };
  const use = (record: LogRecord) => ({ label: record.label, tokens: tokensOf(record) });
  const looked = recordsIn(records, use, { onBadRecord, signal: options.signal });
  for await (const { label, tokens } of heeding(options.signal, looked)) {
    if (tallies.records() === limit) {
      whole = false;
      break;
    }
    tallies.add(tokens);
    positives += label;
  }
  checkExamples(options.inputs, { examples: tallies.records(), badRecords });
  const leaks = await findLeaks(records, spec, options.signal);
  return fieldReport(tallies, spec, {
    ...{ format: format.name, positives: format.labelled ? positives : null, badRecords, whole },
    warnings: leakWarnings(leaks, spec, remedyFor(options)),
  });
}
