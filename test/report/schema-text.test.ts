/** What the written schema says of a table, and that it survives whatever a column is called. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import * as fc from 'fast-check';
import { parse, parseDocument } from 'yaml';

import { addCell, columnTally } from '#dist/report/column-tally.js';
import { ignoringLeaks, schemaText } from '#dist/report/schema-text.js';
import { type TableSummary, tableSummary } from '#dist/report/table-summary.js';

const utf8 = new TextEncoder();

function summaryOf(rows: readonly (readonly string[])[], trim = false): TableSummary {
  const tallies = rows[0].map(columnTally);
  for (const row of rows.slice(1)) row.forEach((text, column) => addCell(tallies[column], utf8.encode(text)));
  return tableSummary(
    rows[0].map((text) => utf8.encode(text)),
    tallies,
    { format: 'csv', trim },
  );
}

/** The lines of the fields, for a column of these cells beside a label. */
function fieldLine(cells: readonly string[], name = 'x'): string {
  const rows = [['click', name], ...cells.map((text, i) => [String(i % 2), text])];
  return schemaText(summaryOf(rows), 't.csv').split('fields:\n')[1].trim().replace(/ +#/, ' #');
}

const repeated = (texts: readonly string[], times = 20) => Array.from({ length: times }, () => texts).flat();
const numbered = (write: (i: number) => string, count = 2000) => Array.from({ length: count }, (_, i) => write(i));

test('a small table, word by word', () => {
  const rows = [
    ['age', 'job', 'bought'],
    ['31', 'cook', 'no'],
    ['', 'cook', 'yes'],
    ['44', 'NA', 'no'],
    ['44', 'clerk', 'no'],
  ];
  assert.equal(
    schemaText(summaryOf(rows), 'people.csv'),
    `# a first schema of people.csv, by its first 4 records: correct it, then train with
# leanctr train people.csv --format csv --schema SCHEMA.yaml --model MODEL.arrow
# leanctr schema people.csv --format csv --schema SCHEMA.yaml tells how many --bits it needs
# 25.0% of 4 records positive; the column is a guess: check it
label: { column: bought, positive: "yes", negative: "no" }
header: true
missing_tokens: ["NA"]
# count is for integers that measure: make those that name something categorical
fields:
  age: count       # 2 distinct, 25.0% missing, such as 44, 31
  job: categorical # 2 distinct, 25.0% missing, such as cook, clerk
`,
  );
});

describe('the type of a column', () => {
  const times = ['2026-11-24 08:44:43', '2026-11-25T00:00Z'];
  const TYPES: readonly [string, readonly string[], string, string?][] = [
    ['integers', ['1', '-20', '3'], 'x: count # 3 distinct, such as 1, -20, 3'],
    ['integers and decimals', ['1', '2.5', '1e3'], 'x: numeric # 3 distinct, such as 1, 2.5, 1e3'],
    ['zip codes', repeated(['01234', '99999']), 'x: categorical # 2 distinct, such as 01234, 99999'],
    ['integers of 16 digits', ['1234567890123456', '1'], 'x: categorical # 2 distinct, such as 1234567890123456, 1'],
    ['numbers that are infinite', ['1e99', '1.5'], 'x: categorical # 2 distinct, such as 1e99, 1.5'],
    [
      'times',
      times,
      `x: { type: time, parts: [hour, weekday], format: iso } # 2 distinct, such as ${times.join(', ')}`,
    ],
    [
      'days',
      ['2026-11-24', '2026-11-25'],
      'x: { type: time, parts: [weekday], format: iso } # 2 distinct, such as 2026-11-24, 2026-11-25',
    ],
    [
      'seconds',
      ['1400000000', '1400000000'],
      'x: { type: time, parts: [hour, weekday], format: seconds } # 1 distinct, such as 1400000000',
    ],
    [
      'milliseconds',
      ['1400000000000', '1400000000000'],
      'x: { type: time, parts: [hour, weekday], format: milliseconds } # 1 distinct, such as 1400000000000',
    ],
    [
      'hours of Avazu',
      ['14102100', '14102100'],
      'hour: { type: time, parts: [hour, weekday], format: yymmddhh } # 1 distinct, such as 14102100',
      'hour',
    ],
    ['8 digits of no time', ['14102100', '14102100'], 'x: count # 1 distinct, such as 14102100'],
    ['lists', ['a|b', 'a|b|c', 'a'], 'x: { type: list, separator: "|" } # 3 distinct, such as a|b, a|b|c, a'],
    ['sentences', ['Paris, France', 'Rome, Italy'], 'x: categorical # 2 distinct, such as Paris, France, Rome, Italy'],
    ['nothing', ['', ''], 'x: ignore # always missing; 0 distinct, 100.0% missing'],
  ];
  for (const [what, cells, line, name] of TYPES) test(what, () => assert.equal(fieldLine(cells, name), line));

  test('integers that are called as names are, or that are few in many records, are categorical', () => {
    const numbers = numbered((i) => String(i % 100));
    for (const name of ['ip', 'device_type', 'userId', 'Ad ID', 'C14']) {
      assert.match(fieldLine(numbers, name), /: categorical # about 101 distinct/);
    }
    for (const name of ['visits', 'c14', 'idle', 'app_count']) assert.match(fieldLine(numbers, name), /: count #/);
    assert.match(fieldLine(repeated(['1', '2', '3'], 400)), /^x: categorical #/);
  });

  test('a column of ids is ignored, of text and of integers, but not in a small table', () => {
    for (const write of [(i: number) => `u${i}`, (i: number) => String(i * 7)]) {
      assert.match(fieldLine(numbered(write)), /^x: ignore # an id\? nearly every record has its own; about [12],/);
      assert.match(fieldLine(numbered(write, 900)), /^x: (categorical|count) #/);
    }
  });

  test('a decimal far below makes a column of integers numeric', () => {
    assert.match(fieldLine([...numbered(String), '0.5']), /^x: numeric/);
  });
});

test('a field that tells the label is ignored, and the comment says what it would be', () => {
  const summary = summaryOf([
    ['click', 'paid', 'age'],
    ['0', '', '31'],
    ['1', '2026-11-24', '44'],
  ]);
  const text = schemaText(ignoringLeaks(summary, [{ name: 'paid', auc: 0.9996 }]), 't.csv');
  assert.match(
    text,
    /^ {2}paid: ignore # alone tells the label, AUC 1\.000; if known before the click: \{ type: time, .*\}; 1 distinct, 50/m,
  );
  assert.match(text, /^ {2}age: count {3}#/m);
});

describe('the label', () => {
  const labelIn = (...rows: string[][]) => summaryOf(rows).label;
  const column = (name: string, ...values: string[]) => [
    ['n', name, 'z'],
    ...values.map((v, i) => [`${i}`, v, `${i}`]),
  ];
  for (const [negative, positive] of [
    ['0', '1'],
    ['-1', '1'],
    ['False', 'True'],
    ['no', 'yes'],
    ['-', '+'],
  ]) {
    test(`${positive} is positive, however rare ${negative} is`, () => {
      for (const values of [
        [negative, positive, positive],
        [positive, negative, negative],
      ]) {
        const label = labelIn(...column('Click', ...values));
        assert.deepEqual([label?.positive, label?.negative, label?.note], [positive, negative, null]);
      }
    });
  }

  test('of other texts the rarer one, and that is said', () => {
    const label = labelIn(...column('income', 'low', 'low', 'high'));
    assert.deepEqual(label, {
      ...{ column: 'income', positive: 'high', negative: 'low', rate: 1 / 3 },
      note: 'the rarer text is taken as positive',
    });
  });

  test('a name goes before the last column, that before the first, a missing value is no class', () => {
    const rows = [
      ['0', '1', '1', '0'],
      ['1', '0', '', '1'],
    ];
    assert.equal(labelIn(['a', 'y', 'b', 'c'], ...rows)?.column, 'y');
    assert.equal(labelIn(['a', 'b', 'click', 'c'], ...rows)?.column, 'c');
    assert.equal(labelIn(['a', 'b', 'click'], ...rows.map((row) => row.slice(0, 3)))?.column, 'a');
  });

  test('no column of two values is left to the reader', () => {
    const summary = summaryOf([
      ['a', 'b'],
      ['1', '2'],
    ]);
    assert.match(schemaText(summary, 't'), /^# no column has exactly two values: .*\nlabel: TODO$/m);
  });
});

describe('the header', () => {
  const isHeader = (...rows: string[][]) => summaryOf(rows).header;
  test('a name above numbers', () => assert.ok(isHeader(['a', 'b'], ['x', '1'])));
  test('a number is no name', () => assert.ok(!isHeader(['a', '2'], ['x', '1'])));
  test('nothing is no name', () => {
    assert.ok(!isHeader(['a', ''], ['0', '1']));
    assert.ok(!isHeader(['', 'x'], ['0', 'y']));
    assert.ok(!isHeader(['NA', 'x'], ['0', 'y']));
  });
  test('but the first column may have none, and is ignored', () => {
    const summary = summaryOf([
      ['', 'b', 'click'],
      ['0', '7', '0'],
      ['1', '8', '1'],
    ]);
    assert.match(
      schemaText(summary, 't'),
      /^header: true\n#.*\nfields:\n {2}"": ignore +# without a name; 2 distinct/m,
    );
    assert.equal(summary.label?.column, 'click');
  });
  test('a name comes once', () => assert.ok(!isHeader(['b', 'b'], ['0', '1'])));
  test('a text above its like is none', () => assert.ok(!isHeader(['a', 'x'], ['b', 'x'], ['a', 'y'])));
  test('a text above a few others that come again and again is one', () =>
    assert.ok(
      isHeader(['color', 'size'], ...repeated(['red', 'blue']).map((color) => [color, color === 'red' ? 's' : 'l'])),
    ));
  test('a rare text in the first record is none', () =>
    assert.ok(!isHeader(['green', 's', 'x'], ...repeated(['red', 'blue']).map((color) => [color, 's', '']))));
  test('a record alone is a record', () => assert.ok(!isHeader(['a', 'b'])));
});

test('a minus is a missing value, but not beside a plus', () => {
  const tokens = (...texts: string[]) =>
    summaryOf([['click', 'x'], ...texts.map((t, i) => [`${i % 2}`, t])]).missingTokens;
  assert.deepEqual(tokens('a', '-', '?'), ['?', '-']);
  assert.deepEqual(tokens('+', '-', '+'), []);
  assert.deepEqual(tokens('NA', 'NA'), [], 'a word alone is a text');
});

const ODD = [
  'true',
  'null',
  '~',
  '__proto__',
  'constructor',
  'a: b',
  '#x',
  ' x',
  'x ',
  '1',
  '-',
  '<<',
  '*a',
  '&a',
  '!t',
];
ODD.push(
  'yes',
  '{',
  '[a]',
  'a,b',
  '"',
  "'",
  'a\nb',
  '\t',
  '\u0000',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\u202e',
  '🎈',
  'x'.repeat(2000),
);

test('every name comes back from the file as it was, as a field, a label and in a header', () =>
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.oneof(fc.constantFrom(...ODD), fc.string({ unit: 'grapheme', minLength: 1 })), {
        minLength: 2,
        maxLength: 12,
      }),
      fc.boolean(),
      (names, header) => {
        const columns = names.map((name) => ({
          ...{ name, type: { type: 'categorical' as const }, distinct: 2, exact: true, missing: 0, note: null },
          examples: names,
        }));
        const [column] = names;
        const label = { column, positive: names[1], negative: names[0], rate: 0.5, note: null };
        const table = { format: 'csv' as const, records: 2, header, trim: false, missingTokens: names, label, columns };
        const text = schemaText(table, 'a\nb.csv');
        const map = parse(text, { mapAsMap: true }) as Map<string, never>;
        assert.deepEqual([...(map.get('fields') as unknown as Map<string, string>).keys()], names.slice(1));
        assert.deepEqual(map.get('header'), header ? true : names);
        assert.deepEqual(map.get('missing_tokens'), names);
        assert.deepEqual(Object.fromEntries(map.get('label')!), { column, positive: names[1], negative: names[0] });
        assert.deepEqual(parseDocument(text).warnings, []);
        assert.doesNotMatch(text, /[^\P{Cc}\n]|\p{Cf}/u);
      },
    ),
  ));
