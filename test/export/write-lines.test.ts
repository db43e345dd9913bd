import assert from 'node:assert/strict';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeLines } from '#dist/export/write-lines.js';
import { temporaryFolder } from './models.js';

const LINES = 60_000;

/** Bytes of the file that is being written, under its temporary name. */
const written = (folder: string): number => statSync(join(folder, readdirSync(folder)[0])).size;

test('lines are written while the next are made: no more than a few pieces of 64 Ki wait', async () => {
  const folder = temporaryFolder();
  let made = 0;
  let waiting = 0;
  function* lines() {
    for (let i = 0; i < LINES; i++) {
      const line = `line ${i}`;
      made += line.length + 1;
      if (i % 1000 === 0) waiting = Math.max(waiting, made - written(folder));
      yield line;
    }
  }
  const { bytes } = await writeLines(join(folder, 'lines'), lines());
  assert.ok(made > 600_000 && waiting < 200_000, `${waiting} of ${made} bytes waited`);
  assert.equal(bytes, made);
  const [last, end] = readFileSync(join(folder, 'lines'), 'utf8').split('\n').slice(-2);
  assert.deepEqual([last, end], [`line ${LINES - 1}`, '']);
});

test('bytes are counted, not characters, and no lines are a file without any', async () => {
  const folder = temporaryFolder();
  assert.deepEqual(await writeLines(join(folder, 'straße'), ['Straße 😀']), { name: 'straße', bytes: 13 });
  assert.deepEqual(await writeLines(join(folder, 'none'), []), { name: 'none', bytes: 0 });
});
