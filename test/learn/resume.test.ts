import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { HashSpec } from '#dist/batch/hash-spec.js';
import { readModel, writeModel } from '#dist/export/model-file.js';
import { hash } from '#dist/hash/hash.js';
import { type FtrlOptions, ftrl } from '#dist/learn/ftrl.js';
import { kernelLearner } from '#dist/learn/kernel-learner.js';
import { learn } from '#dist/learn/learn.js';
import type { Model } from '#dist/learn/model.js';
import { twinLearner } from '#dist/learn/twin-learner.js';
import { prune } from '#dist/prune/prune.js';
import { read } from '#dist/read/read.js';
import { temporaryFolder } from '../export/models.js';
import { batchOf, cases, contentsOf, frozen, kernelFor, modelWith, randomFrom, specOf } from './batches.js';

const learners = {
  kernel: (spec: HashSpec, options: FtrlOptions, initial: Model | null) =>
    kernelLearner(kernelFor(spec.bits), spec, ftrl(options), initial),
  twin: (spec: HashSpec, options: FtrlOptions, initial: Model | null) => twinLearner(spec, ftrl(options), initial),
};

for (const [name, learnerOf] of Object.entries(learners)) {
  test(`day 1 and then day 2 is, to the bit, both at once: ${name}`, () =>
    fc.assert(
      fc.property(cases, fc.nat(), ({ bits, options, batches }, where) => {
        const spec = specOf(bits);
        const cut = where % (batches.length + 1);
        const whole = learnerOf(spec, options, null);
        for (const batch of batches) whole.learn(batch, true);
        const expected = contentsOf(whole.model());

        const first = learnerOf(spec, options, null);
        for (const batch of batches.slice(0, cut)) first.learn(batch, true);
        const day1 = frozen(first.model());
        const second = learnerOf(spec, options, day1);
        for (const batch of batches.slice(cut)) second.learn(batch, true);
        assert.deepEqual(contentsOf(second.model()), expected);
      }),
    ));

  test(`metrics of day 2 are of day 2 alone, while the model's sums go on: ${name}`, () => {
    const day = (labels: readonly number[]) => batchOf(labels.map((label) => ({ label, features: { 1: 1 } })));
    const first = learnerOf(specOf(2), {}, null);
    first.learn(day([1, 1, 1]), true);
    const second = learnerOf(specOf(2), {}, frozen(first.model()));
    second.learn(day([0, 0, 0, 1]), true);
    assert.deepEqual([second.metrics().examples, second.metrics().positives], [4, 1]);
    const { examples, positives, importance } = second.model().header.progressive;
    assert.deepEqual([examples, positives, importance], [7, 4, 7]);
  });

  test(`the progressive sums go on whatever the order they are written in: ${name}`, () => {
    const first = learnerOf(specOf(2), {}, null);
    first.learn(batchOf([{ label: 1, features: { 1: 1 } }]), true);
    const model = frozen(first.model());
    const progressive = Object.fromEntries(Object.entries(model.header.progressive).toReversed());
    const shuffled = { ...model, header: { ...model.header, progressive: progressive as never } };
    const second = learnerOf(specOf(2), {}, shuffled);
    assert.deepEqual(second.model().header.progressive, model.header.progressive);
    assert.equal(second.metrics().examples, 0);
  });

  test(`a model learned in another way is refused: ${name}`, () => {
    const optimizer = ftrl();
    const spec = specOf(2, { fields: [{ name: 'C1', type: 'categorical' }] });
    const model = modelWith(spec, optimizer, { 1: [2, 4] });
    const refused = (other: Partial<HashSpec>, options: FtrlOptions, line: string) => {
      // weights of other slots are of no use
      const isHashed = Object.keys(other).length > 0;
      const advice = isHashed
        ? 'use what it was trained with, or train anew'
        : 'use what it was trained with, train anew, or begin at its weights with --weights-only';
      assert.throws(() => learnerOf({ ...spec, ...other }, options, model), {
        name: 'InputError',
        message: `--initial: found a model with ${line}; ${advice}`,
      });
    };
    refused({ bits: 3 }, {}, 'bits 2, expected 3');
    refused({ hash: 'identity' }, {}, 'hash murmur3, expected identity');
    refused({ seed: 7 }, {}, 'seed 0, expected 7');
    refused({ missing: 'feature' }, {}, 'missing ignore, expected feature');
    refused({ fields: [{ name: 'C1', type: 'count' }] }, {}, 'field C1: categorical, expected C1: count');
    refused({ fields: [] }, {}, 'fields C1, expected ');
    refused({}, { alpha: 0.2 }, 'alpha 0.1, expected 0.2');
    refused({}, { beta: 0 }, 'beta 1, expected 0');
    refused({}, { lambda1: 2 }, 'lambda1 1, expected 2');
    refused({}, { lambda2: 0.5 }, 'lambda2 0, expected 0.5');
    const tensorflows = 'to nearest (--engine tensorflow)';
    refused({}, { rounding: 'nearest' }, `rounding at random (--engine kernel), expected ${tensorflows}`);
    // the same again is none of these
    assert.equal(learnerOf(spec, {}, model).count().touched, 1);
  });

  test(`a model of another optimizer is refused: ${name}`, () => {
    const other = { ...ftrl(), name: 'adagrad' };
    assert.throws(() => learnerOf(specOf(2), {}, modelWith(specOf(2), other, {})), {
      name: 'InputError',
      message:
        '--initial: found a model with optimizer adagrad, expected ftrl; use what it was trained with, train anew, or begin at its weights with --weights-only',
    });
  });

  test(`a model without state is refused, such as a pruned one: ${name}`, () => {
    const model = modelWith(specOf(2), ftrl(), { 1: [2, 4] });
    for (const stateless of [
      { ...model, header: { ...model.header, hasState: false } },
      prune(model, { keep: 1 }).model,
    ]) {
      assert.throws(() => learnerOf(specOf(2), {}, stateless), {
        name: 'InputError',
        message:
          '--initial: found a model without state, expected z, n of every slot; ' +
          'keep the model as train wrote it, or begin at its weights with --weights-only',
      });
    }
  });
}

/** Lines of svmlight, about 20 features each, of 300 tokens. */
function lines(count: number, seed: number): string {
  const random = randomFrom(seed);
  const line = () => {
    const indices = Array.from({ length: 20 }, () => Math.floor(300 * random() ** 2));
    return `${random() < 0.2 + 0.6 * Number(indices.includes(0)) ? 1 : 0} ${indices.map((i) => `${i}:1`).join(' ')}\n`;
  };
  return Array.from({ length: count }, line).join('');
}

test('day 1, written, read and gone on from with day 2, gives the bytes of a model of both days', async () => {
  const folder = temporaryFolder();
  const path = (name: string) => join(folder, name);
  const [day1, day2] = [lines(700, 1), lines(500, 2)];
  writeFileSync(path('day1.svm'), day1);
  writeFileSync(path('day2.svm'), day2);
  const batches = async (...names: string[]) => hash(await read(names.map(path)), { bits: 10, workers: 0 });

  await writeModel(path('both.arrow'), await learn(await batches('day1.svm', 'day2.svm'), ftrl()));
  await writeModel(path('day1.arrow'), await learn(await batches('day1.svm'), ftrl()));
  const initial = readModel(path('day1.arrow'));
  await writeModel(path('day2.arrow'), await learn(await batches('day2.svm'), ftrl(), { initial }));
  assert.ok(readFileSync(path('day2.arrow')).equals(readFileSync(path('both.arrow'))));
});

test('only the first of several epochs is scored, and every one is learned', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'log.svm'), lines(400, 3));
  const batches = async () => hash(await read([join(folder, 'log.svm')]), { bits: 10, workers: 0 });
  const once = await learn(await batches(), ftrl());
  const thrice = await learn(await batches(), ftrl(), { epochs: 3 });
  assert.deepEqual(thrice.header.progressive, once.header.progressive);
  assert.deepEqual([once.header.updates, thrice.header.updates], [400, 1200]);
  assert.equal(thrice.header.touched, once.header.touched);
  assert.ok(thrice.header.nonzeros > once.header.nonzeros, 'nonzeros grow with epochs at the same lambda1');
  for (const epochs of [0, -1, 1.5, NaN, 1001]) {
    await assert.rejects(learn(await batches(), ftrl(), { epochs }), {
      name: 'InputError',
      message: `--epochs: found ${epochs}, expected an integer from 1 to 1000`,
    });
  }
});

test('a token twice in an example is one feature of value 2, as if that were given', async () => {
  const folder = temporaryFolder();
  const learned = async (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return contentsOf(
      await learn(hash(await read([join(folder, name)]), { bits: 8, workers: 0 }), ftrl({ lambda1: 0 })),
    );
  };
  const twice = await learned('twice.svm', '1 5:1 7:1 5:1\n0 7:1 5:0.5 9:3 5:0.25 5:0.25\n');
  const summed = await learned('summed.svm', '1 5:2 7:1\n0 7:1 5:1 9:3\n');
  assert.deepEqual(twice, summed);
});
