/** Records and a split -> whether it holds out the next example: for passes that take records one by one. */

import { isHeld } from '../hash/split-cell.js';
import { splitRule } from '../hash/split-rule.js';
import type { Model } from '../learn/model.js';
import { columnOf } from '../read/column.js';
import type { Records } from '../read/read.js';
import { type Format, isColumnar } from '../read/record.js';
import { type InputOptions, batchesFor } from './evaluate.js';
import { heeding } from './interrupted.js';

export interface HeldOut {
  /** Where a rule over a column leaves out what it does not hold out, as if those lines were blank. */
  readonly records: Records;
  /** Whether the next example is held out; to be asked once of each, in order. */
  next(): boolean;
}

/**
 * Picks the examples that evaluate measures: see {@link HashOptions.split}. For `last` it counts them first, by the kernel.
 *
 * @returns null for a column of Arrow or Parquet, whose records come without it
 */
export async function heldOut(records: Records, model: Model, options: InputOptions): Promise<HeldOut | null> {
  const { format } = records;
  if (options.split === undefined) return { records, next: () => true };
  const rule = splitRule(options.split);
  let examples = 0;
  if (rule.kind === 'every') return { records, next: () => ++examples % rule.count === 0 };
  if (rule.kind === 'last') {
    const all = await countExamples(model, options);
    const first = all - Math.round(all * rule.share);
    return { records, next: () => ++examples > first };
  }
  if (isColumnar(format)) return null;
  const { cellOf } = columnOf(format, rule.column);
  const parse: Format['parse'] = (bytes) => {
    const record = format.parse(bytes);
    return record && isHeld(rule, cellOf(bytes)) ? record : null;
  };
  return { records: { ...records, format: { ...format, parse } }, next: () => true };
}

async function countExamples(model: Model, options: InputOptions): Promise<number> {
  const batches = await batchesFor(model, { ...options, split: undefined, onBadRecord: undefined });
  let examples = 0;
  for await (const { size } of heeding(options.signal, batches)) examples += size;
  return examples;
}
