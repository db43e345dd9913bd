import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import * as fc from 'fast-check';

import type { HashSpec } from '#dist/batch/hash-spec.js';
import { criteo, criteoUnlabelled } from '#dist/read/criteo.js';
import { sharedData } from '../shared-data.js';
import { kernelReading, twinReading } from './readings.js';
import { criteoLine, specOf, textOf } from './records.js';

const spec: HashSpec = { hash: 'murmur3', seed: 0, bits: 22, missing: 'feature', fields: criteo.fields };

/** A line of one count, in the first column, and 38 missing values. */
const countLine = (count: string): string => `0\t${count}${'\t'.repeat(38)}\n`;

function bothRead(text: Uint8Array, options: Partial<HashSpec> = {}): void {
  assert.deepEqual(
    kernelReading(criteo, { ...spec, ...options }, text),
    twinReading(criteo, { ...spec, ...options }, text),
  );
}

test('a count that is missing in the first record a thread reads is a missing value, not the count -8', () => {
  // stands first in this file: the kernel's memo of integers is still zero
  bothRead(Buffer.from(countLine('') + countLine('-8')));
});

test('a NUL for the first count of an unlabelled record is refused, wherever the record lies in the area', () => {
  const record = `\0${'\t'.repeat(38)}\n`;
  const fields = { ...spec, fields: criteoUnlabelled.fields };
  for (const before of ['', `7${'\t'.repeat(38)}\n`]) {
    const { refused } = kernelReading(criteoUnlabelled, fields, Buffer.from(before + record));
    assert.deepEqual(refused, [before === '' ? 1 : 2]);
  }
});

test('the kernel reads any valid Criteo text into the batch that its readable twin makes', () =>
  fc.assert(
    fc.property(specOf(criteo, fc.constant('murmur3')), textOf(criteoLine), (anySpec, text) => {
      const expected = twinReading(criteo, anySpec, text);
      assert.deepEqual(expected.refused, []);
      assert.deepEqual(kernelReading(criteo, anySpec, text), expected);
    }),
    { numRuns: 500 },
  ));

test('a count with a NUL in it is refused, whatever integers were read before', () => {
  for (const count of ['\0', '\0\0\0', '\x007', '\x00\x00-3', '7\0', '\x00\x00\x0012', '\x001234567']) {
    const text = Buffer.from(
      countLine('7') + countLine('-3') + countLine('12') + countLine('1234567') + countLine(count),
    );
    assert.deepEqual(kernelReading(criteo, spec, text).refused, [5], JSON.stringify(count));
  }
});

const real = sharedData('criteo-8k.tsv');

for (const options of [{}, { missing: 'ignore', bits: 3 }, { seed: 42, bits: 28 }] as const) {
  test(
    `the kernel reads real Criteo data as its twin does, with ${JSON.stringify(options)}`,
    { skip: real.skip },
    () => {
      const lines = readFileSync(real.path, 'latin1').split('\n').slice(0, 4000);
      for (let from = 0; from < lines.length; from += 2000) {
        bothRead(Buffer.from(lines.slice(from, from + 2000).join('\n'), 'latin1'), options);
      }
    },
  );
}
