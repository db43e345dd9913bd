/** Any schema, written as a schema file, reads back as itself. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';
import { stringify } from 'yaml';

import type { FieldSpec } from '#dist/batch/hash-spec.js';
import { parseSchema } from '#dist/read/schema-file.js';
import type { Schema } from '#dist/read/schema.js';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    '1',
    '0',
    '007',
    '1.0',
    'true',
    'null',
    '~',
    '<<',
    '#',
    '- a',
    'a: b',
    '*',
    '&a',
    '!b',
    '%',
    ' ',
    "'",
  ),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'valueOf', 'length'),
);
const name = text.filter((column) => !/[\p{Cc}\p{Cs}]/u.test(column));
const texts = (minLength: number) => fc.uniqueArray(text, { minLength, maxLength: minLength + 2 });
const optional = { missing: fc.constantFrom('ignore' as const, 'feature' as const), missingTokens: texts(1) };
const ofTokens = { ...optional, minLength: fc.integer({ min: 1, max: 255 }), lowerCase: fc.boolean() };
const separator = fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 }).filter((c) => !'\n\r"'.includes(c));
const ofType = <T extends FieldSpec['type']>(type: T) => ({ type: fc.constant(type) });
const options: fc.Arbitrary<Omit<FieldSpec, 'name'>> = fc.oneof(
  fc.record({ ...ofType('categorical'), ...ofTokens }, { noNullPrototype: true, requiredKeys: ['type'] }),
  fc.record({ ...ofType('count'), ...optional }, { noNullPrototype: true, requiredKeys: ['type'] }),
  fc.record({ ...ofType('numeric'), ...optional }, { noNullPrototype: true, requiredKeys: ['type'] }),
  fc.record(
    { ...ofType('list'), ...ofTokens, separator },
    { noNullPrototype: true, requiredKeys: ['type', 'separator'] },
  ),
  fc.record(
    {
      ...ofType('time'),
      ...optional,
      parts: fc.shuffledSubarray(['hour', 'weekday', 'hour_of_week'] as const, { minLength: 1 }),
      timeFormat: fc.constantFrom('iso' as const, 'seconds' as const, 'milliseconds' as const, 'yymmddhh' as const),
    },
    { noNullPrototype: true, requiredKeys: ['type', 'parts', 'timeFormat'] },
  ),
);

/** Crosses of fields that can be crossed. */
function crossesOf(fields: readonly FieldSpec[]): fc.Arbitrary<string[][]> {
  const names = fields.filter(({ type }) => type !== 'numeric').map((field) => field.name);
  if (names.length < 2) return fc.constant([]);
  const cross = fc.shuffledSubarray(names, { minLength: 2, maxLength: Math.min(3, names.length) });
  return fc.uniqueArray(cross, { maxLength: 4, selector: (list) => JSON.stringify(list.toSorted()) });
}

const schema: fc.Arbitrary<Schema> = fc
  .record({
    columns: fc.uniqueArray(name, { minLength: 3, maxLength: 9 }),
    specs: fc.array(options, { minLength: 9, maxLength: 9 }),
    ignored: fc.nat(3),
    classes: texts(2),
    open: fc.boolean(),
    weighted: fc.boolean(),
    named: fc.boolean(),
    trim: fc.boolean(),
  })
  .chain(({ columns: [column, weight, ...rest], specs, ignored, classes, open, weighted, named, trim }) => {
    const used = rest.slice(0, Math.max(1, rest.length - ignored));
    const fields = used.map((field, i): FieldSpec => ({ name: field, ...specs[i] }));
    return fc.record(
      {
        label: fc.constant({ column, positive: classes.slice(1), negative: open ? null : classes.slice(0, 1) }),
        header: named
          ? fc.shuffledSubarray([column, weight, ...rest], { minLength: rest.length + 2 })
          : fc.constant(true),
        importance: fc.constant(weighted ? weight : null),
        trim: fc.constant(trim),
        fields: fc.constant(fields),
        ignored: fc.constant(rest.slice(used.length)),
        crosses: crossesOf(fields),
      },
      { noNullPrototype: true },
    );
  });

const KEYS: Readonly<Record<string, string>> = {
  missingTokens: 'missing_tokens',
  minLength: 'min_length',
  lowerCase: 'lower_case',
  timeFormat: 'format',
};

function yamlOf({ label, importance, fields, ignored, ...others }: Schema): string {
  const written = fields.map(({ name: field, ...spec }): [string, unknown] => [
    field,
    Object.fromEntries(Object.entries(spec).map(([key, value]) => [KEYS[key] ?? key, value])),
  ]);
  const { negative, ...known } = label;
  return stringify({
    label: { ...known, ...(negative && { negative }) },
    ...(importance !== null && { importance }),
    fields: new Map([...written, ...ignored.map((field): [string, unknown] => [field, 'ignore'])]),
    ...others,
  });
}

test('any schema, written as YAML, reads back as itself', () =>
  fc.assert(
    fc.property(schema, (any) => assert.deepStrictEqual(parseSchema(yamlOf(any), 's.yaml'), any)),
    { numRuns: 500 },
  ));
