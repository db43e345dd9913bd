import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { exportJsonLines } from '#dist/export/json-lines.js';
import { small, temporaryFolder } from './models.js';

const path = join(temporaryFolder(), 'model.jsonl');

test('the first line has all but the weights, the others a weight each', async () => {
  await exportJsonLines(small, path);
  const [first, ...others] = readFileSync(path, 'utf8').split('\n');
  const { hashing } = small.header;
  assert.deepEqual(JSON.parse(first), { format: 'leanctr-weights', version: 1, nonzeros: 2, bias: -1.1, hashing });
  assert.deepEqual(others, ['{"slot":5,"weight":-0.25}', '{"slot":4194303,"weight":1.5}', '']);
});
