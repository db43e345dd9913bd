/** The kernel's readers of Vowpal Wabbit's text against their readable twin. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { formatFrom } from '#dist/read/formats.js';
import { kernelReading, twinReading } from './readings.js';
import { specOf, textOf } from './records.js';
import { pairsLine } from './vw-lines.js';

const plain = formatFrom({ name: 'vw', schema: null });
const murmur3 = fc.constant('murmur3' as const);

test('the kernel reads any valid line of pairs into what its readable twin makes of it', () =>
  fc.assert(
    fc.property(specOf(plain, murmur3), textOf(pairsLine), (spec, text) => {
      assert.deepEqual(kernelReading(plain, spec, text), twinReading(plain, spec, text));
    }),
    { numRuns: 3000 },
  ));
