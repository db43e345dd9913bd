import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync, writeSync, openSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import {
  assertAllRefused,
  assertRefused,
  ended,
  leanctr,
  logLines,
  start,
  temporaryFolder,
  train,
  writeLines,
} from './leanctr.js';

const cwd = temporaryFolder();
const log = logLines(300);
const forty = '40 (a label, 13 counts, 26 tokens; tab-separated)';
const model = '--model m.arrow --bits 12';

/** The log with one record changed, in a file. */
function withRecord(name: string, record: number, change: (columns: string[]) => readonly string[]): void {
  const changed = change(log[record - 1]!.split('\t')).join('\t');
  writeLines(join(cwd, name), log.with(record - 1, changed));
}

before(() => {
  writeLines(join(cwd, 'day.tsv'), log);
  writeFileSync(join(cwd, 'empty.tsv'), '');
  mkdirSync(join(cwd, 'folder'));
  const gzip = gzipSync(readFileSync(join(cwd, 'day.tsv')));
  writeFileSync(join(cwd, 'short.tsv.gz'), gzip.subarray(0, gzip.length >> 1));
  const damaged = Buffer.from(gzip);
  damaged.fill(0, 10, 40);
  writeFileSync(join(cwd, 'damaged.tsv.gz'), damaged);
  withRecord('label.tsv', 101, ([, ...tokens]) => ['2', ...tokens]);
  withRecord('few.tsv', 101, (columns) => columns.slice(0, -1));
  withRecord('many.tsv', 101, (columns) => [...columns, 'x']);
  withRecord('count.tsv', 101, (columns) => columns.with(2, '12abc'));
  withRecord('escape.tsv', 101, (columns) => columns.with(0, '\x1b[31mred'));
  withRecord('blank.tsv', 101, () => []);
  // no tab, no line feed
  writeFileSync(
    join(cwd, 'junk.bin'),
    Uint8Array.from({ length: 100_000 }, (_, i) => 0x80 | (i * i)),
  );
});

test('a missing file, an empty file, a directory and a pattern without a match are refused by name', () =>
  assertAllRefused(
    [
      [`train none.tsv ${model}`, 'none.tsv: found no such file, expected a file to read; check the name'],
      [`train empty.tsv ${model}`, 'empty.tsv: found an empty file, expected records'],
      [`train folder ${model}`, 'folder: found a directory, expected a file; name its files: folder/*'],
      [`train none-*.tsv ${model}`, 'none-*.tsv: found no file that matches, expected at least one'],
      [`train day.tsv none.tsv ${model}`, 'none.tsv: found no such file, expected a file to read; check the name'],
    ],
    { cwd },
  ));

test('a malformed record is refused by file, record, field, what was found and what was expected', () =>
  assertAllRefused(
    [
      ['label.tsv', 'label.tsv: record 101: field "label": found "2", expected 0 or 1'],
      ['few.tsv', `few.tsv: record 101: found 39 columns, expected ${forty}`],
      ['many.tsv', `many.tsv: record 101: found 41 columns, expected ${forty}`],
      ['blank.tsv', `blank.tsv: record 101: found 1 column, expected ${forty}`],
      ['count.tsv', 'count.tsv: record 101: field "I2": found "12abc", expected an integer of at most 15 digits'],
      ['escape.tsv', 'escape.tsv: record 101: field "label": found "\\u001b[31mred", expected 0 or 1'],
      ['day.tsv few.tsv', `few.tsv: record 101: found 39 columns, expected ${forty}`],
    ].flatMap(([name, line]) =>
      [0, 2].map((workers) => [`train ${name} ${model} --workers ${workers}`, line!] as const),
    ),
    { cwd },
  ));

test('binary junk is refused, whether its format is guessed or said', () =>
  assertAllRefused(
    [
      [
        `train junk.bin ${model}`,
        'junk.bin: found binary data, expected Criteo TSV (40 columns) or svmlight, plain or gzip; say which with --format',
      ],
      [`train junk.bin --format criteo ${model}`, `junk.bin: record 1: found 1 column, expected ${forty}`],
    ],
    { cwd },
  ));

test('gzip that is cut short or damaged is refused, after what could be read', async () => {
  const [short, damaged] = await Promise.all([
    leanctr(`train short.tsv.gz ${model}`.split(' '), { cwd }),
    leanctr(`train damaged.tsv.gz --format criteo ${model}`.split(' '), { cwd }),
  ]);
  assert.match(
    short.stderr,
    /^leanctr: short\.tsv\.gz: (record \d+: )?found gzip data that is cut short, expected a whole gzip file; fetch it again\n$/,
  );
  assert.match(damaged.stderr, /^leanctr: damaged\.tsv\.gz: .*\n$/);
  assert.deepEqual([short.status, damaged.status, short.stdout, damaged.stdout], [2, 2, '', '']);
});

test('a refused input leaves no model', () => {
  assert.ok(!existsSync(join(cwd, 'm.arrow')));
});

test('standard input is named, must have a format and may be named once', async () => {
  const args = ['train', '-', '--model', 'm.arrow'];
  const runs = await Promise.all([
    leanctr(args, { cwd, input: log.join('\n') }),
    leanctr([...args, '--format', 'criteo'], { cwd, input: '' }),
    leanctr([...args, '--format', 'criteo'], { cwd, input: 'x\n' }),
    leanctr([...args, '-', '--format', 'criteo'], { cwd, input: log.join('\n') }),
  ]);
  const lines = [
    'found a pipe of unknown format, expected criteo, criteo-unlabelled, svmlight; say which with --format',
    'found no examples, expected at least one example',
    `record 1: found 1 column, expected ${forty}`,
    'found - twice, expected - once',
  ];
  runs.forEach((run, i) => assertRefused(run, `standard input: ${lines[i]}`));
});

test('invalid UTF-8 in a token is bytes like any other', async () => {
  const columns = log[0]!.split('\t').with(39, '\xff\xfe\x80');
  writeLines(join(cwd, 'bytes.tsv'), [columns.join('\t'), ...log]);
  const { examples, badRecords } = await train('bytes.tsv --model bytes.arrow --bits 12', { cwd });
  assert.deepEqual([examples, badRecords], [301, 0]);
});

const tooLong =
  'record 1: found a line of more than 1,048,576 bytes, expected line feeds between records; check the format';

test('a line of 100 MB in a file is refused in little memory', { timeout: 20_000 }, async () => {
  const piece = Buffer.alloc(1 << 20, 'a');
  const fd = openSync(join(cwd, 'long.tsv'), 'w');
  for (let i = 0; i < 100; i++) writeSync(fd, piece);
  closeSync(fd);
  // the process tells its peak memory at its end
  const tell = `const { writeFileSync } = await import('node:fs');
    process.on('exit', () => writeFileSync('peak', String(process.resourceUsage().maxRSS)));`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tell)}` };
  assertRefused(
    await leanctr(`train long.tsv --format criteo ${model}`.split(' '), { cwd, env }),
    `long.tsv: ${tooLong}`,
  );
  const peak = Number(readFileSync(join(cwd, 'peak'), 'utf8')) / 1024;
  assert.ok(peak > 20 && peak < 160, `${peak} MiB at most`);
});

test('a line of 100 MB on standard input is refused after a few MB', { timeout: 20_000 }, async () => {
  const child = start(`train - --format criteo ${model}`.split(' '), { cwd });
  const piece = Buffer.alloc(1 << 16, 'a');
  let taken = 0;
  const feed = (): void => {
    while (taken < 100 << 20 && child.stdin!.writable) {
      taken += piece.length;
      if (!child.stdin!.write(piece)) return;
    }
  };
  child.stdin!.on('error', () => {}).on('drain', feed);
  feed();
  assertRefused(await ended(child), `standard input: ${tooLong}`);
  assert.ok(taken < 8 << 20, `${taken} bytes were taken`);
});
