/** Arrow as other writers write it is read right, whole or not at all. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { InputError } from '#dist/input-error.js';
import { bytesSource } from '#dist/read/arrow-source.js';
import { columnBatches } from '#dist/read/arrow-stream.js';
import { chooseColumns } from '#dist/read/column-choice.js';
import { detectFormat } from '#dist/read/formats.js';
import { examplesOf, goldenFiles, goldenFormat, textsIn } from './arrow-golden.js';
import { folder } from './folder.js';

const { write } = folder();

const AT = '2026-11-24 08:44:43.25';
const TABLE = [
  ['1', 'news', 'x', '3', '0.5', AT, ['a', 'b']],
  ['0', '', 'y', '', '0.1', '', []],
  ['0', 'a site with a long name', 'x', '9007199254740993', '', AT, ''],
  ['1', 'news', '', '-2', '3', '', ['c', '']],
];
const withAds = (...ads: string[]) => TABLE.map((example, i) => example.toSpliced(2, 1, ads[i]));

const EXPECTED: Readonly<Record<string, readonly unknown[]>> = {
  'delta.arrows': [...TABLE, ...withAds('x', 'z', 'q', 'y')],
  'large.arrows': [...TABLE, ...TABLE],
  'lz4.arrow': TABLE,
  'plain.arrow': [...TABLE, ...TABLE],
  'polars-lz4.arrow': TABLE,
  'polars.arrow': TABLE,
  'replaced.arrows': [...TABLE, ...withAds('x', 'z', 'y', 'q')],
  'zstd.arrows': TABLE,
};

test('every golden file has an expectation', () =>
  assert.deepEqual(
    goldenFiles.map(({ name }) => name),
    Object.keys(EXPECTED),
  ));

for (const { name, path, bytes } of goldenFiles) {
  test(`${name}: values are the text that a CSV would have`, async () =>
    assert.deepEqual(await textsIn(path), EXPECTED[name]));

  test(`${name}: it is known by its first bytes`, () => assert.equal(detectFormat('log', bytes, true), 'arrow'));

  test(`${name}: cut at any byte, it is refused, or a stream ends where a batch does`, async () => {
    const isStream = name.endsWith('s');
    for (let end = 1; end < bytes.length; end++) {
      const cut = write(`cut-${name}`, bytes.subarray(0, end));
      try {
        const texts = await textsIn(cut);
        assert.ok(isStream, `${end} bytes`);
        assert.deepEqual(texts, EXPECTED[name].slice(0, texts.length));
      } catch (error) {
        assert.ok(error instanceof InputError, String(error));
      }
    }
  });
}

const fromBytes = async (bytes: Uint8Array) => {
  const texts: unknown[] = [];
  const choose = (fields: Parameters<typeof chooseColumns>[0]) => chooseColumns(fields, goldenFormat.spec);
  for await (const batch of columnBatches(bytesSource(bytes), choose)) texts.push(...examplesOf(batch));
  return texts;
};

test('streams are read from bytes in memory, wherever they begin', async () => {
  for (const { name, bytes } of goldenFiles.filter(({ name: each }) => each.endsWith('s'))) {
    for (const shift of [0, 1, 3, 4]) {
      const shifted = Buffer.concat([Buffer.alloc(shift), bytes]).subarray(shift);
      assert.deepEqual(await fromBytes(shifted), EXPECTED[name]);
    }
  }
});

test('a file whose messages follow each other is read without looking back; others say that they need to be files', async () => {
  const bytesOf = (wanted: string) => goldenFiles.find(({ name }) => name === wanted)!.bytes;
  for (const name of ['plain.arrow', 'lz4.arrow']) assert.deepEqual(await fromBytes(bytesOf(name)), EXPECTED[name]);
  await assert.rejects(
    fromBytes(bytesOf('polars.arrow')),
    /whose messages do not follow each other.*; name the file itself/,
  );
});

test('other data is named as what it is', async () => {
  await assert.rejects(
    fromBytes(Buffer.from('click,site\n1,2\n')),
    /found other data, expected an Arrow file or stream/,
  );
  await assert.rejects(fromBytes(Buffer.from('FEA1....')), /found a Feather file of version 1/);
  await assert.rejects(fromBytes(Buffer.from('ARR')), /cut short/);
});

test('a message of more metadata or examples than there can be is refused before it is read', async () => {
  const prefix = Buffer.from('ffffffff00000008', 'hex');
  await assert.rejects(fromBytes(Buffer.concat([prefix, Buffer.alloc(64)])), InputError);
});
