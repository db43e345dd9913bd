import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { readModel, writePacked } from '#dist/export/model-file.js';
import { predictTo } from '#dist/pipeline/predict.js';
import { pruneFile } from '#dist/pipeline/prune.js';
import { reportFile } from '#dist/pipeline/report.js';
import { train } from '#dist/pipeline/train.js';
import { renderTerminal } from '#dist/report/terminal.js';
import { readFileSync } from 'node:fs';
import { criteoLines } from '../hash/passes.js';
import { folder } from '../read/folder.js';

const { path: here, write } = folder();
const log = write('log.criteo', criteoLines(2000));
const at = (name: string) => join(here, name);
const settings = { inputs: [log], bits: 12, workers: 0, lambda1: 0.1 };

before(async () => {
  await train({ ...settings, model: at('model.arrow') });
  await writePacked(at('model.lctr'), readModel(at('model.arrow')), 'f32');
});

test('a model trained into a name that ends in .lctr is packed', async () => {
  const { model } = await train({ ...settings, model: at('trained.lctr') });
  const bytes = readFileSync(at('trained.lctr'));
  assert.ok(bytes.equals(readFileSync(at('model.lctr'))));
  assert.equal(model.bytes, bytes.length);
});

test('a packed model gives the probabilities of the one it was packed from', async () => {
  for (const name of ['model.arrow', 'model.lctr']) await predictTo(at(`${name}.txt`), at(name), { inputs: [log] });
  assert.ok(readFileSync(at('model.arrow.txt')).equals(readFileSync(at('model.lctr.txt'))));
});

test('learning does not go on from a packed model, but begins at its weights', async () => {
  const initial = at('model.lctr');
  await assert.rejects(train({ inputs: [log], initial, model: at('next.arrow') }), {
    name: 'InputError',
    message:
      '--initial: found a model without state, expected the state of every slot; ' +
      'keep the model as train wrote it, or begin at its weights with --weights-only',
  });
  const started = await train({ inputs: [log], initial, weightsOnly: true, model: at('next.arrow') });
  const fresh = await train({ ...settings, model: at('fresh.arrow') });
  assert.ok(started.progressive.logLoss! < fresh.progressive.logLoss!);
});

test('a packed model is pruned and reported on, without what it does not tell', async () => {
  const pruned = { model: at('model.lctr'), budget: { keep: 10 }, output: at('small.lctr'), holdout: null };
  assert.equal((await pruneFile(pruned)).after.nonzeros, 10);
  const report = await reportFile({ model: at('small.lctr'), holdout: null });
  assert.equal(report.model.optimizer.name, 'packed');
  assert.equal(report.progressive.logLoss, null);
  assert.equal(report.sizes.packed.f32, report.sizes.file);
  assert.doesNotMatch(renderTerminal(report), /while learning|NaN|null|undefined/);
});
