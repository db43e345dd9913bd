import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import type { Batch } from '#dist/batch/batch.js';
import { partHasher } from '#dist/hash/hash-part.js';
import { type HashOptions, hash } from '#dist/hash/hash.js';
import { batchSlot } from '#dist/hash/kernel-batch.js';
import { writeKernelTables } from '#dist/hash/kernel-tables.js';
import { startThreads } from '#dist/hash/threads.js';
import { InputError } from '#dist/input-error.js';
import { createKernel } from '#dist/kernel/kernel.js';
import { layOut } from '#dist/kernel/layout.js';
import { criteo } from '#dist/read/criteo.js';
import { findInputs } from '#dist/read/inputs.js';
import { partsOf } from '#dist/read/parts.js';
import { read } from '#dist/read/read.js';
import { folder } from '../read/folder.js';
import { sharedData } from '../shared-data.js';
import { type Pass, assertSame, criteoLines, hashed, join as joined, passOf, twinPass } from './passes.js';

const { path: here, write } = folder();

const WORKERS = [0, 1, 2, 7];
const options = { bits: 16, missing: 'feature', seed: 7 } as const;

// three parts of 4 MiB and a little
const lines = criteoLines(44_000);
const first = criteoLines(500, 44_000);

const twinOf = (text: string): Pass => twinPass(text, criteo, { hash: 'murmur3', ...options });
// the twin is slow: once for all tests
const [expected, expectedFirst] = [twinOf(lines), twinOf(first)];
const zippedLines = gzipSync(lines, { level: 1 });

function gzipMembers(text: string, members: number): Buffer {
  const size = Math.ceil(text.length / members);
  return Buffer.concat(
    Array.from({ length: members }, (_, i) => gzipSync(text.slice(i * size, (i + 1) * size), { level: 1 })),
  );
}

test('batches are the same at any number of workers: plain files, gzip, gzip of many members, and all together', async () => {
  const [plain, small] = [write('plain.criteo', lines), write('small.criteo', first)];
  const zipped = write('zipped.criteo.gz', zippedLines);
  // members end in the middle of lines
  const members = write('members.criteo.gz', gzipMembers(lines, 9));
  const together = joined([expectedFirst, expectedFirst, expected]);
  for (const workers of WORKERS) {
    const at = `${workers} workers`;
    for (const path of [plain, zipped, members])
      assertSame(await hashed([path], { ...options, workers }), expected, at);
    assertSame(await hashed([small, small, members], { ...options, workers }), together, at);
  }
});

test('batches do not depend on how a file is cut into parts', async () => {
  const [input] = await findInputs([write('parts.criteo', first)]);
  const kernel = createKernel(layOut(options.bits, 1, 3));
  const spec = { hash: 'murmur3', ...options, fields: criteo.fields } as const;
  writeKernelTables(kernel.memory.buffer, kernel.layout.hashTables, spec, criteo);
  const [lane] = kernel.layout.lanes;
  const slots = lane.batches.map((batch) => batchSlot(kernel, batch));
  const hasher = partHasher(kernel, lane, criteo, spec, 'fail');
  async function* batchesOf(partBytes: number): AsyncGenerator<Batch> {
    let size = 0;
    for (const part of partsOf([input], partBytes)) {
      let linesInPart = 0;
      for await (const batch of hasher.hash(part)) {
        yield slots[batch.index].view();
        size += slots[batch.index].size();
        ({ linesInPart } = batch);
        slots[batch.index].release();
      }
      assert.ok(linesInPart <= size);
    }
  }
  for (const partBytes of [64, 999, 4096, 65_536]) {
    assertSame(await passOf(batchesOf(partBytes)), expectedFirst, `parts of ${partBytes}`);
  }
});

test('a second pass is the first again, and counts anew', async () => {
  const path = write('passes.criteo', lines);
  for (const workers of [0, 2]) {
    const batches = hash(await read([path]), { ...options, workers });
    assert.equal(batches.totalBytes, lines.length);
    const passes = [await passOf(batches), await passOf(batches)];
    assertSame(passes[1], passes[0], `${workers} workers`);
    const { examples, features, badRecords, bytes } = batches.counts;
    assert.deepEqual({ examples, badRecords, bytes }, { examples: 44_000, badRecords: 0, bytes: lines.length });
    assert.equal(features, passes[0].slots.length);
  }
});

test('a pass that was left early is followed by a whole one', async () => {
  const path = write('left.criteo', lines);
  for (const workers of [0, 2]) {
    const batches = hash(await read([path]), { ...options, workers });
    await leaveEarly(batches);
    assertSame(await passOf(batches), expected, `${workers} workers`);
  }
});

/** A consumer that has had enough after one batch. */
async function leaveEarly(batches: AsyncIterable<Batch>): Promise<void> {
  for await (const { size } of batches) {
    assert.ok(size > 0);
    return;
  }
}

const openFiles = (): number => readdirSync('/proc/self/fd').length;
const countable = process.platform === 'linux' ? false : 'open files are counted on Linux';

test('no file stays open after a pass, a pass left early, or an error', { skip: countable }, async () => {
  const plain = write('open.criteo', lines);
  const zipped = write('open.criteo.gz', zippedLines);
  const wrong = write('open-wrong.criteo.gz', gzipSync(`${first}x\n`));
  const cut = write('open-cut.criteo.gz', zippedLines.subarray(0, -1000));
  const passes = async () => {
    for (const workers of [0, 2]) {
      for (const path of [plain, zipped, wrong, cut]) {
        const batches = hash(await read([path]), { ...options, workers });
        await leaveEarly(batches).catch((error: unknown) => assert.ok(error instanceof InputError));
        await passOf(batches).catch((error: unknown) => assert.ok(error instanceof InputError));
      }
    }
  };
  // what a process opens once, for its threads, is no leak: a leak grows with every round
  await passes();
  const before = openFiles();
  await passes();
  // closing is asynchronous for streams
  for (let i = 0; i < 500 && openFiles() > before; i++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(openFiles() <= before, `${openFiles()} open files, ${before} before`);
});

test('malformed records are skipped, counted and reported, and leave no trace in the batches', async () => {
  const bad = ['', 'x', '2\t1', '1\tone', `0\t12a${'\t'.repeat(38)}`, '1\t'.repeat(50), '\0'];
  const good = lines.split('\n').slice(0, -1);
  const mixed = good.flatMap((line, i) => (i % 1000 === 7 ? [bad[((i / 1000) % bad.length) | 0], line] : [line]));
  const path = write('mixed.criteo', `${mixed.join('\n')}\nlast without a line feed`);
  const records = Array.from({ length: 44 }, (_, i) => i * 1001 + 8).concat(44_045);
  for (const workers of WORKERS) {
    const reported: number[] = [];
    const onBadRecord = ({ problem }: InputError) => void reported.push(problem.record!);
    const batches = hash(await read([path]), { ...options, workers, badRecords: 'skip', onBadRecord });
    assertSame(await passOf(batches), expected, `${workers} workers`);
    assert.equal(batches.counts.badRecords, records.length);
    assert.deepEqual(reported, records, `${workers} workers`);
  }
});

test('of very many malformed records all are counted and ten a batch are reported', async () => {
  const path = write('junk.criteo', 'junk\n'.repeat(20_000));
  let reported = 0;
  const batches = hash(await read([path]), { workers: 1, badRecords: 'skip', onBadRecord: () => reported++ });
  assert.equal((await passOf(batches)).labels.length, 0);
  assert.equal(batches.counts.badRecords, 20_000);
  assert.ok(reported >= 10 && reported <= 30, `${reported} reported`);
});

test('the record number in an error counts the lines of its file, in any part and at any number of workers', async () => {
  const wrong = `${lines}1\t${'x\t'.repeat(38)}\n`;
  const paths = [write('before.criteo', first), write('deep.criteo', `${wrong}${first}`)];
  for (const workers of WORKERS) {
    await assert.rejects(hashed(paths, { ...options, workers }), {
      name: 'InputError',
      message: `${paths[1]}: record 44,001: field "I1": found "x", expected an integer of at most 15 digits`,
    });
  }
});

test('a line that is too long has its record number, though it is found before the lines ahead of it are hashed', async () => {
  for (const length of [(1 << 20) + 1, 3 << 19, 5 << 20]) {
    const path = write('long.criteo', `${first}${'x'.repeat(length)}\n${first}`);
    for (const workers of [0, 2]) {
      await assert.rejects(hashed([path], { ...options, workers }), {
        message: `${path}: record 501: found a line of more than 1,048,576 bytes, expected line feeds between records; check the format`,
      });
    }
  }
});

test('what a reading thread dies of reaches the reader', async () => {
  const [input] = await findInputs([write('thread.criteo', first)]);
  const kernel = createKernel(layOut(8, 2, 3));
  const spec = { hash: 'murmur3', ...options, fields: criteo.fields } as const;
  // a folder cannot be read as a file, which is nobody's input error
  const parts = partsOf([{ ...input, path: here }], 100_000);
  const threads = startThreads(kernel, parts, {
    kind: 'records',
    format: criteo,
    spec,
    badRecords: 'fail',
    split: null,
  });
  const parted = async () => {
    for await (const batch of threads.hashPart(parts[0], 0)) assert.ok(batch);
  };
  await assert.rejects(parted(), { code: 'EISDIR' });
  await threads.stop();
});

test('a thread that ends without a word is an error, not a wait', async () => {
  const [input] = await findInputs([write('ends.criteo', first)]);
  const kernel = createKernel(layOut(8, 1, 3));
  const spec = { hash: 'murmur3', ...options, fields: criteo.fields } as const;
  const parts = partsOf([input]);
  const threads = startThreads(kernel, parts, {
    kind: 'records',
    format: criteo,
    spec,
    badRecords: 'fail',
    split: null,
  });
  const waiting = assert.rejects(threads.hashPart(parts[0], 0).next(), /a reading thread ended early/);
  await threads.stop();
  await waiting;
});

const real = sharedData('criteo-8k.tsv');

test(
  'real Criteo data is read and hashed as by the readable twin, at any number of workers',
  { skip: real.skip },
  async () => {
    const twin = twinOf(readFileSync(real.path, 'latin1'));
    assert.equal(twin.labels.length, 8000);
    for (const workers of WORKERS) assertSame(await hashed([real.path], { ...options, workers }), twin, `${workers}`);
  },
);

/** A named pipe, and a writer for it in another process. */
function fifo(t: TestContext, name: string): { path: string; feed: (content: string | Buffer) => void } {
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

test('a named pipe is read as a file is, plain or gzip, but once', async (t) => {
  const { path, feed } = fifo(t, 'pipe');
  for (const workers of [0, 2]) {
    for (const content of [lines, zippedLines]) {
      const batches = hash(await read([path], { format: 'criteo' }), { ...options, workers });
      feed(content);
      assertSame(await passOf(batches), expected, `${workers} workers`);
      assert.equal(batches.totalBytes, null);
      await assert.rejects(passOf(batches), {
        message: `${path}: found a pipe, expected an input that can be read again; write it to a file, or use one epoch`,
      });
    }
  }
});

test('a signal ends a pass that waits for a pipe without a writer, with its reason', async (t) => {
  const { path } = fifo(t, 'idle');
  for (const workers of [0, 2]) {
    for (const delay of [0, 150]) {
      const reason = new Error('enough');
      const controller = new AbortController();
      const given: HashOptions = { ...options, workers, signal: controller.signal };
      const batches = hash(await read([path], { format: 'criteo' }), given);
      if (delay === 0) controller.abort(reason);
      else setTimeout(() => controller.abort(reason), delay);
      await assert.rejects(passOf(batches), (error) => error === reason);
    }
  }
});

test('a signal ends a pass between two batches, with its reason', async () => {
  const path = write('signal.criteo', lines);
  for (const workers of [0, 2]) {
    const controller = new AbortController();
    const batches = hash(await read([path]), { ...options, workers, signal: controller.signal });
    const interrupted = async () => {
      for await (const { size } of batches) if (size > 0) controller.abort();
    };
    await assert.rejects(interrupted(), { name: 'AbortError' });
  }
});

test('a second pass is refused while the first is under way, and begins anew after it', async () => {
  const batches = hash(await read([write('twice.criteo', criteoLines(2000))]), { bits: 12, workers: 0 });
  for await (const batch of batches) {
    assert.ok(batch.size > 0);
    await assert.rejects(async () => passOf(batches), /under way/);
    break;
  }
  assert.equal((await passOf(batches)).labels.length, 2000);
});
