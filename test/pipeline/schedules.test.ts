/** Learning-rate schedules in whole jobs: what they did is told, and the days after go on with them. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { type TrainOptions, train } from '#dist/pipeline/train.js';
import { schedules } from '#dist/index.js';
import { firstRecords } from '../e2e/leanctr.js';
import { folder } from '../read/folder.js';

const here = folder();
const PERFORMANCE = 'performance:150:1:0.5';
const path = (name: string) => join(here.path, name);

const trained = (input: string, model: string, options: Partial<TrainOptions> = {}) =>
  train({ inputs: [path(input)], bits: 12, optimizer: 'adagrad', workers: 0, ...options, model: path(model) });

function assertSame(one: string, other: string): void {
  assert.ok(readFileSync(path(one)).equals(readFileSync(path(other))), `${one} is not ${other}`);
}

before(() => {
  here.write('all.tsv', firstRecords(2000));
  here.write('day-1.tsv', firstRecords(700));
  here.write('day-2.tsv', firstRecords(1300, 700));
});

test('a run says which factors its first and its last example had', async () => {
  const { schedule, warnings } = await trained('all.tsv', 'm.arrow', { schedule: 'power:1:1000' });
  const { last, ...rest } = schedule!;
  assert.deepEqual(rest, {
    ...{ name: 'power', text: 'power:1:1000', hyperparameters: { exponent: 1, scale: 1000 } },
    ...{ first: 1, drops: [] },
  });
  assert.ok(Math.abs(last - 1 / 2.999) < 1e-15);
  assert.deepEqual(warnings, []);
});

test('the text of a schedule and the schedule as a value give the same model', async () => {
  await trained('all.tsv', 'text.arrow', { schedule: 'exponential:400' });
  await trained('all.tsv', 'value.arrow', { schedule: schedules.exponential({ halfLife: 400 }) });
  assertSame('text.arrow', 'value.arrow');
});

test('without a schedule, or with a constant one, none is told, and the model is the same', async () => {
  const { schedule } = await trained('all.tsv', 'none.arrow');
  assert.equal(schedule, null);
  await trained('all.tsv', 'constant.arrow', { schedule: 'constant' });
  assertSame('none.arrow', 'constant.arrow');
});

test('drops by the loss are told, in later epochs too, and are the same at any number of workers', async () => {
  const options = { schedule: PERFORMANCE, epochs: 2 };
  const { schedule } = await trained('all.tsv', 'drops.arrow', options);
  const { drops, first, last } = schedule!;
  assert.ok(drops.some(({ example }) => example <= 2000) && drops.some(({ example }) => example > 2000));
  assert.ok(drops.every(({ example }) => example % 150 === 0));
  assert.deepEqual([first, last], [1, drops.at(-1)!.factor]);
  await trained('all.tsv', 'workers.arrow', { ...options, workers: 2 });
  assertSame('drops.arrow', 'workers.arrow');
});

for (const schedule of [PERFORMANCE, 'one-cycle:2000', 'exponential:400']) {
  test(`two days with ${schedule} end with the model of both at once, and the second tells its own part`, async () => {
    await trained('day-1.tsv', 'one.arrow', { schedule });
    // what it was learned with need not be said again
    const { schedule: done } = await trained('day-2.tsv', 'two.arrow', {
      initial: path('one.arrow'),
      optimizer: undefined,
    });
    const { schedule: whole } = await trained('all.tsv', 'both.arrow', { schedule });
    assertSame('two.arrow', 'both.arrow');
    assert.equal(done!.last, whole!.last);
    assert.deepEqual(
      done!.drops,
      whole!.drops.filter(({ example }) => example > 700),
    );
  });
}

test('other numbers do not go on from a model, said without its optimizer too; its weights alone begin anew', async () => {
  await trained('day-1.tsv', 'e.arrow', { schedule: 'exponential:400' });
  const initial = path('e.arrow');
  for (const optimizer of ['adagrad', undefined]) {
    await assert.rejects(trained('day-2.tsv', 'x.arrow', { initial, optimizer, schedule: 'exponential:500' }), {
      name: 'InputError',
      message:
        '--initial: found a model with schedule exponential:400, expected exponential:500; ' +
        'use what it was trained with, train anew, or begin at its weights with --weights-only',
    });
  }
  const { schedule } = await trained('day-2.tsv', 'w.arrow', { initial, weightsOnly: true, schedule: 'power:1:9' });
  assert.equal(schedule!.first, 1);
});

test('one-cycle says if it is behind its end, or has not come to it', async () => {
  const beyond = await trained('all.tsv', 'cycle.arrow', { schedule: 'one-cycle:500' });
  assert.deepEqual(beyond.warnings, [
    'one-cycle ended after 500 examples: the 1,500 behind them had its last factor, 0.0001',
  ]);
  assert.equal(beyond.schedule!.last, 0.0001);
  const short = await trained('all.tsv', 'cycle.arrow', { schedule: 'one-cycle:3000' });
  assert.deepEqual(short.warnings, [
    'one-cycle is for 3,000 examples, and 2,000 were learned: it has not come to its end',
  ]);
  assert.deepEqual((await trained('all.tsv', 'cycle.arrow', { schedule: 'one-cycle:2000' })).warnings, []);
});
