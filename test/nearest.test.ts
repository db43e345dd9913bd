import assert from 'node:assert/strict';
import { test } from 'node:test';

import { didYouMean, nearest } from '#dist/nearest.js';

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
  // every letter is one slip away from every other
  assert.equal(nearest('x', ['y', 'z']), undefined);
});

test('the advice is the name that was meant, or else another', () => {
  assert.deepEqual(didYouMean('trian', names, 'see --help'), { advice: 'did you mean train?' });
  assert.deepEqual(didYouMean('frobnicate', names, 'see --help'), { advice: 'see --help' });
  assert.deepEqual(didYouMean('frobnicate', names), {});
});
