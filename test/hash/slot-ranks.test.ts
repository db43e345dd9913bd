/** The places of slots, held to a search. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { slotRanks } from '#dist/hash/slot-ranks.js';

test('each slot has its place among the others, and no other slot has one', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 11 }), fc.array(fc.nat(2 ** 11 - 1)), fc.nat(10), (bits, found, cut) => {
      const slots = [...new Set(found.map((slot) => slot % 2 ** bits))].toSorted((a, b) => a - b);
      const { count, rankOf } = slotRanks(bits, [slots.slice(0, cut), slots.slice(cut)]);
      assert.equal(count, slots.length);
      const all = Array.from({ length: 2 ** bits }, (_, slot) => slot);
      assert.deepEqual(
        all.map(rankOf),
        all.map((slot) => slots.indexOf(slot)),
      );
    }),
  ));
