/** Protocol buffers against the bytes in the description of their encoding (protobuf.dev). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Pieces, byteLength, bytes, integer, message, text } from '#dist/export/protobuf.js';

const hex = (pieces: Pieces): string => Buffer.concat(pieces).toString('hex');

test('fields are those of the published examples', () => {
  assert.equal(hex(integer(1, 150)), '089601');
  assert.equal(hex(text(2, 'testing')), '120774657374696e67');
  assert.equal(hex(message(3, integer(1, 150))), '1a03089601');
});

test('field numbers and lengths of more than seven bits take several bytes', () => {
  assert.equal(hex(integer(20, 2)), 'a00102');
  assert.equal(hex(integer(1, 2 ** 31)), '088080808008');
  assert.equal(hex(bytes(1, new Uint8Array(300))), `0aac02${'00'.repeat(300)}`);
  assert.equal(hex(message(1)), '0a00');
});

test('bytes are handed on as they lie, without a copy', () => {
  const weights = new Uint8Array(8);
  const pieces = message(5, integer(2, 1), bytes(9, weights));
  assert.equal(pieces.at(-1), weights);
  assert.equal(byteLength(pieces), Buffer.concat(pieces).length);
});
