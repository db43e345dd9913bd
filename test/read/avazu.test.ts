import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hash } from '#dist/hash/hash.js';
import { InputError } from '#dist/input-error.js';
import { avazuSchema } from '#dist/read/avazu.js';
import { type ReadOptions, read } from '#dist/read/read.js';
import type { Format } from '#dist/read/record.js';
import { hashed, passOf } from '../hash/passes.js';
import { folder } from './folder.js';

const { write } = folder();

const names = avazuSchema.fields.map(({ name }) => name);
const header = ['id', 'click', ...names].join(',');

/** Lines as Avazu's, all different. */
const lines = Array.from({ length: 40 }, (_, i) => {
  const hash8 = (salt: number) => ((i * 2_654_435_761 + salt) % 2 ** 32).toString(16).padStart(8, '0');
  const hour = 14_102_100 + (i % 10) * 100 + (i % 24);
  const ids = names.slice(3).map((name, j) => (/^C|type/.test(name) ? String((i % 7) * j) : hash8(j)));
  return [`1000009418151094${i}`, i % 5 === 0 ? 1 : 0, hour, 1005, i % 2, ...ids].join(',');
});
const withoutClick = (text: string) => [...text.split(',').slice(0, 1), ...text.split(',').slice(2)].join(',');
const text = `${[header, ...lines].join('\n')}\n`;
const train = write('train.csv', text);
const unlabelled = `${[header, ...lines].map(withoutClick).join('\n')}\n`;

async function problemOf(path: string, options: ReadOptions = {}): Promise<string> {
  try {
    await passOf(hash(await read([path], options), { workers: 0 }));
  } catch (error) {
    assert.ok(error instanceof InputError, String(error));
    return error.message.slice(error.message.lastIndexOf('/') + 1);
  }
  throw new assert.AssertionError({ message: 'no error' });
}

test('a file of Avazu is found by its header, whatever its name, and needs no schema', async () => {
  const expected = await hashed([train], { workers: 0, format: 'avazu' });
  for (const [name, content] of [
    ['train.csv', text],
    ['log', text],
    ['windows.csv', text.replaceAll('\n', '\r\n')],
    ['marked', `\ufeff${text}`],
  ] as const) {
    const path = write(name, content);
    const { format } = await read([path]);
    assert.equal((format as Format).kernelReader, 'readDelimited');
    assert.deepEqual(await hashed([path], { workers: 0 }), expected, name);
  }
});

test('an hour and a weekday, and 21 tokens, without the number of the example', async () => {
  const batches = hash(await read([train]), { workers: 0 });
  for await (const { size, offsets, labels } of batches) {
    assert.equal(size, lines.length);
    assert.equal(offsets[size], lines.length * (2 + 21));
    assert.deepEqual(
      [...labels!],
      lines.map((_, i) => (i % 5 === 0 ? 1 : 0)),
    );
  }
  const others = write('others.csv', text.replaceAll(/^1000/gm, '2000'));
  assert.deepEqual(await hashed([others], { workers: 0 }), await hashed([train], { workers: 0 }));
});

test('a file without clicks is read to be predicted: the same features, no labels', async () => {
  const path = write('test.csv', unlabelled);
  const { format } = await read([path]);
  assert.equal(format.labelled, false);
  const [known, unknown] = [await hashed([train], { workers: 0 }), await hashed([path], { workers: 0 })];
  assert.deepEqual(unknown.slots, known.slots);
});

test('a schema beside it, another header and a malformed hour are refused', async () => {
  const twoHours = write('hours.csv', text.replace(',14102100,', ',141021,'));
  assert.equal(
    await problemOf(train, { format: 'avazu', schema: avazuSchema }),
    '--schema: found the format avazu, expected csv, tsv, jsonl, vw, arrow or parquet',
  );
  assert.equal(
    await problemOf(write('more.csv', text.replace('C21', 'C21,C22')), { format: 'avazu' }),
    'more.csv: field "C22": found a column that the schema does not have, expected its type; ' +
      "give it a file with Avazu's header, or read it as csv with --schema",
  );
  assert.match(await problemOf(write('more', text.replace('C21', 'C21,C22'))), /^more: found /);
  assert.match(await problemOf(twoHours), /^hours\.csv: record 2: field "hour": found "141021", expected a time like/);
});
