import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, createWriteStream, openSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { type Bytes, openStream } from '#dist/read/bytes.js';
import { findInputs } from '#dist/read/inputs.js';
import { folder } from './folder.js';

const { path: here, write } = folder();

async function textOf(bytes: Bytes, size = 1 << 16): Promise<string> {
  let text = '';
  const part = new Uint8Array(size);
  for (let count = await bytes.read(part); count > 0; count = await bytes.read(part)) {
    text += Buffer.from(part.subarray(0, count)).toString('latin1');
  }
  bytes.close();
  return text;
}

test('gzip is inflated, member after member, wherever their borders lie', async () => {
  const text = 'what was written\n'.repeat(40_000);
  const whole = gzipSync(text);
  const small = gzipSync('small\n');
  const contents: readonly (readonly [Uint8Array, string])[] = [
    [whole, text],
    [Buffer.concat([small, whole, small]), `small\n${text}small\n`],
    [Buffer.concat(Array.from({ length: 5000 }, () => small)), 'small\n'.repeat(5000)],
    [Buffer.concat([small, gzipSync(''), small]), 'small\nsmall\n'],
    // padding that tapes and block devices leave
    [Buffer.concat([small, Buffer.alloc(1000)]), 'small\n'],
  ];
  for (const [content, expected] of contents) {
    const [input] = await findInputs([write('members.gz', content)]);
    assert.equal(await textOf(openStream(input)), expected);
    if (expected.length < 1 << 16) assert.equal(await textOf(openStream(input), 3), expected);
  }
});

test('a pipe is gzip if its first two bytes say so, though they come one at a time', async (t) => {
  const path = join(here, 'pipe');
  try {
    execFileSync('mkfifo', [path]);
  } catch {
    return t.skip('no mkfifo');
  }
  const [input] = await findInputs([path]);
  for (const [content, text] of [
    [gzipSync('zipped\n'), 'zipped\n'],
    [Buffer.from('plain\n'), 'plain\n'],
    [Buffer.from('p'), 'p'],
    [Buffer.from(''), ''],
  ] as const) {
    const read = textOf(openStream(input));
    const writer = createWriteStream(path);
    for (const byte of content) {
      writer.write(Buffer.of(byte));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    writer.end();
    assert.equal(await read, text);
  }
});

test('a stream that is closed before its end lets go of its file', { skip: process.platform === 'win32' }, async () => {
  const [input] = await findInputs([write('closed.gz', gzipSync(Buffer.alloc(1 << 22)))]);
  const part = new Uint8Array(10);
  const free = openSync('/dev/null', 'r');
  closeSync(free);
  for (let i = 0; i < 20; i++) {
    const bytes = openStream(input);
    assert.equal(await bytes.read(part), 10);
    bytes.close();
  }
  const untouched = openStream(input);
  untouched.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const now = openSync('/dev/null', 'r');
  closeSync(now);
  // the lowest free number is the same
  assert.equal(now, free);
});
