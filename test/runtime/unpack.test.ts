import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { crc32 as crc32OfStreams } from 'node:zlib';
import * as fc from 'fast-check';
import { writePacked } from '#dist/export/model-file.js';
import { crc32 } from '#dist/runtime/checksum.js';
import { nextName } from '#dist/runtime/packed-header.js';
import { unpack, verify } from '#dist/runtime/unpack.js';
import { packableModel } from '../export/packed-models.js';
import { temporaryFolder } from '../export/models.js';

const slots = [0, 1, 2, 77, 78, 500, 1000, 4095];
const model = packableModel(slots, [0.5, -0.25, 1, -2, 3, 0.1, 1e-3, -1e-3], {
  hash: 'murmur3',
  seed: 300,
  bits: 12,
  missing: 'feature',
  fields: [
    { name: 'age', type: 'numeric' },
    { name: 'when', type: 'time', parts: ['hour', 'weekday'], timeFormat: 'seconds', missingTokens: ['', 'NA'] },
    { name: 'C9', type: 'categorical', minLength: 3, lowerCase: true },
    { name: 'C10', type: 'categorical', minLength: 3, lowerCase: true },
    { name: 'tags', type: 'list', separator: ';', missing: 'ignore' },
  ],
  crosses: [
    ['C9', 'C10'],
    ['when', 'C9', 'tags'],
  ],
});
let whole: Uint8Array;

before(async () => {
  const path = join(temporaryFolder(), 'model.lctr');
  await writePacked(path, model, 'q2.13');
  whole = new Uint8Array(readFileSync(path));
});

/** All of it, after the checksum was looked at. */
function contentsOf(chunks: readonly Uint8Array[], size = 3) {
  verify(chunks);
  const { header, blocks } = unpack(chunks);
  const all = [...blocks(size)];
  return {
    header,
    sizes: all.map((block) => block.slots.length),
    slots: all.flatMap((block) => [...block.slots]),
    weights: all.flatMap((block) => [...block.weights]),
  };
}

const isRefused = (bytes: Uint8Array) => {
  try {
    contentsOf([bytes]);
    return false;
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.equal(error.name, 'Error');
    assert.match(error.message, /^not a packed model: [^\n]+$/);
    return true;
  }
};

test('the checksum is the CRC-32 of gzip', (t) => {
  assert.equal(crc32(Buffer.from('123456789')), 0xcbf43926);
  assert.equal(crc32(Buffer.from('56789'), crc32(Buffer.from('1234'))), 0xcbf43926);
  // Node has it from 20.15 on
  if (crc32OfStreams === undefined) return t.skip('this Node has no crc32 of its own');
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => assert.equal(crc32(bytes), crc32OfStreams(bytes))),
  );
});

test('a packed file is read in chunks of any length, into blocks of at most a size', () => {
  const { header, slots: read, weights, sizes } = contentsOf([whole], 1 << 16);
  assert.deepEqual(header.hashing, model.header.hashing);
  assert.deepEqual(read, slots);
  assert.deepEqual(sizes, [8]);
  assert.deepEqual(contentsOf([whole]).sizes, [3, 3, 2]);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: whole.length })), (cuts) => {
      const ends = [...cuts.toSorted((a, b) => a - b), whole.length];
      const chunks = ends.map((end, i) => whole.subarray(ends[i - 1] ?? 0, end));
      const again = contentsOf(chunks);
      assert.deepEqual([again.header, again.slots, again.weights], [header, read, weights]);
    }),
  );
});

test('every bit that changes is noticed, and every byte that becomes another', () => {
  for (let i = 0; i < whole.length; i++) {
    for (const mask of [1, 2, 4, 8, 16, 32, 64, 128, 255]) {
      const bytes = Uint8Array.from(whole);
      bytes[i] ^= mask;
      assert.ok(isRefused(bytes), `byte ${i}`);
    }
  }
  assert.ok(!isRefused(whole));
});

test('every length that a file can be cut to is noticed, and bytes after its end', () => {
  for (let length = 0; length < whole.length; length++) assert.ok(isRefused(whole.subarray(0, length)), `${length}`);
  for (const more of [[0], [0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff], [...whole]]) {
    assert.ok(isRefused(Uint8Array.from([...whole, ...more])));
  }
});

/** The bytes with their right checksum after them, as a forger would put it. */
function forged(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from([...bytes, ...new Uint8Array(Uint32Array.of(crc32(bytes)).buffer)]);
}

test('bytes cut off or put in before a right checksum are noticed', () => {
  const body = whole.subarray(0, -4);
  assert.ok(!isRefused(forged(body)));
  for (let length = 0; length < body.length; length++)
    assert.ok(isRefused(forged(body.subarray(0, length))), `${length}`);
  assert.ok(isRefused(forged(Uint8Array.from([...body, 0]))));
  assert.ok(isRefused(forged(Uint8Array.from([...body, ...body]))));
});

test('whatever bytes stand before a right checksum, they are refused, or are slots that ascend below 2^bits', () => {
  const wrongByte = fc.tuple(fc.nat({ max: whole.length - 10 }), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(
      fc.array(wrongByte, { minLength: 1, maxLength: 6 }),
      fc.uint8Array({ maxLength: 30 }),
      (wrong, more) => {
        const bytes = Uint8Array.from([...whole.subarray(0, -4), ...more]);
        for (const [at, value] of wrong) bytes[5 + at] = value;
        const file = forged(bytes);
        if (isRefused(file)) return;
        const { header, slots: read } = contentsOf([file]);
        assert.ok(read.every((slot, i) => slot > (read[i - 1] ?? -1) && slot < 2 ** header.hashing.bits));
      },
    ),
    { numRuns: 3000 },
  );
});

test('a few forged bytes do not stand for many fields, nor for a list or a text that is longer than the file', () => {
  const varint = [0xff, 0xff, 0xff, 0xff, 0x0f];
  const head = [...Buffer.from('LCTR'), 1, 0, 20, 0];
  for (const bytes of [
    [...head, ...varint, ...varint, 1, 48],
    [...head, 0x80, 0x80, 4, 0xf0, 0xff, 0x3f, ...varint],
    [...head, 1, 0, ...varint],
    [...head, 1, 8, 1, 65, 0, 0, ...varint],
    [...head, 0, ...varint],
    [...head, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ...varint, ...varint],
    [...head, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1],
  ]) {
    assert.ok(isRefused(forged(Uint8Array.from([...bytes, ...new Uint8Array(300)]))), bytes.join());
  }
});

test('an entry has no more further fields than there are fields, and none of a long name', () => {
  const head = [...Buffer.from('LCTR'), 1, 0, 20, 0];
  const end = new Uint8Array(8 + 1 + 2 + 4);
  const withFields = (...fields: number[]) => forged(Uint8Array.from([...head, ...fields, 0, ...end.subarray(1)]));
  const long = [...new TextEncoder().encode('a'.repeat(255)), 49];
  assert.equal(contentsOf([withFields(2, 16, 1, 49)]).header.hashing.fields[1].name, '2');
  assert.ok(!isRefused(withFields(1, 0, 0x80, 2, ...long)));
  assert.ok(isRefused(withFields(1, 16, 1, 49)));
  assert.ok(isRefused(withFields(2, 16, 0x80, 2, ...long)));
});

test('a file of another kind is told from one that is damaged', () => {
  const messageOf = (bytes: Uint8Array) => {
    try {
      verify([bytes]);
    } catch (error) {
      return error instanceof Error ? error.message : error;
    }
    return undefined;
  };
  const none = 'not a packed model: another beginning than LCTR, version 1';
  assert.equal(messageOf(new Uint8Array()), none);
  assert.equal(messageOf(Buffer.from('ARROW1\0\0')), none);
  assert.equal(messageOf(Buffer.from('LCTR\x02abcdefgh')), none);
  const damaged = 'not a packed model: a wrong checksum, of bytes changed or cut off';
  assert.equal(messageOf(whole.subarray(0, 20)), damaged);
  assert.equal(messageOf(whole), undefined);
});

test('the name after one counts its last digits on', () => {
  const names = { C1: 'C2', C9: 'C10', C09: 'C10', '9': '10', a: 'a', a1b: 'a1b', C999999999: 'C1000000000' };
  for (const [name, next] of Object.entries(names)) assert.equal(nextName(name), next);
  assert.equal(nextName('1999999999'), '11000000000');
  assert.equal(nextName('a\n1'), 'a\n2');
});
