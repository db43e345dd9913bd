/** What every exporter promises; a new target is a new row. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Batch } from '#dist/batch/batch.js';
import { readModel, writeModel } from '#dist/export/model-file.js';
import { TARGET_NAMES, type TargetName, exportModel } from '#dist/export/targets.js';
import type { Model } from '#dist/learn/model.js';
import { predictor } from '#dist/learn/predictor.js';
import { prune } from '#dist/prune/prune.js';
import { modelOf, temporaryFolder } from '../export/models.js';
import { probabilitiesOfOnnx } from '../export/onnx-model.js';
import { probabilitiesOf, weightsOfCsv, weightsOfJsonLines } from '../export/text-models.js';
import { probabilitiesOfTfjs } from '../export/tfjs-model.js';
import { batchOf, kernelFor, specOf } from '../learn/batches.js';

interface Row {
  readonly name: TargetName;
  /** How far its probabilities may be from those of predict. */
  readonly precision: number;
  /** The most bits that it takes. */
  readonly bits: number;
  /** The probabilities of what was exported, as the other system computes them from its files alone. */
  probabilities(output: string, batch: Batch): readonly number[] | Promise<readonly number[]>;
}

const EXPORTERS: readonly Row[] = [
  {
    name: 'csv',
    precision: 1e-6,
    bits: 28,
    probabilities: (path, batch) => probabilitiesOf(weightsOfCsv(path), batch),
  },
  {
    name: 'jsonl',
    precision: 1e-6,
    bits: 28,
    probabilities: (path, batch) => probabilitiesOf(weightsOfJsonLines(path), batch),
  },
  { name: 'onnx', precision: 1e-6, bits: 28, probabilities: probabilitiesOfOnnx },
  { name: 'tfjs', precision: 1e-6, bits: 24, probabilities: probabilitiesOfTfjs },
];

/** Of the tables that predict looks weights up in here: each test clears one, and that of 28 bits has a gigabyte. */
const TABLE_BITS = 24;

const weight = fc.oneof(
  { weight: 4, arbitrary: fc.float({ min: -3, max: 3, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0) },
);

/** A model of some bits, its nonzeros anywhere or side by side. */
const modelsOf = (bits: number): fc.Arbitrary<Model> => {
  const last = 2 ** bits - 1;
  const slot = fc.oneof(
    fc.nat(last),
    fc.nat(Math.min(last, 40)),
    fc.nat(Math.min(last, 40)).map((low) => last - low),
  );
  const slots = fc.uniqueArray(fc.record({ slot, weight }), { selector: (row) => row.slot, maxLength: 60 });
  return fc.tuple(slots, fc.double({ min: -5, max: 5, noNaN: true })).map(([rows, bias]) =>
    modelOf(
      rows.toSorted((a, b) => a.slot - b.slot).map((row) => ({ ...row, z: 1, n: 1 })),
      7,
      { hashing: specOf(bits), bias: { weight: bias, z: 0, n: 0 } },
    ),
  );
};

/** Examples of slots that the model knows and of others; with values, and of different lengths. */
const batchesOf = (bits: number, model: Model): fc.Arbitrary<Batch> => {
  const known = [...model.blocks()].flatMap(({ slots }) => [...slots]);
  const slot = fc.oneof(fc.nat(2 ** bits - 1), fc.constantFrom(0, ...known));
  const value = fc.oneof(fc.constant(1), fc.float({ min: -2, max: 2, noNaN: true }));
  const features = fc.array(fc.tuple(slot, value), { maxLength: 12 }).map((pairs) => Object.fromEntries(pairs));
  return fc
    .array(features, { minLength: 1, maxLength: 8 })
    .map((all) => batchOf(all.map((f) => ({ label: 0, features: f }))));
};

function predictions(model: Model, batch: Batch): Float64Array {
  return predictor(kernelFor(model.header.hashing.bits), model).probabilities(batch);
}

/** Everything in a file or folder: path -> bytes; undefined if nothing is there. */
function contentOf(output: string): Record<string, string> | undefined {
  if (!existsSync(output)) return undefined;
  const paths = statSync(output).isDirectory() ? readdirSync(output).map((name) => join(output, name)) : [output];
  return Object.fromEntries(paths.toSorted().map((path) => [basename(path), readFileSync(path, 'latin1')]));
}

/** Without the names: one file has that of the output. */
const filesOf = (output: string): string[] => Object.values(contentOf(output)!);

const one = modelOf([{ slot: 5, weight: 0.75, z: 1, n: 1 }], 4, { hashing: specOf(12) });
const several = modelOf(
  Array.from({ length: 40 }, (_, i) => ({ slot: 97 * i, weight: (i % 7) - 3, z: 1, n: 1 })),
  9,
  { hashing: specOf(12), bias: { weight: -0.1, z: 0, n: 0 } },
);
const examples = batchOf([
  { label: 0, features: { 5: 1, 97: 1 } },
  { label: 0, features: { 96: 1, 194: -0.5, 4095: 1 } },
  { label: 0, features: {} },
]);

test('every target has its row', () => {
  assert.deepEqual(
    EXPORTERS.map(({ name }) => name),
    TARGET_NAMES,
  );
});

for (const row of EXPORTERS) {
  const { name, precision } = row;
  const folder = temporaryFolder();
  const output = join(folder, 'out');

  async function assertSame(model: Model, batch: Batch): Promise<void> {
    await exportModel(model, name, output);
    const found = await row.probabilities(output, batch);
    const expected = predictions(model, batch);
    assert.equal(found.length, expected.length);
    found.forEach((p, i) => {
      assert.ok(Math.abs(p - expected[i]) <= precision, `example ${i}: ${p}, predict gives ${expected[i]}`);
    });
  }

  test(`${name}: the probabilities are those of predict to ${precision}`, () =>
    fc.assert(
      fc.asyncProperty(
        fc
          .constantFrom(1, 8, 13, 22, TABLE_BITS)
          .chain((bits) => modelsOf(bits).chain((model) => fc.tuple(fc.constant(model), batchesOf(bits, model)))),
        ([model, batch]) => assertSame(model, batch),
      ),
      { numRuns: 60 },
    ));

  test(`${name}: the last of 2^${row.bits} slots is found, those beside it and the first are not`, async () => {
    const last = 2 ** row.bits - 1;
    const model = modelOf([{ slot: last, weight: 0.75, z: 1, n: 1 }], 4, {
      hashing: specOf(row.bits),
      bias: { weight: -1, z: 0, n: 0 },
    });
    await exportModel(model, name, output);
    const slots = [last, last - 1, last - 2, 0];
    const found = await row.probabilities(
      output,
      batchOf(slots.map((slot) => ({ label: 0, features: { [slot]: 2 } }))),
    );
    found.forEach((p, i) => {
      const margin = i === 0 ? -1 + 2 * 0.75 : -1;
      assert.ok(Math.abs(p - 1 / (1 + Math.exp(-margin))) <= precision, `slot ${slots[i]}: ${p}`);
    });
  });

  test(`${name}: what is not finite is refused, and the earlier export stays`, async () => {
    await exportModel(one, name, output);
    const before = contentOf(output);
    const advice = 'the training diverged: lower alpha or scale the values';
    const expected = `expected finite numbers; ${advice}`;
    const weightless = modelOf([{ slot: 5, weight: NaN, z: 1, n: 1 }], 4, { hashing: specOf(12) });
    await assert.rejects(exportModel(weightless, name, output), {
      name: 'InputError',
      message: `--to ${name}: found NaN at slot 5, ${expected}`,
    });
    const biased = modelOf([], 4, { hashing: specOf(12), bias: { weight: -Infinity, z: 0, n: 0 } });
    await assert.rejects(exportModel(biased, name, output), {
      name: 'InputError',
      message: `--to ${name}: found -Infinity in the bias, ${expected}`,
    });
    assert.deepEqual(contentOf(output), before);
  });

  test(`${name}: a model without nonzeros gives the bias's probability`, async () => {
    await assertSame(modelOf([], 4, { hashing: specOf(12) }), examples);
    await assertSame(modelOf([{ slot: 5, weight: 0, z: 1, n: 1 }], 4, { hashing: specOf(12) }), examples);
  });

  test(`${name}: pruned models and models without state are exported like any other`, async () => {
    const path = join(folder, 'model.arrow');
    await assertSame(prune(several, { keep: 9 }).model, examples);
    await writeModel(path, several, { state: false });
    await assertSame(readModel(path), examples);
    await exportModel(several, name, join(folder, 'whole'));
    assert.deepEqual(filesOf(output), filesOf(join(folder, 'whole')));
  });

  test(`${name}: an export says what it wrote, and the same model gives the same bytes`, async () => {
    const { to, output: written, files, bytes } = await exportModel(several, name, output);
    const content = contentOf(output)!;
    assert.deepEqual([to, written], [name, output]);
    assert.deepEqual(
      Object.fromEntries(files.map((file) => [file.name, file.bytes])),
      Object.fromEntries(Object.entries(content).map(([file, text]) => [file, text.length])),
    );
    assert.equal(
      bytes,
      files.reduce((sum, file) => sum + file.bytes, 0),
    );
    await exportModel(several, name, output);
    assert.deepEqual(contentOf(output), content);
  });

  test(`${name}: a later model takes the place of an earlier one, of which nothing stays`, async () => {
    await exportModel(several, name, output);
    await exportModel(one, name, output);
    await exportModel(one, name, join(folder, 'alone'));
    assert.deepEqual(filesOf(output), filesOf(join(folder, 'alone')));
  });

  test(`${name}: a model that cannot be read to its end leaves the earlier export, or nothing`, async () => {
    await exportModel(one, name, output);
    const before = contentOf(output);
    const broken: Model = {
      header: several.header,
      *blocks() {
        yield* [...several.blocks()].slice(0, 2);
        throw new Error('no more weights');
      },
    };
    for (const target of [output, join(folder, 'never')]) {
      await assert.rejects(exportModel(broken, name, target), { message: 'no more weights' });
    }
    assert.deepEqual(contentOf(output), before);
    assert.equal(contentOf(join(folder, 'never')), undefined);
    assert.ok(readdirSync(folder).every((file) => !file.endsWith('.tmp')));
  });

  test(`${name}: what the system cannot write leaves the earlier export as it was`, async () => {
    const file = join(folder, 'file');
    writeFileSync(file, 'earlier');
    await assert.rejects(exportModel(one, name, join(file, 'out')), /ENOTDIR|no such folder|not a directory/);
    assert.equal(readFileSync(file, 'utf8'), 'earlier');
  });
}
