/** Schemas at random, and records of them: every type, option and cross that a table may have. */

import * as fc from 'fast-check';

import type { FieldSpec } from '#dist/batch/hash-spec.js';
import type { Format } from '#dist/read/record.js';
import type { Schema } from '#dist/read/schema.js';
import { count as anyCount } from '../kernel/records.js';
import { number, recordOfCells, tableFormat, token, weight } from './tables.js';

const missing = fc.constantFrom({}, { missing: 'feature' as const }, { missing: 'ignore' as const });
const missingTokens = fc.constantFrom({}, {}, { missingTokens: ['none', '??', 'A', '05db9164x'] });
const lowerCase = fc.constantFrom({}, { lowerCase: true });
const minLength = fc.constantFrom({}, {}, { minLength: 2 });

const options = fc.oneof(
  fc.tuple(fc.constant({ type: 'categorical' as const }), lowerCase, minLength),
  fc.tuple(fc.constant({ type: 'categorical' as const })),
  fc.tuple(fc.constant({ type: 'count' as const })),
  fc.tuple(fc.constant({ type: 'numeric' as const })),
  fc.tuple(
    fc.constant({ type: 'time' as const }),
    fc.record({
      parts: fc.shuffledSubarray(['hour', 'weekday', 'hour_of_week'] as const, { minLength: 1 }),
      timeFormat: fc.constantFrom('iso', 'seconds', 'milliseconds', 'yymmddhh'),
    }),
  ),
  fc.tuple(
    fc.constant({ type: 'list' as const }),
    fc.record({ separator: fc.constantFrom('|', ';', ' ', ',') }),
    lowerCase,
    minLength,
  ),
);

const anyField = fc
  .tuple(options, missing, missingTokens)
  .map(([parts, ...more]) => Object.assign({}, ...parts, ...more) as Omit<FieldSpec, 'name'>);

/** A format with its schema's columns in any order, and lines of it. */
export const anyTable: fc.Arbitrary<{ readonly format: Format; readonly records: readonly string[] }> = fc
  .tuple(fc.array(anyField, { minLength: 1, maxLength: 9 }), fc.boolean(), fc.boolean(), fc.boolean())
  .chain(([shapes, weighted, trim, tsv]) => {
    const fields = shapes.map((shape, i) => ({ name: `f${i}`, ...shape }));
    const names = fields.filter(({ type }) => type !== 'numeric').map(({ name }) => name);
    const crosses = names.length < 2 ? fc.constant([]) : fc.array(crossOf(names), { maxLength: 3 });
    const columns = ['click', ...(weighted ? ['weight'] : []), 'unused', ...fields.map(({ name }) => name)];
    const header = fc.shuffledSubarray(columns, { minLength: columns.length });
    return fc.tuple(header, crosses).chain(([order, crossed]) => {
      const schema: Schema = {
        label: { column: 'click', positive: ['1'], negative: ['0'] },
        header: order,
        importance: weighted ? 'weight' : null,
        trim,
        ignored: ['unused'],
        fields,
        crosses: crossed,
      };
      const cells = order.map((name) => cellOf(fields.find((field) => field.name === name) ?? name));
      return fc.record({
        format: fc.constant(tableFormat(schema, tsv ? 'tsv' : 'csv')),
        records: fc.array(recordOfCells(cells, tsv ? '\t' : ','), { minLength: 1, maxLength: 8 }),
      });
    });
  });

function crossOf(names: readonly string[]): fc.Arbitrary<string[]> {
  return fc.shuffledSubarray([...names], { minLength: 2, maxLength: Math.min(names.length, 3) });
}

function cellOf(field: FieldSpec | string): fc.Arbitrary<string> {
  if (typeof field === 'string') return { click: fc.constantFrom('0', '1'), weight }[field] ?? token;
  if (field.type === 'list') return listOf(field.separator!);
  if (field.type === 'time') return timeOf(field.timeFormat!);
  return { categorical: letters, count: anyCount, numeric: number, pairs: token }[field.type];
}

const letters = fc.oneof(token, fc.constantFrom('A', 'ABCDEFGH', 'aBcDeFg', 'ÄÖÜß@[`{Zz', 'NONE'), fc.string());

function listOf(separator: string): fc.Arbitrary<string> {
  return fc.array(letters, { maxLength: 5 }).map((elements) => elements.join(separator));
}

const two = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0'));
const inYear = fc
  .date({ noInvalidDate: true, min: new Date('0000-01-01'), max: new Date('9999-12-31T23:59:59.999Z') })
  .map((date) => date.toISOString());
const zone = fc.oneof(
  fc.constantFrom('', 'Z', '+00:00', '-23:59', '+0530', '+5:30', 'z', '+24:00', '-01:60', '+01', '+001:00'),
  fc.tuple(fc.constantFrom('+', '-'), two, fc.constantFrom(':', ''), two).map((parts) => parts.join('')),
);

/** Moments of a format as they may be written, and what is nearly one. */
export function timeOf(format: NonNullable<FieldSpec['timeFormat']>): fc.Arbitrary<string> {
  if (format === 'yymmddhh') {
    return fc.oneof(
      inYear.map((text) => text.replaceAll(/[-T]/g, '').slice(2, 10)),
      fc
        .tuple(two, fc.constantFrom('02', '12', '13', '00'), fc.constantFrom('29', '30', '31', '00'), two)
        .map((parts) => parts.join('')),
      fc.constantFrom('', '14102100', '1410210', '141021000', '00022923', '01022900', '-4102100', ' 4102100', 'none'),
    );
  }
  if (format === 'iso') {
    const cut = fc.constantFrom(10, 16, 19, 20, 21, 22, 23, 13, 9, 7);
    const whole = fc
      .tuple(inYear, cut, fc.constantFrom('T', ' ', 't'), zone)
      .map(([text, length, between, end]) => text.slice(0, length).replace('T', between) + end);
    return fc.oneof(
      whole,
      fc
        .tuple(two, two, two, two, two, two)
        .map(([a, b, month, day, hour, minute]) => `${a}${b}-${month}-${day} ${hour}:${minute}`),
      fc.constantFrom('', 'none', '2026-02-29', '2000-02-29', '1900-02-29', '2026-11-24T24:00', '2026-11-24 08:44:60'),
      fc.constantFrom('2026-11-24 08:44:43.', '2026-11-24 08:44:43.123456789+01:00', '2026-11-24 08:44:43.1234567890'),
    );
  }
  return fc.oneof(
    anyCount,
    fc.integer({ min: -(10 ** 9), max: 2 * 10 ** 9 }).map((n) => String(format === 'seconds' ? n : n * 1000)),
    fc.constantFrom(
      '-1',
      '-3600',
      '3599',
      '-0',
      '0007',
      '1e9',
      '+1',
      '9999999999999',
      '999999999999',
      '1.0',
      '-',
      'none',
    ),
  );
}
