/** A first schema of Arrow and Parquet: the columns that there are, and what training takes of them. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import {
  Bool,
  DateDay,
  Decimal,
  Field,
  Float64,
  Int64,
  List,
  Struct,
  TimestampMicrosecond,
  TimestampSecond,
  Uint8,
} from 'apache-arrow';

import { cache } from '#dist/pipeline/cache.js';
import { guessSchema } from '#dist/pipeline/schema.js';
import { train } from '#dist/pipeline/train.js';
import { parseSchema } from '#dist/read/schema-file.js';

import { type Columns, columnOf, dictionary, fileOf, int32, streamOf, tableOf, utf8 } from '../read/arrow-tables.js';
import { folder } from '../read/folder.js';
import { PAGES_1, PAGES_2 } from '../read/parquet-files.js';

const here = folder();

const fieldsOf = (text: string) => text.split('fields:\n')[1].replaceAll(/ +#/g, ' #').trim().split('\n  ');

const trained = async (input: string, text: string) => {
  const schema = parseSchema(text, 's');
  const result = await train({ inputs: [input], schema, bits: 12, model: join(here.path, 'm.arrow') });
  return result.examples;
};

const COLUMNS: Columns = {
  city: columnOf(dictionary(), ['Rome', 'Paris', null, 'Rome']),
  age: columnOf(new Float64(), [31, null, 44, 44]),
  price: columnOf(new Float64(), [0.5, NaN, 2, null]),
  big: columnOf(new Int64(), [2n ** 62n, 1n, null, 1n]),
  seen: columnOf(new TimestampMicrosecond(), [1_764_000_000_000, null, 1_764_000_000_250, 0]),
  day: columnOf(new DateDay(), [new Date('2026-11-24'), new Date('2026-11-25'), null, null]),
  click: columnOf(new Bool(), [true, false, false, false]),
  tags: columnOf(new List(new Field('item', utf8, true)), [['a', 'b'], [], null, ['a', 'b']]),
  words: columnOf(utf8, ['x|y', 'x|z', 'x', null]),
  device: columnOf(new Struct([new Field('os', int32, true)]), [{ os: 1 }, null, { os: 2 }, null]),
  parts: columnOf(new List(new Field('item', new Struct([new Field('os', int32, true)]), true)), [
    null,
    null,
    null,
    null,
  ]),
  money: columnOf(new Decimal(2, 9, 128), [null, null, null, null]),
  none: columnOf(utf8, [null, null, null, null]),
  '': columnOf(int32, [0, 1, 2, 3]),
};

const FIELDS = [
  'city: categorical # 2 distinct, 25.0% missing, such as Rome, Paris',
  'age: count # 2 distinct, 25.0% missing, such as 44, 31',
  'price: numeric # 2 distinct, 50.0% missing, such as 0.5, 2',
  'big: categorical # 2 distinct, 25.0% missing, such as 1, 4611686018427387904',
  'seen: { type: time, parts: [hour, weekday], format: iso } # 3 distinct, 25.0% missing, such as 2025-11-24 16:00:00, 2025-11-24 16:00:00.25, 1970-01-01 00:00:00',
  'day: { type: time, parts: [weekday], format: iso } # 2 distinct, 50.0% missing, such as 2026-11-24, 2026-11-25',
  'tags: list # 1 distinct, 50.0% missing, such as a,b',
  'words: { type: list, separator: "|" } # 3 distinct, 25.0% missing, such as x|y, x|z, x',
  'device: ignore # struct<int32>: not read',
  'parts: ignore # list<struct<int32>>: not read',
  'money: ignore # decimal: not read',
  'none: ignore # always missing; 0 distinct, 100.0% missing',
  '"": ignore # without a name; 4 distinct, such as 0, 1, 2',
];

describe('Arrow', () => {
  const files = {
    'a.arrow': fileOf(COLUMNS),
    'a.feather': fileOf(COLUMNS),
    'stream.arrow': streamOf(COLUMNS, 3),
    named: streamOf(COLUMNS),
    'a.arrow.gz': gzipSync(streamOf(COLUMNS)),
  };
  for (const [name, content] of Object.entries(files)) {
    test(`${name}: every column has a type that training takes`, async () => {
      const input = here.write(name, content);
      const { text } = await guessSchema({ input });
      assert.match(
        text,
        /^label: \{ column: click, positive: "true", negative: "false" \}\nmissing_tokens: \["NaN"\]\n/m,
      );
      assert.deepEqual(fieldsOf(text), FIELDS);
      assert.equal(await trained(input, text), 4);
    });
  }

  test('moments beyond the years that a text can name are categories', async () => {
    // as seconds of our time, if it were text: 1,600,000,000,000
    const far = columnOf(new TimestampSecond(), [16e14, 16e14, 16e14]);
    const input = here.write('far.arrow', fileOf({ far, click: columnOf(int32, [0, 1, 0]) }));
    const { text } = await guessSchema({ input });
    assert.match(text, /^ {2}far: categorical/m);
    assert.equal(await trained(input, text), 3);
  });

  test('of two values that are moments or lists no label is made', async () => {
    const day = columnOf(new DateDay(), [new Date('2026-11-24'), new Date('2026-11-25')]);
    const tags = columnOf(new List(new Field('item', utf8, true)), [['a'], ['b']]);
    const input = here.write('no.arrow', fileOf({ day, tags }));
    assert.equal((await guessSchema({ input })).summary.label, null);
  });

  test('only the first 100,000 examples are looked at, of batches of any size', async () => {
    const n = columnOf(
      new Uint8(),
      Array.from({ length: 100_002 }, (_, i) => (i < 100_000 ? i % 2 : 7)),
    );
    for (const size of [30_000, Infinity]) {
      const { summary } = await guessSchema({ input: here.write('long.arrow', streamOf({ n }, size)) });
      assert.deepEqual([summary.records, summary.columns[0].distinct], [100_000, 2]);
    }
  });

  test('a field that tells the label is ignored', async () => {
    const times = <T>(values: readonly T[]) => Array.from({ length: 60 }, () => values).flat();
    const paid = columnOf(new Float64(), times([null, 7.5, null]));
    const city = columnOf(utf8, times(['Rome', 'Rome', 'Paris']));
    const click = columnOf(int32, times([0, 1, 0]));
    const { text, warnings } = await guessSchema({ input: here.write('leak.arrow', fileOf({ city, paid, click })) });
    assert.match(text, /^ {2}paid: ignore +# alone tells the label, AUC 1\.000; .*: numeric; 1 distinct/m);
    assert.equal(warnings.length, 1);
  });

  const REFUSED: readonly [string, Uint8Array, RegExp][] = [
    ['a file cut short', fileOf(COLUMNS).subarray(0, -9), /: found Arrow data that is cut short/],
    ['a stream cut short', streamOf({ age: COLUMNS.age }).subarray(0, -40), /: found Arrow data that is cut short/],
    ['text', Buffer.from('a,b\n1,2\n'), /: found .*, expected /],
    ['no examples', fileOf({ a: columnOf(int32, []) }), /: found no records, expected at least one/],
    ['nothing to read', fileOf({ device: COLUMNS.device }), /: found columns of struct<int32> alone, expected text/],
    ['a name with a control character', fileOf({ 'a\nb': COLUMNS.age }), /: field .*: found a control character/],
  ];
  for (const [what, content, message] of REFUSED) {
    test(`${what} is refused`, () => {
      return assert.rejects(guessSchema({ input: here.write('bad.arrow', content) }), { name: 'InputError', message });
    });
  }

  test('two columns of one name are refused', async () => {
    const table = tableOf({ a: COLUMNS.age, b: COLUMNS.age });
    (table.schema.fields[1] as { name: string }).name = 'a';
    const { tableToIPC } = await import('apache-arrow');
    const input = here.write('twice.arrow', Buffer.from(tableToIPC(table)));
    await assert.rejects(guessSchema({ input }), {
      message: /twice\.arrow: field "a": found two columns of this name/,
    });
  });

  test('a cache is refused: its records are hashed', async () => {
    const input = here.write('click.svm', '1 1:1\n0 2:1\n');
    await cache({ inputs: [input], output: join(here.path, 'cached.arrow'), bits: 8 });
    await assert.rejects(guessSchema({ input: join(here.path, 'cached.arrow') }), {
      message: /found a cache of hashed/,
    });
  });
});

describe('Parquet', () => {
  for (const path of [PAGES_1, PAGES_2]) {
    test(`${path.slice(-15)}: every column has a type that training takes`, async () => {
      const { text, summary } = await guessSchema({ input: path });
      assert.equal(summary.records, 40);
      assert.match(text, /^label: \{ column: label, positive: "1", negative: "0" \}$/m);
      assert.deepEqual(fieldsOf(text), [
        'app: categorical # 5 distinct, 15.0% missing, such as app 1, app 2, app 3',
        'page: categorical # 40 distinct, such as page 0, page 1, page 2',
        'user: categorical # 40 distinct, such as 1, 18014398509481985, 36028797018963969',
        'price: numeric # 30 distinct, 25.0% missing, such as 0.125, 0.25, 0.375',
        'wifi: categorical # 2 distinct, such as true, false',
        'tags: list # 14 distinct, 35.0% missing, such as a, a,b2, a,b5',
        'time: { type: time, parts: [hour, weekday], format: iso } # 40 distinct, such as 1970-01-01 00:00:00, 1970-01-01 00:16:40, 1970-01-01 00:33:20',
        'device: ignore # struct, map or list of lists: not read',
      ]);
      assert.equal(await trained(path, text), 40);
    });
  }

  const whole = readFileSync(PAGES_1);
  const REFUSED: readonly [string, Uint8Array, RegExp][] = [
    ['a file cut short', whole.subarray(0, 3000), /: found damaged Parquet data/],
    [
      'damaged pages',
      Buffer.concat([whole.subarray(0, 4), Buffer.alloc(600, 0xff), whole.subarray(604)]),
      /: found damaged P/,
    ],
    ['text', Buffer.from('a,b\n1,2\n'), /: found no Parquet file/],
    ['a compressed file', gzipSync(whole), /: found a compressed file, .*; decompress it/],
  ];
  for (const [what, content, message] of REFUSED) {
    test(`${what} is refused`, () => {
      const input = here.write('bad.parquet', content);
      return assert.rejects(guessSchema({ input }), { name: 'InputError', message });
    });
  }
});
