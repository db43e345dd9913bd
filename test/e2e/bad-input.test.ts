/** Wrong input ends with exit code 2 and one line that says where, what was found, what was expected, and what to do. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { before, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { folder } from '../read/folder.js';
import { firstRecords, run } from './leanctr.js';

const here = folder();
const cwd = here.path;
const RECORDS = firstRecords(60);

/** The sample with its third line changed. */
function withThirdLine(change: (line: string) => string): string {
  const lines = RECORDS.split('\n');
  return [...lines.slice(0, 2), change(lines[2]), ...lines.slice(3)].join('\n');
}

async function expectLine(args: readonly string[], line: string, input?: string | Uint8Array | Readable) {
  const outcome = await run(args, { cwd, ...(input === undefined ? {} : { input }) });
  assert.deepEqual(outcome, { status: 2, stdout: '', stderr: `leanctr: ${line}\n` });
}

const train = (...args: string[]) => ['train', '--bits', '12', '--model', 'never.arrow', ...args];
const neverWritten = () => assert.ok(!readdirSync(cwd).some((name) => /^never|^\.leanctr/.test(name)));

before(async () => {
  const packed = gzipSync(RECORDS);
  const junk = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * i * 31 + (i >> 3)) & 255));
  const files: Record<string, string | Uint8Array> = {
    'good.tsv': RECORDS,
    'empty.tsv': '',
    'cut.tsv.gz': packed.subarray(0, packed.length - 500),
    'damaged.tsv.gz': packed.map((byte, i) => (i === packed.length - 6 ? byte ^ 1 : byte)),
    'label.tsv': withThirdLine((line) => `7${line.slice(1)}`),
    'nolabel.tsv': withThirdLine((line) => line.slice(1)),
    'few.tsv': withThirdLine((line) => line.slice(0, line.lastIndexOf('\t'))),
    'many.tsv': withThirdLine((line) => `${line}\textra`),
    'count.tsv': withThirdLine((line) => line.replace(/^([01]\t[^\t]*\t)[^\t]*/, '$112abc')),
    'blank.tsv': withThirdLine(() => ''),
    'large.tsv': firstRecords(1000),
    'pair.svm': '1 1:1\n0 2:1 2:x\n',
    'junk.tsv': junk,
    'escape.tsv': withThirdLine((line) => `\x1b[2J${line.slice(1)}`),
    'bytes.tsv': Buffer.from(
      withThirdLine((line) => line.replace(/[^\t]*$/, '\xff\xc3\x28\x00')),
      'latin1',
    ),
  };
  for (const [name, content] of Object.entries(files)) here.write(name, content);
  mkdirSync(join(cwd, 'folder'));
  const { status } = await run(['train', 'good.tsv', '--bits', '12', '--model', 'good.arrow'], { cwd });
  assert.equal(status, 0);
  const model = readFileSync(join(cwd, 'good.arrow'));
  here.write('cut.arrow', model.subarray(0, 5000));
  here.write(
    'altered.arrow',
    model.map((byte, i) => (i === model.length >> 1 ? byte ^ 4 : byte)),
  );
});

const FORTY = '40 (a label, 13 counts, 26 tokens; tab-separated)';
const A_FORMAT = 'Criteo TSV (40 columns), svmlight, or a table with --schema; say which with --format';

const INPUTS: readonly [string, string[], string][] = [
  ['a missing file', ['none.tsv'], 'none.tsv: found no such file, expected a file to read; check the name'],
  ['a glob that matches nothing', ['x*.tsv'], 'x*.tsv: found no file that matches, expected at least one'],
  ['an empty name', [''], 'found an empty argument, expected leanctr train <inputs..>'],
  ['an empty file', ['empty.tsv'], 'empty.tsv: found an empty file, expected records'],
  ['a directory', ['folder'], 'folder: found a directory, expected a file; name its files: folder/*'],
  [
    'truncated gzip',
    ['cut.tsv.gz'],
    'cut.tsv.gz: found gzip data that is cut short, expected a whole gzip file; fetch it again',
  ],
  [
    'damaged gzip',
    ['damaged.tsv.gz'],
    'damaged.tsv.gz: found damaged gzip data (incorrect data check), expected a whole gzip file; fetch it again',
  ],
  ['a label that is not 0/1', ['label.tsv'], 'label.tsv: record 3: field "label": found "7", expected 0 or 1'],
  ['a missing label', ['nolabel.tsv'], 'nolabel.tsv: record 3: field "label": found "", expected 0 or 1'],
  [
    'what would steer a terminal',
    ['escape.tsv'],
    'escape.tsv: record 3: field "label": found "\\u001b[2J", expected 0 or 1',
  ],
  [
    'a value that is no number',
    ['pair.svm'],
    'pair.svm: record 2: found "2:x", expected index:value, an integer and a finite number',
  ],
  ['too few columns', ['few.tsv'], `few.tsv: record 3: found 39 columns, expected ${FORTY}`],
  ['too many columns', ['many.tsv'], `many.tsv: record 3: found 41 columns, expected ${FORTY}`],
  [
    'a bad record in the second file',
    ['good.tsv', 'few.tsv'],
    `few.tsv: record 3: found 39 columns, expected ${FORTY}`,
  ],
  ['binary junk', ['junk.tsv'], `junk.tsv: found binary data, expected ${A_FORMAT}`],
  [
    'binary junk said to be a log',
    ['junk.tsv', '--format', 'criteo'],
    `junk.tsv: record 1: found 1 column, expected ${FORTY}`,
  ],
  ['a blank line', ['blank.tsv'], `blank.tsv: record 3: found 1 column, expected ${FORTY}`],
  [
    'a count that is no number',
    ['count.tsv'],
    'count.tsv: record 3: field "I2": found "12abc", expected an integer of at most 15 digits',
  ],
  [
    'a bad record read by two workers',
    ['few.tsv', '--workers', '2'],
    `few.tsv: record 3: found 39 columns, expected ${FORTY}`,
  ],
  [
    'a missing file behind a good one',
    ['good.tsv', 'none.tsv'],
    'none.tsv: found no such file, expected a file to read; check the name',
  ],
  ['standard input named twice', ['-', '-'], 'standard input: found - twice, expected - once'],
];

for (const [what, inputs, line] of INPUTS) {
  test(`${what} is named in one line, and no model is written`, async () => {
    await expectLine(train(...inputs), line);
    neverWritten();
  });
}

test('an empty standard input is named, as is one of a format that nobody knows', async () => {
  await expectLine(
    train('-', '--format', 'criteo'),
    'standard input: found no examples, expected at least one example',
  );
  await expectLine(train('-'), 'standard input: found nothing, expected records');
  const { status, stderr } = await run(train('-'), { cwd, input: 'x\ny\n' });
  assert.equal(status, 2);
  assert.match(stderr, /^leanctr: standard input: found a first line of 1 .* column, expected .* with --format\n$/);
});

test('a line of 100 MB without an end is refused long before its end, so memory stays bounded', async () => {
  const mebibyte = Buffer.alloc(1 << 20, 'a');
  let sent = 0;
  const endless = Readable.from(
    (function* () {
      for (; sent < 100; sent++) yield mebibyte;
    })(),
  );
  const line =
    'record 1: found a line of more than 1,048,576 bytes, expected line feeds between records; check the format';
  await expectLine(train('-', '--format', 'criteo', '--workers', '0'), `standard input: ${line}`, endless);
  assert.ok(sent < 20, `${sent} MiB were taken`);
  neverWritten();
});

test('a line of 100 MB in a file is refused in little memory', async () => {
  const line =
    'long.tsv: record 1: found a line of more than 1,048,576 bytes, expected line feeds between records; check the format';
  writeFileSync(join(cwd, 'long.tsv'), '');
  const mebibyte = Buffer.alloc(1 << 20, 'a');
  for (let i = 0; i < 100; i++) appendFileSync(join(cwd, 'long.tsv'), mebibyte);
  // the process tells its peak memory at its end
  const tell = `const { writeFileSync } = await import('node:fs');
    process.on('exit', () => writeFileSync('peak', String(process.resourceUsage().maxRSS)));`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tell)}` };
  const outcome = await run(train('long.tsv', '--format', 'criteo', '--workers', '0'), { cwd, env });
  assert.deepEqual(outcome, { status: 2, stdout: '', stderr: `leanctr: ${line}\n` });
  const peak = Number(readFileSync(join(cwd, 'peak'), 'utf8')) / 1024;
  assert.ok(peak > 20 && peak < 160, `${peak} MiB at most`);
});

test('bytes that are no UTF-8 are a token like any other', async () => {
  const { status, stdout } = await run(['train', 'bytes.tsv', '--bits', '12', '--model', 'bytes.arrow', '--json'], {
    cwd,
  });
  assert.equal(status, 0);
  assert.equal((JSON.parse(stdout) as { examples: number }).examples, 60);
});

const FLAGS: readonly [string[], string][] = [
  [['--bits', '99'], '--bits: found 99, expected an integer from 1 to 28'],
  [['--bits', '0'], '--bits: found 0, expected an integer from 1 to 28'],
  [['--bits', '1.5'], '--bits: found 1.5, expected an integer from 1 to 28'],
  [['--bits', '0x10'], '--bits: found "0x10", expected a number'],
  [['--bits', ' '], '--bits: found " ", expected a number'],
  [['--bits='], '--bits: found nothing, expected a value; see leanctr train --help'],
  [['--alpha', '0'], '--alpha: found 0, expected a number above 0'],
  [['--alpha', 'abc'], '--alpha: found "abc", expected a number'],
  [['--alpha', 'NaN'], '--alpha: found "NaN", expected a number'],
  [['--alpha', 'Infinity'], '--alpha: found "Infinity", expected a number'],
  [['--alpha', '1e999'], '--alpha: found "1e999", expected a number'],
  [['--alpha'], '--alpha: found nothing, expected a value; see leanctr train --help'],
  [['--lambda1', '-1'], '--lambda1: found -1, expected a number of 0 or more'],
  [['--lambda1=-1'], '--lambda1: found -1, expected a number of 0 or more'],
  [['--lambda2', '-.5'], '--lambda2: found -0.5, expected a number of 0 or more'],
  [['--beta', '-1e-3'], '--beta: found -0.001, expected a number of 0 or more'],
  [['--epochs', '0'], '--epochs: found 0, expected an integer from 1 to 1000'],
  [['--workers', '65'], '--workers: found 65, expected an integer from 0 to 64'],
  [['--hash-seed', '4294967296'], '--hash-seed: found 4294967296, expected an integer from 0 to 4294967295'],
  [['--hash', 'sha'], '--hash: found "sha", expected murmur3 or identity'],
  [['--bad-records', 'maybe'], '--bad-records: found "maybe", expected fail or skip'],
  [['--=3'], '--: found an unknown flag, expected one that leanctr train --help lists'],
  [['--5'], '--5: found an unknown flag, expected one that leanctr train --help lists'],
  [['--__proto__'], '--__proto__: found an unknown flag, expected one that leanctr train --help lists'],
  [['--quiet=maybe'], '--quiet: found "maybe", expected no value; --quiet turns it on, --no-quiet off'],
  [['--no-state=3'], '--no-state: found "3", expected no value; --state turns it on, --no-state off'],
];

for (const [flags, line] of FLAGS) {
  test(`${flags.join(' ')} is refused in one line`, () => expectLine(train('good.tsv', ...flags), line));
}

const OUTPUTS: readonly [string, string][] = [
  ['none/x.arrow', 'found no folder none, expected an existing folder; make it first: mkdir -p none'],
  ['folder', 'found a directory, expected a file name'],
  ['folder/', 'found a directory, expected a file name'],
  ['new/', 'found a directory, expected a file name'],
  ['good.tsv/x.arrow', 'found a file good.tsv, expected an existing folder'],
  ['-', 'found standard output, expected a file name'],
  ['good.tsv', 'found a file that is read, expected another file name'],
];

for (const [path, line] of OUTPUTS) {
  test(`a model cannot be written to ${path}`, () =>
    expectLine(['train', 'good.tsv', '--bits', '12', '--model', path], `--model ${path}: ${line}`));
}

test('a path that leads through a file, and a name that is too long, are refused', async () => {
  const [through, long] = ['good.tsv/y/x.arrow', 'x'.repeat(300)];
  const expected = 'expected a name in an existing folder';
  await expectLine(
    train('good.tsv', '--model', through),
    `--model good.tsv/y: found a path that leads through a file, ${expected}`,
  );
  await expectLine(train('good.tsv', '--model', long), `--model ${long}: found a name that is too long, ${expected}`);
});

test('no command writes over what it reads', async () => {
  const line = 'found a file that is read, expected another file name';
  await expectLine(
    ['prune', 'good.arrow', '--keep', '3', '--output', './good.arrow'],
    `--output ./good.arrow: ${line}`,
  );
  const holdout = ['--holdout', 'good.tsv'];
  await expectLine(
    ['prune', 'good.arrow', '--keep', '3', '--output', 'good.tsv', ...holdout],
    `--output good.tsv: ${line}`,
  );
  await expectLine(['predict', 'good.arrow', 'good.tsv', '--output', 'good.tsv'], `--output good.tsv: ${line}`);
  assert.deepEqual(readFileSync(join(cwd, 'good.tsv'), 'latin1'), RECORDS);
});

const COMMANDS: readonly ((model: string) => string[])[] = [
  (model) => ['evaluate', model, 'good.tsv'],
  (model) => ['predict', model, 'good.tsv'],
  (model) => ['prune', model, '--keep', '3', '--output', 'never.arrow'],
  (model) => ['report', model],
  (model) => train('good.tsv', '--initial', model),
];

for (const command of COMMANDS) {
  test(`${command('MODEL').join(' ')} refuses a model that is missing, none, cut short or altered`, async () => {
    const [altered, good] = ['altered.arrow', 'good.arrow'].map((name) => readFileSync(join(cwd, name)));
    const [shaFound, shaExpected] = [altered, good].map(digestOf);
    const none = 'expected a model file; name a file that leanctr wrote';
    const aFolder =
      command('')[0] === 'report'
        ? 'found no run.json, expected the folder of a run; name a model file, or train with --run'
        : `found a directory, ${none}`;
    const damaged = 'the file is damaged: copy it again or train again';
    await Promise.all([
      expectLine(command('none.arrow'), `none.arrow: found no such file, ${none}`),
      expectLine(command('folder'), `folder: ${aFolder}`),
      expectLine(command('empty.tsv'), `empty.tsv: found an empty file, ${none}`),
    ]);
    await Promise.all([
      expectLine(
        command('cut.arrow'),
        `cut.arrow: found a file cut short after 5,000 bytes, expected a whole model file; ${damaged}`,
      ),
      expectLine(
        command('altered.arrow'),
        `altered.arrow: found bytes with SHA-256 ${shaFound}, expected ${shaExpected}; ${damaged}`,
      ),
    ]);
    neverWritten();
  });
}

/** SHA-256 of a model file with the digests it holds zeroed. */
function digestOf(bytes: Buffer): string {
  const zeroed = bytes.toString('latin1').replaceAll(/(?<="sha256":")[0-9a-f]{64}/g, '0'.repeat(64));
  return createHash('sha256').update(Buffer.from(zeroed, 'latin1')).digest('hex');
}

test('a full disk ends with exit code 1 and one line, and the earlier model is intact', async (t) => {
  const disk = join(cwd, 'disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    return t.skip('mounting a small disk was refused');
  }
  try {
    const earlier = readFileSync(join(cwd, 'good.arrow'));
    writeFileSync(join(disk, 'model.arrow'), earlier);
    const { status, stdout, stderr } = await run(
      ['train', 'large.tsv', '--bits', '22', '--model', 'disk/model.arrow'],
      {
        cwd,
      },
    );
    assert.deepEqual([status, stdout], [1, '']);
    assert.equal(stderr, 'leanctr: disk/model.arrow: not written: ENOSPC: no space left on device, write\n');
    assert.deepEqual(readdirSync(disk), ['model.arrow']);
    assert.deepEqual(readFileSync(join(disk, 'model.arrow')), earlier);
  } finally {
    execFileSync('umount', [disk]);
  }
});
