import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { findInputs } from '#dist/read/inputs.js';
import { partsOf } from '#dist/read/parts.js';
import { folder } from './folder.js';

const { path: here, write } = folder();

test('the files of a glob come in the order of their names, inputs in the order given', async () => {
  for (const name of ['day-10.tsv', 'day-2.tsv', 'day-1.tsv', 'Day-3.tsv', 'zero.tsv']) write(name, 'x');
  mkdirSync(join(here, 'day-4.tsv'));
  const inputs = await findInputs([join(here, 'zero.tsv'), join(here, '[dD]ay-*.tsv'), join(here, 'day-1.tsv')]);
  const names = ['zero.tsv', 'Day-3.tsv', 'day-1.tsv', 'day-10.tsv', 'day-2.tsv', 'day-1.tsv'];
  assert.deepEqual(
    inputs.map(({ path }) => path),
    names.map((name) => join(here, name)),
  );
});

test('a file whose name is a pattern is that file', async () => {
  const path = write('part[1].tsv', 'x');
  write('part1.tsv', 'y');
  assert.deepEqual(await findInputs([path]), [{ name: path, path, kind: 'file', size: 1 }]);
});

test('gzip is known by its first bytes, not by its name', async () => {
  const [named, unnamed] = await findInputs([write('plain.gz', 'plain'), write('zipped', gzipSync('plain'))]);
  assert.deepEqual([named.kind, unnamed.kind], ['file', 'compressed']);
});

test('parts cover each file once, in order; a stream is one part', async () => {
  const inputs = await findInputs([write('ten', '0123456789'), write('ten.gz', gzipSync('x')), write('five', '01234')]);
  const parts = partsOf(inputs, 5).map(({ input, from, to, endsInput }) => [input, from, to, endsInput]);
  assert.deepEqual(parts, [
    [inputs[0], 0, 5, false],
    [inputs[0], 5, 10, true],
    [inputs[1], 0, Infinity, true],
    [inputs[2], 0, 5, true],
  ]);
});
