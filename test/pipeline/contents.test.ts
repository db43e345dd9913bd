/** What a model's fields are worth to it, held to evaluations of models without those fields. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { readModel } from '#dist/export/model-file.js';
import { fieldTokensOf, fieldsOf } from '#dist/hash/field-tokens.js';
import type { Model } from '#dist/learn/model.js';
import { cache } from '#dist/pipeline/cache.js';
import { contentsOf } from '#dist/pipeline/contents.js';
import { evaluate } from '#dist/pipeline/evaluate.js';
import { train } from '#dist/pipeline/train.js';
import { prune } from '#dist/prune/prune.js';
import { read } from '#dist/read/read.js';
import { recordsIn } from '#dist/read/records-in.js';
import type { ModelContents } from '#dist/report/model-report.js';
import { folder } from '../read/folder.js';
import { sharedData } from '../shared-data.js';

const here = folder();
const model = `${here.path}/m.arrow`;

const schema = here.write(
  's.yaml',
  `label: { column: click, positive: "1" }
header: true
importance: weight
fields:
  site: categorical
  visits: { type: count, missing: feature }
  price: numeric
  tags: { type: list, separator: ";" }
crosses: [[site, tags]]
`,
);

const examples = Array.from({ length: 400 }, (_, i) => {
  const [site, visits, price] = [`s${(i * 7) % 13}`, i % 5 ? i % 17 : '', (i % 9) / 4];
  const tags = ['', 'x', 'x;y', 'y;z;x'][i % 4];
  return `${(i * i) % 7 < 3 ? 1 : 0},${1 + (i % 3)},${site},${visits},${price},${tags}\n`;
});
const input = here.write('t.csv', `click,weight,site,visits,price,tags\n${examples.join('')}`);
const options = { inputs: [input], schema, workers: 0 };

before(() => train({ ...options, bits: 20, lambda1: 0.3, model }));

/** The model with a weight of 0 in some slots. */
function without(whole: Model, slots: ReadonlySet<number>): Model {
  function* blocks() {
    for (const block of whole.blocks()) {
      yield { ...block, weights: block.weights.map((weight, i) => (slots.has(block.slots[i]) ? 0 : weight)) };
    }
  }
  return { header: whole.header, blocks };
}

/** The slots of each field's tokens. */
async function slotsByField({ header: { hashing } }: Model): Promise<Set<number>[]> {
  const slots = fieldsOf(hashing).map(() => new Set<number>());
  for await (const fields of recordsIn(await read([input], { schema }), fieldTokensOf(hashing))) {
    for (const { field, tokens } of fields) {
      for (const { hash } of tokens) slots[field].add(hash % 2 ** hashing.bits);
    }
  }
  return slots;
}

const near = (found: number, expected: number, what: string) =>
  assert.ok(Math.abs(found - expected) < 1e-6, `${what}: ${found}, expected ${expected}`);

const contentsNow = async (): Promise<ModelContents> => (await contentsOf(readModel(model), options))!;

test('the log loss is that of evaluate; without a field, that of a model whose weights for it are zero', async () => {
  const whole = readModel(model);
  const contents = await contentsNow();
  const slots = await slotsByField(whole);
  const { logLoss } = await evaluate(whole, options);
  assert.deepEqual([contents.records, contents.collided], [400, 0], 'slots of two fields would be zeroed for both');
  near(contents.logLoss, logLoss!, 'log loss');
  assert.deepEqual(
    contents.fields.map(({ name, type }) => `${name} ${type}`),
    ['site categorical', 'visits count', 'price numeric', 'tags list', 'site*tags cross'],
  );
  for (const [f, { name, logLossIncrease }] of contents.fields.entries()) {
    const rest = await evaluate(without(whole, slots[f]), options);
    assert.notEqual(logLossIncrease, 0, name);
    near(logLossIncrease, rest.logLoss! - logLoss!, name);
  }
});

test('each field has the slots that its tokens met, touched or not zero, and their share of the sum of |w|', async () => {
  const whole = readModel(model);
  const contents = await contentsNow();
  const slots = await slotsByField(whole);
  const [block] = whole.blocks();
  const size = (kept: ReadonlySet<number> | null) =>
    block.weights.reduce((sum, weight, i) => (kept?.has(block.slots[i]) === false ? sum : sum + Math.abs(weight)), 0);
  const { nonzeros } = whole.header;
  for (const [f, field] of contents.fields.entries()) {
    assert.equal(field.touched, block.slots.filter((slot) => slots[f].has(slot)).length, field.name);
    assert.equal(field.nonzeros, block.slots.filter((slot, i) => slots[f].has(slot) && block.weights[i] !== 0).length);
    near(field.weightShare, size(slots[f]) / size(null), field.name);
  }
  assert.deepEqual(
    [contents.named, contents.fields.reduce((sum, field) => sum + field.nonzeros, 0)],
    [nonzeros, nonzeros],
  );
});

test('the heaviest features come by name, the largest |w| first', async () => {
  const { heaviest } = await contentsNow();
  assert.equal(heaviest.length, 20);
  const sizes = heaviest.map(({ weight }) => Math.abs(weight));
  assert.deepEqual(
    sizes,
    sizes.toSorted((a, b) => b - a),
  );
  const [block] = readModel(model).blocks();
  assert.equal(sizes[0], Math.max(...block.weights.map(Math.abs)));
  for (const { tokens, count, others } of heaviest)
    assert.deepEqual([tokens.length, others, tokens[0].count], [1, 0, count]);
});

test('a model without state has no touched slots; as many records are looked at as are asked for', async () => {
  const { model: pruned } = prune(readModel(model), { keep: 10 });
  const contents = (await contentsOf(pruned, options, 100))!;
  assert.equal(contents.records, 100);
  assert.ok(contents.fields.every(({ touched }) => touched === null));
  assert.equal(contents.heaviest.length, contents.named);
});

for (const split of ['every:3', 'last:25%', 'column:visits>=9', 'hash:site:40%']) {
  test(`of the split ${split}, those held out are looked at`, async () => {
    const whole = readModel(model);
    const expected = await evaluate(whole, { ...options, split });
    const contents = (await contentsOf(whole, { ...options, split }))!;
    assert.equal(contents.records, expected.examples);
    near(contents.logLoss, expected.logLoss!, 'log loss');
  });
}

test('caches have no tokens to tell', async () => {
  const path = `${here.path}/c.arrow`;
  await cache({ ...options, bits: 20, output: path });
  assert.equal(await contentsOf(readModel(model), { inputs: [path] }), null);
});

test('a malformed record is an error, or passed over, as the options say', async () => {
  const damaged = here.write(
    'bad.csv',
    `click,weight,site,visits,price,tags\n1,1,a,x,1,\n${examples.slice(0, 3).join('')}`,
  );
  const inputs = { ...options, inputs: [damaged] };
  await assert.rejects(contentsOf(readModel(model), inputs), /bad\.csv: record 2: field "visits": found "x"/);
  assert.equal((await contentsOf(readModel(model), { ...inputs, badRecords: 'skip' }))!.records, 3);
});

const { path: real, skip } = sharedData('criteo-8k.tsv');

test('real clicks: every nonzero of the model has a name', { skip }, async () => {
  const inputs = { inputs: [real], workers: 0 };
  const path = `${here.path}/real.arrow`;
  await train({ ...inputs, bits: 18, model: path });
  const whole = readModel(path);
  const contents = (await contentsOf(whole, inputs))!;
  near(contents.logLoss, (await evaluate(whole, inputs)).logLoss!, 'log loss');
  assert.equal(contents.named, whole.header.nonzeros);
});
