/** fast-check's lines of JSON: valid ones of any schema, keys in any order, values as the format allows them. */

import * as fc from 'fast-check';

import { cellsOf } from '#dist/read/cells.js';
import { formatFrom } from '#dist/read/formats.js';
import type { Format } from '#dist/read/record.js';
import type { Schema } from '#dist/read/schema.js';
import { DELIMITERS } from '#dist/read/table.js';
import { anyTable } from '../read/any-tables.js';
import { recordOf } from '../read/tables.js';

/** A format of JSON lines of a schema, whose label has both classes. */
export function jsonFormat(schema: Schema, labelled = true): Format {
  const { label } = schema;
  return formatFrom({ name: 'jsonl', schema, classes: labelled ? { ...label, negative: label.negative! } : null });
}

/** How a line is written, beside what it says. */
interface Style {
  /** Where a list of keys begins. */
  readonly turn: number;
  /** Of each value a number that says how it is written. */
  readonly ways: readonly number[];
  readonly blank: string;
  readonly end: string;
  /** Another member, behind the last. */
  readonly more: string;
}

const style: fc.Arbitrary<Style> = fc.record({
  turn: fc.nat(4),
  ways: fc.array(fc.nat(9), { minLength: 14, maxLength: 14 }),
  blank: fc.constantFrom('', '', '', ' ', ' ', '  ', '\t', '\r', ' \t '),
  end: fc.constantFrom('\n', '\n', '\r\n', ' \n'),
  more: fc.oneof({ weight: 6, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom(...oddMembers()) }),
});

/** What lines may have that the kernel leaves, or that is wrong. */
function oddMembers(): string[] {
  const values = [
    '{"a":[1,{}]}',
    '[]',
    '1e5',
    '-0',
    '"\\u00e9\\n"',
    'true',
    '01',
    '"a"b',
    '"',
    '[1,"a,b",null]',
    'nul',
  ];
  return [...values.map((value) => `"unused":${value}`), ...values.map((value) => `"f0":${value}`), '"new":1', ''];
}

const NUMBER = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$/;

/** A value as JSON; null where the key is left out. */
function valueOf(text: string, separator: string | undefined, way: number): string | null {
  if (text === '') return ['null', '""', null][way % 3];
  if (separator !== undefined && way < 6) {
    const elements = text.split(separator).map((element) => valueOf(element, undefined, way) ?? '""');
    return `[${elements.join(way < 3 ? ', ' : ',')}]`;
  }
  if (NUMBER.test(text) && way < 7) return text;
  return way === 9 ? escaped(text) : JSON.stringify(text);
}

/** As some write everything that is no ASCII. */
function escaped(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function lineOf(cells: readonly string[], columns: readonly string[], schema: Schema, written: Style): string {
  const { turn, ways, blank, end, more } = written;
  const separators = new Map(schema.fields.map(({ name, separator }) => [name, separator]));
  const members = columns.flatMap((name, i) => {
    const value = valueOf(cells[i], separators.get(name), ways[i]);
    return value === null ? [] : [`${blank}"${name}"${blank}:${blank}${value}${blank}`];
  });
  const turned = [...members.slice(turn), ...members.slice(0, turn), ...(more === '' ? [] : [more])];
  return `${blank}{${turned.join(',')}}${blank}${end}`;
}

/** Cells of a table's record, as text. */
function textsOf(record: string, delimiter: number, trim: boolean): string[] {
  const cells = cellsOf(Buffer.from(record.replace(/\r?\n$/, '')), delimiter, trim);
  return cells.map((cell) => Buffer.from(cell).toString());
}

/** Lines of a schema that the tests know, as latin1 texts of their bytes. */
export function jsonLine(schema: Schema): fc.Arbitrary<string> {
  const columns = schema.header as readonly string[];
  return fc
    .tuple(recordOf(schema, ','), style)
    .map(([record, written]) => lineOf(textsOf(record, DELIMITERS.csv, false), columns, schema, written))
    .map((line) => Buffer.from(line).toString('latin1'));
}

/** A format of any schema, and lines of it. */
export const anyJson: fc.Arbitrary<{ readonly format: Format; readonly lines: readonly string[] }> = anyTable.chain(
  ({ format: { spec }, records }) => {
    if (spec.name !== 'csv' && spec.name !== 'tsv') throw new Error(spec.name);
    const { schema, columns, name } = spec;
    const texts = records.map((record) => textsOf(record, DELIMITERS[name], schema.trim));
    return fc
      .tuple(
        fc.array(style, { minLength: texts.length, maxLength: texts.length }),
        fc.integer({ min: 0, max: 5 }).map((n) => n > 0),
      )
      .map(([styles, labelled]) => ({
        format: jsonFormat(schema, labelled),
        lines: texts.map((cells, i) => lineOf(cells, columns, schema, styles[i])),
      }));
  },
);
