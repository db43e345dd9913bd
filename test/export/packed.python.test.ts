import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { packedBytes, readModel, writePacked } from '#dist/export/model-file.js';
import type { Model } from '#dist/learn/model.js';
import { encode, ENCODINGS } from '#dist/prune/encoding.js';
import { packableModel, packables, specs } from './packed-models.js';
import { temporaryFolder } from './models.js';

const folder = temporaryFolder();
const program = fileURLToPath(new URL('../../../test/export/read_lctr.py', import.meta.url));
const page = readFileSync(new URL('../../../docs/lctr.md', import.meta.url), 'utf8');

/** The model of the page. */
const example = packableModel(
  [5, 6, 1000],
  [-0.25, 0.5, 1.5],
  {
    hash: 'murmur3',
    seed: 0,
    bits: 10,
    missing: 'ignore',
    fields: [
      { name: 'age', type: 'numeric' },
      ...['C1', 'C2', 'C3'].map((name) => ({ name, type: 'categorical' as const })),
    ],
    crosses: [['C1', 'C2']],
  },
  { touched: 9 },
);

/** So many weights that counts are halved. */
const many = packableModel(
  Array.from({ length: 4300 }, (_, i) => 3 * i + (i % 3)),
  Array.from({ length: 4300 }, (_, i) => Math.fround(Math.sin(i) / (1 + (i % 7)))),
  { hash: 'identity', seed: 7, bits: 28, missing: 'feature', fields: [] },
);

interface Case {
  readonly model: Model;
  readonly encoding: (typeof ENCODINGS)[number];
  readonly path: string;
}

const cases: Case[] = [];

before(async () => {
  const some = (seed: number) => [
    ...fc.sample(packables, { numRuns: 8, seed }),
    ...fc.sample(specs, { numRuns: 8, seed }).map((spec) => packableModel([0, 17], [0.125, -2], spec)),
  ];
  for (const [e, encoding] of ENCODINGS.entries()) {
    for (const model of encoding === 'q2.13' ? [...some(e), many] : some(e)) {
      const path = join(folder, `${cases.length}.lctr`);
      await writePacked(path, model, encoding);
      cases.push({ model: encode(model, encoding).model, encoding, path });
    }
  }
});

test('a reader in Python, written by docs/lctr.md alone, reads what the writer writes', (t) => {
  const { error, status, stdout, stderr } = spawnSync('python3', [program, ...cases.map(({ path }) => path)], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (error !== undefined) return t.skip('python3 is not installed');
  assert.equal(status, 0, stderr);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, cases.length);
  for (const [i, { model, encoding }] of cases.entries()) {
    const { weights, bias, ...header } = JSON.parse(lines[i]);
    const { hashing, touched } = model.header;
    assert.deepEqual(header, { encoding, hashing, touched });
    assert.ok(bias === model.header.bias.weight);
    const expected = [...model.blocks()].flatMap((block) =>
      [...block.slots].map((slot, j) => [slot, block.weights[j]]),
    );
    assert.deepEqual(weights, expected);
  }
});

test('the example of docs/lctr.md is what the writer writes', async () => {
  const path = join(folder, 'example.lctr');
  await writePacked(path, example, 'q2.13');
  const hex = /<!-- the example[^]*?```\n([^]*?)```/.exec(page)![1];
  const bytes = Buffer.from(hex.replaceAll(/#.*$/gm, '').replaceAll(/\s/g, ''), 'hex');
  assert.equal(readFileSync(path).toString('hex'), bytes.toString('hex'));
  assert.equal(packedBytes(example, 'q2.13'), bytes.length);
  writeFileSync(path, bytes);
  assert.deepEqual(readModel(path).header.hashing, example.header.hashing);
});
