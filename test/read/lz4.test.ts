import assert from 'node:assert/strict';
import { test } from 'node:test';

import { InputError } from '#dist/input-error.js';
import { unLz4 } from '#dist/read/lz4.js';
import { xxHash32 } from '#dist/read/xxhash32.js';

// flags of a frame, with the version in its place
const LINKED = 0x40;
const INDEPENDENT = 0x60;
const BLOCK_CHECKSUMS = 0x10;
const CONTENT_SIZE = 0x08;
const CONTENT_CHECKSUM = 0x04;
const END = '00000000';

function uint32(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes.toString('hex');
}

function hashOf(hex: string): string {
  return uint32(xxHash32(Buffer.from(hex, 'hex')));
}

/** @param sizes byte of the block size: 4 is 64 KiB */
function header(flags: number, more = '', sizes = 0x40): string {
  const descriptor = Buffer.from([flags, sizes]).toString('hex') + more;
  return `04224d18${descriptor}${hashOf(descriptor).slice(2, 4)}`;
}

function block(hex: string): string {
  return uint32(hex.length / 2) + hex;
}

function stored(text: string): string {
  return uint32((text.length | 0x80000000) >>> 0) + Buffer.from(text).toString('hex');
}

async function decoded(hex: string): Promise<string> {
  let text = '';
  async function* parts(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(hex, 'hex');
  }
  for await (const part of unLz4(parts())) text += Buffer.from(part).toString('latin1');
  return text;
}

/** Four literals, "abcd". */
const ABCD = '4061626364';

test('a linked block reaches into those before it, an independent one does not', async () => {
  // no literals, 8 bytes from 4 before, then one literal
  const reaching = '0404001065';
  const blocks = block(ABCD) + block(reaching) + END;
  assert.equal(await decoded(header(LINKED) + blocks), 'abcdabcdabcde');
  assert.equal(await decoded(header(LINKED) + stored('abcd') + block(reaching) + END), 'abcdabcdabcde');
  await assert.rejects(decoded(header(INDEPENDENT) + blocks), /a match before the start of the data/);
  // nor does a frame reach into the one before it
  const frames = header(LINKED) + block(ABCD) + END + header(LINKED) + block(reaching) + END;
  await assert.rejects(decoded(frames), /a match before the start of the data/);
});

test('history is kept for 64 KiB, however short the blocks', async () => {
  const shorts = Array.from({ length: 700 }, (_, i) => `${i}`.padStart(100, '.'));
  // from the start of the block that lies 65,500 before
  const far = `05${Buffer.from([65500 & 255, 65500 >> 8]).toString('hex')}1021`;
  const text = shorts.join('');
  const content = await decoded(header(LINKED) + shorts.map(stored).join('') + block(far) + END);
  assert.equal(content, `${text}${text.slice(-65500).slice(0, 9)}!`);
});

test('checksums and sizes are verified', async () => {
  const content = Buffer.from('abcd').toString('hex');
  const frame = (flags: number, more: string, check: string, end: string): string =>
    header(INDEPENDENT | flags, more) + block(ABCD) + check + END + end;
  const good: readonly [number, string, string, string][] = [
    [0, '', '', ''],
    [BLOCK_CHECKSUMS, '', hashOf(ABCD), ''],
    [CONTENT_CHECKSUM, '', '', hashOf(content)],
    [CONTENT_SIZE, '0400000000000000', '', ''],
    [BLOCK_CHECKSUMS | CONTENT_CHECKSUM, '', hashOf(ABCD), hashOf(content)],
  ];
  for (const parts of good) assert.equal(await decoded(frame(...parts)), 'abcd');
  const bad: readonly [string, RegExp][] = [
    [frame(BLOCK_CHECKSUMS, '', hashOf(content), ''), /wrong block checksum/],
    [frame(CONTENT_CHECKSUM, '', '', hashOf(ABCD)), /wrong content checksum/],
    [frame(CONTENT_SIZE, '0500000000000000', '', ''), /wrong content size/],
    [frame(CONTENT_SIZE, '0400000001000000', '', ''), /wrong content size/],
    [`04224d18604000${block(ABCD)}${END}`, /wrong header checksum/],
  ];
  for (const [hex, message] of bad) await assert.rejects(decoded(hex), message);
});

test('lengths that lead astray are damage, never a crash', async () => {
  const long = 'ff'.repeat(300);
  const blocks: readonly [string, RegExp][] = [
    ['50616263', /literals beyond the end of a block/],
    ['f0', /a length beyond the end of a block/],
    [`f0${long}`, /a length beyond the end of a block/],
    [`1f610100${long}00`, /a match beyond the end of a block/],
    ['10610000', /a match before the start of the data/],
    ['10610200', /a match before the start of the data/],
    ['106101', /a block without an end/],
    ['10610100', /a block without an end/],
  ];
  for (const [hex, message] of blocks) {
    const error = await decoded(header(INDEPENDENT) + block(hex) + END).then(
      () => assert.fail(hex),
      (e: unknown) => e,
    );
    assert.ok(error instanceof InputError);
    assert.match(error.message, message, hex);
    assert.equal(error.problem.expected, 'a whole lz4 file');
  }
  await assert.rejects(decoded(header(INDEPENDENT) + uint32(65537)), /a block of more than the announced size/);
});

test('frames of another kind are refused by what they ask for', async () => {
  const frames: readonly [string, RegExp][] = [
    [header(0x80), /an unknown kind of frame/],
    [header(INDEPENDENT | 2), /an unknown kind of frame/],
    [header(INDEPENDENT, '', 0x41), /an unknown kind of frame/],
    [header(INDEPENDENT, '', 0xc0), /an unknown kind of frame/],
    [header(INDEPENDENT, '', 0x30), /an unknown block size/],
    [header(INDEPENDENT | 1, '01000000'), /found lz4 data that needs a dictionary/],
    [`${header(INDEPENDENT)}${END}02214c18`, /something else follows a frame/],
  ];
  for (const [hex, message] of frames) await assert.rejects(decoded(hex), message);
});
