/** Pages that are not what the footer, or their own header, says. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { InputError } from '#dist/input-error.js';
import { pagesOf } from '#dist/read/parquet-pages.js';
import { parquetSlice } from '#dist/read/parquet-slice.js';
import { type ThriftValue, int, struct, text } from '#dist/read/thrift-writer.js';
import { folder } from './folder.js';
import { decoded } from './parquet-files.js';

const { write } = folder();
const GZIP = 2;
const INT64 = 2;
const PLAIN = 0;
const RLE = 3;
const RLE_DICTIONARY = 8;

type Fields = Record<number, ThriftValue | null>;

/** A data page of version 1 with 10 values. */
function page(body: Uint8Array, lie: Fields = {}, dataLie: Fields = {}): Uint8Array {
  const data = struct({ 1: int(10, 5), 2: int(PLAIN, 5), 3: int(RLE, 5), 4: int(RLE, 5), ...dataLie });
  const header = struct({ 1: int(0, 5), 2: int(80, 5), 3: int(body.length, 5), 5: data, ...lie });
  return Buffer.concat([header.bytes, body]);
}

function chunkOf(bytes: Uint8Array, values: number) {
  const place = { from: 4, bytes: bytes.length, dataOffset: 0, uncompressed: 80 };
  return { type: INT64, codec: GZIP, encodings: [PLAIN], values, ...place };
}

/** What is decoded of a file of these pages. */
async function read(bytes: Uint8Array, rows = 10): Promise<readonly unknown[]> {
  const element = struct({ 1: int(INT64, 5), 3: int(0, 5), 4: text('a') }).bytes;
  const column = { name: 'a', kind: 'other', leaf: 0, path: ['a'], elements: [element] } as const;
  const pages = { decompressed: 80, inDictionary: false };
  const file = parquetSlice(rows, [{ column, chunk: chunkOf(bytes, rows), bytes, pages }], '');
  return (await decoded(write('pages', file)))['a'];
}

const body = gzipSync(Buffer.alloc(80, 1));

test('pages that say the truth are read', async () => {
  const value = String(0x0101010101010101n);
  assert.deepEqual(
    await read(Buffer.concat([page(body), page(body)]), 20),
    Array.from({ length: 20 }, () => value),
  );
});

test('pages count what they take and whether most values are in a dictionary', () => {
  const indices = page(body, {}, { 2: int(RLE_DICTIONARY, 5) });
  const of = (...pages: Uint8Array[]) =>
    pagesOf(Buffer.concat(pages), chunkOf(Buffer.concat(pages), 10 * pages.length));
  assert.deepEqual(of(page(body), indices), { decompressed: 160, inDictionary: false });
  assert.deepEqual(of(page(body), indices, indices), { decompressed: 240, inDictionary: true });
});

for (const [what, bytes, reason] of [
  ['more bytes than the column has', page(body, { 3: int(body.length + 1, 5) }), `a page of ${body.length + 1} bytes`],
  ['a negative length', page(body, { 3: int(-1, 5) }), 'a page of -1 bytes'],
  ['a negative length once decompressed', page(body, { 2: int(-1, 5) }), 'a page of 10 values in -1 bytes'],
  ['more values than the footer', page(body, {}, { 1: int(11, 5) }), 'a page of 11 values'],
  ['fewer values than the footer', page(body, {}, { 1: int(9, 5) }), 'bytes past the end'],
  ['a gigabyte once decompressed', page(body, { 2: int(2 ** 30 + 1, 5) }), 'at most 1,073,741,824'],
  ['less than it takes once decompressed', page(gzipSync(Buffer.alloc(1e7))), 'found damaged Parquet data'],
  ['more than it takes once decompressed', page(gzipSync(Buffer.alloc(8))), 'found damaged Parquet data'],
] as const) {
  test(`a page that promises ${what} is refused`, async () => {
    await assert.rejects(read(bytes), (error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.ok(error.message.includes(reason), error.message);
      return true;
    });
  });
}
