import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { zipfRank, zipfShare } from '#dist/generate/zipf.js';
import { columnOf, recordsOf, textOf } from './logs.js';

const words = fc.integer({ min: 0, max: 0xffff_ffff });
const octaveCounts = fc.integer({ min: 1, max: 24 });

/** The smallest word that gives a rank >= `rank`: as many words give a smaller one. */
function firstWord(rank: number, octaves: number): number {
  let low = 0;
  let high = 2 ** 32;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (zipfRank(middle, octaves) >= rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

test('a larger word never gives a smaller rank', () =>
  fc.assert(
    fc.property(octaveCounts, words, words, (o, a, b) => zipfRank(Math.min(a, b), o) <= zipfRank(Math.max(a, b), o)),
  ));

test('the ranks of all words are 1 to 2^octaves - 1', () => {
  for (let o = 1; o <= 24; o++) {
    assert.equal(zipfRank(0, o), 1);
    assert.equal(zipfRank(0xffff_ffff, o), 2 ** o - 1);
  }
});

test('over all words, ranks below r have the theoretical share log2(r) / octaves to 1e-5', () =>
  fc.assert(
    fc.property(octaveCounts, fc.double({ min: 0, max: 1, noNaN: true }), (o, at) => {
      const rank = Math.floor(2 ** (at * o));
      assert.ok(Math.abs(firstWord(rank, o) / 2 ** 32 - Math.log2(rank) / o) < 1e-5);
    }),
  ));

test('the shares of all ranks add up to one', () => {
  let sum = 0;
  for (let rank = 1; rank < 2 ** 13; rank++) sum += zipfShare(rank, 13);
  assert.ok(Math.abs(sum - 1) < 1e-12);
});

test('the tokens of a generated field are Zipf-distributed: rank r has the share log2((r + 1) / r) / octaves', () => {
  const column = recordsOf(textOf({ examples: 10_000, seed: 5 })).map((columns) => columns[14]); // C1, 10 octaves
  for (let rank = 1; rank <= 40; rank++) {
    const share = Math.log2((rank + 1) / rank) / 10;
    const expected = share * column.length;
    const found = column.filter((text) => text === columnOf(13, rank)).length;
    assert.ok(Math.abs(found - expected) < 5 * Math.sqrt(expected), `rank ${rank}: ${found}, not ${expected}`);
  }
});
