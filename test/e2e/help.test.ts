/** What each command's help names, and what each kind of slip is answered with. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { assertRefused } from './jobs.js';
import { ROOT, run, shell } from './leanctr.js';

const cwd = ROOT;
const COMMANDS =
  'train, cache, evaluate, predict, sweep, prune, report, explain, export, schema, generate, run or tensorflow';

test('--help, -h and help name every command', async () => {
  const [long, short, word] = await Promise.all([['--help'], ['-h'], ['help']].map((args) => run(args, { cwd })));
  assert.deepEqual([long.status, long.stderr], [0, '']);
  for (const name of COMMANDS.split(/, | or /)) assert.match(long.stdout, new RegExp(`^  leanctr ${name} `, 'm'));
  assert.deepEqual([short, word], [long, long]);
});

const FLAGS: Readonly<Record<string, readonly RegExp[]>> = {
  train: [
    /--model .*--run/,
    /--bits .*1 to 28 .*\[default: 22\]/,
    /--alpha .*above 0\s+\[default: 0.1; .*0.01 for sgd/,
    /--momentum +momentum, nesterov, rmsprop: /,
    /--exact .*every example/,
    /--lambda1 [^]*?0 or more[^]*?\[default: 1; /,
    /--epochs .*1 to 1000 .*\[default: 1\]/,
    /--workers .*0 to 64/,
    /--initial/,
    /--no-state/,
    /--bad-records .*skip/,
    /--json/,
    /--quiet/,
  ],
  evaluate: [/--format/, /--json/],
  predict: [/--output .*\[default: "-"\]/],
  sweep: [
    /--output .*folder[^]*?\[required\]/,
    /--lambda1 .*0 or more.*\[default: 1\]/,
    /--best .*smallest-within/,
    /--split/,
  ],
  prune: [
    ...[/--threshold .*0 or more/, /--keep/, /--density .*above 0 to 1/, /--max-bytes .*/, /--max-log-loss-increase/],
    ...[/--ranking .*loss/, /--encoding .*q2\.13/, /--holdout/, /--output .*\[required\]/],
  ],
  report: [/--before/, /--holdout/, /--output/, /--pictures/],
  explain: [/--record .*1 or more/, /--top .*0 or more.*\[default: 20\]/, /--schema/, /--json/],
  export: [
    /--to +csv: [^]*jsonl: [^]*onnx: [^]*tfjs: [^-]*\[required\]/,
    /--output .*folder.*\[required\]/,
    /--json/,
    /--quiet/,
  ],
  schema: [
    /--format .*csv, tsv, jsonl, arrow, parquet/,
    /--output .*standard output/,
    /--bits .*1 to 28/,
    /--records .*1 or more/,
    /--json/,
  ],
  generate: [/--examples .*1 or more.*\[required\]/, /--seed .*0 to 4294967295/, /--gzip/],
  run: [/pipelines\/demo\.yaml/],
};

for (const [command, flags] of Object.entries(FLAGS)) {
  test(`leanctr ${command} --help exits with 0 and names its flags and their ranges`, async () => {
    const [help, word] = await Promise.all([run([command, '--help'], { cwd }), run(['help', command], { cwd })]);
    assert.deepEqual([help.status, help.stderr, word], [0, '', help]);
    for (const flag of flags) assert.match(help.stdout, flag);
    assert.ok(help.stdout.split('\n').every((line) => line.length <= 100));
  });
}

test('the language of the system changes nothing that is said', async () => {
  const french = (words: string) => shell(`export LC_ALL=fr_FR.UTF-8 LANG=fr_FR.UTF-8; leanctr ${words}`, cwd);
  const [help, typo] = await Promise.all([french('prune --help'), french('train x --modle m')]);
  assert.match(help.stdout, /--output .*\[required\]/);
  assert.match(typo.stderr, /--modle: found an unknown flag/);
});

const unknown = (flag: string, command: string, guess: string) =>
  `${flag}: found an unknown flag, expected one that leanctr ${command}--help lists; did you mean ${guess}?`;

const REFUSED: readonly [string, string][] = [
  ['trian x', `trian: found an unknown command, expected ${COMMANDS}; did you mean train?`],
  ['frobnicate', `frobnicate: found an unknown command, expected ${COMMANDS}; see leanctr --help`],
  ['train x --modle m', unknown('--modle', 'train ', '--model')],
  ['train x --model m --lamda1 1', unknown('--lamda1', 'train ', '--lambda1')],
  ['train x --model m --lamda1=1', unknown('--lamda1', 'train ', '--lambda1')],
  ['train x --model m --hashSeed 1', unknown('--hashSeed', 'train ', '--hash-seed')],
  ['train x -model m', unknown('-model', 'train ', '--model')],
  ['--versoin', unknown('--versoin', '', '--version')],
  ['train x --no-model', '--no-model: found an unknown flag, expected one that leanctr train --help lists'],
  ['train x --model.y m', unknown('--model.y', 'train ', '--model')],
  ['train x --__proto__=1', '--__proto__: found an unknown flag, expected one that leanctr train --help lists'],
  ['--quiet train x', '--quiet: found an unknown flag, expected one that leanctr --help lists'],
  ['train x', '--model: found nothing, expected a value; see leanctr train --help'],
  ['train x --model', '--model: found nothing, expected a value; see leanctr train --help'],
  ['train x --model --quiet', '--model: found nothing, expected a value; see leanctr train --help'],
  ['train --model m', 'found no <inputs..>, expected leanctr train <inputs..>; see leanctr train --help'],
  ['evaluate m', 'found no <inputs..>, expected leanctr evaluate <model> <inputs..>; see leanctr evaluate --help'],
  ['report m x', 'x: found an argument too many, expected leanctr report <model>; see leanctr report --help'],
  [
    'report --holdout x m',
    'found no <model>, expected leanctr report <model>; name it before --holdout, which takes all words after it',
  ],
  ['report m --holdout', '--holdout: found nothing, expected a value; see leanctr report --help'],
  ['predict m x --json', '--json: found an unknown flag, expected one that leanctr predict --help lists'],
];

describe('a slip is answered in one line, with exit code 2', { concurrency: 4 }, () => {
  for (const [words, line] of REFUSED) test(`leanctr ${words}`, () => assertRefused(words, line, { cwd }));
});

test('no command at all is answered with the commands', async () => {
  const expected = `leanctr: found no command, expected ${COMMANDS}; see leanctr --help\n`;
  assert.deepEqual(await run([], { cwd }), { status: 2, stdout: '', stderr: expected });
});
