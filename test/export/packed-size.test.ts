// What packed files take, against what their contents are worth, and what rounding costs.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { packedBytes, readModel, writePacked } from '#dist/export/model-file.js';
import { generateLog } from '#dist/generate/generate.js';
import type { Model } from '#dist/learn/model.js';
import { evaluate } from '#dist/pipeline/evaluate.js';
import { train } from '#dist/pipeline/train.js';
import { encode } from '#dist/prune/encoding.js';
import { entropyBoundBytes, log2Binomial } from '#dist/prune/size.js';
import { folder } from '../read/folder.js';
import { CRITEO, packableModel } from './packed-models.js';

const { path: here, write } = folder();

/** log2 of the sets of as many slots. */
function slotBits({ header: { hashing, nonzeros } }: Model): number {
  return log2Binomial(2 ** hashing.bits, nonzeros);
}

/** Each slot with a probability, all with the weight 2^-13: what the file takes is for slots. */
function slotsOnly(bits: number, probability: number): Model {
  const slots = [];
  for (let slot = 0; slot < 2 ** bits; slot++) {
    // the finish of murmur3: as good as drawn
    let x = slot + 1;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    if (((x ^ (x >>> 16)) >>> 0) / 2 ** 32 < probability) slots.push(slot);
  }
  return packableModel(
    slots,
    slots.map(() => 2 ** -13),
    { ...CRITEO, bits },
    { blockSize: 1 << 16 },
  );
}

for (const [bits, probability] of [
  [22, 0.025],
  [19, 0.25],
  [18, 0.6],
]) {
  test(`slots, ${probability} of 2^${bits}, take at most 1.01 times the least`, () => {
    const model = slotsOnly(bits, probability);
    assert.ok(model.header.nonzeros > 100_000);
    const ratio = (8 * packedBytes(model, 'q2.13')) / slotBits(model);
    assert.ok(ratio < 1.01, `${ratio}`);
  });
}

test('a trained model of more than 100,000 weights takes at most 1.01 times the least as q2.13, at no more log loss', async () => {
  const log = write('log.tsv', Buffer.concat([...generateLog({ examples: 40_000, seed: 1 })]).toString('latin1'));
  const path = join(here, 'model.arrow');
  await train({ inputs: [log], split: 'every:5', bits: 22, lambda1: 0.05, model: path, workers: 0 });
  const model = readModel(path);
  const { model: encoded, clipped } = encode(model, 'q2.13');
  assert.ok(encoded.header.nonzeros > 100_000);
  assert.equal(clipped, 0);
  const packed = join(here, 'model.lctr');
  const { bytes } = await writePacked(packed, model, 'q2.13');
  const ratio = bytes / entropyBoundBytes(encoded, 'q2.13');
  assert.ok(ratio < 1.01, `${ratio}`);
  for (const encoding of ['f32', 'bf16', 'q8'] as const) {
    const other = packedBytes(model, encoding) / entropyBoundBytes(encode(model, encoding).model, encoding);
    assert.ok(other >= 1 && other < 1.02, `${encoding}: ${other}`);
  }

  const holdout = { inputs: [log], split: 'every:5', workers: 0 };
  const [before, after] = [await evaluate(model, holdout), await evaluate(readModel(packed), holdout)];
  const increase = after.logLoss! / before.logLoss! - 1;
  assert.ok(increase <= 1e-4, `${increase}`);
  assert.equal((await evaluate(encoded, holdout)).logLoss, after.logLoss);
});
