import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import type { HashSpec } from '#dist/batch/hash-spec.js';
import { COUNT_THRESHOLDS } from '#dist/hash/count-thresholds.js';
import { criteo } from '#dist/read/criteo.js';
import { kernelReading, twinReading } from './readings.js';
import { count } from './records.js';

const spec: HashSpec = { hash: 'murmur3', seed: 7, bits: 28, missing: 'feature', fields: criteo.fields };

const lineOf = (counts: readonly string[]): string => `1\t${counts.join('\t')}${'\t'.repeat(26)}\n`;

/** 13 counts a line. */
function textOf(counts: readonly string[]): Uint8Array {
  const padded = [
    ...counts,
    ...Array.from<string>({ length: -counts.length % 13 && 13 - (counts.length % 13) }).fill('1'),
  ];
  const lines = Array.from({ length: padded.length / 13 }, (_, i) => lineOf(padded.slice(i * 13, i * 13 + 13)));
  return Buffer.from(lines.join(''), 'latin1');
}

test('the kernel changes buckets exactly where the table does', () => {
  const around = COUNT_THRESHOLDS.flatMap((at) => [at - 1, at, at + 1]).map(String);
  const text = textOf([...around, ...Array.from({ length: 1200 }, (_, i) => String(i - 50)), '999999999999999']);
  assert.deepEqual(kernelReading(criteo, spec, text), twinReading(criteo, spec, text));
});

test('a count has the same slot whatever counts were read before it', () =>
  fc.assert(
    fc.property(
      fc.array(count, { minLength: 1, maxLength: 40 }),
      fc.array(count, { maxLength: 400 }),
      (counts, before) => {
        const alone = kernelReading(criteo, spec, textOf(counts));
        kernelReading(criteo, spec, textOf(before));
        assert.deepEqual(kernelReading(criteo, spec, textOf(counts)), alone);
        assert.deepEqual(alone, twinReading(criteo, spec, textOf(counts)));
      },
    ),
    { numRuns: 200 },
  ));

test('what is refused as a count is refused whatever counts were read before it', () => {
  const good = ['5', '-5', '12345678', '1234567', '0', '-0', ''];
  const bad = [
    '+5',
    '5.0',
    '5e0',
    ' 5',
    '5 ',
    '--5',
    '-',
    '5-',
    '0x5',
    '1234567890123456',
    '1234567x',
    'x2345678',
    '12345:',
    '/',
    ':',
    '5\r',
  ];
  // NUL bytes are what a register is padded with
  const padded = good.flatMap((text) => ['\0', '\0\0\0'].map((nul) => nul + text)).concat('5\0', '\0');
  for (const wrong of [...bad, ...padded]) {
    const text = Buffer.concat([textOf(good), textOf([wrong])]);
    assert.deepEqual(kernelReading(criteo, spec, text).refused, [2], JSON.stringify(wrong));
  }
});
