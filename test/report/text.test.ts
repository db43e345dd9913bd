/** Numbers as words of a page. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { percentOf } from '#dist/report/text.js';

test('a share that is not nothing does not look like nothing, nor one that is not all like all', () => {
  const shares = [0, 1, 4, 5, 500, 994, 995, 999, 1000].map((part) => percentOf(part, 1000));
  assert.deepEqual(shares, ['0 %', '< 1 %', '< 1 %', '1 %', '50 %', '99 %', '> 99 %', '> 99 %', '100 %']);
});
