/** Exported files in the hands of Python's libraries. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { type TargetName, exportModel } from '#dist/export/targets.js';
import { specOf } from '../learn/batches.js';
import { python } from '../python.js';
import { modelOf, temporaryFolder } from './models.js';

const LAST = 2 ** 28 - 1;
const folder = temporaryFolder();
const fileOf = (to: TargetName): string => join(folder, `model.${to}`);

/** Weights that are not exact in decimal, and the smallest of all. */
const rows = [0.1, -1 / 3, 2 ** -149, 1.7e-7].map((weight, i) => ({
  slot: i < 3 ? 5 * i : LAST,
  weight: Math.fround(weight),
  z: 0,
  n: 0,
}));
const hashing = specOf(28, { fields: [{ name: 'Straße "\u0000\ud800', type: 'categorical' }] });
const model = modelOf(rows, 3, { hashing, bias: { weight: -1.1, z: 0, n: 0 } });

before(async () => {
  for (const to of ['csv', 'jsonl', 'onnx'] as const) await exportModel(model, to, fileOf(to));
});

for (const { to, read } of [
  { to: 'csv', read: 'frame = pandas.read_csv(path, dtype={"slot": "Int64"}); bias = frame.weight[0]' },
  { to: 'jsonl', read: 'frame = pandas.read_json(path, lines=True); bias = frame.bias[0]' },
] as const) {
  test(`pandas reads the ${to} with one call, and its weights are the float32 that they were`, (t) => {
    const statements = `${read}; weights = frame[frame.slot.notna()]`;
    const result = '[bias, weights.slot.astype(int).to_list(), weights.weight.astype("float32").to_list()]';
    const [found] = python(t, [fileOf(to)], ['pandas'], statements, result);
    if (found === undefined) return;
    assert.deepEqual(found, [-1.1, rows.map(({ slot }) => slot), rows.map(({ weight }) => weight)]);
  });
}

test('onnx calls the model valid, computes what the formula says, and finds the hashing in the metadata', (t) => {
  const statements = `model = onnx.load(path)
    onnx.checker.check_model(model, full_check=True)
    slots = numpy.array([[0, 5, 10], [${LAST}, 3, 0]], numpy.int32)
    values = numpy.array([[1, -2, 1], [1e6, 1, 0]], numpy.float32)
    [probability] = onnx.reference.ReferenceEvaluator(model).run(None, {"slots": slots, "values": values})`;
  const result = '[probability.tolist(), json.loads(model.metadata_props[0].value), model.metadata_props[0].key]';
  const modules = ['onnx', 'onnx.reference', 'numpy'];
  const [found] = python(t, [fileOf('onnx')], modules, statements, result) as unknown as [number[], unknown, string][];
  if (found === undefined) return;
  const [probabilities, metadata, key] = found;
  const expected = [-1.1 + 0.1 + 2 / 3, -1.1 + 0.17].map((margin) => 1 / (1 + Math.exp(-margin)));
  probabilities.forEach((p, i) => assert.ok(Math.abs(p - expected[i]) < 1e-6, `${p}, not ${expected[i]}`));
  assert.deepEqual([key, metadata], ['leanctr', { hashing }]);
});
