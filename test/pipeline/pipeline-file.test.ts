/** What can be wrong with a pipeline file, and how it is said: file, line, key, found, expected. */

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { InputError } from '#dist/input-error.js';
import { keyOf, PARAMETERS } from '#dist/learn/parameters.js';
import { readPipelineFile } from '#dist/pipeline/pipeline-file.js';

import { folder } from '../read/folder.js';

const here = folder();
const GOOD = `folder: out
train:
  inputs: log.tsv
  bits: 12
  model: m.arrow
prune:
  keep: 20
  output: s.arrow
report:
  holdout: [a.tsv, b.tsv]
`;

/** The line that a file is refused with, from its place on. */
function refusalOf(content: string): string {
  const path = here.write('p.yaml', content);
  try {
    readPipelineFile(path);
  } catch (error) {
    assert.ok(error instanceof InputError, String(error));
    assert.ok(error.message.startsWith(path));
    return error.message.slice(path.length);
  }
  return 'not refused';
}

test('a right file says what to do, one input like many', () => {
  const { steps } = readPipelineFile(here.write('good.yaml', GOOD));
  assert.deepEqual(steps.train?.inputs, ['log.tsv']);
  assert.deepEqual(steps.report?.holdout, ['a.tsv', 'b.tsv']);
  assert.equal(steps.generate, undefined);
});

test('a report is written to one file or to several, or to none', () => {
  const outputOf = (lines: string) => readPipelineFile(here.write('r.yaml', `${GOOD}${lines}`)).steps.report!;
  assert.deepEqual(outputOf('').output, []);
  assert.deepEqual(outputOf('  output: r.html\n').output, ['r.html']);
  const { output, pictures } = outputOf('  output: [r.html, r.json]\n  pictures: out/pictures\n');
  assert.deepEqual([output, pictures], [['r.html', 'r.json'], 'out/pictures']);
});

const TOP = 'an unknown key, expected one of folder, generate, train, prune, report, compare';
const TRAIN =
  'an unknown key, expected one of inputs, format, schema, workers, bad_records, max_bad, bits, hash, hash_seed, missing, ' +
  `optimizer, ${[...PARAMETERS.keys()].map(keyOf).join(', ')}, schedule, engine, epochs, initial, weights_only, shuffle_files, cache, quarantine, split, tensorboard, run, model`;

const BUDGETS = 'threshold, keep, density, max_bytes, max_log_loss_increase';

const WRONG: readonly [string, string, string, string][] = [
  ['an unknown key', 'folder: out', 'foldr: out', `:1: field "foldr": found ${TOP}; did you mean folder?`],
  ['an unknown key in a section', 'bits:', 'bitz:', `:4: field "train.bitz": found ${TRAIN}; did you mean bits?`],
  [
    'a misspelt section, not what is missing',
    'train:',
    'trian:',
    `:2: field "trian": found ${TOP}; did you mean train?`,
  ],
  ['__proto__', 'folder:', '__proto__:', `:1: field "__proto__": found ${TOP}`],
  ['__proto__ in a section', 'bits: 12', '__proto__: { bits: 3 }', `:4: field "train.__proto__": found ${TRAIN}`],
  ['constructor', 'bits:', 'constructor:', `:4: field "train.constructor": found ${TRAIN}`],
  ['a merge key', 'folder: out', '<<: { folder: x }', `:1: field "<<": found ${TOP}`],
  ['text for a number', '12', 'twelve', ':4: field "train.bits": found "twelve", expected a number'],
  ['a quoted number', '12', '"12"', ':4: field "train.bits": found "12", expected a number'],
  ['an infinity', 'bits: 12', 'alpha: .inf', ':4: field "train.alpha": found Infinity, expected a number'],
  ['nothing for a number', '12', '', ':4: field "train.bits": found null, expected a number'],
  ['a list for a number', '12', '[1]', ':4: field "train.bits": found a list, expected a number'],
  [
    'another word',
    'bits: 12',
    'hash: md5',
    ':4: field "train.hash": found "md5", expected one of "murmur3"|"identity"',
  ],
  ['a missing key', '  model: m.arrow\n', '', ':2: field "train.model": found nothing, expected text'],
  ['no inputs', 'log.tsv', '[]', ':3: field "train.inputs": found a list, expected at least one file'],
  ['an empty input', 'log.tsv', '""', ':3: field "train.inputs": found "", expected a file or a list of files'],
  [
    'a number among inputs',
    'log.tsv',
    '[a, 3]',
    ':3: field "train.inputs": found a list, expected a file or a list of files',
  ],
  [
    'two rules of pruning',
    'keep: 20',
    'keep: 20\n  density: 0.5',
    ':6: field "prune": found the keys keep, density, output, expected exactly one of ' + BUDGETS,
  ],
  [
    'no rule of pruning',
    '  keep: 20\n',
    '',
    ':6: field "prune": found the keys output, expected exactly one of ' + BUDGETS,
  ],
  [
    'a key twice',
    'bits: 12',
    'bits: 12\n  bits: 13',
    ':5: found what is no YAML (Map keys must be unique), expected a pipeline file',
  ],
  [
    'an open bracket',
    'folder: out',
    'folder: [',
    ':2: found what is no YAML (Flow sequence in block collection must be sufficiently indented and end with a ]), ' +
      'expected a pipeline file',
  ],
];

for (const [what, from, to, expected] of WRONG) {
  test(`${what} is refused by its line`, () => assert.equal(refusalOf(GOOD.replace(from, to)), expected));
}

test('what is no mapping at all is refused', () => {
  assert.equal(refusalOf(''), ':1: found null, expected keys and values');
  assert.equal(refusalOf('3\n'), ':1: found 3, expected keys and values');
  assert.equal(refusalOf('- 1\n'), ':1: found a list, expected keys and values');
  assert.match(refusalOf('a: 1\n---\nb: 2\n'), /^:2: found what is no YAML \(Source contains multiple documents\)/);
});

test('aliases that multiply are refused, not followed', () => {
  const letters = 'abcdefghij'.split('');
  const bomb = letters.map(
    (c, i) =>
      `${c}: &${c} [${Array(9)
        .fill(i === 0 ? 'x' : `*${letters[i - 1]}`)
        .join()}]\n`,
  );
  assert.equal(refusalOf(bomb.join('')), ': found more than 100 aliases, expected a plain pipeline file');
});

test('a file that is missing or a folder is refused', () => {
  mkdirSync(join(here.path, 'folder'));
  for (const [name, found] of [
    ['none.yaml', 'no such file'],
    ['folder', 'a directory'],
  ]) {
    const path = join(here.path, name);
    assert.throws(() => readPipelineFile(path), { message: `${path}: found ${found}, expected a pipeline file` });
  }
});

test('what a step says of a flag is said of the line and key that hold it', () => {
  const path = here.write('good.yaml', `${GOOD}  workers: 99\ngenerate:\n  - { examples: 0, output: g.tsv }\n`);
  const { located } = readPipelineFile(path);
  const problem = { found: '99', expected: 'less' };
  const said = (source: string, section: readonly (string | number)[]) =>
    (located(new InputError({ ...problem, source }), section) as Error).message.replace(path, '');
  assert.equal(said('--bits', ['train']), ':4: field "train.bits": found 99, expected less');
  assert.equal(said('--hash-seed', ['train']), ':2: field "train.hash_seed": found 99, expected less');
  assert.equal(said('--model x', ['train']), ':5: field "train.model": found 99, expected less');
  assert.equal(said('--workers', ['prune']), ':11: field "report.workers": found 99, expected less');
  assert.equal(said('--examples', ['generate', 0]), ':13: field "generate.0.examples": found 99, expected less');
  assert.equal(said('log.tsv', ['train']), 'log.tsv: found 99, expected less');
  const other = new Error('ours');
  assert.equal(located(other, ['train']), other);
});
