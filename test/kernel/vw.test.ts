/** The kernel's readers of Vowpal Wabbit's text against their readable twin. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { formatFrom } from '#dist/read/formats.js';
import type { Schema } from '#dist/read/schema.js';
import { kernelReading, readByKernel, twinReading } from './readings.js';
import { specOf, textOf } from './records.js';
import { columnsLine, columnsSchema, pairsLine, plainColumns, plainColumnsLine, unlabelled } from './vw-lines.js';

const pairs = formatFrom({ name: 'vw', labelled: true, schema: null });
const columns = formatFrom({ name: 'vw', labelled: true, schema: columnsSchema });
const toPredict = (schema: Schema | null) => formatFrom({ name: 'vw', labelled: false, schema });
const murmur3 = fc.constant('murmur3' as const);
const specIn = ({ fields, crosses }: typeof pairs) =>
  ({ hash: 'murmur3', seed: 7, bits: 20, missing: 'ignore', fields, crosses }) as const;

for (const [what, format, line] of [
  ['pairs', pairs, pairsLine],
  ['columns', columns, columnsLine],
  ['plain columns', formatFrom({ name: 'vw', labelled: true, schema: plainColumns }), plainColumnsLine],
  ['pairs to predict', toPredict(null), unlabelled(pairsLine)],
  ['columns to predict', toPredict(columnsSchema), unlabelled(columnsLine)],
] as const) {
  test(`the kernel reads any valid line of ${what} into what its readable twin makes of it`, () =>
    fc.assert(
      fc.property(specOf(format, murmur3), textOf(line), (spec, text) => {
        const twin = twinReading(format, spec, text);
        assert.deepEqual(kernelReading(format, spec, text), twin);
      }),
      { numRuns: 500 },
    ));
}

test('what only looks like a name, a space and a token of 8 bytes is no plain section', () => {
  const schema: Schema = {
    ...plainColumns,
    fields: [
      ...['n', 'n:2', 'n 7', 'eightcnt'].map((name) => ({ name, type: 'count' as const })),
      ...['a', 'b', 'a b', 'a:2', 'b\t', 'a\0', 'eightnam', 'eightnames'].map((name) => {
        return { name, type: 'categorical' as const };
      }),
    ],
  };
  const format = formatFrom({ name: 'vw', labelled: true, schema });
  const token = '05db9164';
  const sections = [
    ...['n 5', 'n:2 5', 'n 7 5', 'n 123456789012345', 'n 1234567890123456', 'n -3', 'n -', 'n', 'n ', 'n  5', 'n 5:2'],
    ...['a', 'b', 'a b', 'a:2', 'b\t', 'a\0', 'eightnam', 'eightnames', 'eightna', ''].map(
      (name) => `${name} ${token}`,
    ),
    ...[`a x${token}`, `a ${token}x`, `a  ${token}`, `a ${token} `, `a ${token}\r`, 'a 05db 164', 'a 05db:164', 'a'],
    ...['a 05db\t164', 'a \t5db9164', 'a 05db916 ', `b\t${token}`, `a${token}`, 'a \u000005db916', 'n 5\r', 'n\t5'],
    ...[`ax${token}`, `a\t${token}`, 'eightcnt 15', 'eightcntx15', 'eightcnt15'],
  ];
  const lines = sections.flatMap((section) =>
    ['', `|b ${token}`, `|eightnam ${token} |eightnames ${token}`].flatMap((others) =>
      [' ', '', '  '].flatMap((between) => [
        `1 |${section}${between}${others}\n`,
        `1 ${others}${between}|${section}\r\n`,
        `1 |n 1 |${section}${between}${others}${between}\n`,
      ]),
    ),
  );
  const text = Buffer.from(lines.join(''), 'latin1');
  assert.deepEqual(kernelReading(format, specIn(format), text), twinReading(format, specIn(format), text));
});

test('of pairs, the kernel itself reads everything but names of kilobytes', () => {
  const valid = pairsLine.filter((text) => text.length < 2000 && text.includes('|'));
  fc.assert(
    fc.property(fc.array(valid, { minLength: 1, maxLength: 5 }), (lines) => {
      const text = Buffer.from(lines.join(''), 'latin1');
      // a scale may take a value past what a float32 holds
      fc.pre(twinReading(pairs, specIn(pairs), text).refused.length === 0);
      assert.equal(readByKernel(pairs, specIn(pairs), text), lines.length);
    }),
  );
});

for (const line of [
  '1 |a x |b 05db9164 |n 17 |visits 3',
  "-1 2 'tag |b x|a y |category_1 x |category_2 y \r",
  '0 |sité none |id 7 8 |tags |city Köln |age age:1.5 |tags a bc  d |at 14102100',
  '1.0 |click 1 |weight 2 |n \t|n 5',
]) {
  test(`the kernel itself reads ${JSON.stringify(line)}`, () =>
    assert.equal(readByKernel(columns, specIn(columns), Buffer.from(`${line}\n`)), 1));
}

test('a line of ignored namespaces alone has the features of what is missing, where those are some', () => {
  const format = formatFrom({ name: 'vw', labelled: true, schema: plainColumns });
  const spec = { ...specIn(format), missing: 'feature' } as const;
  for (const text of ['1 |id x\n', '1\n', '1 |id x |a y\n', '1 |id\n'].map((line) => Buffer.from(line))) {
    assert.deepEqual(kernelReading(format, spec, text), twinReading(format, spec, text), text.toString());
  }
});
