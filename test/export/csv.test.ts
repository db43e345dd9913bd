import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exportCsv } from '#dist/export/csv.js';
import { modelOf, small, temporaryFolder } from './models.js';

const path = join(temporaryFolder(), 'model.csv');

test('the bias comes first, in no slot, then the nonzero weights by slot', async () => {
  await exportCsv(small, path);
  assert.equal(readFileSync(path, 'utf8'), 'slot,weight\n,-1.1\n5,-0.25\n4194303,1.5\n');
});

test('a bias is float64 and a weight float32, each to its last bit', async () => {
  const rows = [{ slot: 0, weight: Math.fround(0.1), z: 0, n: 0 }];
  await exportCsv(modelOf(rows, 1, { bias: { weight: 0.1 + 0.2, z: 0, n: 0 } }), path);
  assert.equal(readFileSync(path, 'utf8'), 'slot,weight\n,0.30000000000000004\n0,0.1\n');
});
