/** What every text format promises, held for each: a new format is a new row of the table. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import type { HashSpec } from '#dist/batch/hash-spec.js';
import { hash } from '#dist/hash/hash.js';
import { InputError } from '#dist/input-error.js';
import { FORMATS, formatFrom } from '#dist/read/formats.js';
import { read } from '#dist/read/read.js';
import type { FixedFormatName, Format } from '#dist/read/record.js';
import { hashed, passOf } from '../hash/passes.js';
import { kernelReading, twinReading } from '../kernel/readings.js';
import { criteoLine, hivemallLine, libffmLine, specOf, svmlightLine, textOf } from '../kernel/records.js';
import { folder } from '../read/folder.js';

interface Row {
  /** Valid lines at random, with their line ends. */
  readonly line: fc.Arbitrary<string>;
  /** One click, then one without. */
  readonly records: readonly [string, string];
  /** Lines without a record, where the format has such. */
  readonly blanks: readonly string[];
  readonly malformed: readonly string[];
  readonly fileName: string;
}

const tabs = '\t'.repeat(38);

const ROWS: Readonly<Record<string, Row>> = {
  criteo: {
    line: criteoLine,
    records: [`1\t17${tabs.slice(1)}\t05db9164`, `0\t${tabs}`],
    blanks: [],
    malformed: [
      '',
      'x',
      `1\t${tabs}\t`,
      `1${tabs}`,
      `2\t${tabs}`,
      `1\tx${tabs}`,
      '\0',
      `-1\t${tabs}`,
      `10\t${tabs}`,
      `\t${tabs}`,
    ],
    fileName: 'log.criteo',
  },
  'criteo-unlabelled': {
    line: criteoLine.map((text) => text.slice(text.indexOf('\t') + 1)),
    records: [`17${tabs.slice(1)}\t05db9164`, tabs],
    blanks: [],
    malformed: ['', 'x', `1\t${tabs}`, tabs.slice(1), `x${tabs}`, `1.5${tabs}`],
    fileName: 'log.tsv',
  },
  svmlight: {
    line: svmlightLine(),
    records: ['+1 1:0.5 7:1', '-1 3:1'],
    blanks: ['', '# no record', ' \t'],
    malformed: ['x', '1 1', '1 1:', '1 :1', '1 1:x', '2 1:1', '1 1:1 1', '\0', '1 1:1e99', '1,1:1'],
    fileName: 'log.svm',
  },
  libffm: {
    line: libffmLine,
    records: ['+1 0:1:0.5 3:7:1', '-1 2:3:1'],
    blanks: ['', ' \t'],
    malformed: ['x', '1 1:1', '1 1:1:', '1 a:1:1', '1 1:x:1', '2 1:1:1', '1 1:1:1:1', '\0', '1 1:1:1e99'],
    fileName: 'log.ffm',
  },
  hivemall: {
    line: hivemallLine,
    records: ['17,5:0.25,0:1.0\t1', '3\t0'],
    blanks: [''],
    malformed: ['x', '1,2', '1,,2\t1', 'a\t1', '1:x\t1', '1\t2', '1\t1\t1', '\0', '1:1e99\t0', '1 \t0'],
    fileName: 'log.prehashed',
  },
  vw: {
    line: fc
      .array(
        fc.tuple(
          fc.constantFrom('', '|a ', '|bc:0.5 '),
          fc.constantFrom('x', 'y7', 'é'),
          fc.constantFrom('', ':2', ':-.5'),
        ),
        { maxLength: 6 },
      )
      .chain((words) =>
        fc
          .constantFrom('0', '-1', '1.0', '1 0.5', "-1 2 'tag")
          .map((head) => `${head} | ${words.map((parts) => parts.join('')).join(' ')}\n`),
      ),
    records: ['1 0.5 |a x:2 y |bc:3 z', "-1 2 'tag |a y"],
    blanks: ['', ' \t'],
    malformed: ['x', '1', '|a x', '2 |a', '1|a x', '1 0 |a', '1 1 1 |a', '1 |a :1', '1 |a x:', '1 |a x:1e99', '\0'],
    fileName: 'log.vw',
  },
};

const { write } = folder();
const bytesOf = (...lines: string[]): Buffer => Buffer.from(lines.join('\n'), 'latin1');

function problemOf(format: Format, line: string, spec: HashSpec): InputError {
  try {
    format.parse(bytesOf(line));
  } catch (error) {
    assert.ok(error instanceof InputError, String(error));
    return error;
  }
  // what the record lets pass, the hash may refuse
  assert.deepEqual(twinReading(format, spec, bytesOf(line, '')).refused, [1], JSON.stringify(line));
  return new InputError({ found: line, expected: 'a token that its field can take' });
}

test('every format that needs no schema has a row', () =>
  assert.deepEqual([...Object.keys(FORMATS), 'vw'], Object.keys(ROWS)));

for (const [name, { line, records, blanks, malformed, fileName }] of Object.entries(ROWS)) {
  const format = name === 'vw' ? formatFrom({ name, labelled: true, schema: null }) : FORMATS[name as FixedFormatName];
  const spec: HashSpec = { hash: 'murmur3', seed: 0, bits: 20, missing: 'feature', fields: format.fields };
  const bothRead = (text: Uint8Array) => {
    const reading = kernelReading(format, spec, text);
    assert.deepEqual(reading, twinReading(format, spec, text));
    return reading;
  };

  test(`${name}: the format is found by its name, by a file's name and by a first record`, async () => {
    assert.equal(format.name, name);
    const text = bytesOf(...records);
    for (const file of [fileName, 'log']) assert.deepEqual((await read([write(file, text)])).format.spec, format.spec);
  });

  test(`${name}: fields have names of their own`, () => {
    assert.equal(new Set(format.fields.map((field) => field.name)).size, format.fields.length);
  });

  test(`${name}: kernel and twin read any valid text alike: distinct slots below 2^bits, finite values, labels 0 or 1`, () =>
    fc.assert(
      fc.property(specOf(format, fc.constant('murmur3')), textOf(line, 6), (anySpec, text) => {
        const reading = kernelReading(format, anySpec, text);
        assert.deepEqual(reading, twinReading(format, anySpec, text));
        for (const { label, slots } of reading.examples) {
          assert.ok(label === 0 || label === 1);
          assert.ok(slots.every((slot) => slot < 2 ** anySpec.bits));
          assert.equal(new Set(slots).size, slots.length);
        }
      }),
      { numRuns: 200 },
    ));

  test(`${name}: labels, if it has some, come in the order of the lines`, () => {
    const [click, none] = records;
    const { examples } = bothRead(bytesOf(click, none, none, click, ''));
    assert.deepEqual(
      examples.map(({ label }) => label),
      format.labelled ? [1, 0, 0, 1] : [0, 0, 0, 0],
    );
  });

  test(`${name}: a carriage return before the line feed and a missing last line feed change nothing`, () => {
    const { examples } = bothRead(bytesOf(...records, ''));
    for (const text of [bytesOf(...records), bytesOf(...records.map((record) => `${record}\r`), '')]) {
      assert.deepEqual(bothRead(text).examples, examples);
    }
    assert.deepEqual(bothRead(Buffer.concat([bytesOf(...records), Buffer.from('\r')])).examples, examples);
  });

  test(`${name}: lines without a record are counted and are no examples`, () => {
    const { examples, lines, refused } = bothRead(bytesOf(...blanks, records[0], ...blanks, ''));
    assert.deepEqual([examples.length, lines, refused.length], [1, 1 + 2 * blanks.length, 0]);
  });

  test(`${name}: kernel and twin refuse each malformed line, and the lines around it stay what they are`, () => {
    const { examples } = bothRead(bytesOf(...records, ''));
    for (const wrong of malformed) {
      const reading = bothRead(bytesOf(records[0], wrong, records[1], ''));
      assert.deepEqual(reading.refused, [2], JSON.stringify(wrong));
      assert.deepEqual(reading.examples, examples);
      const { found, expected } = problemOf(format, wrong, spec).problem;
      assert.ok(found !== '' && expected !== '');
    }
  });

  test(`${name}: with malformed lines skipped, batches are those of the file without them, at any number of workers`, async () => {
    const clean = write(fileName, bytesOf(...records, ...records, ''));
    const expected = await hashed([clean], { workers: 0 });
    const mixed = [...malformed, records[0], ...malformed, records[1], ...records, ...malformed];
    const path = write(`mixed-${fileName}`, bytesOf(...mixed));
    for (const workers of [0, 2]) {
      const batches = hash(await read([path], { format: name }), { workers, badRecords: 'skip' });
      assert.deepEqual(await passOf(batches), expected);
      assert.equal(batches.counts.badRecords, 3 * malformed.length);
    }
  });
}
