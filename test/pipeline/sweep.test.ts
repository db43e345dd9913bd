/** A sweep: its files are those of the single trainings, its judgements those of `evaluate`; what is wrong is refused first. */

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { InputError } from '#dist/input-error.js';
import { readModel } from '#dist/export/model-file.js';
import { evaluate } from '#dist/pipeline/evaluate.js';
import { bestOf, bestRule } from '#dist/pipeline/sweep-best.js';
import { fileOf, settingsOf } from '#dist/pipeline/sweep-grid.js';
import { checkRoom } from '#dist/pipeline/sweep-room.js';
import { type SweepOptions, sweep } from '#dist/pipeline/sweep.js';
import { train } from '#dist/pipeline/train.js';

import { firstRecords } from '../e2e/leanctr.js';
import { folder } from '../read/folder.js';

const here = folder();
const inHere = (name: string) => join(here.path, name);

before(() => {
  here.write('train.tsv', firstRecords(1600));
  here.write('holdout.tsv', firstRecords(400, 1600));
  // values and importances
  const lines = Array.from(
    { length: 3000 },
    (_, i) => `${i % 3 ? -1 : 1} ${1 + (i % 4)} |a w${i % 7}:${(i % 5) / 2} x${i % 31}`,
  );
  here.write('log.vw', `${lines.join('\n')}\n`);
});

const GRID = { alpha: [0.05, 0.2], lambda1: [0.5, 1, 3], lambda2: [1] };

function swept(options: Partial<SweepOptions> = {}) {
  return sweep({ inputs: [inHere('train.tsv')], bits: 12, ...GRID, output: inHere('out'), workers: 0, ...options });
}

const CASES: readonly [string, Partial<SweepOptions>][] = [
  ['without threads', { workers: 0 }],
  ['with two threads', { workers: 2 }],
  ['in three epochs from a cache', { epochs: 3, cache: inHere('cache') }],
  ['without the examples that a split holds out', { split: 'every:4' }],
  ['with values and importances', { inputs: [inHere('log.vw')], format: 'vw' }],
  ['without state', { state: false }],
];

for (const [what, options] of CASES) {
  test(`every model file of a sweep is that of its training, byte for byte: ${what}`, async () => {
    const { models } = await swept(options);
    assert.equal(models.length, 6);
    const { format, epochs, split, workers = 0, state, inputs = [inHere('train.tsv')] } = options;
    for (const { hyperparameters, path, sha256 } of models) {
      const alone = await train({
        ...{ inputs, format, epochs, split, workers, state, bits: 12, model: inHere('alone.arrow') },
        ...hyperparameters,
      });
      assert.equal(sha256, alone.model.sha256);
      assert.ok(readFileSync(path).equals(readFileSync(alone.model.path)), path);
    }
  });
}

test('what a sweep says of its models is what evaluate finds, on a split and on a holdout', async () => {
  for (const judging of [{ split: 'last:20%' }, { holdout: [inHere('holdout.tsv')] }]) {
    const { models, judgedBy } = await swept(judging);
    assert.equal(judgedBy.kind, Object.keys(judging)[0]);
    for (const { path, logLoss, auc, calibration, normalizedEntropy } of models) {
      const inputs = judging.holdout ?? [inHere('train.tsv')];
      const found = await evaluate(readModel(path), { inputs, workers: 0, split: judging.split });
      assert.deepEqual(
        { logLoss, auc, calibration, normalizedEntropy, examples: judgedBy.examples },
        {
          ...{ logLoss: found.logLoss, auc: found.auc, calibration: found.calibration },
          ...{ normalizedEntropy: found.normalizedEntropy, examples: found.examples },
        },
      );
    }
  }
});

test('without held-out examples, the last half of the pass is judged', async () => {
  const { models, judgedBy } = await swept();
  assert.deepEqual([judgedBy.kind, judgedBy.examples], ['last-half', 800]);
  for (const { logLoss, auc, progressive } of models) {
    assert.notEqual(logLoss, progressive.logLoss);
    assert.deepEqual([auc, progressive.examples], [null, 1600]);
  }
});

test('the folder holds one file a model, named after what was swept, and the report', async () => {
  const output = inHere('new/folder');
  const report = await swept({ output, alpha: [0.1], lambda1: [1, 2], lambda2: undefined });
  assert.deepEqual(readdirSync(output).toSorted(), ['lambda1-1.arrow', 'lambda1-2.arrow', 'sweep.json']);
  assert.deepEqual(JSON.parse(readFileSync(join(output, 'sweep.json'), 'utf8')), report);
  assert.equal(report.best.path, report.models[report.best.model].path);
});

test('a setting that diverges is told, and the others are written', async () => {
  const log = Array.from({ length: 50 }, (_, i) => `${i % 2} 1:1e15 2:-1e15\n`).join('');
  here.write('wild.svm', log);
  const options = {
    inputs: [inHere('wild.svm')],
    format: 'svmlight',
    alpha: [1e-20, 1e30],
    beta: [0],
    lambda2: undefined,
  };
  const { models, failed } = await swept({ ...options, lambda1: [0], output: inHere('wild') });
  assert.deepEqual(
    models.map(({ setting }) => setting),
    [{ alpha: 1e-20 }],
  );
  assert.match(failed[0].problem, /margin that is not a finite number/);
  assert.ok(!existsSync(inHere('wild/alpha-1e+30.arrow')));
});

test('the rule says which model is the best', () => {
  const models = [
    { logLoss: 0.4, nonzeros: 1000 },
    { logLoss: 0.4003, nonzeros: 200 },
    { logLoss: 0.5, nonzeros: 1 },
    { logLoss: null, nonzeros: 0 },
  ];
  const best = (rule?: string) => bestOf(models, bestRule(rule));
  assert.deepEqual([best(), best('log-loss'), best('smallest-within 0.05%')], [0, 0, 0]);
  assert.deepEqual([best('smallest-within 0.1%'), best('smallest-within:.1%'), best('smallest-within 30%')], [1, 1, 2]);
  assert.throws(() => bestRule('smallest'), {
    message: /--best: found "smallest", expected log-loss or smallest-within/,
  });
});

test('the grid is every combination, the first list turning slowest; its names are those of what turns', () => {
  const settings = settingsOf({ alpha: [0.1, 1e-7], lambda1: [2], lambda2: [0, 0.5] });
  assert.deepEqual(
    settings.map(({ swept: turning }) => fileOf(turning)),
    [
      'alpha-0.1_lambda2-0.arrow',
      'alpha-0.1_lambda2-0.5.arrow',
      'alpha-1e-7_lambda2-0.arrow',
      'alpha-1e-7_lambda2-0.5.arrow',
    ],
  );
  assert.equal(settings[3].optimizer.hyperparameters['lambda1'], 2);
  assert.equal(fileOf(settingsOf({})[0].swept), 'model.arrow');
});

test('bytes are those of the file as it is served, and of the file that is written', async () => {
  const [whole, served] = [await swept(), await swept({ output: inHere('served'), state: false })];
  whole.models.forEach(({ bytes, fileBytes, path }, i) => {
    assert.equal(fileBytes, statSync(path).size);
    assert.equal(bytes, statSync(served.models[i].path).size);
    assert.equal(served.models[i].fileBytes, bytes);
  });
});

test('where every setting diverges, the first says so and nothing is written', async () => {
  const options = {
    inputs: [inHere('wild.svm')],
    format: 'svmlight',
    alpha: [1e30, 1e29],
    beta: [0],
    lambda2: undefined,
  };
  await assert.rejects(swept({ ...options, lambda1: [0], output: inHere('none') }), /ftrl diverged/);
  assert.deepEqual(readdirSync(inHere('none')), []);
});

const many = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const REFUSED: readonly [string, Partial<SweepOptions>, string][] = [
  [
    'a grid of thousands',
    { alpha: many(50), lambda1: many(100), lambda2: undefined },
    'the grid: found 50 x 100 = 5,000 settings, expected at most 256; begin with a coarse grid, then refine it around the best',
  ],
  ['a number given twice', { alpha: [0.1, 0.5, 0.1] }, '--alpha: found 0.1 twice, expected each number once'],
  ['a number out of its range', { lambda1: [1, -1] }, '--lambda1: found -1, expected a number of 0 or more'],
  ['no number', { alpha: [] }, '--alpha: found no number, expected at least one'],
  [
    'a split beside a holdout',
    { split: 'every:5', holdout: ['x'] },
    '--holdout: found --split beside it, expected one of the two',
  ],
  [
    'a holdout that is not there',
    { inputs: [inHere('train.tsv')], holdout: [inHere('none.tsv')] },
    'DIR/none.tsv: found no such file, expected a file to read; check the name',
  ],
  ['a rule that is none', { best: 'auc' }, '--best: found "auc", expected log-loss or smallest-within 0.1%'],
  ['no epoch', { epochs: 0 }, '--epochs: found 0, expected an integer from 1 to 1000'],
  [
    'an output folder that is a file',
    { output: inHere('train.tsv') },
    '--output: found DIR/train.tsv, expected a folder, or a name for one',
  ],
  [
    'a table wider than a memory',
    { bits: 28, alpha: [0.1], lambda1: [1], lambda2: undefined },
    '--bits 28: found 8 GiB for four models side by side, expected a table that fits into 4 GiB of memory; use fewer --bits, or train one setting after the other',
  ],
];

for (const [what, options, line] of REFUSED) {
  test(`refused in one line, before anything is read: ${what}`, async () => {
    const error = await swept({ inputs: [inHere('holdout.tsv')], ...options }).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof InputError, String(error));
    assert.equal(error.message.replaceAll(here.path, 'DIR'), line);
  });
}

test('a holdout of other fields is refused before anything is learned', async () => {
  const run = swept({ holdout: [inHere('log.vw')], output: inHere('other') });
  await assert.rejects(run, /log\.vw: found fields features, expected the model's, I1, /);
  assert.ok(!existsSync(inHere('other')));
});

test('a model file in the output folder that is an input is not overwritten', async () => {
  const output = inHere('inputs');
  mkdirSync(output);
  here.write('inputs/lambda1-1.arrow', firstRecords(50));
  const kept = readFileSync(join(output, 'lambda1-1.arrow'));
  const run = swept({
    ...{ inputs: [join(output, 'lambda1-1.arrow')], format: 'criteo', output },
    ...{ alpha: [0.1], lambda1: [1, 2], lambda2: undefined },
  });
  await assert.rejects(run, /lambda1-1\.arrow: found a file that is read/);
  assert.ok(readFileSync(join(output, 'lambda1-1.arrow')).equals(kept));
});

test('more memory than the machine has is refused with the sum', () => {
  checkRoom(22, 32, 2 ** 31);
  assert.throws(() => checkRoom(24, 256, 24 * 2 ** 30), {
    message:
      'memory: found 256 models x 16,777,216 slots x 8 bytes = 32.00 GiB, expected at most the 24.00 GiB of this machine, ' +
      'less 0.24 GiB; use fewer --bits, or split the grid into several sweeps',
  });
});

test('a sweep stops at once when it is told to, and says that nothing was written', async () => {
  const controller = new AbortController();
  const output = inHere('stopped');
  const run = swept({ output, signal: controller.signal });
  controller.abort();
  await assert.rejects(run, /interrupted: nothing was written/);
  assert.ok(!existsSync(join(output, 'sweep.json')));
});

test('a folder in the place of a model or of the report is refused before anything is learned', async () => {
  for (const name of ['lambda1-1.arrow', 'sweep.json']) {
    mkdirSync(inHere(`taken-${name}/${name}`), { recursive: true });
    const options = { alpha: [0.1], lambda1: [1, 2], lambda2: [1], output: inHere(`taken-${name}`) };
    await assert.rejects(swept(options), /: found a directory, expected a file name$/);
    assert.deepEqual(readdirSync(inHere(`taken-${name}`)), [name]);
  }
});

test('a model whose margins are wild on the holdout alone is told as one that diverged', async () => {
  const line = (label: number, value: string) => `${label} |a w:${value} x:${value}\n`;
  here.write('calm.vw', [1, -1, 1, 1].map((label) => line(label, '1')).join(''));
  here.write('wild.vw', [1, -1].map((label) => line(label, '3e38')).join(''));
  const inputs = { inputs: [inHere('calm.vw')], holdout: [inHere('wild.vw')], format: 'vw' };
  const wild = swept({ ...inputs, alpha: [1e10], beta: [1], lambda1: [0], lambda2: [0], output: inHere('wild') });
  await assert.rejects(wild, (error) => error instanceof InputError && /finite number/.test(error.message));
});

test('standard input is not both learned and judged', async () => {
  await assert.rejects(swept({ inputs: ['-'], holdout: ['-'] }), /^InputError: standard input: found - twice/);
});
