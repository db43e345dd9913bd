/** Memories of models side by side: each within 4 GiB, all models in them, nothing on top of each other. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { QUAD, QUAD_BYTES, layOutSweep } from '#dist/kernel/layout-sweep.js';
import { MAX_PAGES, PAGE } from '#dist/kernel/layout.js';

test('all models have a table, in as few memories as 4 GiB each allow; a slot of eight is a cache line', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 26 }), fc.integer({ min: 1, max: 256 }), (bits, models) => {
      const layouts = layOutSweep(bits, models)!;
      const groups = layouts.flatMap((layout) => layout.groups);
      assert.equal(
        groups.reduce((sum, { quads }) => sum + quads, 0),
        Math.ceil(models / QUAD),
      );
      for (const { groups: some, pages } of layouts) {
        assert.ok(pages <= MAX_PAGES);
        const ends = some.map(({ table, quads }) => table + 2 ** bits * quads * QUAD_BYTES);
        some.forEach(({ area, table, scores }, i) => {
          assert.equal(table % 64, 0);
          assert.ok(i === 0 || area >= ends[i - 1]);
          assert.ok(scores.every((at) => at >= ends[i]));
        });
        assert.ok(ends.at(-1)! <= pages * PAGE);
      }
      const tables = 2 ** bits * Math.ceil(models / QUAD) * QUAD_BYTES;
      if (bits <= 24) assert.ok(layouts.length <= Math.ceil(tables / 2 ** 31.4), `${layouts.length} memories`);
    }),
  ));

test('what does not fit into a memory is not laid out', () => assert.equal(layOutSweep(27, 1), null));
