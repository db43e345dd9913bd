/** Caches of hashed batches: what is read is what was written, or an error. */

import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import * as fc from 'fast-check';

import type { HashSpec } from '#dist/batch/hash-spec.js';
import type { Batch } from '#dist/batch/batch.js';
import { openCache } from '#dist/export/cache-reader.js';
import { openCacheWriter } from '#dist/export/cache-writer.js';
import { batchesOfCaches } from '#dist/hash/hash.js';
import { InputError } from '#dist/input-error.js';
import { createKernel } from '#dist/kernel/kernel.js';
import { layOut } from '#dist/kernel/layout.js';
import { findInputs } from '#dist/read/inputs.js';
import { type Pass, assertSame, join as joined, passOf } from '../hash/passes.js';
import { python } from '../python.js';
import { folder } from '../read/folder.js';

const { path: here } = folder();
const kernel = createKernel(layOut(10, 1, 1));
const none = { merged: 0, leftOut: 0, badRecords: 0 };

const specOf = (type: 'categorical' | 'pairs'): HashSpec => ({
  ...{ hash: 'murmur3', seed: 0, bits: 10, missing: 'ignore' },
  fields: [{ name: 'f', type }],
});

function write(path: string, batches: readonly Batch[], type: 'categorical' | 'pairs', badRecords = 0): void {
  const fd = openSync(path, 'w');
  const weighted = batches.some(({ importances }) => importances !== null);
  const writer = openCacheWriter(fd, kernel, specOf(type), weighted);
  for (const batch of batches) writer.add(batch, none);
  writer.finish({ inputs: [], reading: '' }, { ...none, badRecords });
  closeSync(fd);
}

async function batchesIn(path: string) {
  const [input] = await findInputs([path]);
  const { file, index } = openCache(input);
  return batchesOfCaches([file], index.hashing);
}

interface Example {
  readonly label: number;
  readonly importance: number;
  /** Slot and value. */
  readonly features: readonly (readonly [number, number])[];
}

const slot = fc.nat(1023);
const exampleOf = (value: fc.Arbitrary<number>, importance: fc.Arbitrary<number>): fc.Arbitrary<Example> =>
  fc.record({
    label: fc.nat(1),
    importance,
    features: fc.uniqueArray(fc.tuple(slot, value), { maxLength: 9, selector: ([s]) => s }),
  });

function batchOf(examples: readonly Example[]): Batch {
  const offsets = new Uint32Array(examples.length + 1);
  examples.forEach(({ features }, i) => (offsets[i + 1] = offsets[i] + features.length));
  const values = Float32Array.from(examples.flatMap(({ features }) => features.map(([, value]) => value)));
  const importances = Float32Array.from(examples, ({ importance }) => importance);
  return {
    size: examples.length,
    labels: Float32Array.from(examples, ({ label }) => label),
    importances: importances.every((importance) => importance === 1) ? null : importances,
    offsets,
    slots: Uint32Array.from(examples.flatMap(({ features }) => features.map(([s]) => s))),
    values: values.every((value) => value === 1) ? null : values,
  };
}

const path = join(here, 'cache.arrow');
const one = fc.constant(1);
const few = fc.constantFrom(1, 1, 1, 2, 3);
const number = fc.float({ noNaN: true, noDefaultInfinity: true }).filter((value) => value !== 0);

for (const [what, type, value] of [
  ['features that are there or not', 'categorical', one],
  ['tokens that met in one slot', 'categorical', few],
  ['features with numbers', 'pairs', number],
  ['features of a format with numbers, all 1', 'pairs', one],
] as const) {
  test(`a cache gives back ${what}`, async () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(exampleOf(value, one), { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 4 }),
        async (lists) => {
          const batches = lists.map(batchOf);
          write(path, batches, type);
          const copies: Pass[] = [];
          for (const batch of batches)
            copies.push(
              await passOf(
                (async function* () {
                  yield batch;
                })(),
              ),
            );
          assertSame(await passOf(await batchesIn(path)), joined(copies), what);
        },
      ),
      { numRuns: 15 },
    ));
}

test('a cache gives back importances', async () => {
  const examples = [
    { label: 1, importance: 2.5, features: [[3, 1]] },
    { label: 0, importance: 1, features: [] },
  ] as const;
  write(path, [batchOf(examples)], 'categorical');
  for await (const { importances } of await batchesIn(path)) assert.deepEqual([...importances!], [2.5, 1]);
});

let whole: Buffer;
let right: Pass;

before(async () => {
  const example = (i: number): Example => ({
    label: i % 2,
    importance: 1,
    features: [
      [i, 1],
      [i + 7, i % 3 ? 1 : 2],
    ],
  });
  const list = (from: number) => batchOf(Array.from({ length: 9 }, (_, i) => example(from + i)));
  write(path, [list(0), list(100)], 'categorical', 3);
  whole = readFileSync(path);
  right = await passOf(await batchesIn(path));
});

async function isRefused(): Promise<boolean> {
  try {
    assertSame(await passOf(await batchesIn(path)), right, 'what was read');
    return false;
  } catch (error) {
    if (error instanceof InputError && error.problem.source === path) return true;
    throw error;
  }
}

test('a byte that changes is noticed, or is none that is read', async () => {
  writeFileSync(path, whole);
  let noticed = 0;
  for (let i = 0; i < whole.length; i++) {
    const fd = openSync(path, 'r+');
    writeSync(fd, Buffer.of(whole[i] ^ (1 << (i % 8))), 0, 1, i);
    closeSync(fd);
    if (await isRefused()) noticed++;
    const again = openSync(path, 'r+');
    writeSync(again, whole, i, 1, i);
    closeSync(again);
  }
  // labels, slots, offsets and the index are more than a quarter of so small a file
  assert.ok(noticed > whole.length / 4, `${noticed} of ${whole.length}`);
  assert.equal(await isRefused(), false);
});

test('a cache that is cut short anywhere is refused', async () => {
  for (let length = 1; length < whole.length; length += 3) {
    writeFileSync(path, whole.subarray(0, length));
    // what no longer looks like a cache is a matter of format detection
    assert.ok(await isRefused(), `cut at ${length}`);
  }
  writeFileSync(path, whole);
});

test('malformed records that were skipped are counted again', async () => {
  writeFileSync(path, whole);
  const batches = await batchesIn(path);
  await passOf(batches);
  assert.equal(batches.counts.badRecords, 3);
  assert.equal(batches.counts.examples, 18);
});

test('pyarrow reads a cache, as a file and as a stream, and calls it valid', (t) => {
  const numbers = join(here, 'numbers.arrow');
  write(
    path,
    [
      batchOf([
        {
          label: 1,
          importance: 1,
          features: [
            [3, 2],
            [7, 1],
          ],
        },
        { label: 0, importance: 1, features: [] },
      ]),
    ],
    'categorical',
  );
  write(
    numbers,
    [
      batchOf([{ label: 1, importance: 2, features: [[3, 0.5]] }]),
      batchOf([{ label: 0, importance: 3, features: [[5, 1]] }]),
    ],
    'pairs',
  );
  const read = `table = pyarrow.ipc.open_file(path).read_all()
    table.validate(full=True)
    file = open(path, "rb")
    file.seek(8)
    assert pyarrow.ipc.open_stream(file).read_all().equals(table)`;
  const [tokens, valued] = python(t, [path, numbers], ['pyarrow.ipc'], read, 'table.to_pydict()');
  if (tokens === undefined) return;
  assert.deepEqual(tokens, { label: [1, 0], slots: [[3, 3, 7], []] });
  assert.deepEqual(valued, { label: [1, 0], importance: [2, 3], slots: [[3], [5]], values: [[0.5], null] });
});
