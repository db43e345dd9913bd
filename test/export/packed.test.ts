import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { packedBytes, readModel, writeModel, writePacked } from '#dist/export/model-file.js';
import { packedHeader } from '#dist/export/packed-header-writer.js';
import { InputError } from '#dist/input-error.js';
import type { Model } from '#dist/learn/model.js';
import { encode, ENCODINGS } from '#dist/prune/encoding.js';
import { crc32 } from '#dist/runtime/checksum.js';
import { contentsOf, modelOf, small, temporaryFolder } from './models.js';
import { CRITEO, packableModel, packables, specs } from './packed-models.js';

const folder = temporaryFolder();
const path = join(folder, 'model.lctr');

// each one waits for the disk
const RUNS = { numRuns: 25 };

for (const encoding of ENCODINGS) {
  test(`${encoding}: a model comes back as it was encoded, to the bit`, () =>
    fc.assert(
      fc.asyncProperty(packables, async (model) => {
        const { model: encoded } = encode(model, encoding);
        const written = await writePacked(path, model, encoding);
        const read = readModel(path);
        assert.deepStrictEqual(read.header, encoded.header);
        assert.deepStrictEqual(contentsOf(read), contentsOf(encoded));
        const bytes = readFileSync(path);
        assert.equal(written.bytes, bytes.length);
        assert.equal(written.sha256, createHash('sha256').update(bytes).digest('hex'));
        assert.equal(packedBytes(model, encoding), bytes.length);
        // what was encoded, and what was read, are encoded already
        assert.equal((await writePacked(path, encoded, encoding)).sha256, written.sha256);
        assert.equal((await writePacked(path, readModel(path), encoding)).sha256, written.sha256);
      }),
      RUNS,
    ));

  test(`${encoding}: a model without nonzeros, and one with a weight in every slot, come back`, async () => {
    const every = Array.from({ length: 2 ** 10 }, (_, i) => i);
    const spec = { ...CRITEO, bits: 10 };
    const models = [
      packableModel([], [], spec),
      packableModel(
        every,
        every.map((i) => Math.cos(i) + 2),
        spec,
      ),
    ];
    for (const model of models) {
      await writePacked(path, model, encoding);
      assert.deepStrictEqual(contentsOf(readModel(path)), contentsOf(encode(model, encoding).model));
    }
  });
}

test('any specification of hashing comes back as it was', () =>
  fc.assert(
    fc.asyncProperty(specs, async (hashing) => {
      await writePacked(path, packableModel([0, 4095], [1, -1], hashing), 'f32');
      assert.deepStrictEqual(readModel(path).header.hashing, hashing);
    }),
    { numRuns: 60 },
  ));

test('39 fields of Criteo, a bias and no weight take 38 bytes', () => {
  assert.equal(packedBytes(packableModel([], [], CRITEO), 'f32'), 38);
});

test('a packed model has the nonzeros of a trained one, its touched slots and its bias, and no state', async () => {
  await writeModel(path, small);
  const read = readModel(path);
  const { header } = small;
  assert.deepStrictEqual(read.header, {
    hashing: {
      ...header.hashing,
      fields: [header.hashing.fields[0], { name: 'Straße "\0\ufffd', type: 'categorical' }],
    },
    optimizer: { name: 'packed', columns: [], hyperparameters: {} },
    bias: { weight: -1.1 },
    updates: 0,
    progressive: { examples: 0, positives: 0, importance: 0, positiveImportance: 0, logLoss: 0, probability: 0 },
    touched: 3,
    nonzeros: 2,
    hasState: false,
  });
  assert.deepEqual(contentsOf(read).slots, [5, 4_194_303]);
  assert.deepEqual(
    [...read.blocks()].flatMap(({ weights }) => [...weights]),
    [-0.25, 1.5],
  );
});

test('a packed model written as an Arrow file, and that packed again, is the same packed file', async () => {
  const arrow = join(folder, 'model.arrow');
  const { sha256 } = await writePacked(path, small, 'f32');
  await writeModel(arrow, readModel(path));
  assert.equal((await writeModel(path, readModel(arrow))).sha256, sha256);
});

test('the bytes of a packed file do not depend on how blocks are cut', async () => {
  const slots = Array.from({ length: 40 }, (_, i) => 7 * i);
  const weights = slots.map((slot) => Math.sin(slot));
  const digests = [1, 7, 40].map(async (blockSize) => {
    const model = packableModel(slots, weights, CRITEO, { blockSize });
    return (await writePacked(join(folder, `${blockSize}.lctr`), model, 'q2.13')).sha256;
  });
  assert.equal(new Set(await Promise.all(digests)).size, 1);
});

test('a model that could not be read back is not written, and the earlier one stays', async () => {
  const other = temporaryFolder();
  const file = join(other, 'model.lctr');
  await writePacked(file, small, 'f32');
  const before = readFileSync(file);
  const good = packableModel([1, 5], [1, 2], CRITEO);
  const withHeader = (header: Partial<Model['header']>): Model => ({ ...good, header: { ...good.header, ...header } });
  const fields = Array.from({ length: 65_537 }, (_, i) => ({ name: `${i}`, type: 'count' as const }));
  const cases: [Model, RegExp][] = [
    [packableModel([1, 5], [1, NaN], CRITEO), /model\.lctr: found NaN at slot 5, expected finite numbers; /],
    [packableModel([1, 5], [Infinity, 1], CRITEO), /model\.lctr: found Infinity at slot 1, /],
    [withHeader({ bias: { weight: NaN } }), /model\.lctr: found NaN in the bias, expected finite numbers/],
    [packableModel([1, 1], [1, 2], CRITEO), /^the slots of the model do not ascend$/],
    [packableModel([1, 2 ** 24], [1, 2], CRITEO), /^slot 16777216 does not fit 24 bits$/],
    [withHeader({ touched: 1 }), /^2 slots, more than the 1 touched$/],
    [withHeader({ hashing: { ...CRITEO, crosses: [['C1', 'C99']] } }), /^a cross of C99, which is no field$/],
    [withHeader({ hashing: { ...CRITEO, fields } }), /^found 65,537 fields, expected at most 65,536 in a packed file$/],
  ];
  for (const [model, message] of cases) {
    await assert.rejects(writePacked(file, model, 'f32'), (error: Error) => {
      assert.match(error.message, message);
      return error instanceof InputError === message.source.includes('found');
    });
  }
  assert.ok(readFileSync(file).equals(before));
  assert.deepEqual(readdirSync(other), ['model.lctr']);
});

test('a file that was replaced after its checksum was verified is refused', async () => {
  await writePacked(path, small, 'f32');
  const read = readModel(path);
  writeFileSync(path, readFileSync(path));
  assert.throws(() => contentsOf(read), /found a file that changed while it was read/);
});

test('fields that no writer writes are refused under a right checksum too', () => {
  const good = packedHeader(packableModel([], [], CRITEO).header, 'f32', 1);
  const lineFor = (at: number, value: number) => {
    const bytes = Uint8Array.from([...good, 0, 0, 0, 0]);
    bytes[at] = value;
    writeFileSync(path, Buffer.concat([bytes, new Uint8Array(Uint32Array.of(crc32(bytes)).buffer)]));
    return () => readModel(path);
  };
  const bits = good.indexOf(CRITEO.bits);
  assert.doesNotThrow(lineFor(bits, CRITEO.bits));
  assert.throws(lineFor(bits, 0), /found fields or bits that no writer wrote, expected a whole packed model/);
});

test('a damaged packed file says so in one line', async () => {
  await writePacked(path, modelOf([]), 'q8');
  const whole = readFileSync(path);
  const lineFor = (bytes: Buffer) => {
    writeFileSync(path, bytes);
    try {
      contentsOf(readModel(path));
    } catch (error) {
      if (error instanceof InputError) return error.message.replace(`${path}: `, '');
      throw error;
    }
    return 'accepted';
  };
  const later = Buffer.from(whole);
  later[4] = 2;
  const damaged =
    'found a wrong checksum, of bytes changed or cut off, expected a whole packed model; ' +
    'the file is damaged: copy it again or train again';
  assert.equal(lineFor(whole), 'accepted');
  assert.equal(lineFor(later), 'found model format version 2, expected version 1; update leanctr');
  assert.equal(lineFor(whole.subarray(0, -1)), damaged);
  assert.equal(lineFor(Buffer.concat([whole, Buffer.of(0)])), damaged);
  assert.equal(lineFor(whole.subarray(0, 5)), damaged);
  assert.match(lineFor(whole.subarray(0, 3)), /^found a file that begins with "LCT", expected a model file; /);
});
