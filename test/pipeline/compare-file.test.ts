/** The section `compare`: the trainings that it asks for, and how what is wrong with it is said. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { InputError } from '#dist/input-error.js';
import { settingsOf } from '#dist/pipeline/compare-file.js';
import { readPipelineFile } from '#dist/pipeline/pipeline-file.js';

import { folder } from '../read/folder.js';

const here = folder();
const GOOD = `compare:
  inputs: log.tsv
  holdout: later.tsv
  bits: 12
  cache: cache
  models: models
  variants:
    - { name: ftrl, alpha: 0.1, lambda1: [0.3, 1] }
    - name: dense
      optimizer: adagrad
      alpha: 0.2
      prune: { keep: [10, 20] }
`;

function sectionOf(content: string) {
  return readPipelineFile(here.write('p.yaml', content)).steps.compare!;
}

/** The line that a file is refused with, from its place on. */
function refusalOf(content: string): string {
  const path = here.write('p.yaml', content);
  try {
    readPipelineFile(path);
  } catch (error) {
    assert.ok(error instanceof InputError, String(error));
    return error.message.slice(path.length);
  }
  return 'not refused';
}

test('a list of numbers is one training each, a list of prunings none', () => {
  assert.deepEqual(settingsOf(sectionOf(GOOD)), [
    {
      ...{ variant: 'ftrl', index: 0, learning: { alpha: 0.1, lambda1: 0.3 } },
      ...{ swept: { lambda1: 0.3 }, prunings: [] },
    },
    {
      ...{ variant: 'ftrl', index: 0, learning: { alpha: 0.1, lambda1: 1 } },
      ...{ swept: { lambda1: 1 }, prunings: [] },
    },
    {
      ...{ variant: 'dense', index: 1, learning: { optimizer: 'adagrad', alpha: 0.2 } },
      ...{ swept: {}, prunings: [{ keep: 10 }, { keep: 20 }] },
    },
  ]);
});

test('two lists are every combination, and keys are named as options of the library', () => {
  const two = GOOD.replace('alpha: 0.2', 'alpha: [1, 2]\n      initial_accumulator: [3, 4]');
  const learned = settingsOf(sectionOf(two)).map(({ learning }) => learning);
  assert.deepEqual(
    learned.slice(2),
    [1, 2].flatMap((alpha) =>
      [3, 4].map((initialAccumulator) => ({ optimizer: 'adagrad', alpha, initialAccumulator })),
    ),
  );
});

const WRONG: readonly [string, string, string, RegExp][] = [
  [
    'an unknown key',
    'bits:',
    'bitz:',
    /^:4: field "compare\.bitz": found an unknown key, expected one of inputs, .*variants; did you mean bits\?$/,
  ],
  [
    'an unknown key of a variant',
    'lambda1:',
    'lamda1:',
    /^:8: field "compare\.variants\.0\.lamda1": found an unknown key, expected one of name, .*; did you mean lambda1\?$/,
  ],
  [
    'a list of optimizers',
    'optimizer: adagrad',
    'optimizer: [adagrad]',
    /^:10: field "compare\.variants\.1\.optimizer": found a list, expected text$/,
  ],
  ['a list of bits', '12', '[12]', /^:4: field "compare\.bits": found a list, expected a number$/],
  [
    'an empty list',
    '[0.3, 1]',
    '[]',
    /^:8: field "compare\.variants\.0\.lambda1": found a list, expected at least one number$/,
  ],
  [
    'a number twice',
    '[0.3, 1]',
    '[1, 0.3, 1]',
    /^:8: field "compare\.variants\.0\.lambda1": found a list, expected each number once$/,
  ],
  [
    'a text in a list',
    '[0.3, 1]',
    '[0.3, one]',
    /^:8: field "compare\.variants\.0\.lambda1": found a list, expected a number or a list of numbers$/,
  ],
  [
    'an empty list of prunings',
    '[10, 20]',
    '[]',
    /^:12: field "compare\.variants\.1\.prune\.keep": found a list, expected at least one number$/,
  ],
  [
    'two rules of pruning',
    'keep: [10, 20]',
    'keep: 10, density: [0.1]',
    /^:12: field "compare\.variants\.1\.prune": found the keys keep, density, expected exactly one of threshold, keep/,
  ],
  [
    'two variants of one name',
    'name: dense',
    'name: ftrl',
    /^:9: field "compare\.variants\.1\.name": found "ftrl", expected a name that no other variant has$/,
  ],
  [
    'a name that is a path',
    'name: dense',
    'name: ../dense',
    /^:9: field "compare\.variants\.1\.name": found "\.\.\/dense", expected at most 31 of lower-case letters/,
  ],
  [
    'a holdout and a split',
    'bits: 12',
    'split: every:5',
    /^:1: field "compare": .* expected exactly one of holdout, split/,
  ],
  ['neither', '  holdout: later.tsv\n', '', /^:1: field "compare": .* expected exactly one of holdout, split$/],
  ['no cache', '  cache: cache\n', '', /^:1: field "compare\.cache": found nothing, expected text$/],
  [
    'a report without a training',
    'compare:',
    'report: {}\ncompare:',
    /^:1: field "report": found the keys \(none\), expected the key train beside it$/,
  ],
];

for (const [what, from, to, expected] of WRONG) {
  test(`${what} is refused by its line`, () => assert.match(refusalOf(GOOD.replace(from, to)), expected));
}

test('no variants, and nothing to do, are refused', () => {
  const without = GOOD.slice(0, GOOD.indexOf('    -')).replace('variants:', 'variants: []');
  assert.equal(refusalOf(without), ':7: field "compare.variants": found a list, expected at least one variant');
  assert.equal(refusalOf('folder: out\n'), ':1: found the keys folder, expected the key train or compare');
});
