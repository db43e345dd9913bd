import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { type HashOptions, hash } from '#dist/hash/hash.js';
import { InputError } from '#dist/input-error.js';
import { type ReadOptions, read } from '#dist/read/read.js';
import { folder } from '../read/folder.js';
import { criteoLines, hashed, passOf } from './passes.js';

const { path: here, write } = folder();
const good = criteoLines(20);

type Options = Omit<HashOptions, 'hash'> & ReadOptions & { hash?: string };

/** The whole error line of reading and hashing; without the folder's name. */
async function lineOf(patterns: readonly string[], options: Options = {}): Promise<string> {
  const error = await problemOf(patterns, options);
  return error.message.replaceAll(`${here}/`, '');
}

async function problemOf(patterns: readonly string[], options: Options): Promise<InputError> {
  try {
    await passOf(hash(await read(patterns, options), options as HashOptions));
  } catch (error) {
    assert.ok(error instanceof InputError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: 'no error' });
}

const inFolder = (name: string): string => join(here, name);

test('what cannot be an input says so in one line, before anything is read', async () => {
  const file = write('file.criteo', good);
  symlinkSync('circle', inFolder('circle'));
  const lines: readonly (readonly [string[], string])[] = [
    [[inFolder('none.tsv')], 'none.tsv: found no such file, expected a file to read; check the name'],
    [[`${file}/x`], 'file.criteo/x: found no such file, expected a file to read; check the name'],
    [[inFolder('x'.repeat(300))], `${'x'.repeat(300)}: found no such file, expected a file to read; check the name`],
    [[inFolder('circle')], 'circle: found a circle of symbolic links, expected a file to read'],
    [[file, write('empty.criteo', '')], 'empty.criteo: found an empty file, expected records'],
    [[here], `${here}: found a directory, expected a file; name its files: *`],
    [[inFolder('*.none')], '*.none: found no file that matches, expected at least one'],
    [
      [inFolder(`{${'x'.repeat(300)},y}.tsv`)],
      `{${'x'.repeat(300)},y}.tsv: found no file that matches, expected at least one`,
    ],
    [[], 'found no input, expected a file, a glob, or - for standard input'],
    [['-', file, '-'], 'standard input: found - twice, expected - once'],
  ];
  for (const [patterns, line] of lines) assert.equal(await lineOf(patterns), line);
});

test('a format that nobody can tell is named by what is there', async () => {
  const expected = 'expected Criteo TSV (40 columns), svmlight, or a table with --schema; say which with --format';
  const contents: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['clicks', 'id,click,hour\n1,0,14\n', 'a first line of 1 tab-separated column'],
    ['clicks.tsv', 'a\tb\tc\n', 'a first line of 3 tab-separated columns'],
    ['clicks.lz4', Buffer.from('02214c1804000000', 'hex'), 'lz4 data in its legacy format'],
    ['clicks.zip', 'PK\x03\x04', 'a zip file'],
    ['clicks.xz', Buffer.from('fd377a585a000004', 'hex'), 'xz data'],
    ['clicks.bin', Buffer.from([...Array(256).keys()].toReversed()), 'binary data'],
    ['utf-8.txt', 'Á Í Ï\n', 'a first line of 1 tab-separated column'],
  ];
  for (const [name, content, found] of contents) {
    assert.equal(await lineOf([write(name, content)]), `${name}: found ${found}, ${expected}`);
  }
  assert.equal(await lineOf([write('nothing.gz', gzipSync(''))]), 'nothing.gz: found an empty file, expected records');
  assert.equal(
    await lineOf(['/dev/null']),
    '/dev/null: found a device of unknown format, expected criteo, criteo-unlabelled, svmlight, libffm, hivemall, avazu, csv, tsv, jsonl, vw, arrow, parquet; say which with --format',
  );
  assert.equal(
    await lineOf(['-'], { format: 'vowpal' }),
    '--format: found vowpal, expected criteo, criteo-unlabelled, svmlight, libffm, hivemall, avazu, csv, tsv, jsonl, vw, arrow, parquet',
  );
  assert.equal(
    await lineOf(['-'], { format: 'toString' }),
    '--format: found toString, expected criteo, criteo-unlabelled, svmlight, libffm, hivemall, avazu, csv, tsv, jsonl, vw, arrow, parquet',
  );
});

test('gzip data that is cut short or damaged is no record: the line names the file', async () => {
  const zipped = gzipSync(good);
  const damaged = Buffer.from(zipped);
  damaged[zipped.length >> 1] ^= 0x55;
  const wrongSum = Buffer.from(zipped);
  wrongSum[zipped.length - 6] ^= 0x55;
  const short = 'found gzip data that is cut short, expected a whole gzip file; fetch it again';
  const wrong = /^x\.gz: found damaged gzip data \([^)]+\), expected a whole gzip file; fetch it again$/;
  for (const options of [{}, { format: 'criteo', workers: 0 }, { format: 'criteo', workers: 2 }]) {
    for (const end of [-1, -8, 12]) {
      assert.equal(await lineOf([write('x.gz', zipped.subarray(0, end))], options), `x.gz: ${short}`);
    }
    // the second member is cut
    const members = Buffer.concat([zipped, zipped.subarray(0, 30)]);
    assert.equal(await lineOf([write('x.gz', members)], options), `x.gz: ${short}`);
    for (const content of [damaged, wrongSum, Buffer.concat([zipped, Buffer.from('garbage')])]) {
      assert.match(await lineOf([write('x.gz', content)], options), wrong);
    }
  }
});

test('a malformed Criteo record: file, record, field, found, expected', async () => {
  const columns = '40 (a label, 13 counts, 26 tokens; tab-separated)';
  const rest = '\t'.repeat(38);
  const wrongLines: readonly (readonly [string | Uint8Array, string])[] = [
    [`2\t${rest}`, 'field "label": found "2", expected 0 or 1'],
    [`\t${rest}`, 'field "label": found "", expected 0 or 1'],
    [`é\t${rest}`, 'field "label": found "é", expected 0 or 1'],
    [`\ufeff1\t${rest}`, 'field "label": found "\\ufeff1", expected 0 or 1'],
    [`1\t1.5${rest}`, 'field "I1": found "1.5", expected an integer of at most 15 digits'],
    [
      `1\t\t\t1234567890123456${rest.slice(2)}`,
      'field "I3": found "1234567890123456", expected an integer of at most 15 digits',
    ],
    [`1\t\x1b[2J${rest}`, 'field "I1": found "\\u001b[2J", expected an integer of at most 15 digits'],
    [`1\t${'x'.repeat(50)}${rest}`, `field "I1": found "${'x'.repeat(40)}…", expected an integer of at most 15 digits`],
    [
      Buffer.from(`1\t\xff\xfe${rest}`, 'latin1'),
      'field "I1": found "\ufffd\ufffd", expected an integer of at most 15 digits',
    ],
    ['1', `found 1 column, expected ${columns}`],
    ['', `found 1 column, expected ${columns}`],
    [`1\t${rest.slice(1)}`, `found 39 columns, expected ${columns}`],
    [`1\t${rest}\t`, `found 41 columns, expected ${columns}`],
    ['\t'.repeat(5000), `found 5,001 columns, expected ${columns}`],
    [Buffer.from([0, 255, 13, 0, 7]), `found 1 column, expected ${columns}`],
  ];
  for (const [line, message] of wrongLines) {
    const path = write('x.tsv', Buffer.concat([Buffer.from(good), Buffer.from(line), Buffer.from(`\n${good}`)]));
    assert.equal(await lineOf([path], { workers: 0 }), `x.tsv: record 21: ${message}`);
  }
});

test('a malformed svmlight record: file, record, found, expected', async () => {
  const pair = 'expected index:value, an integer and a finite number';
  const wrongLines: readonly (readonly [string, string])[] = [
    ['2 1:1', 'field "label": found "2", expected 0 or 1 (or -1 and 1)'],
    ['1:1 2:1', 'field "label": found "1:1", expected 0 or 1 (or -1 and 1)'],
    ['1 a:1', `found "a:1", ${pair}`],
    ['1 1', `found "1", ${pair}`],
    ['1 1:1 2:', `found "2:", ${pair}`],
    ['1 1:nan', `found "1:nan", ${pair}`],
    ['1 1:1e39', `found "1:1e39", ${pair}`],
    ['1 qid:1 qid:2 1:1', `found "qid:2", ${pair}`],
    ['1 12345678901:1', `found "12345678901:1", ${pair}`],
  ];
  for (const [line, message] of wrongLines) {
    const path = write('x.svm', `# a comment\n1 1:1\n\n${line}\n0 1:1\n`);
    assert.equal(await lineOf([path], { workers: 0 }), `x.svm: record 4: ${message}`);
  }
});

test('--hash identity refuses an index of 2^bits, and a format without indices', async () => {
  const path = write('large.svm', '1 1023:1\n0 1024:1\n');
  assert.equal(
    await lineOf([path], { hash: 'identity', bits: 10 }),
    'large.svm: record 2: found index 1024, expected an index below 2^10, for --hash identity; raise --bits or use --hash murmur3',
  );
  assert.equal(
    await lineOf([write('x.criteo', good)], { hash: 'identity' }),
    '--hash identity: found the format criteo, expected a format whose features are integers: svmlight, libffm or hivemall',
  );
});

test('an option out of its range names the option, the value and the range', async () => {
  const path = write('options.criteo', good);
  const cases: readonly (readonly [Options, string])[] = [
    [{ bits: 0 }, '--bits: found 0, expected an integer from 1 to 28'],
    [{ bits: 29 }, '--bits: found 29, expected an integer from 1 to 28'],
    [{ bits: 1.5 }, '--bits: found 1.5, expected an integer from 1 to 28'],
    [{ bits: NaN }, '--bits: found NaN, expected an integer from 1 to 28'],
    [{ workers: -1 }, '--workers: found -1, expected an integer from 0 to 64'],
    [{ workers: 65 }, '--workers: found 65, expected an integer from 0 to 64'],
    [{ seed: 2 ** 32 }, '--hash-seed: found 4294967296, expected an integer from 0 to 4294967295'],
    [{ hash: 'md5' }, '--hash: found md5, expected murmur3 or identity'],
  ];
  for (const [options, line] of cases) assert.equal(await lineOf([path], options), line);
});

/** A file of 100 million bytes without a line feed: a hole on the disk. */
function sparse(name: string): string {
  const path = inFolder(name);
  const fd = openSync(path, 'w');
  ftruncateSync(fd, 100_000_000);
  closeSync(fd);
  return path;
}

test('a line of 100 MB is refused after its first MB, in little memory', async () => {
  const plain = sparse('line');
  execFileSync('gzip', ['-1', '-k', plain]);
  const rest =
    'record 1: found a line of more than 1,048,576 bytes, expected line feeds between records; check the format';
  for (const path of [plain, `${plain}.gz`]) {
    for (const format of ['criteo', 'svmlight']) {
      for (const workers of [0, 2]) {
        const before = process.memoryUsage().rss;
        assert.equal(await lineOf([path], { format, workers }), `${path.slice(here.length + 1)}: ${rest}`);
        assert.ok(process.memoryUsage().rss - before < 64e6, 'less than the line');
      }
    }
  }
});

test('a line that is too long is skipped as one record, whatever parts of its file it goes through', async () => {
  // parts begin every 4 MiB
  const before = good.repeat(Math.ceil((3 << 20) / good.length));
  for (const length of [(1 << 20) + 1, 2 << 20, 9 << 20]) {
    const path = write('long.criteo', `${before}${'x'.repeat(length)}\n${good}`);
    const expected = await hashed([write('clean.criteo', before + good)], { bits: 8, workers: 0 });
    for (const workers of [0, 1, 3]) {
      const records: number[] = [];
      const onBadRecord = ({ problem }: InputError) => void records.push(problem.record!);
      const batches = hash(await read([path]), { bits: 8, workers, badRecords: 'skip', onBadRecord });
      assert.deepEqual(await passOf(batches), expected, `${length} bytes, ${workers} workers`);
      assert.deepEqual([batches.counts.badRecords, records], [1, [before.split('\n').length]]);
    }
  }
});
