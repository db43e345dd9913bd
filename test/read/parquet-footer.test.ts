/** Footers that lie, each in one number. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { InputError } from '#dist/input-error.js';
import { parquetFooter } from '#dist/read/parquet-footer.js';
import { type ThriftValue, int, list, struct, text } from '#dist/read/thrift-writer.js';

const DATA_BYTES = 1000;

/** A file of one column of 10 numbers, with the fields given in place of the true ones. */
interface Lie {
  readonly file?: Record<number, ThriftValue | null>;
  readonly root?: Record<number, ThriftValue | null>;
  readonly group?: Record<number, ThriftValue | null>;
  readonly chunk?: Record<number, ThriftValue | null>;
  readonly metadata?: Record<number, ThriftValue | null>;
}

const element = struct({ 1: int(1, 5), 3: int(1, 5), 4: text('a') });

function footerWith({ file, root, group, chunk, metadata }: Lie): Uint8Array {
  const place = { 1: int(1, 5), 2: list([int(0, 5)]), 3: list([text('a')]), 4: int(0, 5), 5: int(10), 6: int(50) };
  const column = struct({ 2: int(4), 3: struct({ ...place, 7: int(60), 9: int(4), ...metadata }), ...chunk });
  const rows = struct({ 1: list([column]), 2: int(50), 3: int(10), ...group });
  const tree = list([struct({ 4: text('schema'), 5: int(1, 5), ...root }), element]);
  return struct({ 1: int(2, 5), 2: tree, 3: int(10), 4: list([rows]), ...file }).bytes;
}

test('a footer without a lie is taken', () => {
  const { columns, rowGroups } = parquetFooter(footerWith({}), DATA_BYTES);
  assert.deepEqual([columns[0].name, columns[0].kind, rowGroups[0].rows], ['a', 'other', 10]);
  const { from, bytes, values, dataOffset } = rowGroups[0].chunks[0];
  assert.deepEqual([from, bytes, values, dataOffset], [4, 60, 10, 0]);
});

test('a dictionary lies before the data; at 0 there is none', () => {
  const chunkOf = (metadata: Record<number, ThriftValue>) =>
    parquetFooter(footerWith({ metadata }), DATA_BYTES).rowGroups[0].chunks[0];
  assert.deepEqual(chunkOf({ 9: int(24), 11: int(4) }).dataOffset, 20);
  assert.deepEqual(chunkOf({ 9: int(24), 11: int(0) }).from, 24);
});

test('a column without values may lie anywhere: nothing of it is read', () => {
  const nothing = { file: { 3: int(0) }, group: { 3: int(0) }, metadata: { 5: int(0), 7: int(15), 9: int(-7) } };
  const { from, bytes } = parquetFooter(footerWith(nothing), DATA_BYTES).rowGroups[0].chunks[0];
  assert.deepEqual([from, bytes], [4, 0]);
});

for (const [lie, reason] of [
  [{ file: { 3: int(11) } }, '11 rows in all and 10 in its row groups'],
  [{ file: { 3: int(-10) } }, '-10 rows in all'],
  [{ file: { 2: list([element]) } }, 'a schema of 0 columns'],
  [{ file: { 2: null } }, 'a schema'],
  [{ file: { 4: text('a') } }, 'a list of type 8'],
  [{ file: { 3: int(2 ** 53 - 1) } }, 'more than 53 bits'],
  [{ root: { 5: int(2, 5) } }, 'a schema of 1 columns'],
  [{ root: { 5: int(-1, 5) } }, 'a schema of 1 columns'],
  [{ group: { 3: int(9) } }, '10 rows in all and 9'],
  [{ group: { 3: int(-1) } }, 'a row group of -1 rows'],
  [{ group: { 1: null } }, 'a row group of 0 columns for 1'],
  [{ chunk: { 1: text('other.parquet') } }, 'a column in another file'],
  [{ chunk: { 3: null } }, 'a column without its place'],
  [{ metadata: { 5: int(11) } }, '11 values of "a" in 10 rows'],
  [{ metadata: { 5: int(-1) } }, 'a negative number'],
  [{ metadata: { 7: int(-60) } }, 'a negative number'],
  [{ metadata: { 7: int(DATA_BYTES - 3) } }, 'a column of 997 bytes at 4'],
  [{ metadata: { 7: null } }, 'a negative number'],
  [{ metadata: { 9: int(3) } }, 'a column of 60 bytes at 3'],
  [{ metadata: { 9: int(-4) } }, 'a column of 60 bytes at -4'],
  [{ metadata: { 9: int(2 ** 50) } }, 'a column of 60 bytes at'],
  [{ metadata: { 9: int(100), 11: int(20) } }, 'a column of 60 bytes at 20'],
] satisfies [Lie, string][]) {
  test(`a footer with ${reason} is refused`, () => {
    assert.throws(
      () => parquetFooter(footerWith(lie), DATA_BYTES),
      (error) => {
        assert.ok(error instanceof InputError, String(error));
        assert.ok(error.message.includes(reason), error.message);
        return true;
      },
    );
  });
}
