/** The first records of an input -> warnings of fields that alone tell the label. */

import type { HashSpec } from '../batch/hash-spec.js';
import { type Leak, leakFinder } from '../evaluate/leaks.js';
import { fieldTokensOf } from '../hash/field-tokens.js';
import { InputError } from '../input-error.js';
import type { Records } from '../read/read.js';
import { recordsIn } from '../read/records-in.js';
import type { LogRecord } from '../read/record.js';
import { grouped, visible } from '../report/text.js';

/** What is looked at, at most, where positives are rare. */
const MOST_BYTES = 1 << 20;
const MOST_EXAMPLES = 20_000;

/** What to do about a leak. */
export function remedyFor({ schema }: { readonly schema?: unknown }): string {
  return `${schema === undefined ? 'train without it' : 'ignore it in the schema'} if it is not known before the click`;
}

export interface FoundLeaks {
  readonly leaks: readonly Leak[];
  /** Examples that were looked at. */
  readonly examples: number;
}

export const NO_LEAKS: FoundLeaks = { leaks: [], examples: 0 };

/**
 * Looks at the first 4,000 examples of the first input; at up to 20,000 and a mebibyte until there are 20 of either label to
 * judge by. Malformed records are left to whoever reads them all.
 *
 * @returns none for a pipe, which can be read only once, for records without labels, and for formats without fields
 */
export async function findLeaks(records: Records, spec: HashSpec, signal?: AbortSignal): Promise<FoundLeaks> {
  const { format, inputs } = records;
  const finder = leakFinder();
  const hasFields = spec.fields.some(({ type }) => type !== 'pairs');
  if (inputs[0].kind === 'pipe' || !format.labelled || !hasFields) return NO_LEAKS;
  const fieldsOf = fieldTokensOf({ ...spec, crosses: [] });
  const use = (record: LogRecord) => ({ label: record.label, tokens: fieldsOf(record) });
  const looked = { onBadRecord: () => {}, maxBytes: MOST_BYTES, signal };
  try {
    for await (const { label, tokens } of recordsIn({ format, inputs: inputs.slice(0, 1) }, use, looked)) {
      finder.add(label, tokens);
      if (finder.examples() === MOST_EXAMPLES || finder.enough()) break;
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  return { leaks: finder.leaks(), examples: finder.examples() };
}

/**
 * A sentence for each field that may tell the label.
 *
 * @param remedy what became of it, or is to be done
 */
export function leakWarnings(
  { leaks, examples }: FoundLeaks,
  { fields }: Pick<HashSpec, 'fields'>,
  remedy: string,
): string[] {
  return leaks.map(
    ({ field, auc }) =>
      `field "${visible(fields[field].name)}" alone gives AUC ${auc.toFixed(3)} on the first ${grouped(examples)} examples: ` +
      `it may tell the label; ${remedy}`,
  );
}
