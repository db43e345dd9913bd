/** Schemas and tables that the tests share, made by hand and at random. */

import * as fc from 'fast-check';

import { delimited } from '#dist/read/delimited.js';
import type { Format } from '#dist/read/record.js';
import type { Schema } from '#dist/read/schema.js';

const base = {
  label: { column: 'click', positive: ['1'], negative: ['0'] },
  importance: null,
  trim: false,
  ignored: [],
  crosses: [],
} as const;

/** Tokens, counts, numbers, options, a cross. In another order than the columns. */
export const fastSchema: Schema = {
  ...base,
  header: ['id', 'click', 'site', 'visits', 'age', 'country', 'weight'],
  importance: 'weight',
  ignored: ['id'],
  fields: [
    { name: 'country', type: 'categorical', minLength: 2, missingTokens: ['??', 'none'] },
    { name: 'site', type: 'categorical', missing: 'feature' },
    { name: 'visits', type: 'count' },
    { name: 'age', type: 'numeric' },
  ],
  crosses: [['site', 'country']],
};

/** Every token is plain, six columns are neighbours, no values: the kernel's shortest way. */
export const plainSchema: Schema = {
  ...base,
  header: ['click', 'a', 'b', 'c', 'd', 'e', 'n'],
  fields: [
    ...['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, type: 'categorical' as const })),
    { name: 'n', type: 'count' },
  ],
  crosses: [
    ['a', 'e'],
    ['a', 'b', 'c'],
  ],
};

/** Times, lists, lower case, and crosses of them. */
export const richSchema: Schema = {
  ...base,
  header: ['click', 'at', 'tags', 'city', 'n'],
  fields: [
    { name: 'at', type: 'time', parts: ['hour', 'weekday', 'hour_of_week'], timeFormat: 'iso' },
    { name: 'tags', type: 'list', separator: '|', missing: 'feature' },
    { name: 'city', type: 'categorical', lowerCase: true },
    { name: 'n', type: 'count' },
  ],
  crosses: [
    ['tags', 'city'],
    ['at', 'n', 'city'],
  ],
};

/** A format whose columns are those that its schema's header names. */
export function tableFormat(schema: Schema, name: 'csv' | 'tsv' = 'csv'): Format {
  const columns = schema.header as readonly string[];
  const { label } = schema;
  return delimited({ name, schema, columns, classes: { ...label, negative: label.negative! } });
}

/** A cell as a table writes it: quoted where it must be, and now and then where it need not. */
export function cell(text: fc.Arbitrary<string>, delimiter: string): fc.Arbitrary<string> {
  return fc.tuple(text, fc.integer({ min: 0, max: 9 })).map(([value, quote]) => {
    const must = value.includes(delimiter) || /["\r\n]/.test(value);
    return must || quote === 0 ? `"${value.replaceAll('"', '""')}"` : value;
  });
}

export const token = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('', 'a', 'b', '05db9164', '68fd1e64', 'none', '??', 'x', 'München') },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '\t', ' ', 'é'), maxLength: 9 }),
  },
);
const count = fc.oneof(
  fc.integer({ min: -12, max: 3000 }).map(String),
  fc.constantFrom('', '007', '-0', '123456789012345'),
);
export const number = fc.oneof(
  fc.constantFrom('', '0', '-0.0', '1', '+2', '.5', '1.', '1e-50', '123456789012345678901234567890'),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
);
const time = fc.oneof(
  fc.constantFrom('', '2026-11-24', '2026-11-24 08:44', '2016-02-29T23:59:59Z', '1969-12-31T23:00:00-05:30'),
  fc
    .date({ noInvalidDate: true, min: new Date('1900-01-01'), max: new Date('2100-01-01') })
    .map((date) => date.toISOString()),
);
const tags = fc.array(fc.constantFrom('a', 'bc', '', 'A'), { maxLength: 4 }).map((list) => list.join('|'));
const city = fc.constantFrom('', 'Köln', 'BERLIN', 'berlin', 'X,Y');
const label = fc.constantFrom('0', '1');
export const weight = fc.constantFrom('1', '2', '0.5', '+1e1');

/** A record of each schema, cells already quoted. */
export function recordOf(schema: Schema, delimiter: string): fc.Arbitrary<string> {
  if (schema === fastSchema) return recordOfCells([token, label, token, count, number, token, weight], delimiter);
  if (schema === plainSchema) return recordOfCells([label, token, token, token, token, token, count], delimiter);
  return recordOfCells([label, time, tags, city, count], delimiter);
}

/** A record of cells that are yet to be quoted. */
export function recordOfCells(columns: readonly fc.Arbitrary<string>[], delimiter: string): fc.Arbitrary<string> {
  return fc
    .tuple(fc.tuple(...columns.map((column) => cell(column, delimiter))), fc.constantFrom('\n', '\n', '\r\n'))
    .map(([texts, end]) => texts.join(delimiter) + end);
}
