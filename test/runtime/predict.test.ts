/** Records of Criteo's form have the probabilities of `predict` by the same packed model. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Encoding } from '#dist/prune/encoding.js';
import { load } from '#dist/runtime/index.js';
import { firstRecords } from '../e2e/leanctr.js';
import { folder } from '../read/folder.js';
import { sharedData } from '../shared-data.js';
import { learned } from './models.js';

async function compare(log: string, encoding: Encoding) {
  const { bytes, probabilities, records } = await learned(log, encoding);
  const model = load(bytes);
  assert.equal(records.length, probabilities.length);
  assert.ok(new Set(probabilities).size > records.length / 2);
  const named = (cells: string[]) => Object.fromEntries(model.fields.map((name, i) => [name, cells[i]]));
  const off = records.map((cells, i) => Math.abs(model.probability(cells) - probabilities[i]));
  const offByName = records.map((cells, i) => Math.abs(model.probability(named(cells)) - probabilities[i]));
  return Math.max(...off, ...offByName);
}

for (const encoding of ['f32', 'q8'] as const) {
  test(`a generated log, ${encoding}: the probabilities of predict to 1e-6`, async () => {
    assert.ok((await compare(folder().write('log.tsv', firstRecords(1000)), encoding)) <= 1e-6);
  });
}

const real = sharedData('criteo-8k.tsv');

test('real Criteo records: the probabilities of predict to 1e-6', { skip: real.skip }, async (t) => {
  const off = await compare(real.path, 'q2.13');
  t.diagnostic(`at most ${off.toExponential(1)} off`);
  assert.ok(off <= 1e-6);
});
