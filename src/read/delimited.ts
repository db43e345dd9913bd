/** CSV and TSV with a schema: a table's records, cells quoted as RFC 4180 has it. */

import { InputError, quoted } from '../input-error.js';
import { MAX_SLOTS } from '../kernel/layout.js';
import { type Cell, cellsOf } from './cells.js';
import { float32Of } from './pairs.js';
import { quotedFraming } from './quotes.js';
import { type Format, type InputStart, type LogRecord, textOf } from './record.js';
import type { Schema } from './schema.js';
import { type Classes, DELIMITERS, type DelimitedSpec, type Table, type TableFormat, tableOf } from './table.js';

/** Of a moment; a schema file does not name one twice. */
const TIME_PARTS = 3;

/** @throws InputError if the columns are not those of the schema */
export function delimited(spec: DelimitedSpec): Format {
  const { name, schema, columns, classes } = spec;
  const table = tableOf(schema, columns, classes, DELIMITERS[name]);
  return {
    name,
    spec,
    table,
    labelled: classes !== null,
    weighted: table.importanceColumn !== null,
    fields: schema.fields,
    crosses: schema.crosses,
    framing: quotedFraming(table.delimiter, schema.trim),
    kernelReader: isFast(schema) ? 'readDelimited' : null,
    start: (text, begin, end) => afterHeader(spec, text, begin, end),
    parse: (record) => parse(record, spec, table),
  };
}

/** Whether the kernel has room for a slot of every field, and of every part of a moment, and knows how to cross them. */
export function isFast({ fields, crosses }: Schema): boolean {
  const types = new Map(fields.map(({ name, type }) => [name, type]));
  const parts = fields.flatMap(({ type, parts: own = [] }) => (type === 'time' ? [own.length] : [1]));
  return (
    parts.every((count) => count > 0 && count <= TIME_PARTS) &&
    parts.reduce((sum, count) => sum + count, 0) <= MAX_SLOTS &&
    crosses.flat().every((name) => types.has(name) && types.get(name) !== 'numeric')
  );
}

/** Past a byte-order mark, and past the header where the schema says that there is one. */
function afterHeader(
  { name, schema, columns }: DelimitedSpec,
  text: Uint8Array,
  begin: number,
  end: number,
): InputStart {
  const at = afterMark(text, begin, end);
  if (schema.header !== true) return { at, records: 0 };
  const framing = quotedFraming(DELIMITERS[name], schema.trim);
  const next = framing.endOfRecord(text, at, end);
  const found = namesIn(text.slice(at, (next < 0 ? end : next) - 1), name, schema.trim);
  if (found.length === columns.length && found.every((column, i) => column === columns[i])) {
    return { at: next < 0 ? end : next, records: 1 };
  }
  throw new InputError({
    found: `the columns ${found.join(', ').slice(0, 200)}`,
    expected: `those of the first input, ${columns.join(', ').slice(0, 200)}`,
    advice: 'give files with the same header',
  });
}

export function afterMark(text: Uint8Array, begin: number, end: number): number {
  const isMark = end - begin >= 3 && text[begin] === 0xef && text[begin + 1] === 0xbb && text[begin + 2] === 0xbf;
  return isMark ? begin + 3 : begin;
}

/** Column names in a header. @throws InputError if it is malformed */
export function namesIn(header: Uint8Array, name: TableFormat, trim: boolean): string[] {
  return cellsOf(header, DELIMITERS[name], trim).map((cell) => textOf(cell));
}

/**
 * Past the header of a table, a byte-order mark before it included; -1 if it does not end in `start`.
 *
 * @param more whether the input goes on after `start`
 */
export function headerEnd(start: Uint8Array, name: TableFormat, trim: boolean, more = false): number {
  const at = afterMark(start, 0, start.length);
  return quotedFraming(DELIMITERS[name], trim).endOfRecord(start, at, start.length, more);
}

/** The names of a table's columns, by its first bytes or by the schema. */
export function columnsIn(start: Uint8Array, name: TableFormat, { header, trim }: Schema): readonly string[] {
  if (header !== true) return header;
  const end = headerEnd(start, name, trim);
  const at = afterMark(start, 0, start.length);
  return namesIn(start.subarray(at, end < 0 ? start.length : end - 1), name, trim);
}

function parse(record: Uint8Array, { schema, columns }: DelimitedSpec, table: Table): LogRecord | null {
  if (record.length === 0 || (record.length === 1 && record[0] === 0x0d)) return null;
  const cells = cellsOf(record, table.delimiter, table.trim);
  if (cells.length !== columns.length) {
    const found = `${cells.length.toLocaleString('en-US')} ${cells.length === 1 ? 'column' : 'columns'}`;
    throw new InputError({ found, expected: String(columns.length) });
  }
  return {
    label: table.label === null ? 0 : labelOf(cells[table.label.at], table.label, schema),
    importance: table.importanceColumn === null ? 1 : importanceOf(cells[table.importanceColumn], schema),
    features: table.fieldColumns.map((column, field) => ({ field, token: cells[column], value: 1 })),
  };
}

export function labelOf(
  cell: Cell,
  { positive, negative }: Pick<Classes, 'positive' | 'negative'>,
  { label }: Schema,
): 0 | 1 {
  const text = textOf(cell);
  if (positive.includes(text)) return 1;
  if (negative.includes(text)) return 0;
  const expected = [...positive, ...negative].map((word) => JSON.stringify(word)).join(' or ');
  const advice = 'correct it, or name it under label in the schema';
  throw new InputError({ field: label.column, found: quoted(text), expected, advice });
}

export function importanceOf(cell: Cell, { importance }: Schema): number {
  const text = textOf(cell);
  const value = float32Of(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InputError({ field: importance!, found: quoted(text), expected: 'a number above 0' });
}
