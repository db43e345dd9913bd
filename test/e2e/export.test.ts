/** What `leanctr export` says and refuses; what it writes is held by the contract of the exporters. */

import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import type { ExportFileResult } from '#dist/pipeline/export.js';

import { folder } from '../read/folder.js';
import { assertRefused, job } from './jobs.js';
import { firstRecords, run } from './leanctr.js';

const here = folder();
const cwd = here.path;

before(async () => {
  here.write('log.tsv', firstRecords(300));
  here.write('file', 'no folder');
  mkdirSync(join(cwd, 'folder'));
  await job('train log.tsv --bits 12 --lambda1 0.1 --model m.arrow', { cwd });
});

test('export makes the folder, and --json names its files, model.json first', async () => {
  const { to, output, nonzeros, bytes, files } = await job<ExportFileResult>('export m.arrow --to tfjs --output web', {
    cwd,
  });
  assert.deepEqual([to, output, nonzeros > 0, files[0].name], ['tfjs', 'web', true, 'model.json']);
  const sizes = files.map(({ name }) => readFileSync(join(cwd, 'web', name)).length);
  assert.deepEqual([sizes, sizes.reduce((sum, size) => sum + size)], [files.map((file) => file.bytes), bytes]);
});

test('people read in one line what was written', async () => {
  const { status, stdout, stderr } = await run('export m.arrow --to tfjs --output web'.split(' '), { cwd });
  assert.deepEqual([status, stdout], [0, '']);
  assert.match(stderr, /^[\d,]+ weights for tfjs: web, [\d.]+ kB in 2 files\n$/);
});

test('a target that is one file is written under its name, and --json names it', async () => {
  const { output, bytes, files } = await job<ExportFileResult>('export m.arrow --to csv --output w.csv', { cwd });
  assert.deepEqual([output, files], ['w.csv', [{ name: 'w.csv', bytes }]]);
  assert.equal(readFileSync(join(cwd, 'w.csv')).length, bytes);
});

test('wrong options are refused in one line, and nothing is written', async () => {
  copyFileSync(join(cwd, 'm.arrow'), here.write('model.json', ''));
  const model = readFileSync(join(cwd, 'model.json'));
  const refusals = [
    ['m.arrow --to onyx --output x', '--to: found "onyx", expected csv or jsonl or onnx or tfjs'],
    ['m.arrow --output x', '--to: found nothing, expected a value; see leanctr export --help'],
    ['m.arrow --to tfjs', '--output: found nothing, expected a value; see leanctr export --help'],
    ['m.arrow --to csv --output -', '--output -: found standard output, expected a file name'],
    ['m.arrow --to csv --output folder', '--output folder: found a directory, expected a file name'],
    ['m.arrow --to csv --output x/', '--output x/: found a directory, expected a file name'],
    ['m.arrow --to onnx --output m.arrow', '--output m.arrow: found a file that is read, expected another file name'],
    [
      'm.arrow --to jsonl --output a/b',
      '--output a/b: found no folder a, expected an existing folder; make it first: mkdir -p a',
    ],
    ['m.arrow --to tfjs --output -', '--output -: found standard output, expected the name of a folder'],
    ['m.arrow --to tfjs --output file', '--output file: found a file, expected the name of a folder'],
    [
      'm.arrow --to tfjs --output a/b',
      '--output a/b: found no folder a, expected an existing folder; make it first: mkdir -p a',
    ],
    ['m.arrow --to tfjs --output file/b', '--output file/b: found a file file, expected an existing folder'],
    [
      'none.arrow --to tfjs --output x',
      'none.arrow: found no such file, expected a model file; name a file that leanctr wrote',
    ],
    ['model.json --to tfjs --output .', '--output model.json: found a file that is read, expected another file name'],
  ];
  await Promise.all(refusals.map(([words, line]) => assertRefused(`export ${words}`, line, { cwd })));
  assert.ok(!existsSync(join(cwd, 'x')));
  assert.ok(readFileSync(join(cwd, 'model.json')).equals(model));
});
