/** Records one after the other: all of them, in order, and what is wrong with one is said with its place. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { InputError } from '#dist/input-error.js';
import { read } from '#dist/read/read.js';
import { type RecordsInOptions, recordsIn } from '#dist/read/records-in.js';
import type { LogRecord } from '#dist/read/record.js';

import { folder } from './folder.js';

const here = folder();
const SCHEMA = here.write('s.yaml', 'label: y\nfields:\n  a: categorical\n');

const cellOf = ({ features }: LogRecord): string => Buffer.from(features[0].token).toString();

async function cellsIn(inputs: readonly string[], options?: RecordsInOptions, use = cellOf): Promise<string[]> {
  const cells: string[] = [];
  for await (const cell of recordsIn(await read(inputs, { schema: SCHEMA }), use, options)) cells.push(cell);
  return cells;
}

test('several inputs, compressed ones too, each with its header, with blank lines and without a last line feed', async () => {
  const inputs = [here.write('1.csv', 'a,y\nx,0\n\n"p,q",1'), here.write('2.csv.gz', gzipSync('a,y\nz,1\n'))];
  assert.deepEqual(await cellsIn(inputs), ['x', 'p,q', 'z']);
});

test('records that are longer together than a chunk', async () => {
  const cells = Array.from({ length: 300 }, (_, i) => `${i}`.repeat(3000));
  assert.deepEqual(await cellsIn([here.write('l.csv', `a,y\n${cells.map((cell) => `${cell},0\n`).join('')}`)]), cells);
});

test('a malformed record ends it with its file and number, or is told and skipped', async () => {
  const path = here.write('bad.csv', 'a,y\nx,0\nx,2\nz,1\n');
  const message = /bad\.csv: record 3: field "y": found "2"/;
  await assert.rejects(cellsIn([here.write('3.csv', 'a,y\nx,0\n'), path]), { name: 'InputError', message });
  const told: string[] = [];
  const cells = await cellsIn([path], { onBadRecord: (error) => told.push(error.message) });
  assert.deepEqual(cells, ['x', 'z']);
  assert.match(told.join(), message);
});

test('a header that is not that of the first input, and a line that is too long, are named', async () => {
  const first = here.write('h1.csv', 'a,y\nx,0\n');
  const message = /h2\.csv: found the columns y, a, expected those of the first input/;
  await assert.rejects(cellsIn([first, here.write('h2.csv', 'y,a\n0,x\n')]), { name: 'InputError', message });
  const long = here.write('h3.csv', `a,y\nx,0\n${'x'.repeat(5e6)}`);
  await assert.rejects(cellsIn([long]), {
    name: 'InputError',
    message: /h3\.csv: record 3: found a line of more than/,
  });
});

test('what the caller refuses of a record is malformed too', async () => {
  const path = here.write('refused.csv', 'a,y\nx,0\n');
  const refuse = () => {
    throw new InputError({ found: 'x', expected: 'y' });
  };
  await assert.rejects(cellsIn([path], {}, refuse), { message: /refused\.csv: record 2: found x, expected y/ });
});

test('no more is read than is wanted, by a chunk', async () => {
  const path = here.write('long.csv', `a,y\n${'x,0\n'.repeat(500_000)}`);
  const { length } = await cellsIn([path], { maxBytes: 1000 });
  assert.ok(length > 250 && length < 250_000, `${length} records`);
});
