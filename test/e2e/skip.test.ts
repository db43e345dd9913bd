/** What --bad-records skip tells of the records it leaves out. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import type { Evaluation } from '#dist/pipeline/evaluate.js';

import { folder } from '../read/folder.js';
import { assertRefused, job } from './jobs.js';
import { firstRecords, run } from './leanctr.js';

const here = folder();
const cwd = here.path;
const skip = '--format criteo --bad-records skip';

before(async () => {
  here.write('clean.tsv', firstRecords(300));
  here.write('dirty.tsv', `x\n${firstRecords(200)}\n9\n${firstRecords(100, 200)}`);
  here.write('ten.tsv', `${'x\n'.repeat(10)}${firstRecords(300)}`);
  here.write('many.tsv', `${'x\n'.repeat(30)}${firstRecords(6)}`.repeat(50));
  here.write('none.tsv', 'a\nb\n');
  await job('train clean.tsv --bits 14 --model m.arrow', { cwd });
});

test('ten are shown, that there are more is said once, and all are counted', async () => {
  const train = (name: string) => run(`train ${name} ${skip} --bits 14 --model x-${name}.arrow`.split(' '), { cwd });
  const [ten, many] = await Promise.all(['ten.tsv', 'many.tsv'].map(train));
  assert.deepEqual([ten.stderr, many.stderr].map(shown), [10, 10]);
  assert.match(ten.stderr, /^(skipped: .*\n){10}learned {3}300 examples .*, 10 malformed records skipped\n/);
  assert.match(many.stderr, /^(skipped: .*\n){10,11}learned {3}300 examples .*, 1,500 malformed records skipped\n/);
});

function shown(stderr: string): number {
  return stderr.match(/^skipped: \w+\.tsv: record \d+: found 1 column, expected 40 /gm)?.length ?? 0;
}

test('--quiet shows none', async () => {
  const { status, stderr } = await run(`train many.tsv ${skip} --bits 14 --quiet --model x.arrow`.split(' '), { cwd });
  assert.deepEqual([status, stderr], [0, '']);
});

test('evaluate measures and predict scores the others, and both count', async () => {
  const [clean, dirty, expected, scored] = await Promise.all([
    job<Evaluation>('evaluate m.arrow clean.tsv', { cwd }),
    job<Evaluation>(`evaluate m.arrow dirty.tsv ${skip}`, { cwd }),
    run(['predict', 'm.arrow', 'clean.tsv'], { cwd }),
    run(`predict m.arrow dirty.tsv ${skip}`.split(' '), { cwd }),
  ]);
  assert.deepEqual([clean.badRecords, dirty.badRecords], [0, 3]);
  assert.deepEqual({ ...dirty, badRecords: 0 }, clean);
  assert.equal(scored.stdout, expected.stdout);
  assert.match(scored.stderr, /\n300 probabilities, 3 malformed records skipped\n$/);
});

test('a holdout is told of once, though two models are measured on it', async () => {
  const words = `prune m.arrow --keep 9 --output s.arrow ${skip} --holdout dirty.tsv`;
  const { stderr } = await run(words.split(' '), { cwd });
  assert.equal(stderr.match(/^skipped: /gm)?.length, 3);
});

test('nothing but malformed records is no input', () =>
  assertRefused(
    `train none.tsv ${skip} --quiet --bits 14 --model x.arrow`,
    'none.tsv: found 2 malformed records only, expected at least one example',
    { cwd },
  ));
