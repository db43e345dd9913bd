/** Arrow data damaged at random: all that it holds, or an error line. LEANCTR_FUZZ_RUNS asks for more. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { hash } from '#dist/hash/hash.js';
import { InputError } from '#dist/input-error.js';
import { read } from '#dist/read/read.js';
import { passOf } from '../hash/passes.js';
import { goldenFiles, goldenSchema } from '../read/arrow-golden.js';
import { folder } from '../read/folder.js';

const RUNS = Number(process.env['LEANCTR_FUZZ_RUNS'] ?? 1500);
const SEED = Number(process.env['LEANCTR_FUZZ_SEED'] ?? 20_261_124);

const { write } = folder();

interface Damage {
  readonly at: number;
  readonly kind: 'flip' | 'word' | 'wide' | 'cut' | 'copy' | 'drop';
  readonly value: number;
}

const word = fc.oneof(
  fc.constantFrom(0, 1, 2, 8, 0xff, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff8, 0x10000, 1 << 26, 1 << 30),
  fc.nat(0xffffffff),
  fc.nat(300),
);
const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  kind: fc.constantFrom('flip', 'flip', 'flip', 'word', 'word', 'wide', 'cut', 'copy', 'drop'),
  value: word,
});

/** Words lie where words of Arrow do: at a multiple of four. */
function damaged(bytes: Buffer, { at, kind, value }: Damage): Buffer {
  const where = Math.floor(at * bytes.length);
  const aligned = where & ~3;
  const copy = Buffer.from(bytes);
  if (kind === 'flip') copy[where] ^= 1 << (value & 7);
  if (kind === 'word' && aligned + 4 <= copy.length) copy.writeUInt32LE(value >>> 0, aligned);
  if (kind === 'wide' && aligned + 8 <= copy.length) copy.writeBigUInt64LE(BigInt(value) << 24n, aligned);
  if (kind === 'cut') return copy.subarray(0, where);
  if (kind === 'copy')
    return Buffer.concat([copy.subarray(0, where), copy.subarray(Math.max(0, where - (value & 255)))]);
  if (kind === 'drop') return Buffer.concat([copy.subarray(0, where), copy.subarray(where + (value & 63))]);
  return copy;
}

for (const { name, bytes } of goldenFiles) {
  test(`damaged ${name}: examples or an error in one line`, () =>
    fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
        const content = damages.reduce(damaged, bytes);
        if (content.length === 0) return;
        try {
          const records = await read([write('damaged', content)], { format: 'arrow', schema: goldenSchema });
          await passOf(hash(records, { bits: 8, workers: 0, badRecords: 'skip' }));
        } catch (error) {
          assert.ok(error instanceof InputError, error instanceof Error ? error.stack : String(error));
          assert.ok(!error.message.includes('\n'));
        }
      }),
      { numRuns: Math.ceil(RUNS / goldenFiles.length), seed: SEED },
    ));
}
