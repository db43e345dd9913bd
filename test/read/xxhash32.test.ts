import assert from 'node:assert/strict';
import { test } from 'node:test';

import { XxHash32, xxHash32 } from '#dist/read/xxhash32.js';

test('hashes are those that others publish', () => {
  // from the tests of python-xxhash and of xxHash
  const known: readonly [string, number][] = [
    ['', 0x02cc5d05],
    ['a', 0x550d7456],
    ['abc', 0x32d153ff],
    ['Nobody inspects the spammish repetition', 0xe2293b2f],
  ];
  for (const [text, hash] of known) assert.equal(xxHash32(Buffer.from(text)), hash, text);
});

test('a hash does not depend on how its bytes are cut', () => {
  const bytes = Uint8Array.from({ length: 100 }, (_, i) => i * 37);
  for (let size = 1; size <= 100; size++) {
    const hash = new XxHash32();
    for (let i = 0; i < bytes.length; i += size) hash.add(bytes.subarray(i, i + size));
    assert.equal(hash.digest(), xxHash32(bytes), `${size} at a time`);
  }
});
