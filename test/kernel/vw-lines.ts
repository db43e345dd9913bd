/** fast-check's lines of Vowpal Wabbit's text: valid ones with everything that the format allows. */

import * as fc from 'fast-check';

import type { Schema } from '#dist/read/schema.js';
import { bytes, decimal } from './records.js';

/** A name has neither blanks nor bars nor colons. */
const anyName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'C1', 'C26', '17', '68fd1e64', 'x'.repeat(13), 'x'.repeat(14)) },
  { weight: 2, arbitrary: bytes(20).map((text) => `${text.replace(/[ |:\r]/g, '_')}.`) },
  { weight: 1, arbitrary: fc.constantFrom('é', '\xff\xfe', "'", '^', '\r\0', 'y'.repeat(300), 'z'.repeat(2100)) },
);

const blank = fc.constantFrom(' ', ' ', ' ', ' ', '\t', '  ', ' \t ');
const end = fc.constantFrom('', '', '', ' ', '\t', '  ');
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc.oneof(fc.constantFrom('1', '0', '2', '-1', '0.5', '1e-60'), decimal).map((text) => `:${text}`),
  },
);

function joined(...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((texts) => texts.join(''));
}

function many(part: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> {
  return fc.array(part, { maxLength }).map((texts) => texts.join(''));
}

/** What stands before the first bar, with a label. */
export const head = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('1 ', '-1 ', '0 ') },
  {
    weight: 1,
    arbitrary: joined(
      fc.constantFrom('', '', ' ', '\t'),
      fc.constantFrom('1', '-1', '0', '+1', '1.0', '-1.', '0e9', '1e0', '10e-1'),
      blank,
      fc.oneof(fc.constant(''), joined(fc.constantFrom('1', '2', '0.5', '+1e1', '.25'), blank)),
      fc.oneof(fc.constant(''), fc.constantFrom("'", "'tag ", "'tag\t ", 'tag', '7')),
    ),
  },
);

/** A section as most are: a name, a space, a feature. */
const plainSection = joined(
  fc.constant('|'),
  fc.constantFrom('I1', 'C1', 'C26', 'site', 'é'),
  fc.constant(' '),
  fc.constantFrom('17', '68fd1e64', '05db9164', 'abcdefghijkl', 'abcdefghijklm', 'abcdefghijklmn', 'ü'),
  fc.constantFrom(' ', ' ', ' ', ''),
);

const anySection = joined(
  fc.constant('|'),
  fc.oneof(fc.constant(''), joined(anyName, value)),
  many(joined(blank, anyName, value), 5),
  end,
);

const lineEnd = fc.constantFrom('\n', '\n', '\r\n');
const blankLine = joined(fc.constantFrom('', ' ', '\t '), lineEnd);

/** Lines of pairs: any names, values and scales. */
export const pairsLine: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: joined(head, joined(fc.constant('|a b '), many(plainSection, 12)), lineEnd) },
  {
    weight: 4,
    arbitrary: joined(head, fc.constantFrom('|', '| '), many(fc.oneof(plainSection, anySection), 8), lineEnd),
  },
  { weight: 1, arbitrary: blankLine },
);

/** Columns of every type, options and crosses; names that share their first eight bytes. */
export const columnsSchema: Schema = {
  label: { column: 'click', positive: ['1'], negative: ['0'] },
  header: true,
  importance: 'weight',
  trim: false,
  ignored: ['id'],
  fields: [
    ...['a', 'b', 'c', 'category_1', 'category_2'].map((name) => ({ name, type: 'categorical' as const })),
    { name: 'sité', type: 'categorical', minLength: 2, missingTokens: ['none'], missing: 'feature' },
    { name: 'n', type: 'count' },
    { name: 'm', type: 'count' },
    { name: 'visits', type: 'count', missing: 'feature' },
    { name: 'age', type: 'numeric', missingTokens: ['-1', 'x'] },
    { name: 'tags', type: 'list', separator: ';', missing: 'feature' },
    { name: 'city', type: 'categorical', lowerCase: true },
    { name: 'at', type: 'time', parts: ['hour', 'weekday'], timeFormat: 'yymmddhh' },
  ],
  crosses: [
    ['a', 'tags'],
    ['city', 'n', 'at'],
  ],
};

/** Tokens and counts alone: what the kernel reads without keeping cells, if the namespaces are in this order. */
export const plainColumns: Schema = {
  ...columnsSchema,
  fields: [
    ...['n', 'm'].map((name) => ({ name, type: 'count' as const })),
    ...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'namespace1'].map((name) => ({ name, type: 'categorical' as const })),
    { name: 'city', type: 'categorical', lowerCase: true },
  ],
  crosses: [],
};

const tokenName = fc.constantFrom('x', 'none', '05db9164', '68fd1e64', 'Köln', 'ABCDEFGHIJKLMNOPQ', '7', '\xff', '\0');
const integer = fc.oneof(
  fc.integer({ min: -12, max: 3000 }).map(String),
  fc.constantFrom('007', '-0', '123456789012345'),
);

/** A feature that a field of a type takes, with blanks before it. */
const features: Readonly<Record<string, fc.Arbitrary<string>>> = {
  categorical: joined(blank, tokenName, fc.constantFrom('', '', '', ':1', ':1.0')),
  count: joined(blank, integer),
  numeric: joined(
    blank,
    fc.constantFrom('x', 'age', '1'),
    fc.constant(':'),
    fc.oneof(fc.constantFrom('-1', '0'), decimal),
  ),
  list: many(joined(blank, tokenName), 4),
  time: joined(blank, fc.constantFrom('14102100', '20022923', '99123100')),
};

const columnSections = columnsSchema.fields.map(({ name, type }) =>
  fc.oneof(
    { weight: 6, arbitrary: joined(fc.constant(`|${name}`), features[type], end) },
    { weight: 1, arbitrary: joined(fc.constantFrom(`|${name}`, `|${name}:1`), end) },
    { weight: 1, arbitrary: fc.constant('') },
  ),
);
const ignoredSection = joined(fc.constantFrom('|id', '|click', '|weight'), many(joined(blank, anyName, value), 2), end);

/** Lines whose namespaces are the columns of columnsSchema, in order or not; some come twice. */
export const columnsLine: fc.Arbitrary<string> = fc
  .tuple(
    head,
    fc.tuple(...columnSections),
    fc.constantFrom(0, 0, 0, 3, 7),
    fc.oneof({ weight: 4, arbitrary: fc.constant('') }, { weight: 1, arbitrary: ignoredSection }),
    fc.oneof({ weight: 9, arbitrary: fc.constant('') }, { weight: 1, arbitrary: columnSections[10] }),
    lineEnd,
  )
  .map(([start, sections, turn, ignored, twice, stop]) => {
    const turned = [...sections.slice(turn), ...sections.slice(0, turn), ignored, twice].join('');
    // names are UTF-8, but lines are written as latin1
    return start + Buffer.from(turned === '' ? '|n' : turned).toString('latin1') + stop;
  });

const plainText = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('05db9164', '68fd1e64', '80e26c9b', '12345678') },
  { weight: 1, arbitrary: fc.constantFrom('x', '17', '-3', 'abcdefghijklm', 'x:1', 'x y', '') },
);
const plainNames = plainColumns.fields.map(({ name }) => name);

/** Lines of plainColumns: nearly all in order, with tokens of 8 bytes; now and then two places are changed. */
export const plainColumnsLine: fc.Arbitrary<string> = fc
  .tuple(
    head,
    fc.subarray(plainNames, { minLength: 3 }),
    fc.array(plainText, { minLength: 12, maxLength: 12 }),
    fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.tuple(fc.nat(9), fc.nat(9)) }),
    fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: fc.constantFrom('id', 'click', 'zz') }),
    lineEnd,
  )
  .map(([start, names, texts, change, more, stop]) => {
    const order = more === '' ? [...names] : [more, ...names];
    if (change !== null) order[change[0] % order.length] = order[change[1] % order.length];
    return `${start}${order.map((name, i) => `|${name} ${texts[i]}`).join(' ')}${stop}`;
  });

/** The same line with anything before its first bar. */
export function unlabelled(line: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const before = fc.constantFrom('', '', ' ', "'tag ", 'tag', '7 x ', '1 ', '\r');
  return fc
    .tuple(before, line)
    .map(([text, whole]) => (whole.includes('|') ? text + whole.slice(whole.indexOf('|')) : whole));
}
