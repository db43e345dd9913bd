import assert from 'node:assert/strict';
import { test } from 'node:test';

import { nearest } from '#dist/cli/nearest.js';

const names = ['train', 'evaluate', 'lambda1', 'hash-seed'];

test('a slip of a letter or two finds the name that was meant', () => {
  assert.deepEqual(
    ['trian', 'tran', 'evalute', 'lamda1', 'hash_seed', 'hashSeed'].map((word) => nearest(word, names)),
    ['train', 'train', 'evaluate', 'lambda1', 'hash-seed', 'hash-seed'],
  );
});

test('what is like none of them finds none', () => {
  assert.equal(nearest('frobnicate', names), undefined);
  assert.equal(nearest('x', []), undefined);
});
