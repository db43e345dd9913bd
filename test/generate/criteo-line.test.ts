import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LONGEST_LINE, writeLine } from '#dist/generate/criteo-line.js';
import { FIELDS } from '#dist/generate/fields.js';
import { columnOf } from './logs.js';

const labels = fc.integer({ min: 0, max: 1 });
const anyRank = fc.integer({ min: 0, max: 23 }).chain((octaves) => fc.integer({ min: 0, max: 2 ** octaves - 1 }));
const examples = fc.array(anyRank, { minLength: FIELDS.length, maxLength: FIELDS.length });
const offsets = fc.integer({ min: 0, max: 9 });

function write(at: number, label: number, ranks: readonly number[]): string {
  const bytes = new Uint8Array(at + LONGEST_LINE);
  const end = writeLine(new DataView(bytes.buffer), at, label, Int32Array.from(ranks));
  return Buffer.from(bytes.subarray(at, end)).toString('latin1');
}

test('a line equals that of the twin made of strings, wherever in the buffer it begins', () =>
  fc.assert(
    fc.property(offsets, labels, examples, (at, label, ranks) =>
      assert.equal(
        write(at, label, ranks),
        `${label}\t${ranks.map((rank, field) => columnOf(field, rank)).join('\t')}\n`,
      ),
    ),
  ));

test('integers of every length are written in decimal', () => {
  for (let digits = 1; digits <= 8; digits++) {
    for (const value of [10 ** (digits - 1), 10 ** digits - 1, 10 ** (digits - 1) + 1]) {
      const ranks = FIELDS.map(({ smallest }) => (smallest === null ? 0 : value - smallest + 1));
      assert.equal(write(0, 0, ranks), `0\t${Array(13).fill(value).join('\t')}${'\t'.repeat(26)}\n`);
    }
  }
});

test('the longest line fits into LONGEST_LINE bytes', () => {
  const ranks = FIELDS.map(({ smallest }) => (smallest === null ? 1 : 10 ** 8 - 1));
  assert.ok(write(0, 1, ranks).length <= LONGEST_LINE);
});
