import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, suite, test } from 'node:test';

import { InputError } from '#dist/input-error.js';
import { type Bytes, openStream } from '#dist/read/bytes.js';
import { COMPRESSIONS, compressionOf, decompress } from '#dist/read/compression.js';
import { findInputs } from '#dist/read/inputs.js';
import { folder } from './folder.js';

const { path: here, write } = folder();

const CLICKS = 'one click, two clicks, no click, one click, two clicks\n';
const NOTHING = 'and then nothing, nothing, nothing\n';

/** Made of CLICKS and of NOTHING by gzip 1.12, zstd 1.5.4 and lz4 1.9.4 at their command lines, all with a checksum. */
const MADE: Readonly<Record<string, readonly [Buffer, Buffer]>> = {
  gzip: [
    hex('1f8b0800000000000003cbcf4b5548cec94cced6512829cf87308b7514f2f261a2f9d814700100535b933037000000'),
    hex('1f8b08000000000000034bcc4b5128c948cd53c8cb2fc9c8cc4bd7c160700100c2490b6c23000000'),
  ],
  zstd: [
    hex('28b52ffd2437050100a86f6e6520636c69636b2c2074776f732c206e2c200a0300447d0c32e1a12801ffa3fca1'),
    hex('28b52ffd2423c5000090616e64207468656e206e6f7468696e672c0a0100399725e55225e5'),
  ],
  lz4: [
    hex(
      '04224d187440bd23000000e26f6e6520636c69636b2c2074776f0b0043732c206e0b002d2c2021005069636b730a99d2cf7100000000' +
        '27cb3604',
    ),
    hex(
      '04224d186c402300000000000000611b000000f902616e64207468656e206e6f7468696e672c09005068696e670a00000000' +
        '5416188b',
    ),
  ],
};

/** Left out by zstd and by lz4. */
const SKIPPABLE = hex('5a2a4d1804000000aabbccdd');

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

async function* partsOf(bytes: Uint8Array, size = bytes.length): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

/** What comes out, and the error that ended it. */
async function outcome(name: string, bytes: Uint8Array, size?: number): Promise<{ text: string; error?: Error }> {
  const compression = COMPRESSIONS.find((one) => one.name === name)!;
  let text = '';
  try {
    for await (const part of decompress(partsOf(bytes, size), compression, 'x')) text += Buffer.from(part).toString();
  } catch (error) {
    return { text, error: error as Error };
  }
  return { text };
}

async function textOf(bytes: Bytes): Promise<string> {
  let text = '';
  const part = new Uint8Array(1 << 16);
  for (let count = await bytes.read(part); count > 0; count = await bytes.read(part)) {
    text += Buffer.from(part.subarray(0, count)).toString('latin1');
  }
  bytes.close();
  return text;
}

for (const [name, [first, second]] of Object.entries(MADE)) {
  suite(`${name} as its command line makes it`, () => {
    test('is known by its first bytes', () => {
      assert.equal(compressionOf(first)?.name, name);
      assert.equal(compressionOf(first.subarray(0, 1)), undefined);
    });

    test('is decompressed, frame after frame, wherever its bytes are cut', async () => {
      const both = Buffer.concat([first, second]);
      for (let size = 1; size <= both.length; size++) {
        assert.deepEqual(await outcome(name, both, size), { text: CLICKS + NOTHING }, `${size} at a time`);
      }
      const many = Buffer.concat(Array.from({ length: 5000 }, () => second));
      assert.deepEqual(await outcome(name, many), { text: NOTHING.repeat(5000) });
    });

    test('is whole at the end of a frame and cut short anywhere else', async () => {
      // gzip takes the start of a member for padding
      const bytes = name === 'gzip' ? first : Buffer.concat([first, second]);
      const message = `x: found ${name} data that is cut short, expected a whole ${name} file; fetch it again`;
      for (let length = 1; length < bytes.length; length++) {
        const { text, error } = await outcome(name, bytes.subarray(0, length));
        if (length === first.length) assert.deepEqual({ text, error }, { text: CLICKS, error: undefined });
        else assert.equal(error?.message, message, `${length} bytes`);
      }
    });

    test('says so when a bit is wrong, or is what it was', async () => {
      for (let bit = 0; bit < first.length * 8; bit++) {
        const flipped = Buffer.from(first);
        flipped[bit >> 3] ^= 1 << (bit & 7);
        const { text, error } = await outcome(name, flipped);
        if (error === undefined) assert.equal(text, CLICKS, `bit ${bit}`);
        else assert.ok(error instanceof InputError, `bit ${bit}: ${error.stack}`);
      }
    });

    test('asks for no more than it needs', async () => {
      let asked = 0;
      async function* frames(): AsyncGenerator<Uint8Array> {
        for (; asked < 10_000; asked++) yield second;
      }
      const content = decompress(
        frames(),
        COMPRESSIONS.find((one) => one.name === name)!,
        'x',
      );
      for await (const part of content) {
        assert.ok(part.length > 0);
        break;
      }
      // gunzip runs ahead on a thread of its own, by up to 64 KiB of members: 1,638
      assert.ok(asked < (name === 'gzip' ? 5000 : 2), `${asked}`);
    });
  });
}

test('skippable frames are left out, and known for zstd at the start', async () => {
  for (const [name, size] of [
    ['zstd', undefined],
    ['zstd', 1],
    ['lz4', undefined],
    ['lz4', 1],
  ] as const) {
    const [first, second] = MADE[name];
    const bytes = Buffer.concat([SKIPPABLE, first, SKIPPABLE, SKIPPABLE, second, SKIPPABLE]);
    assert.deepEqual(await outcome(name, bytes, size), { text: CLICKS + NOTHING });
    const cut = await outcome(name, bytes.subarray(0, -1), size);
    assert.match(cut.error!.message, /cut short/);
  }
  assert.equal(compressionOf(SKIPPABLE)?.name, 'zstd');
});

test('what follows the last frame is damage, except after gzip', async () => {
  for (const name of ['zstd', 'lz4']) {
    const { text, error } = await outcome(name, Buffer.concat([MADE[name][0], Buffer.alloc(16)]));
    assert.equal(text, CLICKS);
    const found = `damaged ${name} data (something else follows a frame)`;
    assert.equal(error?.message, `x: found ${found}, expected a whole ${name} file; fetch it again`);
  }
  assert.deepEqual(await outcome('gzip', Buffer.concat([MADE.gzip[0], Buffer.alloc(16)])), { text: CLICKS });
});

test('zstd data that asks for a dictionary or a large window is refused by what it asks for', async () => {
  const dictionary = await outcome('zstd', hex('28b52ffd2107010900006161'));
  assert.match(dictionary.error!.message, /^x: found zstd data that needs a dictionary, .*; compress it again/);
  const window = await outcome('zstd', hex('28b52ffd009009000061'));
  assert.match(window.error!.message, /^x: found zstd data that needs a window of more than 128 MiB/);
});

test('the last zstd block is whole, though it does not fit into what is given back at a time', async () => {
  // two blocks of 100,000 times a letter, without a checksum behind them
  const block = (last: number, letter: string): Buffer => {
    const header = (100_000 << 3) | (1 << 1) | last;
    return Buffer.from([header, header >> 8, header >> 16, letter.charCodeAt(0)]);
  };
  const frame = Buffer.concat([hex('28b52ffd0068'), block(0, 'a'), block(1, 'b')]);
  const { text, error } = await outcome('zstd', frame);
  assert.equal(error, undefined);
  assert.ok(text === 'a'.repeat(100_000) + 'b'.repeat(100_000));
});

test('bytes that begin like zstd or LZ4 and go on at random never crash', async () => {
  let state = 1;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
  for (let i = 0; i < 2000; i++) {
    for (const name of ['zstd', 'lz4']) {
      const bytes = Buffer.concat([MADE[name][0], MADE[name][1]]);
      // what is changed lies behind the magic number
      for (let j = 0; j < 3; j++) bytes[4 + ((random() * (bytes.length - 4)) >> 8)] = random();
      const { error } = await outcome(name, bytes, 1 + (random() >> 2));
      assert.ok(error === undefined || error instanceof InputError, error?.stack);
    }
  }
});

test('files and pipes are decompressed, a pipe though its bytes come one at a time', async (t) => {
  for (const [name, [first, second]] of Object.entries(MADE)) {
    const [input] = await findInputs([write(`${name}.txt`, Buffer.concat([first, second]))]);
    assert.equal(input.kind, 'compressed');
    assert.equal(await textOf(openStream(input)), CLICKS + NOTHING);
    const [cut] = await findInputs([write(`${name}.cut`, first.subarray(0, -1))]);
    await assert.rejects(textOf(openStream(cut)), { name: 'InputError', message: /\.cut: found .* cut short/ });
  }
  const path = join(here, 'pipe');
  try {
    execFileSync('mkfifo', [path]);
  } catch {
    return t.skip('no mkfifo');
  }
  const [pipe] = await findInputs([path]);
  for (const [first] of Object.values(MADE)) {
    const read = textOf(openStream(pipe));
    const writer = createWriteStream(path);
    for (const byte of first) {
      writer.write(Buffer.of(byte));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    writer.end();
    assert.equal(await read, CLICKS);
  }
});

/** 3 MB in which much repeats, from near and far, and much does not. */
function longText(): string {
  let state = 1;
  const lines = Array.from({ length: 100_000 }, (_, i) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return i % 3 === 0 ? `${state}\t${i}` : `${state >>> 28}\tthe same\tthe same\t${state >>> 18}`;
  });
  return lines.join('\n') + '\n'.repeat(300_000);
}

function madeBy(t: TestContext, command: string, options: string[], path: string): Buffer | undefined {
  try {
    return execFileSync(command, [...options, '-q', '-c', path], { maxBuffer: 1 << 26, stdio: 'pipe' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    t.skip(`no ${command}`);
    return undefined;
  }
}

const WAYS: readonly string[] = [
  'gzip',
  ...['-1', '-3 --check', '-19', '--fast=5 --no-check', '--long=27', '-3 -B1MiB'].map((options) => `zstd ${options}`),
  ...['-1', '-9', '-12 -B5', '-B4', '-B4D', '-B4 -BX', '-BD -BX', '-B4D --content-size', '--no-frame-crc'].map(
    (options) => `lz4 ${options}`,
  ),
];

for (const way of WAYS) {
  test(`a long text by ${way}, in two frames, in pieces of many sizes`, async (t) => {
    const text = longText();
    const [command, ...options] = way.split(' ');
    const made = madeBy(t, command, options, write('long.txt', text));
    if (!made) return;
    for (const size of [97, 65_537, undefined]) {
      const { text: content, error } = await outcome(command, Buffer.concat([made, made]), size);
      assert.equal(error, undefined);
      // not by assert.equal: it would print megabytes
      assert.ok(content === text + text, `${size} at a time`);
    }
  });
}

test('zstd data cut or changed in the middle of a long file is an input error', async (t) => {
  const made = madeBy(t, 'zstd', [], write('long.txt', longText()));
  if (!made) return;
  const [cut] = await findInputs([write('cut.zst', made.subarray(0, made.length >> 1))]);
  await assert.rejects(textOf(openStream(cut)), /cut short/);
  made[made.length >> 1] ^= 16;
  const [changed] = await findInputs([write('changed.zst', made)]);
  await assert.rejects(textOf(openStream(changed)), /found damaged zstd data \(.+\)/);
});

test('a stream that is left before its end gives its memory back', async () => {
  // a window of 8 MiB each: 400 of them would not fit into the 2 GiB that WebAssembly has here
  const frame = hex('28b52ffd006808000061');
  for (let i = 0; i < 400; i++) {
    for await (const part of decompress(partsOf(frame), COMPRESSIONS[1], 'x')) {
      assert.equal(part.length, 1);
      break;
    }
  }
});
