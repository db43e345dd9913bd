import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { read } from '#dist/read/read.js';
import { folder } from './folder.js';

const { write } = folder();

async function formatOf(name: string, content: string | Uint8Array): Promise<string> {
  return (await read([write(name, content)])).format.name;
}

const criteoLine = `0${'\t1'.repeat(13)}${'\t05db9164'.repeat(26)}\n`;

test('a format is found by the name, whatever is in the file', async () => {
  for (const name of ['a.svm', 'a.svmlight', 'a.libsvm', 'a.SVM', 'a.svm.gz']) {
    assert.equal(await formatOf(name, criteoLine), 'svmlight', name);
  }
  for (const name of ['a.criteo', 'a.criteo.gz']) assert.equal(await formatOf(name, '1 1:1\n'), 'criteo', name);
});

test('a format is found by the first record, plain or gzip, whole or without a line feed', async () => {
  const svmlight = ['1 1:1 7:0.5', '-1\t3:1e5', '+1 qid:3 1:1 # why', '0', '1 #', '1 1:1\r'];
  for (const line of svmlight) {
    for (const content of [line, `${line}\n`, `${line}\nx`, gzipSync(line), gzipSync(`${line}\n`)]) {
      assert.equal(await formatOf('records', content), 'svmlight', JSON.stringify(line));
    }
  }
  const criteo = [criteoLine, `1${'\t'.repeat(39)}\r\n`, `${criteoLine}x\n`, criteoLine.slice(0, -1)];
  for (const line of criteo) {
    for (const content of [line, gzipSync(line)]) assert.equal(await formatOf('records', content), 'criteo');
  }
});

test('blank lines and comments before the first record do not hide the format', async () => {
  assert.equal(await formatOf('commented', '# made by hand\n\n \t\n#\n1 1:1\n'), 'svmlight');
  assert.equal(await formatOf('commented', `\n${criteoLine}`), 'criteo');
});

test('a first record that is longer than what is looked at is recognized by its start', async () => {
  const pairs = Array.from({ length: 20_000 }, (_, i) => ` ${1000 + i}:1`).join('');
  // at each of these lengths the look ends at another place of a pair
  for (const length of [65_530, 65_531, 65_532, 65_533, 65_534, 65_535, 65_536]) {
    assert.equal(await formatOf('long', `1${' '.repeat(65_537 - length)}${pairs}\n`), 'svmlight');
  }
});

/** A gzip member with a comment in its header. */
function commented(text: string, comment: string): Buffer {
  const member = gzipSync(text);
  const header = Buffer.from(member.subarray(0, 10));
  header[3] |= 1 << 4;
  return Buffer.concat([header, Buffer.from(`${comment}\0`), member.subarray(10)]);
}

test('a gzip file that comes in pieces of less than a record is recognized by the whole first record', async () => {
  // more bytes between the two halves than are read at once
  const second = commented(criteoLine.slice(50), 'x'.repeat(1 << 20));
  assert.equal(await formatOf('pieces.gz', Buffer.concat([gzipSync(criteoLine.slice(0, 50)), second])), 'criteo');
});
