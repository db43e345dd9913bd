/** `leanctr schema`: an input that has no schema but needs one gets a first; records whose fields are known, a report. */

import { InputError } from '../input-error.js';
import { checkFormatName, detectFormat, needsSchema } from '../read/formats.js';
import { findInputs } from '../read/inputs.js';
import { sniff } from '../read/sniff.js';
import type { FieldReport } from '../report/field-report.js';
import { type FieldsOptions, reportFields } from './fields.js';
import { type GuessedSchema, guessSchema } from './schema.js';

export interface LookOptions extends FieldsOptions {
  /** The schema file to write, where there is none yet. */
  readonly output?: string | undefined;
}

export type Look = { readonly guessed: GuessedSchema } | { readonly report: FieldReport };

/** @throws InputError for malformed input, and for options that mean nothing to what is to be done */
export async function look(options: LookOptions): Promise<Look> {
  const { inputs, format, output, signal } = options;
  if (!(await wantsSchema(options))) {
    if (output === undefined) return { report: await reportFields(options) };
    const expected = 'records without a schema';
    throw new InputError({ source: '--output', found: 'records whose fields are known', expected });
  }
  const flag = reportFlag(options);
  if (flag !== null) {
    const advice = 'to write one, leave this flag out';
    throw new InputError({
      source: flag,
      found: 'records without a schema',
      expected: '--schema FILE beside it',
      advice,
    });
  }
  if (inputs.length > 1) {
    const found = `${inputs.length.toLocaleString('en-US')} inputs without a schema`;
    throw new InputError({ source: inputs.join(', '), found, expected: 'one to look at, or --schema FILE' });
  }
  return { guessed: await guessSchema({ input: inputs[0], format, output, signal }) };
}

/** Whether nothing says what the input's columns mean. */
async function wantsSchema({ inputs, format, schema }: LookOptions): Promise<boolean> {
  if (schema !== undefined) return false;
  if (format !== undefined) return needsSchema(checkFormatName(format));
  const [first] = await findInputs(inputs);
  // what is taken from a pipe here would be gone; a table is what it is asked for
  if (first.kind === 'pipe') return true;
  const start = await sniff(first);
  try {
    return needsSchema(detectFormat(first.name, start?.bytes ?? null));
  } catch (error) {
    // what no other format has may still be a table: a name without an ending says nothing
    if (error instanceof InputError) return true;
    throw error;
  }
}

/** A flag of the report that was given. */
function reportFlag({ bits, records, badRecords }: LookOptions): string | null {
  if (bits !== undefined) return '--bits';
  if (records !== undefined) return '--records';
  return badRecords === 'skip' ? '--bad-records' : null;
}
