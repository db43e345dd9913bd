/** The pipeline files that the package brings: each is one that can be run, and writes into its own folder of build/. */

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { settingsOf } from '#dist/pipeline/compare-file.js';
import { optionsOf } from '#dist/pipeline/file-keys.js';
import { readPipelineFile } from '#dist/pipeline/pipeline-file.js';
import { outputsOf } from '#dist/pipeline/run-outputs.js';
import { checkSettings } from '#dist/pipeline/train-settings.js';

import { ROOT } from '../e2e/leanctr.js';

const names = readdirSync(join(ROOT, 'pipelines')).filter((name) => name.endsWith('.yaml'));

for (const name of names) {
  test(`pipelines/${name} asks for what the optimizers have, and writes into its folder alone`, () => {
    const { steps } = readPipelineFile(join(ROOT, 'pipelines', name));
    const { folder, train, compare } = steps;
    assert.match(folder!, /^build\/[a-z0-9-]+$/);
    const places = [
      ...outputsOf(steps).map(({ output }) => output),
      ...(compare ? [compare.models, compare.cache] : []),
    ];
    assert.ok(places.every((place) => place.startsWith(`${folder}/`)));
    if (train) checkSettings(optionsOf(train));
    for (const { learning } of compare ? settingsOf(compare) : []) checkSettings(learning);
  });
}

test('the three roads and their comparison are there', () => {
  const roads = ['road-ftrl.yaml', 'road-l1.yaml', 'road-threshold.yaml', 'sparsity-roads.yaml'];
  assert.deepEqual(
    roads.filter((name) => !names.includes(name)),
    [],
  );
});
