/** The command line on Parquet: good files, and every way in which one cannot be read. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { folder } from '../read/folder.js';
import { PAGES_1 } from '../read/parquet-files.js';
import { run } from './leanctr.js';

const here = folder();
const cwd = here.path;
const whole = readFileSync(PAGES_1);

const SCHEMA = `label: { column: label, positive: ["1"], negative: ["0"] }
fields: { app: categorical, page: categorical, user: ignore, price: numeric, wifi: categorical, tags: ignore, time: ignore, device: ignore }
`;

before(() => {
  const files: Record<string, string | Uint8Array> = {
    'pages.yaml': SCHEMA,
    'device.yaml': SCHEMA.replace('device: ignore', 'device: categorical'),
    'log.parquet': whole,
    log: whole,
    'log.parquet.gz': gzipSync(whole),
    'cut.parquet': whole.subarray(0, 3000),
    'pages.parquet': Buffer.concat([whole.subarray(0, 4), Buffer.alloc(600, 0xff), whole.subarray(604)]),
    'text.parquet': 'label,app\n1,x\n',
  };
  for (const [name, content] of Object.entries(files)) here.write(name, content);
});

const train = (input: string, ...args: string[]) =>
  run(['train', input, '--bits', '12', '--model', 'm.arrow', '--json', '--quiet', ...args], { cwd });

async function examplesOf(input: string, ...args: string[]): Promise<number> {
  const { status, stdout, stderr } = await train(input, '--schema', 'pages.yaml', ...args);
  assert.equal(status, 0, stderr);
  return (JSON.parse(stdout) as { examples: number }).examples;
}

test('Parquet is known by its name, by its content and by --format, with and without workers', async () => {
  for (const input of ['log.parquet', 'log']) assert.equal(await examplesOf(input), 40);
  assert.equal(await examplesOf('log', '--format', 'parquet', '--workers', '0'), 40);
  assert.equal(await examplesOf('log.parquet', '--workers', '2', '--epochs', '2'), 40);
});

for (const [what, args, line] of [
  ['no schema', ['log.parquet'], /^leanctr: log\.parquet: found PARQUET without a schema, expected --schema FILE/],
  ['a file cut short', ['cut.parquet', '--schema', 'pages.yaml'], /^leanctr: cut\.parquet: found damaged Parquet data/],
  [
    'damaged pages',
    ['pages.parquet', '--schema', 'pages.yaml'],
    /^leanctr: pages\.parquet: found damaged Parquet data/,
  ],
  ['another file', ['text.parquet', '--schema', 'pages.yaml'], /^leanctr: text\.parquet: found no Parquet file/],
  ['a compressed file', ['log.parquet.gz', '--schema', 'pages.yaml'], /found a compressed file, .*; decompress it/],
  ['structs', ['log.parquet', '--schema', 'device.yaml'], /^leanctr: log\.parquet: field "device": found a column of/],
  ['a second file that is none', ['log.parquet', 'text.parquet', '--schema', 'pages.yaml'], /text\.parquet: found no/],
] as const) {
  for (const workers of ['0', '1']) {
    test(`${what} ends in one line and exit code 2, with ${workers} workers`, async () => {
      const [input, ...rest] = args;
      const { status, stdout, stderr } = await train(input, ...rest, '--workers', workers);
      assert.match(stderr, line);
      assert.deepEqual([status, stdout, stderr.split('\n').length], [2, '', 2]);
    });
  }
}

test('a pipe of Parquet is refused with what to do', async () => {
  const args = ['train', '-', '--format', 'parquet', '--schema', 'pages.yaml', '--model', 'm.arrow'];
  const { status, stderr } = await run(args, { cwd, input: whole });
  assert.match(stderr, /^leanctr: standard input: found a pipe, expected a Parquet file, .*; write it to a file\n$/);
  assert.equal(status, 2);
});
