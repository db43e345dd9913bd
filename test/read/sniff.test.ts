/** The first bytes of an input: as many as its header needs, and those of a pipe are read again. */

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { hash } from '#dist/hash/hash.js';
import { read } from '#dist/read/read.js';
import type { Schema } from '#dist/read/schema.js';
import { hashed, passOf } from '../hash/passes.js';
import { folder } from './folder.js';

const { path: here, write } = folder();

/** A schema whose negative class only the records tell. */
function schemaOf(fields: readonly string[]): Schema {
  return {
    label: { column: 'click', positive: ['yes'], negative: null },
    header: true,
    importance: null,
    trim: false,
    fields: fields.map((name) => ({ name, type: 'categorical' })),
    ignored: [],
    crosses: [],
  };
}

test('a header of any length up to a record is read, and the labels behind it', async () => {
  for (const length of [20, 64, 65, 66, 130, 1000]) {
    const fields = Array.from({ length: 1000 }, (_, i) => `${i}`.padStart(length, 'n'));
    const cells = fields.map((_, i) => `v${i}`).join(',');
    const text = `click,${fields.join(',')}\n${`yes,${cells}\nno,${cells}\n`.repeat(3)}`;
    const schema = schemaOf(fields);
    for (const content of [text, gzipSync(text)]) {
      const { labels, slots } = await hashed([write('wide.csv', content)], { schema, bits: 20, workers: 0 });
      assert.deepEqual([[...labels], slots.length > 5900], [[1, 0, 1, 0, 1, 0], true], `names of ${length}`);
    }
  }
});

test('a header that never ends is one error', async () => {
  const path = write('endless.csv', `click,${'x'.repeat(3 << 20)}\nyes,a\n`);
  await assert.rejects(read([path], { schema: schemaOf(['a']) }), {
    message: `${path}: found a header of more than 1,048,576 bytes, expected a line of column names; check the format`,
  });
});

const schema = schemaOf(['a', 'b']);
const records = Array.from({ length: 60_000 }, (_, i) => `${i % 3 ? 'no' : 'yes'},t${i % 97},u${i % 89}\r\n`);
const table = `click,a,b\r\n${records.join('')}`;
const few = table.slice(0, 200);

/** A named pipe, and a writer for it in another process. */
function fifo(t: TestContext, name: string) {
  const path = join(here, name);
  try {
    execFileSync('mkfifo', [path]);
  } catch {
    t.skip('no mkfifo');
  }
  const feed = (content: string | Buffer) => {
    const writer = spawn('sh', ['-c', 'cat > "$0"', path], { stdio: ['pipe', 'ignore', 'ignore'] });
    writer.stdin.on('error', () => {});
    writer.stdin.end(content);
  };
  return { path, feed };
}

/** How often this process has a file open; 0 where nobody can tell. */
function timesOpen(path: string): number {
  if (process.platform !== 'linux') return 0;
  return readdirSync('/proc/self/fd').filter((fd) => targetOf(`/proc/self/fd/${fd}`) === path).length;
}

function targetOf(link: string): string | null {
  try {
    return readlinkSync(link);
  } catch {
    return null;
  }
}

test('a named pipe is looked at and read as a file is: its header, format, labels and compression', async (t) => {
  const { path, feed } = fifo(t, 'table');
  for (const content of [table, few, gzipSync(table), gzipSync(few)]) {
    const expected = await hashed([write('file', content)], { schema, bits: 12, workers: 0 });
    for (const workers of [0, 2]) {
      feed(content);
      const found = await read([path], { schema });
      assert.equal(found.format.name, 'csv');
      assert.deepEqual(await passOf(hash(found, { bits: 12, workers })), expected);
      assert.equal(timesOpen(path), 0);
    }
  }
});

test('a signal ends the look at a pipe without a writer, and nothing stays open', async (t) => {
  const { path } = fifo(t, 'idle');
  for (let i = 0; i < 3; i++) {
    const signal = AbortSignal.timeout(50);
    await assert.rejects(read([path], { schema, signal }), { name: 'AbortError' });
  }
  assert.equal(timesOpen(path), 0);
});

test('what is wrong with the beginning of a pipe is told, and its writer is let go', async (t) => {
  for (const [i, [content, message]] of (
    [
      ['', /found nothing, expected records/],
      [`click,${'x'.repeat(3 << 20)}`, /found a header of more than/],
      [gzipSync(table).subarray(0, 300), /found gzip data that is cut short/],
    ] as const
  ).entries()) {
    // one each: a writer that was let go may still be at it when the next one begins
    const { path, feed } = fifo(t, `wrong-${i}`);
    feed(Buffer.from(content));
    await assert.rejects(read([path], { schema }), message);
    assert.equal(timesOpen(path), 0);
  }
});
