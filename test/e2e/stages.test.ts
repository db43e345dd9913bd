/** What the stages after training say must agree with one another. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { folder } from '../read/folder.js';
import { firstRecords, run } from './leanctr.js';

const here = folder();
const cwd = here.path;
const HOLDOUT = firstRecords(500, 1500);

interface Metrics {
  readonly examples: number;
  readonly positives: number;
  readonly logLoss: number;
  readonly calibration: number;
}

async function json<T>(...args: string[]): Promise<T> {
  const { status, stdout, stderr } = await run([...args, '--json', '--quiet'], { cwd });
  assert.deepEqual([status, stderr], [0, '']);
  return JSON.parse(stdout) as T;
}

const read = (name: string): string => readFileSync(join(cwd, name), 'utf8');

before(async () => {
  here.write('train.tsv', firstRecords(1500));
  here.write('holdout.tsv', HOLDOUT);
  const records = HOLDOUT.trimEnd().split('\n');
  here.write('reporting.tsv', `${records.filter((_, i) => i % 2 === 1).join('\n')}\n`);
  here.write('unlabelled.tsv', HOLDOUT.replace(/^[01]\t/gm, ''));
  await json('train', 'train.tsv', '--bits', '14', '--lambda1', '0.1', '--model', 'model.arrow');
});

test('predict prints one probability an example, whose log loss is that of evaluate', async () => {
  const { logLoss, examples, positives } = await json<Metrics>('evaluate', 'model.arrow', 'holdout.tsv');
  const { status, stdout } = await run(['predict', 'model.arrow', 'holdout.tsv', '--quiet'], { cwd });
  assert.equal(status, 0);
  const probabilities = stdout.trimEnd().split('\n').map(Number);
  const labels = HOLDOUT.trimEnd()
    .split('\n')
    .map((line) => Number(line[0]));
  const losses = probabilities.map((p, i) => -Math.log(labels[i] === 1 ? p : 1 - p));
  assert.deepEqual(
    [probabilities.length, examples, positives],
    [500, 500, labels.filter((label) => label === 1).length],
  );
  assert.ok(Math.abs(losses.reduce((sum, loss) => sum + loss) / 500 - logLoss) < 1e-12);
});

test('records without a label have the same probabilities, and are refused where labels are needed', async () => {
  const predict = async (name: string) => (await run(['predict', 'model.arrow', name, '--quiet'], { cwd })).stdout;
  assert.equal(await predict('unlabelled.tsv'), await predict('holdout.tsv'));
  for (const args of [
    ['evaluate', 'model.arrow', 'unlabelled.tsv'],
    ['train', 'unlabelled.tsv', '--model', 'never.arrow'],
  ]) {
    const { status, stderr } = await run(args, { cwd });
    const line = 'unlabelled.tsv: found records without labels, expected a label in each; predict takes them without';
    assert.deepEqual([status, stderr], [2, `leanctr: ${line}\n`]);
  }
});

test('predict --output writes what predict prints', async () => {
  const { stdout } = await run(['predict', 'model.arrow', 'holdout.tsv'], { cwd });
  const { stdout: nothing } = await run(['predict', 'model.arrow', 'holdout.tsv', '--output', 'p.txt'], { cwd });
  assert.deepEqual([nothing, read('p.txt')], ['', stdout]);
});

test('prune, evaluate and report agree on what a pruned model is and costs: prune reports on every other example', async () => {
  interface Pruned {
    readonly before: { readonly nonzeros: number; readonly bytes: number };
    readonly after: { readonly nonzeros: number; readonly bytes: number; readonly bitsPerNonzero: number };
    readonly threshold: number;
    readonly logLossBefore: number;
    readonly logLossAfter: number;
    readonly calibrationBefore: number;
    readonly calibrationAfter: number;
  }
  const rules = [
    ['--keep', '100'],
    ['--density', '0.02'],
    ['--threshold', '0.1'],
  ];
  for (const rule of rules) {
    const holdout = ['--holdout', 'holdout.tsv'];
    const pruned = await json<Pruned>('prune', 'model.arrow', ...rule, ...holdout, '--output', 'small.arrow');
    const whole = await json<Metrics>('evaluate', 'model.arrow', 'holdout.tsv');
    const small = await json<Metrics>('evaluate', 'small.arrow', 'holdout.tsv');
    const halves = await Promise.all(
      ['model.arrow', 'small.arrow'].map((model) => json<Metrics>('evaluate', model, 'reporting.tsv')),
    );
    assert.deepEqual(
      [pruned.logLossBefore, pruned.logLossAfter, pruned.calibrationBefore, pruned.calibrationAfter],
      [...halves.map(({ logLoss }) => logLoss), ...halves.map(({ calibration }) => calibration)],
    );
    assert.equal(pruned.after.bytes, readFileSync(join(cwd, 'small.arrow')).length);
    assert.ok(pruned.after.nonzeros > 0 && pruned.after.nonzeros < pruned.before.nonzeros);
    if (rule[0] === '--keep') assert.equal(pruned.after.nonzeros, 100);

    interface Report {
      readonly model: { readonly nonzeros: number };
      readonly sizes: { readonly file: number };
      readonly holdout: { readonly before: Metrics; readonly after: Metrics };
    }
    const report = await json<Report>('report', 'small.arrow', '--before', 'model.arrow', ...holdout);
    assert.deepEqual([report.model.nonzeros, report.sizes.file], [pruned.after.nonzeros, pruned.after.bytes]);
    assert.deepEqual(
      [report.holdout.before.logLoss, report.holdout.after.logLoss, report.holdout.after.calibration],
      [whole.logLoss, small.logLoss, small.calibration],
    );
  }
});

const RULES = '--threshold, --keep, --density, --max-bytes, --max-log-loss-increase';

test('prune wants exactly one rule', async () => {
  for (const [rules, found] of [
    [[], 'no rule'],
    [['--keep', '5', '--density', '0.1'], '--keep and --density'],
  ] as const) {
    const { status, stderr } = await run(['prune', 'model.arrow', ...rules, '--output', 'never.arrow'], { cwd });
    assert.equal(status, 2);
    assert.equal(stderr, `leanctr: found ${found}, expected one of ${RULES}\n`);
  }
  assert.ok(!existsSync(join(cwd, 'never.arrow')));
});

test('report writes to a file the JSON that it prints, and a page for people otherwise', async () => {
  const printed = await json('report', 'model.arrow', '--output', 'report.json');
  assert.deepEqual(JSON.parse(read('report.json')), printed);
  const { stdout } = await run(['report', 'model.arrow'], { cwd });
  assert.match(stdout, /^leanctr report: model\.arrow\n.*39 fields in 2\^14 slots/);
  const { status, stderr } = await run(['report', 'model.arrow', '--output', 'report.txt'], { cwd });
  assert.equal(status, 2);
  assert.match(
    stderr,
    /^leanctr: --output report\.txt: [^\n]*expected a name ending in \.html, \.json or \.md[^\n]*\n$/,
  );
});
