import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { createKernel } from '#dist/kernel/kernel.js';
import { layOut } from '#dist/kernel/layout.js';
import { ascend } from '#dist/read/offsets.js';

const kernel = createKernel(layOut(4, 1, 1));
const [{ text }] = kernel.layout.lanes;

function inKernel(offsets: Int32Array): boolean {
  new Int32Array(kernel.memory.buffer, text, offsets.length).set(offsets);
  return kernel.exports.ascend(text, offsets.length) !== 0;
}

test('the kernel and its twin say of any offsets whether they ascend', () =>
  fc.assert(
    fc.property(fc.int32Array({ maxLength: 12 }), fc.boolean(), (offsets, sorted) => {
      const some = sorted ? offsets.toSorted() : offsets;
      assert.equal(inKernel(some), ascend(some));
      assert.equal(
        ascend(some),
        some.every((offset, i) => offset >= (i === 0 ? 0 : some[i - 1])),
      );
    }),
  ));

test('one offset below the one before it, or below 0, is found wherever it stands', () => {
  for (let length = 1; length < 20; length++) {
    const offsets = Int32Array.from({ length }, (_, i) => 3 * i);
    assert.equal(inKernel(offsets), true);
    for (let i = 0; i < length; i++) assert.equal(inKernel(offsets.with(i, i === 0 ? -1 : offsets[i - 1] - 1)), false);
  }
});
