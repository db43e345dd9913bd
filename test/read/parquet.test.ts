import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { InputError } from '#dist/input-error.js';
import type { Input } from '#dist/read/inputs.js';
import { readParquetFooter } from '#dist/read/parquet-file.js';
import { parquet } from '#dist/read/parquet.js';
import { decodeRowGroup } from '#dist/read/parquet-rows.js';
import { folder } from './folder.js';
import { PAGES_1, PAGES_2, decoded, fileInput, typesIn } from './parquet-files.js';

const { write } = folder();
const count = 40;
const each = <T>(value: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => value(i));

const expected = {
  label: each((i) => (i % 3 === 0 ? 1 : 0)),
  app: each((i) => (i % 7 === 0 ? null : `app ${i % 5}`)),
  page: each((i) => `page ${i}`),
  user: each((i) => String(BigInt(i) * 2n ** 54n + 1n)),
  price: each((i) => (i % 4 === 0 ? null : i / 8)),
  wifi: each((i) => i % 2 === 0),
  tags: each((i) => ['a', `b${i}`].slice(0, i % 3)),
  time: each((i) => i * 1e6),
};

test('pages of version 1 with snappy and of version 2 with gzip and delta encodings give all values', async () => {
  assert.deepEqual(await decoded(PAGES_1), expected);
  assert.deepEqual(await decoded(PAGES_2), expected);
});

test('a row group decoded in stretches of any length gives the same values', async () => {
  for (const bytes of [1, 200, 1000]) assert.deepEqual(await decoded(PAGES_1, undefined, bytes), expected);
});

test('only the columns that are asked for are decoded, in the order asked for', async () => {
  assert.deepEqual(await decoded(PAGES_2, ['price', 'label']), { price: expected.price, label: expected.label });
  assert.deepEqual(await typesIn(PAGES_1, ['price', 'label']), ['Float64', 'Int8']);
});

test('text stays in the dictionary that the file has, and only there', async () => {
  assert.deepEqual(await typesIn(PAGES_1, ['app', 'page']), ['Dictionary<Int32, Utf8>', 'Utf8']);
});

test('the footer tells the columns, the row groups and their rows', () => {
  const { columns, rowGroups } = readParquetFooter(fileInput(PAGES_1));
  assert.deepEqual(
    columns.map(({ name, kind }) => `${name} ${kind}`),
    [
      ...['label other', 'app text', 'page text', 'user other', 'price other', 'wifi other', 'tags list'],
      ...['time other', 'device nested'],
    ],
  );
  assert.deepEqual(
    rowGroups.map(({ rows }) => rows),
    [25, 15],
  );
});

async function refusal(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    assert.ok(error instanceof InputError, String(error));
    return error.message;
  }
  return 'nothing wrong';
}

test('a nested column and one that is not there are refused by name', async () => {
  assert.match(await refusal(() => decoded(PAGES_1, ['device'])), /field "device": found a column of structs/);
  assert.match(await refusal(() => decoded(PAGES_1, ['apps'])), /field "apps": found no such column/);
});

test('what can be read only from its beginning is refused with what to do', async () => {
  const pipe: Input = { name: 'p', path: 'p', kind: 'pipe', size: null };
  assert.match(await refusal(() => readParquetFooter(pipe)), /^p: found a pipe, .* from its end; write it to a file$/);
  const packed = write('x.parquet.gz', gzipSync(readFileSync(PAGES_1)));
  const input: Input = { ...fileInput(packed), kind: 'compressed' };
  assert.match(await refusal(() => readParquetFooter(input)), /found a compressed file, .*; decompress it/);
});

test('a file of another kind, an encrypted one and an empty table are told apart', async () => {
  const parts = (start: string, end: string) => Buffer.concat([Buffer.from(start), Buffer.alloc(12), Buffer.from(end)]);
  const wrong = (bytes: Buffer) => refusal(() => readParquetFooter(fileInput(write('wrong', bytes))));
  assert.match(await wrong(parts('a,b\n', 'PAR1')), /found no Parquet file/);
  assert.match(await wrong(parts('PARE', 'PARE')), /found an encrypted Parquet file/);
  assert.match(await wrong(parts('PAR1', 'PAR2')), /found damaged Parquet data \(no PAR1 at its end\)/);
  assert.match(await wrong(Buffer.from('PAR1')), /found damaged Parquet data/);
  assert.match(await wrong(Buffer.from('PAR')), /found damaged Parquet data \(it ends early\)/);
});

test('a file cut short at any byte is refused', async () => {
  const whole = fileInput(PAGES_1);
  for (let size = 1; size < whole.size!; size++) {
    assert.match(await refusal(() => readParquetFooter({ ...whole, size })), /: found damaged Parquet data/);
  }
});

test('a footer longer than the file is refused', async () => {
  const bytes = readFileSync(PAGES_1);
  for (const length of [bytes.length, 2 ** 31, 2 ** 32 - 1, bytes.length - 11]) {
    bytes.writeUInt32LE(length, bytes.length - 8);
    const message = await refusal(() => readParquetFooter(fileInput(write('long', bytes))));
    assert.match(message, /damaged Parquet data \(a footer of [0-9,]+ bytes in [0-9,]+\)/);
  }
});

test('a file that became shorter since its footer was read is refused', async () => {
  const whole = readFileSync(PAGES_1);
  const path = write('shorter', whole);
  const input = fileInput(path);
  const footer = readParquetFooter(input);
  write('shorter', whole.subarray(0, 100));
  await assert.rejects(decodeRowGroup(input, footer, 0, ['page']).next(), InputError);
});

test('of a file cut into parts, a row group is read with its first byte', async () => {
  const input = fileInput(PAGES_1);
  const { rowGroups } = readParquetFooter(input);
  const second = Math.min(...rowGroups[1].chunks.map(({ from }) => from));
  const label = { column: 'label', positive: ['1'], negative: ['0'] };
  const fields = [{ name: 'page', type: 'categorical' } as const];
  const ignored = ['app', 'user', 'price', 'wifi', 'tags', 'time', 'device'];
  const schema = { label, header: true, importance: null, trim: false, fields, ignored, crosses: [] } as const;
  const { readColumns } = parquet({ name: 'parquet', schema, classes: label });
  const lengths = async (from: number, to: number) => {
    const found: number[] = [];
    for await (const { length } of readColumns({ input, from, to, endsInput: true })) found.push(length);
    return found;
  };
  assert.deepEqual(await lengths(0, Infinity), [25, 15]);
  assert.deepEqual(await lengths(0, second), [25]);
  assert.deepEqual(await lengths(0, second + 1), [25, 15]);
  assert.deepEqual(await lengths(second, second + 1), [15]);
  assert.deepEqual(await lengths(second + 1, Infinity), []);
});
