/** The kernel's reader of tables against its readable twin. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { fastSchema, plainSchema, recordOf, tableFormat } from '../read/tables.js';
import { kernelReading, twinReading } from './readings.js';
import { specOf } from './records.js';

for (const [what, schema] of [
  ['tokens and counts', plainSchema],
  ['numbers, options and importances', fastSchema],
] as const) {
  for (const trim of [false, true]) {
    const format = tableFormat({ ...schema, trim });
    test(`${what}${trim ? ', trimmed' : ''}: kernel and twin read any table alike`, () =>
      fc.assert(
        fc.property(
          specOf(format, fc.constant('murmur3')),
          fc.array(recordOf(schema, ','), { maxLength: 12 }),
          (spec, records) => {
            const text = Buffer.from(records.join(''));
            const twin = twinReading(format, spec, text);
            assert.deepEqual(kernelReading(format, spec, text), twin);
            assert.deepEqual(twin.refused, []);
          },
        ),
        { numRuns: 300 },
      ));
  }
}

test('a tab-separated table reads as the comma-separated one', () => {
  const spec = { hash: 'murmur3', seed: 7, bits: 20, missing: 'ignore', ...fieldsOf() } as const;
  const csv = Buffer.from('1,aa,bb,cc,dd,ee,17\n0,,b,,d,,\n');
  const tsv = Buffer.from(csv.toString().replaceAll(',', '\t'));
  assert.deepEqual(
    kernelReading(tableFormat(plainSchema, 'tsv'), spec, tsv),
    kernelReading(tableFormat(plainSchema), spec, csv),
  );
});

function fieldsOf() {
  const { fields, crosses } = tableFormat(plainSchema);
  return { fields, crosses };
}

test('a stray quote spoils its own record only', () => {
  const format = tableFormat(plainSchema);
  const spec = { hash: 'murmur3', seed: 0, bits: 20, missing: 'ignore', ...fieldsOf() } as const;
  const good = '1,a,b,c,d,e,1\n';
  const reading = kernelReading(format, spec, Buffer.from(`${good}1,a"b,b,c,d,e,1\n${good}1,"a"b,b,c,d,e,1\n${good}`));
  assert.deepEqual(reading.refused, [2, 4]);
  assert.equal(reading.examples.length, 3);
});

test('a line may end in \\r\\n, whatever the first column is', () => {
  for (const columns of [
    ['a', 'click', 'b', 'c', 'd', 'e', 'n'],
    ['n', 'a', 'b', 'c', 'd', 'e', 'click'],
    ['click', 'n', 'a', 'b', 'c', 'd', 'e'],
  ]) {
    const format = tableFormat({ ...plainSchema, header: columns });
    const spec = { hash: 'murmur3', seed: 0, bits: 20, missing: 'ignore', ...fieldsOf() } as const;
    const text = ['1,1,1,1,1,1,1', '0,0,0,0,0,0,0', '1,1,0,0,1,1,1', '0,1,1,1,1,1,0', ''].join('\n');
    const plain = kernelReading(format, spec, Buffer.from(text));
    const windows = kernelReading(format, spec, Buffer.from(text.replaceAll('\n', '\r\n')));
    assert.deepEqual(windows, plain);
    assert.deepEqual(windows, twinReading(format, spec, Buffer.from(text)));
    assert.equal(windows.examples.length, 4);
  }
});
