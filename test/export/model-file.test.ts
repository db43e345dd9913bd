import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { readModel, writeModel } from '#dist/export/model-file.js';
import { InputError } from '#dist/input-error.js';
import { MODEL_BLOCK, type Model, type ModelBlock } from '#dist/learn/model.js';
import { contentsOf, digestOfBytes, modelOf, models, small, temporaryFolder } from './models.js';

const folder = temporaryFolder();
const path = join(folder, 'model.arrow');

// each one waits for the disk
const RUNS = { numRuns: 40 };

test('a model comes back as it was written, to the bit', () =>
  fc.assert(
    fc.asyncProperty(models, async (model) => {
      await writeModel(path, model);
      const read = readModel(path);
      assert.deepStrictEqual(read.header, model.header);
      assert.deepStrictEqual(contentsOf(read), contentsOf(model));
    }),
    RUNS,
  ));

test('without state only the weights that are not zero are stored, and the header says so', () =>
  fc.assert(
    fc.asyncProperty(models, async (model) => {
      await writeModel(path, model, { state: false });
      const read = readModel(path);
      assert.deepStrictEqual(read.header, { ...model.header, hasState: false });
      const { slots, columns } = contentsOf(model);
      const kept = slots.map((_, i) => i).filter((i) => (columns[0][i] & 0x7fffffff) !== 0);
      assert.deepEqual(contentsOf(read), {
        slots: kept.map((i) => slots[i]),
        columns: [kept.map((i) => columns[0][i])],
      });
      assert.ok([...read.blocks()].every(({ state }) => state === null));
    }),
    RUNS,
  ));

test('the same model gives the same bytes, however its blocks are cut and its header is ordered', () =>
  fc.assert(
    fc.asyncProperty(models, fc.integer({ min: 1, max: 60 }), async (model, blockSize) => {
      const { sha256 } = await writeModel(path, model);
      const bytes = readFileSync(path);
      const written = await writeModel(path, reversed(recut(model, blockSize)));
      assert.equal(written.sha256, sha256);
      assert.ok(readFileSync(path).equals(bytes));
      await writeModel(path, readModel(path));
      assert.ok(readFileSync(path).equals(bytes));
    }),
    RUNS,
  ));

test('the bytes of a model are those of format version 1', async () => {
  // a change here is a change of the format: files of today must stay readable
  const { sha256 } = await writeModel(path, small);
  assert.equal(sha256, '68609c49ff04f79a40b3ac87f961626396528040b3e7e9d1d380fbf6c1222a10');
});

test('the digest in the file, in both places, is the SHA-256 of the file with zeros for it', () =>
  fc.assert(
    fc.asyncProperty(models, fc.boolean(), async (model, state) => {
      const { bytes, sha256 } = await writeModel(path, model, { state });
      const file = readFileSync(path);
      assert.equal(bytes, file.length);
      assert.equal(sha256, digestOfBytes(file));
      assert.equal(file.toString('latin1').split(`"sha256":"${sha256}"`).length, 3);
    }),
    RUNS,
  ));

test('more rows than a record batch holds come back in order, in blocks of at most MODEL_BLOCK', async () => {
  const rows = MODEL_BLOCK + 12_345;
  const step = 3;
  const shared = new Uint32Array(new SharedArrayBuffer(4 * rows)).map((_, i) => step * i);
  const weights = Float32Array.from(shared, (slot) => slot + 1);
  // one block over shared memory and too large: the file is cut as the format says all the same
  const block = { slots: shared, weights, state: [weights.map((w) => -w), weights] };
  const model = { ...modelOf([], 1, { touched: rows, nonzeros: rows }), blocks: () => [block] };
  await writeModel(path, model);
  let next = 0;
  for (const { slots, weights: read, state } of readModel(path).blocks()) {
    assert.ok(slots.length <= MODEL_BLOCK);
    for (let i = 0; i < slots.length; i++, next++) {
      const ok = slots[i] === step * next && read[i] === weights[next] && state![0][i] === -weights[next];
      if (!ok) assert.fail(`row ${next}`);
    }
  }
  assert.equal(next, rows);
  assert.equal((await writeModel(path, readModel(path))).sha256, digestOfBytes(readFileSync(path)));
});

test('the blocks of a model may be read several times, and left in the middle', async () => {
  await writeModel(path, small);
  const read = readModel(path);
  for (const _ of read.blocks()) break;
  assert.deepEqual(contentsOf(read), contentsOf(small));
  assert.deepEqual(contentsOf(read), contentsOf(small));
});

test('a file that was replaced after its digest was verified is refused', async () => {
  const other = join(folder, 'other.arrow');
  await writeModel(path, small);
  const read = readModel(path);
  await writeModel(other, small);
  renameSync(other, path);
  assert.throws(() => contentsOf(read), {
    name: 'InputError',
    message: `${path}: found a file that changed while it was read, expected the same file throughout; read it again`,
  });
});

test('a model that could not be read back is not written, and the earlier one stays', async () => {
  await writeModel(path, small);
  const before = readFileSync(path);
  const [block] = small.blocks();
  const cases: [Model, RegExp][] = [
    [
      withBlock({ ...block, weights: Float32Array.of(1, NaN, 1) }),
      /^.*: found NaN at slot 5, expected finite numbers; /,
    ],
    [
      withBlock({ ...block, state: [block.weights, Float32Array.of(1, 1, Infinity)] }),
      /found Infinity at slot 4194303/,
    ],
    [{ ...small, header: { ...small.header, bias: { weight: NaN, z: 0, n: 0 } } }, /found NaN in the bias/],
    [withBlock({ ...block, slots: Uint32Array.of(1, 5, 5) }), /^the slots of the model do not ascend$/],
    [withBlock({ ...block, slots: Uint32Array.of(1, 5, 2 ** 22) }), /^slot 4194304 does not fit 22 bits$/],
    [{ ...small, header: { ...small.header, nonzeros: 3 } }, /^2 nonzeros, not 3 as the header says$/],
    [{ ...small, header: { ...small.header, touched: 2 } }, /^3 slots, more than the 2 touched$/],
  ];
  for (const [model, message] of cases) {
    await assert.rejects(writeModel(path, model), (error: Error) => {
      assert.match(error.message, message);
      return error instanceof InputError === message.source.includes('found');
    });
  }
  assert.ok(readFileSync(path).equals(before));
  assert.deepEqual(readdirSync(folder), ['model.arrow']);
});

test('what does not decide the mathematics is refused in the header', async () => {
  const header = { ...small.header, seconds: 12 };
  await assert.rejects(writeModel(path, { ...small, header }), /Unrecognized key/);
});

test('a pipe gets the same bytes as a file', async (t) => {
  if (process.platform === 'win32') return t.skip('Windows has no named pipes in folders');
  const run = promisify(execFile);
  const pipe = join(temporaryFolder(), 'pipe');
  await run('mkfifo', [pipe]);
  const [{ stdout }, written] = await Promise.all([
    run('cat', [pipe], { encoding: 'buffer' }),
    writeModel(pipe, small),
  ]);
  const { sha256, bytes } = await writeModel(path, small);
  assert.deepEqual(written, { path: pipe, sha256, bytes });
  assert.ok(stdout.equals(readFileSync(path)));
});

test('a full disk is an error of the system, not of the user', async (t) => {
  if (!existsSync('/dev/full')) return t.skip('there is no /dev/full');
  await assert.rejects(writeModel('/dev/full', small), { name: 'Error', code: 'ENOSPC' });
});

test('what is no model is refused in one line that says what it is', () => {
  const text = join(folder, 'text');
  writeFileSync(text, '0\t1\t2\n');
  const empty = join(folder, 'empty');
  writeFileSync(empty, '');
  const missing = join(folder, 'missing');
  const cases = [
    [missing, 'found no such file, expected a model file'],
    [folder, 'found a directory, expected a model file'],
    [join(text, 'model'), 'found no such file, expected a model file'],
    [empty, 'found an empty file, expected a model file'],
    [text, String.raw`found a file that begins with "0\u00091\u00092\u000a", expected a model file`],
  ];
  for (const [file, problem] of cases) {
    const message = `${file}: ${problem}; name a file that leanctr wrote`;
    assert.throws(() => readModel(file), { name: 'InputError', message });
  }
});

function withBlock(block: ModelBlock): Model {
  const nonzeros = block.weights.filter((weight) => weight !== 0).length;
  return { header: { ...small.header, nonzeros }, blocks: () => [block] };
}

function recut(model: Model, blockSize: number): Model {
  const { slots, columns } = contentsOf(model);
  const floats = columns.map((bits) => new Float32Array(Uint32Array.from(bits).buffer));
  const starts = Array.from({ length: Math.ceil(slots.length / blockSize) }, (_, i) => i * blockSize);
  const blocks = starts.map((start) => {
    const [weights, ...state] = floats.map((column) => column.subarray(start, start + blockSize));
    return { slots: Uint32Array.from(slots.slice(start, start + blockSize)), weights, state };
  });
  return { header: model.header, blocks: () => [...blocks, blockOfNone] };
}

const blockOfNone: ModelBlock = {
  slots: new Uint32Array(),
  weights: new Float32Array(),
  state: [new Float32Array(), new Float32Array()],
};

/** The same header with its keys in another order. */
function reversed(model: Model): Model {
  const { hashing, optimizer, bias, ...rest } = model.header;
  const { name, columns, hyperparameters } = optimizer;
  const { hash, ...specification } = hashing;
  const others = Object.fromEntries(Object.entries(hyperparameters).toReversed());
  return {
    header: {
      ...rest,
      bias: { n: bias.n, z: bias.z, weight: bias.weight },
      optimizer: { hyperparameters: others, columns, name },
      hashing: { ...specification, hash },
    },
    blocks: () => model.blocks(),
  };
}
