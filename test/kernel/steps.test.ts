/** What becomes of a cell in the kernel: times, lists, lower case and crosses against their readable twins. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import type { FieldSpec, HashSpec } from '#dist/batch/hash-spec.js';
import { parseTime } from '#dist/hash/time.js';
import type { Format } from '#dist/read/record.js';
import { anyTable, timeOf } from '../read/any-tables.js';
import { tableFormat } from '../read/tables.js';
import { kernelReading, readByKernel, twinReading } from './readings.js';
import { specOf } from './records.js';

/** A table of a label and fields, in this order. */
function formatOf(fields: readonly FieldSpec[], crosses: readonly (readonly string[])[] = []): Format {
  const header = ['click', ...fields.map(({ name }) => name)];
  const label = { column: 'click', positive: ['1'], negative: ['0'] };
  return tableFormat({ label, header, importance: null, trim: false, ignored: [], fields, crosses }, 'tsv');
}

function plainSpec({ fields, crosses }: Format): HashSpec {
  return { hash: 'murmur3', seed: 3, bits: 22, missing: 'ignore', fields, crosses };
}

/** Reads the text by both, and by the kernel alone as far as `taken` says. */
function checkBoth(format: Format, text: string, taken: number) {
  const spec = plainSpec(format);
  const bytes = Buffer.from(text);
  const reading = twinReading(format, spec, bytes);
  assert.deepEqual(kernelReading(format, spec, bytes), reading);
  assert.equal(readByKernel(format, spec, bytes), taken);
  return reading;
}

test('kernel and twin read any table of any schema alike', () =>
  fc.assert(
    fc.property(
      anyTable.chain(({ format, records }) =>
        fc.record({
          format: fc.constant(format),
          records: fc.constant(records),
          spec: specOf(format, fc.constant('murmur3')),
        }),
      ),
      ({ format, records, spec }) => {
        assert.equal(format.kernelReader, 'readDelimited');
        const text = Buffer.from(records.join(''));
        assert.deepEqual(kernelReading(format, spec, text), twinReading(format, spec, text));
      },
    ),
    { numRuns: 300 },
  ));

for (const timeFormat of ['iso', 'seconds', 'milliseconds', 'yymmddhh'] as const) {
  const format = formatOf([{ name: 'at', type: 'time', timeFormat, parts: ['hour_of_week', 'hour', 'weekday'] }]);

  test(`${timeFormat}: the kernel finds the parts of any moment that the twin finds, and leaves it only what it rounds`, () =>
    fc.assert(
      fc.property(timeOf(timeFormat), (text) => {
        fc.pre(text !== '');
        const time = parseTime(text, timeFormat);
        const left = time === null || (timeFormat === 'seconds' && text.length > 12);
        checkBoth(format, `1\t${text}\n`, left ? 0 : 1);
      }),
      { numRuns: 400 },
    ));
}

test('days through four centuries fall on the weekdays and hours that the twin finds', () => {
  const format = formatOf([{ name: 'at', type: 'time', timeFormat: 'iso', parts: ['hour_of_week'] }]);
  for (let year = 1800; year < 2200; year += 13) {
    const begin = Date.UTC(year, 0, 1);
    const moments = Array.from({ length: 366 }, (_, day) => new Date(begin + day * 90_000_000).toISOString());
    checkBoth(format, moments.map((moment) => `0\t${moment}\n`).join(''), moments.length);
  }
});

test('the kernel itself reads lists, lower case, and crosses of every type', () => {
  const format = formatOf(
    [
      { name: 'at', type: 'time', timeFormat: 'yymmddhh', parts: ['hour', 'weekday'] },
      { name: 'tags', type: 'list', separator: '|', lowerCase: true, missingTokens: ['x'] },
      { name: 'city', type: 'categorical', lowerCase: true },
      { name: 'visits', type: 'count' },
    ],
    [
      ['at', 'tags'],
      ['tags', 'city', 'visits'],
      ['visits', 'at'],
    ],
  );
  const lines = ['1\t14102100\ta|B||x|c\tBERLIN\t17', '0\t\t\t\t', '0\t14102123\tb|b\tKöln\t-9', '1\t\t|\tZ\t-8'];
  const { examples } = checkBoth(format, lines.map((line) => `${line}\n`).join(''), 4);
  // parts, elements, city, visits; then 2 x 3, 3 x 1 x 1, 1 x 2
  assert.equal(examples[0].slots.length, 2 + 3 + 1 + 1 + 6 + 3 + 2);
  const [, , same] = examples;
  assert.deepEqual(same.values.slice(0, 4), [1, 1, 2, 1], 'an element twice counts twice');
  // in lower case from the start
  const lower = lines.map((line) => `${line.toLowerCase()}\n`).join('');
  assert.deepEqual(checkBoth(format, lower, 4).examples, examples);
});

test('a negative count with zeros in front of it is crossed as the number that it is', () => {
  const fields: FieldSpec[] = ['n', 'm'].map((name) => ({ name, type: 'count' }));
  const format = formatOf(fields, [['n', 'm']]);
  const { examples } = checkBoth(format, '1\t-0017\t-17\n0\t-17\t-0017\n', 0);
  assert.deepEqual(examples[0].slots, examples[1].slots);
  assert.deepEqual(checkBoth(format, '1\t-17\t-17\n', 1).examples[0].slots, examples[0].slots);
});

const twoLists = formatOf(
  ['a', 'b', 'c'].map((name) => ({ name, type: 'list', separator: ' ' })),
  [['a', 'b']],
);

/** Different elements. */
function elements(count: number, before = ''): string {
  return Array.from({ length: count }, (_, i) => before + i.toString(36)).join(' ');
}

test('a batch that has no room for all elements and their combinations is full, and the record is in the next', () => {
  const line = `1\t${elements(80)}\t${elements(80, 'x')}\t\n`;
  // 6,560 features a record, 524,288 in a batch
  assert.equal(checkBoth(twoLists, line.repeat(100), 100).examples.length, 100);
});

test('a record with more tokens or combinations than the kernel has room for is read by the twin', () => {
  for (const text of [`${elements(9000)}\t\tx`, `x\t\t${elements(9000)}`, `${elements(100)}\t${elements(100)}\t`]) {
    const { examples, merged } = checkBoth(twoLists, `1\ta\tb\tc\n0\t${text}\n1\ta\tb\tc\n`, 1);
    assert.equal(examples.length, 3);
    assert.ok(examples[1].slots.length + merged > 8192);
  }
});

test('as many elements as the kernel just takes, and one more', () => {
  // a missing list before them has a place too, and other fields must find one after them
  const most = 8192 - 1028 - 2;
  const line = (count: number) => `1\t\t\t${elements(count)}\n`;
  const { examples, merged } = checkBoth(twoLists, line(most), 1);
  assert.equal(examples[0].slots.length + merged, most);
  checkBoth(twoLists, line(most + 1), 0);
});

test('a record with more combinations than a batch holds features is refused, whatever memory they would take', () => {
  const names = ['a', 'b', 'c'];
  const format = formatOf(
    names.map((name) => ({ name, type: 'list', separator: ' ' })),
    [names],
  );
  const many = names.map(() => elements(2000)).join('\t');
  assert.deepEqual(checkBoth(format, `1\ta\tb\tc\n0\t${many}\n`, 1).refused, [2]);
});

test('the kernel itself reads quoted cells, delimiters and doubled quotes within them too', () => {
  const fields: FieldSpec[] = [
    { name: 'a', type: 'categorical' },
    { name: 'tags', type: 'list', separator: ',' },
    { name: 'n', type: 'count' },
  ];
  const header = ['a', 'click', 'tags', 'n'];
  const label = { column: 'click', positive: ['1'], negative: ['0'] };
  const format = tableFormat({
    label,
    header,
    importance: null,
    trim: false,
    ignored: [],
    fields,
    crosses: [['a', 'tags']],
  });
  const plain = ['x,1,t,17', 'x,0,,-9'];
  const quoted = ['"x","1","t","17"', '"x",0,"",-9\r'];
  const [one, other] = [plain, quoted].map((lines) => checkBoth(format, `${lines.join('\n')}\n`, 2).examples);
  assert.deepEqual(other, one);
  const { examples } = checkBoth(format, '"a ""b"", c",1,"t,u",17\n,0,"t,u,v",\n"""",1,",",7\n', 3);
  assert.deepEqual(
    examples.map(({ slots }) => slots.length),
    [1 + 2 + 1 + 2, 3, 1 + 1],
  );
  for (const odd of ['"x"y,1,t,17', 'x"y",1,t,17', 'x,1,t,"17', 'x,1,"t\nu",17', 'x,1,t,"17\r"', '"x,1,t",17']) {
    checkBoth(format, `${odd}\nx,1,t,17\n`, 0);
  }
});
