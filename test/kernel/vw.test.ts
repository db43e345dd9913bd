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
      { numRuns: 1000 },
    ));
}

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
