/** A schema's label -> its two classes; what the schema leaves open, the first records say. */

import { InputError, quoted } from '../input-error.js';
import { cellsOf } from './cells.js';
import { afterMark, headerEnd } from './delimited.js';
import { quotedFraming } from './quotes.js';
import { textOf } from './record.js';
import type { LabelSpec, Schema } from './schema.js';
import type { Beginning } from './sniff.js';
import { type Classes, DELIMITERS, type TableFormat } from './table.js';

/**
 * The texts of the two classes, so that a third, a typing error perhaps, is never learned as one of them.
 *
 * @param labels of the first records; asked for only where the schema leaves the negative class open
 * @throws InputError if the schema does not name the negative class and the labels do not show exactly one
 */
export function classesOf(label: LabelSpec, labels: Iterable<string>): Classes {
  if (label.negative !== null) return { ...label, negative: label.negative };
  const others = [...new Set(labels)].filter((text) => !label.positive.includes(text));
  if (others.length === 1) return { ...label, negative: others };
  throw new InputError({
    field: label.column,
    found: others.length === 0 ? 'no example without a click at the beginning' : `the labels ${shown(others)} too`,
    expected: 'one text beside the positive ones',
    advice: 'name it in the schema: label: { column, positive, negative }',
  });
}

/**
 * The classes of a table's label.
 *
 * @param columns of the first input
 * @param start   its first bytes, none where nobody can look
 * @returns null if the input has no column of labels
 * @throws InputError as {@link classesOf} does
 */
export function classesInTable(
  schema: Schema,
  columns: readonly string[],
  name: TableFormat,
  start: Start,
): Classes | null {
  const at = columns.indexOf(schema.label.column);
  return at < 0 ? null : classesOf(schema.label, labelsIn(start, at, columns.length, name, schema));
}

type Start = Pick<Beginning, 'bytes' | 'whole'>;

function shown(texts: readonly string[]): string {
  return texts.slice(0, 3).map(quoted).join(', ') + (texts.length > 3 ? ', …' : '');
}

/** The labels of the whole records that a beginning holds; malformed records are met when they are read. */
function* labelsIn(
  { bytes, whole }: Start,
  at: number,
  columns: number,
  name: TableFormat,
  schema: Schema,
): Generator<string> {
  const framing = quotedFraming(DELIMITERS[name], schema.trim);
  let begin = afterMark(bytes, 0, bytes.length);
  if (schema.header === true) begin = Math.max(headerEnd(bytes, name, schema.trim, !whole), begin);
  while (begin < bytes.length) {
    const end = framing.endOfRecord(bytes, begin, bytes.length, !whole);
    // a record that the beginning cuts says nothing, unless the input ends there
    if (end < 0 && !whole) return;
    const next = end < 0 ? bytes.length + 1 : end;
    const label = cellAt(bytes.subarray(begin, next - 1), at, columns, name, schema.trim);
    if (label !== null) yield label;
    begin = next;
  }
}

function cellAt(record: Uint8Array, at: number, columns: number, name: TableFormat, trim: boolean): string | null {
  try {
    const cells = cellsOf(record, DELIMITERS[name], trim);
    // a record of other columns is malformed, and so is an empty label: they are met when they are read
    return cells.length !== columns || cells[at].length === 0 ? null : textOf(cells[at]);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
