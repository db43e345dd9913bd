/** A comparison: its models are those of the single jobs, it hashes once, and wrong settings are refused before it begins. */

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { InputError } from '#dist/input-error.js';
import { readModel } from '#dist/export/model-file.js';
import { evaluate } from '#dist/pipeline/evaluate.js';
import { pruneFile } from '#dist/pipeline/prune.js';
import { runPipeline } from '#dist/pipeline/run.js';
import { train } from '#dist/pipeline/train.js';
import type { Comparison } from '#dist/report/comparison.js';

import { firstRecords } from '../e2e/leanctr.js';
import { folder } from '../read/folder.js';

const here = folder();
const inHere = (name: string) => join(here.path, name);

// DIR stands for the folder
const PIPELINE = `folder: DIR/out
compare:
  inputs: DIR/train.tsv
  holdout: DIR/holdout.tsv
  bits: 14
  cache: DIR/out/cache
  models: DIR/out/models
  output: DIR/out/comparison.json
  variants:
    - { name: ftrl, lambda1: [0.3, 3] }
    - name: adagrad-threshold
      optimizer: adagrad
      alpha: 0.2
      prune: { keep: [50, 500] }
`;

before(() => {
  here.write('train.tsv', firstRecords(1600));
  here.write('holdout.tsv', firstRecords(400, 1600));
  here.write('all.tsv', firstRecords(2000));
});

async function compared(text: string): Promise<Comparison> {
  const path = here.write('p.yaml', text.replaceAll('DIR', here.path));
  const results: Comparison[] = [];
  await runPipeline(path, { onStep: (step) => step.step === 'compare' && results.push(step.result) });
  return results[0];
}

/** The line that a run is refused with, from the folder on. */
async function refusalOf(text: string): Promise<string> {
  const error = await compared(text).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof InputError, String(error));
  return error.message.replaceAll(`${here.path}/`, '');
}

function assertSameBytes(path: string, other: string): void {
  assert.ok(readFileSync(path).equals(readFileSync(other)), `${path} is not ${other}`);
}

test('each model is the one that train and prune give alone, and is judged as evaluate judges it', async () => {
  const { models, frontiers, examples, holdout } = await compared(PIPELINE);
  const files = ['ftrl/lambda1-0.3', 'ftrl/lambda1-3', 'adagrad-threshold/model'];
  const pruned = ['adagrad-threshold/keep-50', 'adagrad-threshold/keep-500'];
  assert.deepEqual(
    models.map(({ path }) => path),
    [...files, ...pruned].map((name) => inHere(`out/models/${name}.arrow`)),
  );
  assert.deepEqual(
    models.map(({ setting }) => setting),
    [{ lambda1: 0.3 }, { lambda1: 3 }, {}, { keep: 50 }, { keep: 500 }],
  );
  assert.deepEqual([examples, holdout.examples], [1600, 400]);
  assert.deepEqual(
    frontiers.map(({ variant }) => variant),
    ['ftrl', 'adagrad-threshold'],
  );

  const model = inHere('solo.arrow');
  const alone = { inputs: [inHere('train.tsv')], bits: 14, state: false, model };
  await train({ ...alone, lambda1: 3 });
  assertSameBytes(models[1].path, model);
  await train({ ...alone, optimizer: 'adagrad', alpha: 0.2 });
  assertSameBytes(models[2].path, model);
  await pruneFile({ model, budget: { keep: 50 }, output: inHere('small.arrow'), holdout: null });
  assertSameBytes(models[3].path, inHere('small.arrow'));
  for (const { path, logLoss, auc, bytes, nonzeros } of models) {
    const one = readModel(path);
    const judged = await evaluate(one, { inputs: [inHere('holdout.tsv')] });
    assert.deepEqual([judged.logLoss, judged.auc, one.header.nonzeros], [logLoss, auc, nonzeros]);
    assert.equal(readFileSync(path).length, bytes);
  }
});

test('it hashes once: a second run uses the caches and gives the same models and losses', async () => {
  rmSync(inHere('out'), { recursive: true, force: true });
  const first = await compared(PIPELINE);
  // a file that is written anew is another one, even of the same bytes
  const caches = () => readdirSync(inHere('out/cache')).map((name) => statSync(inHere(`out/cache/${name}`)).ino);
  const kept = caches();
  assert.equal(kept.length, 2);
  const judged = ({ models }: Comparison) => models.map(({ seconds: _seconds, ...model }) => model);
  assert.deepEqual(judged(await compared(PIPELINE)), judged(first));
  assert.deepEqual(caches(), kept);
});

test('a cache of other records is made anew', async () => {
  await compared(PIPELINE);
  here.write('holdout.tsv', firstRecords(300, 1600));
  const { holdout, warnings } = await compared(PIPELINE);
  here.write('holdout.tsv', firstRecords(400, 1600));
  assert.equal(holdout.examples, 300);
  assert.deepEqual(warnings, []);
});

test('what a split holds out is judged as train judges it', async () => {
  const splitting = 'split: every:5';
  const text = PIPELINE.replace('DIR/train.tsv', 'DIR/all.tsv').replace('holdout: DIR/holdout.tsv', splitting);
  const { models, examples, holdout } = await compared(text);
  assert.deepEqual([examples, holdout.examples], [1600, 400]);
  const model = inHere('solo.arrow');
  const solo = await train({
    inputs: [inHere('all.tsv')],
    split: 'every:5',
    bits: 14,
    lambda1: 3,
    state: false,
    model,
  });
  assertSameBytes(models[1].path, model);
  assert.equal(models[1].logLoss, solo.holdout?.logLoss);
});

test('caches are inputs as they are, but nothing can be split off them', async () => {
  await compared(PIPELINE);
  const [one] = readdirSync(inHere('out/cache'));
  const cached = PIPELINE.replace('DIR/train.tsv', `DIR/out/cache/${one}`).replace('out/cache\n', 'other\n');
  assert.ok((await compared(cached)).examples > 0);
  assert.equal(readdirSync(inHere('other')).length, 1);
  assert.match(
    await refusalOf(cached.replace('holdout: DIR/holdout.tsv', 'split: every:5')),
    /^p\.yaml:4: field "compare\.split": found a cache as the input, expected records to hash; name a holdout/,
  );
});

const WRONG: readonly [string, string, string, string][] = [
  [
    'a parameter that the optimizer lacks',
    'alpha: 0.2',
    'lambda1: [1, 2]',
    ':13: field "compare.variants.1.lambda1": found a parameter that adagrad does not have, expected --alpha',
  ],
  ['a number out of its range', '[0.3, 3]', '[0.3, -3]', ':10: field "compare.variants.0.lambda1": found -3, expected'],
  [
    'an unknown optimizer',
    'optimizer: adagrad',
    'optimizer: adagrat',
    ':12: field "compare.variants.1.optimizer": found "adagrat", expected',
  ],
  [
    'a pruning out of its range',
    'keep: [50, 500]',
    'density: [0.5, 2]',
    ':14: field "compare.variants.1.prune.density": found 2, expected a number above 0',
  ],
  ['bits out of their range', 'bits: 14', 'bits: 99', ':5: field "compare.bits": found 99, expected an integer from 1'],
  ['epochs out of their range', 'bits: 14', 'epochs: 0', ':5: field "compare.epochs": found 0, expected'],
  ['a split that is none', 'holdout: DIR/holdout.tsv', 'split: often', ':4: field "compare.split": found "often"'],
  [
    'a cache that is a file',
    'DIR/out/cache',
    'DIR/train.tsv',
    ':6: field "compare.cache": found the file train.tsv, expected a folder',
  ],
  [
    'an output that is no JSON',
    'comparison.json',
    'comparison.txt',
    ':8: field "compare.output": found another ending, expected a name ending in .json',
  ],
];

for (const [what, from, to, line] of WRONG) {
  test(`${what} is refused by its line before anything is run`, async () => {
    rmSync(inHere('out'), { recursive: true, force: true });
    const refusal = await refusalOf(PIPELINE.replace(from, to));
    assert.ok(refusal.startsWith(`p.yaml${line}`), refusal);
    assert.ok(!existsSync(inHere('out')));
  });
}

test('a holdout that is not there is refused before anything is hashed', async () => {
  rmSync(inHere('out'), { recursive: true, force: true });
  assert.match(await refusalOf(PIPELINE.replace('holdout.tsv', 'none.tsv')), /^none\.tsv: found no such file/);
  assert.ok(!existsSync(inHere('out/cache')));
});

test('an input is not written over by a model', async () => {
  mkdirSync(inHere('out/models/ftrl'), { recursive: true });
  const input = here.write('out/models/ftrl/lambda1-3.arrow', firstRecords(5));
  const over = PIPELINE.replace('DIR/train.tsv', `${input}\n  format: criteo`);
  assert.match(await refusalOf(over), /^p\.yaml:8: field "compare\.models": found a file that is read/);
  assert.equal(readFileSync(input, 'utf8'), firstRecords(5));
});

test('a training that diverges says which it was, and the models before it stay', async () => {
  rmSync(inHere('out'), { recursive: true, force: true });
  const wild = PIPELINE.replace(
    'adagrad\n      alpha: 0.2',
    'ogd-count\n      beta: 1e-30\n      alpha: [1e-28, 1e+30]',
  );
  assert.match(
    await refusalOf(wild),
    /^variant adagrad-threshold, alpha 1e\+30: example \d+: found a margin that is not a finite number.*lower --alpha/,
  );
  const kept = readdirSync(inHere('out/models/adagrad-threshold'));
  assert.deepEqual(kept.toSorted(), ['alpha-1e-28.arrow', 'alpha-1e-28_keep-50.arrow', 'alpha-1e-28_keep-500.arrow']);
});
