import assert from 'node:assert/strict';
import { readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { readModel, writeModel } from '#dist/export/model-file.js';
import { generateLog } from '#dist/generate/generate.js';
import { climb } from '#dist/pipeline/climb.js';
import { type PruneFileOptions, pruneFile } from '#dist/pipeline/prune.js';
import { runPipeline } from '#dist/pipeline/run.js';
import type { StepResult } from '#dist/pipeline/run-step.js';
import { train } from '#dist/pipeline/train.js';
import { firstOf } from '#dist/pipeline/within.js';
import type { Budget } from '#dist/prune/budget.js';
import { ENCODINGS, type Encoding } from '#dist/prune/encoding.js';
import { prune } from '#dist/prune/prune.js';
import { folder } from '../read/folder.js';

const { path: here, write } = folder();
const inHere = (name: string) => join(here, name);
const text = Buffer.concat([...generateLog({ examples: 12_000 })]).toString('latin1');
const lines = text.trimEnd().split('\n');
const log = write('log.criteo', `${lines.slice(0, 8000).join('\n')}\n`);
const holdout = { inputs: [write('holdout.criteo', `${lines.slice(8000).join('\n')}\n`)], workers: 0 };
const model = inHere('model.arrow');

before(() => train({ inputs: [log], model, bits: 14, workers: 0, lambda1: 0.2 }));

const small = (options: Partial<PruneFileOptions> & { readonly budget: Budget }) =>
  pruneFile({ model, output: inHere('small.lctr'), holdout: null, ...options });

for (const encoding of ENCODINGS) {
  test(`as ${encoding}, a budget of bytes is filled to the last weight and kept to the byte, packed or not`, async () => {
    for (const [name, maxBytes, slack] of [
      ['small.lctr', 3000, 30],
      ['small.arrow', 20_000, 150],
    ] as const) {
      const { after } = await small({ budget: { maxBytes }, encoding, output: inHere(name), holdout });
      assert.equal(statSync(inHere(name)).size, after.bytes);
      assert.ok(after.bytes <= maxBytes && after.bytes > maxBytes - slack, `${after.bytes} of ${maxBytes}`);
      assert.equal(readModel(inHere(name)).header.nonzeros, after.nonzeros);
    }
  });
}

test('all weights stay where they fit', async () => {
  const { before: all, after } = await small({ budget: { maxBytes: 1e9 } });
  assert.equal(after.nonzeros, all.nonzeros);
});

test('a budget of log loss is kept on the half that chooses by the written model, and not by a smaller one', async () => {
  const maxLogLossIncrease = 0.01;
  for (const encoding of ['f32', 'q8'] as const) {
    const { after, threshold } = await small({ budget: { maxLogLossIncrease }, encoding, holdout });
    const whole = readModel(model);
    const most = (await climb(whole, { holdout })).before.choosing.logLoss * (1 + maxLogLossIncrease);
    const lossOf = async (keep: number) => (await climb(whole, { holdout, keeps: [keep] })).rungs[0].choosing.logLoss;
    const written = readModel(inHere('small.lctr'));
    const { choosing, bias } = (await climb(written, { holdout, keeps: [after.nonzeros] })).rungs[0];
    assert.ok(choosing.logLoss <= most && threshold > 0);
    assert.ok(after.nonzeros > 9 && after.nonzeros < whole.header.nonzeros / 2, `${after.nonzeros}`);
    assert.ok((await lossOf(Math.floor(0.95 * after.nonzeros))) > most);
    assert.ok(Math.abs(written.header.bias.weight - bias) < 1e-9);
  }
});

test('the bias is solved again on one half, so that the other is calibrated again', async () => {
  const by = { budget: { keep: 40 }, ranking: 'magnitude', holdout } as const;
  const { bias, calibrationUnsolved, calibrationAfter, logLossAfter, ranking } = await small(by);
  assert.equal(ranking, 'magnitude');
  assert.notEqual(bias.before, bias.after);
  const off = (calibration: number | null) => Math.abs(calibration! - 1);
  assert.ok(off(calibrationAfter) < off(calibrationUnsolved) / 2, `${calibrationUnsolved} -> ${calibrationAfter}`);
  const { rungs } = await climb(readModel(inHere('small.lctr')), { holdout, keeps: [40] });
  assert.ok(off(rungs[0].choosing.calibration) < 1e-6);
  assert.ok(Math.abs(logLossAfter! / rungs[0].reporting.logLoss - 1) < 2e-6);
  assert.deepEqual((await small({ budget: { keep: 40 } })).bias, { before: bias.before, after: bias.before });
});

const flipped = lines.slice(0, 8000).map((line) => `${1 - Number(line[0])}${line.slice(1)}`);

test('kept weights that learn on lose less; where they lose more, they stay as they were', async () => {
  const by = { budget: { keep: 200 }, holdout } as const;
  const plain = await small(by);
  const records = { inputs: [log], workers: 0 };
  const again = await small({ ...by, refit: { records } });
  assert.deepEqual([plain.refitted, again.refitted], [false, true]);
  assert.ok(again.logLossAfter! < plain.logLossAfter!, `${plain.logLossAfter} -> ${again.logLossAfter}`);
  assert.ok(again.after.nonzeros > 190 && again.after.nonzeros <= 200);
  const kept = (path: string) => [...readModel(path).blocks()].flatMap(({ slots }) => [...slots]);
  const slots = kept(inHere('small.lctr'));
  await small(by);
  assert.ok(slots.every((slot) => kept(inHere('small.lctr')).includes(slot)));
  const wrong = { inputs: [write('flipped.criteo', `${flipped.join('\n')}\n`)], workers: 0 };
  const stayed = await small({ ...by, refit: { records: wrong, epochs: 2 } });
  assert.deepEqual([stayed.refitted, stayed.after], [false, plain.after]);
  assert.deepEqual(stayed.warnings, ['learning on made the kept weights worse on the holdout: they stay as they were']);
});

test('a model without state is ranked by |w|, which is told where another ranking was meant', async () => {
  const stateless = inHere('nostate.arrow');
  await writeModel(stateless, prune(readModel(model), { keep: 50 }).model);
  const told = async (budget: Budget, options: Partial<PruneFileOptions> = {}) => {
    const { ranking, warnings } = await small({ model: stateless, budget, ...options });
    return [ranking, ...warnings];
  };
  const loss = 'ranked by |w|: the model has no state that loss needs';
  assert.deepEqual(await told({ keep: 9 }), ['magnitude', loss]);
  assert.deepEqual(await told({ keep: 9 }, { ranking: 'magnitude' }), ['magnitude']);
  assert.deepEqual(await told({ threshold: 0.1 }), ['magnitude']);
});

test('a model whose bias was solved on a holdout keeps its weights at no increase on it, however often', async () => {
  const again = inHere('again.arrow');
  await small({ budget: { keep: 300 }, output: again, holdout });
  for (let i = 0; i < 4; i++) {
    await small({ model: again, budget: { maxLogLossIncrease: 0 }, output: inHere('next.arrow'), holdout });
    renameSync(inHere('next.arrow'), again);
  }
  assert.ok(readModel(again).header.nonzeros > 200);
});

test('of tries that succeed from some place on, the first such is found in few tries', async () => {
  for (const count of [1, 2, 7, 100]) {
    for (let first = 0; first <= count; first++) {
      let tries = 0;
      const found = await firstOf(count, async (place) => (tries++, place >= first ? place : null));
      assert.equal(found, first < count ? first : null);
      assert.ok(tries <= 14 && (first > 0 || tries === 1), `${tries} tries for ${first} of ${count}`);
    }
  }
});

test('whole-number weights of fields with values are warned of where no holdout shows their cost', async () => {
  const schema = write('n.yaml', 'label: y\nfields: { c: categorical, size: numeric }\n');
  const records = write('n.csv', `y,c,size\n${'1,a,20000\n1,b,300\n0,b,100\n'.repeat(200)}`);
  const numeric = { inputs: [records], schema, workers: 0 };
  const path = inHere('numeric.arrow');
  await train({ ...numeric, model: path, bits: 8, lambda1: 0 });
  const warned = async (encoding: Encoding, options: Partial<PruneFileOptions> = {}) =>
    (await small({ model: path, budget: { keep: 9 }, ranking: 'magnitude', encoding, ...options })).warnings;
  for (const encoding of ['q2.13', 'q8'] as const) {
    const coarse = `${encoding} is coarse where values are large, as in numeric fields such as "size"`;
    assert.deepEqual(await warned(encoding), [`${coarse}: see what it costs with --holdout, or use bf16`]);
    assert.deepEqual(await warned(encoding, { holdout: numeric }), []);
    assert.deepEqual(await warned(encoding, { model }), []);
  }
  assert.deepEqual(await warned('bf16'), []);
});

test('records to learn on from may not come from a pipe, of which looking at it would take the beginning', async () => {
  await assert.rejects(small({ budget: { keep: 9 }, refit: { records: { inputs: ['-'] } } }), {
    name: 'InputError',
    message: /^standard input: found a pipe, expected an input that can be read again; write it to a file first/,
  });
});

test('the bound is what a packed file nearly reaches, in every encoding', async () => {
  for (const encoding of ENCODINGS) {
    const { after } = await small({ budget: { keep: 3000 }, encoding });
    const fixed = 200;
    assert.ok(after.entropyBoundBytes <= after.bytes, `${encoding}: ${after.bytes} of ${after.entropyBoundBytes}`);
    assert.ok(after.entropyBoundBytes >= 0.9 * (after.bytes - fixed), `${encoding}: ${after.entropyBoundBytes}`);
  }
});

test('a budget of bytes is kept by weights that learned on', async () => {
  const refit = { records: { inputs: [log], workers: 0 } };
  for (const maxBytes of [900, 1000, 1100, 1200]) {
    const { refitted, after } = await small({ budget: { maxBytes }, encoding: 'q8', holdout, refit });
    assert.ok(refitted && after.bytes <= maxBytes && after.bytes > maxBytes - 30, `${after.bytes} of ${maxBytes}`);
  }
});

test('a pipeline file has the same budgets', async () => {
  const file = (section: string) =>
    write(
      'p.yaml',
      `train: { inputs: ${log}, bits: 14, workers: 0, lambda1: 0.2, model: ${inHere('p.arrow')} }\n` +
        `prune: { ${section}, output: ${inHere('p.lctr')} }\nreport: { holdout: ${holdout.inputs[0]} }\n`,
    );
  const pruned = async (section: string) => {
    const steps: StepResult[] = [];
    await runPipeline(file(section), { onStep: (step) => steps.push(step) });
    const found = steps.find(({ step }) => step === 'prune');
    assert.ok(found?.step === 'prune');
    return found.result;
  };
  const budget = { maxLogLossIncrease: 0.01 };
  const expected = await small({ budget, holdout, ranking: 'magnitude', encoding: 'q8' });
  const { after } = await pruned('max_log_loss_increase: 1%, ranking: magnitude, encoding: q8');
  assert.deepEqual({ ...after, path: expected.after.path }, expected.after);
  const { refitted, ...second } = await pruned(`max_bytes: 1kB, refit: ${log}, refit_epochs: 1`);
  assert.ok(refitted && second.after.bytes <= 1000);
  await assert.rejects(pruned('keep: 5, refit_epochs: 2'), /prune.*refit beside refit_epochs/);
  await assert.rejects(
    pruned('max_bytes: many'),
    /field "prune.max_bytes": found "many", expected a size such as 200kB/,
  );
});

const oneClass = write(
  'clicks.criteo',
  lines
    .filter((line) => line.startsWith('1'))
    .slice(0, 50)
    .join('\n'),
);
const table = write('table.csv', 'label,a\n1,x\n0,y\n1,z\n');

const REFUSED: [string, Partial<PruneFileOptions> & { readonly budget: Budget }, RegExp][] = [
  [
    'a budget below a model without weights',
    { budget: { maxBytes: 9 } },
    /^--max-bytes: found 9 bytes, expected at least [0-9]+, which a model without weights takes$/,
  ],
  [
    'a budget of log loss without a holdout',
    { budget: { maxLogLossIncrease: 0.1 } },
    /^--max-log-loss-increase: found no holdout, expected records to measure the log loss on$/,
  ],
  [
    'a holdout of one class',
    { budget: { keep: 9 }, holdout: { inputs: [oneClass], workers: 0 } },
    /clicks\.criteo: found clicks only in every other of the examples, expected both classes; the bias is solved on them/,
  ],
  [
    'an empty holdout',
    { budget: { keep: 9 }, holdout: { inputs: [write('empty.criteo', '')], format: 'criteo' } },
    /empty\.criteo: found an empty file, expected records$/,
  ],
  [
    'a holdout of other fields',
    {
      budget: { keep: 9 },
      holdout: {
        inputs: [table],
        schema: write('s.yaml', 'label: label\nheader: true\nfields: { a: categorical }\n'),
        workers: 0,
      },
    },
    /table\.csv: found fields a, expected the model's, I1, I2/,
  ],
  [
    'a model without weights',
    { budget: { keep: 9 }, model: inHere('none.arrow') },
    /none\.arrow: found a model whose weights are all zero, expected some to keep/,
  ],
];

for (const [what, options, message] of REFUSED) {
  test(`${what} is refused in one line, and the earlier output stays`, async () => {
    await writeModel(inHere('none.arrow'), prune(readModel(model), { keep: 0 }).model);
    await writeModel(inHere('stateless.arrow'), prune(readModel(model), { keep: 50 }).model);
    const output = write('earlier.lctr', 'earlier');
    await assert.rejects(small({ output, ...options }), (error: Error) => {
      assert.equal(error.name, 'InputError');
      assert.match(error.message, message);
      assert.ok(!error.message.includes('\n'));
      return true;
    });
    assert.equal(readFileSync(output, 'utf8'), 'earlier');
  });
}
