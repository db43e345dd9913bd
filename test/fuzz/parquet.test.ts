/** Valid Parquet files, damaged at random: all rows or an error in one line. LEANCTR_FUZZ_RUNS asks for more. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { InputError } from '#dist/input-error.js';
import { readParquetFooter } from '#dist/read/parquet-file.js';
import { folder } from '../read/folder.js';
import { PAGES_1, PAGES_2, decoded, fileInput } from '../read/parquet-files.js';

const RUNS = Number(process.env['LEANCTR_FUZZ_RUNS'] ?? 800);
const SEED = Number(process.env['LEANCTR_FUZZ_SEED'] ?? 20_261_124);

const { write } = folder();

interface Damage {
  /** Where, as a fraction of the bytes. */
  readonly at: number;
  /** The bit to flip, or the byte to write. */
  readonly bit: number | null;
  readonly byte: number;
}

const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  bit: fc.option(fc.nat(7)),
  byte: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 127, 128, 255)),
});

function damaged(bytes: Buffer, from: number, to: number, damages: readonly Damage[]): Buffer {
  const result = Buffer.from(bytes);
  for (const { at, bit, byte } of damages) {
    const place = from + Math.floor(at * (to - from));
    result[place] = bit === null ? byte : result[place] ^ (1 << bit);
  }
  return result;
}

for (const [what, path] of [
  ['pages of version 1 with snappy', PAGES_1],
  ['pages of version 2 with gzip', PAGES_2],
] as const) {
  const whole = readFileSync(path);
  const footer = whole.length - 8 - whole.readUInt32LE(whole.length - 8);
  for (const [where, from, to] of [
    ['pages', 4, footer],
    ['footer', footer, whole.length],
  ] as const) {
    test(`${what}, damaged ${where}: as many rows as the footer says, or an error in one line`, () =>
      fc.assert(
        fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (damages) => {
          const file = write('damaged', damaged(whole, from, to, damages));
          try {
            const { rowGroups } = readParquetFooter(fileInput(file));
            const values = Object.values(await decoded(file));
            const rows = rowGroups.reduce((sum, group) => sum + group.rows, 0);
            assert.ok(values.every(({ length }) => length === rows));
          } catch (error) {
            assert.ok(error instanceof InputError, String(error));
            assert.doesNotMatch(error.message, /[\n\r]/);
          }
        }),
        { numRuns: Math.ceil(RUNS / 4), seed: SEED },
      ));
  }
}
