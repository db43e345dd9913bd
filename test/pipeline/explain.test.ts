/** Names of weights on small models with planted collisions; records explained as they are predicted. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { readModel } from '#dist/export/model-file.js';
import { recordHasher } from '#dist/hash/hash-records.js';
import type { Model } from '#dist/learn/model.js';
import { cache } from '#dist/pipeline/cache.js';
import { type ExplainOptions, explain, explainExample } from '#dist/pipeline/explain.js';
import { Interrupted } from '#dist/pipeline/interrupted.js';
import { predict } from '#dist/pipeline/predict.js';
import { train } from '#dist/pipeline/train.js';
import type { Schema } from '#dist/read/schema.js';
import { parseSchema } from '#dist/read/schema-file.js';
import { namesPage, recordPage } from '#dist/report/explain-text.js';
import { folder } from '../read/folder.js';
import { sharedData } from '../shared-data.js';

const here = folder();

/** A schema of categorical fields, without a label in the records. */
function schemaOf(fields: Schema['fields'], crosses: Schema['crosses'] = []): Schema {
  return {
    label: { column: 'click', positive: ['1'], negative: ['0'] },
    header: true,
    importance: null,
    trim: false,
    fields,
    ignored: [],
    crosses,
  };
}

/** A model with weights in some slots. */
function modelOf(schema: Schema, bits: number, weights: ReadonlyMap<number, number>, bias = 0.25): Model {
  const kept = [...weights].filter(([, weight]) => weight !== 0).toSorted(([a], [b]) => a - b);
  const block = {
    slots: Uint32Array.from(kept, ([slot]) => slot),
    weights: Float32Array.from(kept, ([, weight]) => weight),
    state: null,
  };
  const { fields, crosses } = schema;
  const header: Model['header'] = {
    hashing: { hash: 'murmur3', seed: 3, bits, missing: 'ignore', fields, ...(crosses.length > 0 ? { crosses } : {}) },
    optimizer: { name: 'ftrl', columns: ['z', 'n'], hyperparameters: {} },
    bias: { weight: bias },
    updates: 0,
    progressive: { examples: 1, positives: 0, importance: 1, positiveImportance: 0, logLoss: 1, probability: 1 },
    touched: kept.length,
    nonzeros: kept.length,
    hasState: false,
  };
  return { header, blocks: () => [block] };
}

/** The slot of one token. */
function slotOf({ header: { hashing } }: Model, field: number, token: string): number {
  const features = [{ field, token: Buffer.from(token), value: 1 }];
  const record = { label: 0 as const, importance: 1, features };
  return [...recordHasher(hashing)(record).features.keys()][0];
}

const pair = schemaOf([
  { name: 'a', type: 'categorical' },
  { name: 'b', type: 'categorical', missing: 'feature' },
]);

async function predicted(model: Model, options: ExplainOptions): Promise<number[]> {
  const all: number[] = [];
  for await (const batch of predict(model, { ...options, workers: 0 })) all.push(...batch);
  return all;
}

test('tokens that share a slot are listed with their counts, the weights without a record are counted', async () => {
  const empty = modelOf(pair, 6, new Map());
  const slot = slotOf(empty, 0, 'x');
  const other = Array.from({ length: 1000 }, (_, i) => `y${i}`).find((token) => slotOf(empty, 1, token) === slot)!;
  const alone = Array.from({ length: 1000 }, (_, i) => `z${i}`).find((token) => slotOf(empty, 0, token) !== slot)!;
  const unmet = [1, 2, 3]
    .map((more) => (slot + more) % 64)
    .find((one) => one !== slotOf(empty, 0, alone) && one !== slotOf(empty, 1, ''))!;
  const model = modelOf(
    pair,
    6,
    new Map([
      [slot, -1.5],
      [unmet, 2],
    ]),
  );
  const input = here.write('t.csv', `a,b\nx,\nx,${other}\nx,\n${alone},\n`);
  const found = await explain(model, { inputs: [input], schema: pair });
  assert.deepEqual(found, {
    ...{ format: 'csv', examples: 4, badRecords: 0, bias: 0.25, nonzeros: 2, named: 1, collided: 1 },
    features: [
      {
        ...{ slot, weight: -1.5, count: 4, others: 0 },
        tokens: [
          { field: 'a', token: 'x', name: 'a: x', count: 3 },
          { field: 'b', token: other, name: `b: ${other}`, count: 1 },
        ],
      },
    ],
  });
  assert.equal(
    namesPage(found, 't.csv'),
    `4 records of t.csv (csv):
- 1 of 2 nonzero weights have a name; 1 met none of these records; bias 0.25
- 1 of them is shared by several tokens, 100.0%

    weight      odds     count  feature
   -1.5000    x0.223         4  75.0% a: x
                                25.0% b: ${other}

- odds: the factor e^weight by which a feature of value 1 multiplies the odds of a click
`,
  );
});

const HOSTILE = [
  '<script>alert(1)</script>',
  '"quoted"',
  'a\u001b[2Jb',
  '😀',
  '\u202eevil',
  "';--",
  'x'.repeat(5000),
  '\u0000',
];

test('hostile tokens keep their text in the data, and cannot steer a terminal', async () => {
  const schema = schemaOf([{ name: 'a\u0007', type: 'categorical' }]);
  const empty = modelOf(schema, 20, new Map());
  const weights = new Map(HOSTILE.map((token, i) => [slotOf(empty, 0, token), 10 - i]));
  const model = modelOf(schema, 20, weights);
  const input = here.write('h.jsonl', HOSTILE.map((token) => `${JSON.stringify({ 'a\u0007': token })}\n`).join(''));
  const found = await explain(model, { inputs: [input], schema });
  const texts = HOSTILE.map((token) => (token.length > 64 ? `${'x'.repeat(64)}…` : token));
  assert.deepEqual(
    found.features.map(({ tokens }) => tokens[0].token),
    texts,
  );
  const pages = [namesPage(found, 'a\nb'), recordPage(await explainExample(model, { inputs: [input], schema }, 3), 20)];
  for (const page of pages) {
    assert.doesNotMatch(page.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
    assert.match(page, /a\\u0007: a\\u001b\[2Jb/);
  }
  assert.match(pages[0], /a\\u0007: 😀\n/);
});

const fields: Schema['fields'] = [
  { name: 'site', type: 'categorical', missing: 'feature' },
  { name: 'visits', type: 'count' },
  { name: 'price', type: 'numeric' },
  { name: 'tags', type: 'list', separator: ';' },
];

const cells = fc.tuple(
  fc.constantFrom('', 'a', 'b', 'c'),
  fc.constantFrom('', '0', '7', '-12'),
  fc.constantFrom('', '0', '2.5', '-0.1'),
  fc.constantFrom('', 'x', 'x;y', 'y;y;z'),
);

test("what the features of a record give, and the bias, sum to the margin; its probability is predict's", async () => {
  const bitsAndWeights = fc
    .integer({ min: 1, max: 5 })
    .chain((bits) =>
      fc.tuple(fc.constant(bits), fc.array(fc.float({ min: -2, max: 2, noNaN: true }), { maxLength: 2 ** bits })),
    );
  const crosses = fc.subarray([
    ['site', 'tags'],
    ['visits', 'site', 'tags'],
  ]);
  await fc.assert(
    fc.asyncProperty(
      bitsAndWeights,
      crosses,
      fc.array(cells, { minLength: 1, maxLength: 4 }),
      async ([bits, weights], crossed, records) => {
        const schema = schemaOf(fields, crossed);
        const model = modelOf(schema, bits, new Map(weights.map((weight, slot) => [slot, weight])));
        const input = here.write(
          'p.csv',
          `site,visits,price,tags\n${records.map((record) => `${record.join()}\n`).join('')}`,
        );
        const options = { inputs: [input], schema };
        const probabilities = await predicted(model, options);
        for (let i = 0; i < records.length; i++) {
          const { features, bias, margin, probability } = await explainExample(model, options, i + 1);
          assert.equal(probability, probabilities[i]);
          const sum = features.reduce((total, { contribution }) => total + contribution, bias);
          assert.ok(Math.abs(sum - margin) < 1e-4, `${sum}, margin ${margin}`);
        }
      },
    ),
    { numRuns: 30 },
  );
});

test('a record is numbered as predict numbers its lines: blank and malformed lines are none', async () => {
  const schema = schemaOf([{ name: 'visits', type: 'count' }]);
  const model = modelOf(schema, 20, new Map([[slotOf(modelOf(schema, 20, new Map()), 0, '2'), 1]]));
  const input = here.write('n.csv', 'visits\n1\n\nx\n2\n');
  const options = { inputs: [input], schema, badRecords: 'skip' } as const;
  const { features, probability } = await explainExample(model, options, 2);
  assert.deepEqual([features[0].name, features[0].contribution], ['visits = 2', 1]);
  assert.equal(probability, (await predicted(model, options))[1]);
  await assert.rejects(explainExample(model, options, 3), {
    message: '--record 3: found 2 examples, expected one of them, counted from 1',
  });
  await assert.rejects(
    explainExample(model, { ...options, badRecords: 'fail' }, 2),
    /n\.csv: record 4: field "visits"/,
  );
});

test('caches, records of other fields and inputs without records are refused in one line', async () => {
  const model = modelOf(pair, 8, new Map());
  const input = here.write('c.csv', 'click,a,b\n1,x,y\n0,x,z\n');
  const path = `${here.path}/c.arrow`;
  await cache({ inputs: [input], schema: pair, bits: 8, workers: 0, output: path });
  await assert.rejects(
    explain(model, { inputs: [path] }),
    /c\.arrow: found a cache, expected records: a cache no longer has/,
  );
  const other: Schema = { ...schemaOf([{ name: 'a', type: 'categorical' }]), ignored: ['b'] };
  await assert.rejects(
    explain(model, { inputs: [input], schema: other }),
    /found fields a, expected the model's, a, b/,
  );
  const none = here.write('none.csv', 'a,b\n');
  await assert.rejects(explain(model, { inputs: [none], schema: pair }), /none\.csv: found no examples/);
});

test('a signal ends the pass', async () => {
  const input = here.write('long.csv', `a,b\n${'x,y\n'.repeat(200_000)}`);
  const controller = new AbortController();
  const running = explain(modelOf(pair, 8, new Map()), { inputs: [input], schema: pair, signal: controller.signal });
  setTimeout(() => controller.abort(), 30);
  await assert.rejects(running, Interrupted);
});

const { path: real, skip } = sharedData('criteo-8k.tsv');

test(
  'real clicks: all nonzeros are named, and a record has the probability that predict prints',
  { skip },
  async () => {
    const path = `${here.path}/real.arrow`;
    await train({ inputs: [real], bits: 14, workers: 0, model: path });
    const model = readModel(path);
    const found = await explain(model, { inputs: [real] });
    assert.deepEqual([found.named, found.examples], [model.header.nonzeros, 8000]);
    assert.ok(found.collided > 0);
    const { probability } = await explainExample(model, { inputs: [real] }, 4321);
    assert.equal(probability, (await predicted(model, { inputs: [real] }))[4320]);
  },
);

const { path: adult, skip: skipAdult } = sharedData('adult-train.csv');

test('a real table with numbers and crosses has readable names', { skip: skipAdult }, async () => {
  const schema = parseSchema(
    `
label: { column: income, positive: [">50K"], negative: ["<=50K"] }
header: [age, workclass, fnlwgt, education, years, marital, occupation, relationship, race, sex, gain, loss, hours, country, income]
trim: true
missing_tokens: ["?"]
fields:
  { age: count, workclass: categorical, fnlwgt: ignore, education: categorical, years: numeric, marital: categorical,
    occupation: categorical, relationship: categorical, race: categorical, sex: categorical, gain: count, loss: count,
    hours: count, country: categorical }
crosses: [[education, hours]]
`,
    'adult.yaml',
  );
  const [path, options] = [`${here.path}/adult.arrow`, { inputs: [adult], schema }];
  await train({ ...options, bits: 18, workers: 0, model: path });
  const model = readModel(path);
  const found = await explain(model, options, 1000);
  const names = found.features.flatMap(({ tokens }) => tokens.map(({ name }) => name));
  assert.equal(found.named, model.header.nonzeros);
  for (const name of ['years (number)', 'age in [17, 20]', 'sex: Male', 'education*hours: HS-grad × [37, 42]']) {
    assert.ok(names.includes(name), name);
  }
  const { probability, features } = await explainExample(model, options, 1000);
  assert.equal(features.find(({ field }) => field === 'years')?.token, '');
  assert.equal(probability, (await predicted(model, options))[999]);
});
