/** One model from the same examples, however they come and whoever reads them; and one that goes on the next night. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { readModel } from '#dist/export/model-file.js';

import { folder } from '../read/folder.js';
import { firstRecords, run, shell } from './leanctr.js';

const here = folder();
const cwd = here.path;
const FLAGS = ['--bits', '14', '--lambda1', '0.1'];

async function trained(inputs: readonly string[], flags: readonly string[] = [], input?: string | Uint8Array) {
  const args = ['train', ...inputs, ...FLAGS, ...flags, '--model', 'model.arrow', '--json', '--quiet'];
  const { status, stdout, stderr } = await run(args, { cwd, ...(input === undefined ? {} : { input }) });
  assert.deepEqual([status, stderr], [0, '']);
  return JSON.parse(stdout) as { examples: number; badRecords: number; model: { sha256: string }; warnings: string[] };
}

const sha256 = async (...args: Parameters<typeof trained>) => (await trained(...args)).model.sha256;
const bytesOf = (name: string): Buffer => readFileSync(join(cwd, name));

let expected: string;
before(async () => {
  const all = firstRecords(2000);
  here.write('all.tsv', all);
  here.write('all.gz', gzipSync(all));
  here.write('part-1.tsv', firstRecords(700));
  here.write('part-2.tsv', firstRecords(300, 700));
  here.write('part-3.tsv', firstRecords(1000, 1000));
  here.write('crlf.tsv', all.replaceAll('\n', '\r\n'));
  expected = await sha256(['all.tsv'], ['--workers', '0']);
});

test('the sample log gives the model it always gave, on every machine and every version of Node', () => {
  assert.equal(expected, 'e2cb8863343a2efc8f05c2ba073708eb62c2b63732e2cd9573bba657dcfb19d4');
});

test('the model is the same, byte for byte, at 0, 1, 2 and 7 workers that each read several parts', async () => {
  // 34 MB: nine parts of 4 MiB, and two more files
  const generate = ['generate', '--examples', '140000', '--output', 'long.tsv', '--quiet'];
  assert.equal((await run(generate, { cwd })).status, 0);
  const inputs = ['all.tsv', 'long.tsv', 'all.gz'];
  const models = [];
  for (const workers of ['0', '1', '2', '7']) models.push(await sha256(inputs, ['--workers', workers]));
  assert.equal(new Set(models).size, 1, models.join());
});

test('what a model was learned with need not be said again to go on from it', async () => {
  await run(['train', 'part-1.tsv', ...FLAGS, '--alpha', '0.3', '--model', 'first.arrow', '--quiet'], { cwd });
  for (const flags of [[], [...FLAGS, '--alpha', '0.3']]) {
    const model = `second-${flags.length}.arrow`;
    await run(['train', 'part-2.tsv', ...flags, '--initial', 'first.arrow', '--model', model, '--quiet'], { cwd });
  }
  assert.deepEqual(bytesOf('second-0.arrow'), bytesOf('second-6.arrow'));
});

test('the model is the same from gzip, several files, a glob, and lines that end in CRLF', async () => {
  const inputs = [['all.gz'], ['part-1.tsv', 'part-2.tsv', 'part-3.tsv'], ['part-*.tsv'], ['crlf.tsv']];
  for (const input of inputs) assert.equal(await sha256(input), expected, input.join(' '));
});

test('the model is the same from standard input, plain and compressed, at 0 and 2 workers', async () => {
  for (const input of [bytesOf('all.tsv'), bytesOf('all.gz')]) {
    for (const workers of ['0', '2']) {
      assert.equal(await sha256(['-'], ['--format', 'criteo', '--workers', workers], input), expected);
    }
  }
});

test('the model is the same from a named pipe and from a process substitution', async () => {
  const flags = `${FLAGS.join(' ')} --format criteo --json --quiet --model piped.arrow`;
  for (const line of [
    `mkfifo pipe && (cat all.tsv > pipe & leanctr train pipe ${flags})`,
    `leanctr train <(cat all.tsv) ${flags}`,
    `cat all.tsv | leanctr train - ${flags}`,
  ]) {
    const { status, stdout, stderr } = await shell(line, cwd);
    assert.deepEqual([status, stderr], [0, ''], line);
    assert.equal((JSON.parse(stdout) as { model: { sha256: string } }).model.sha256, expected, line);
  }
});

test('today going on from the model of yesterday gives the bytes of both days at once', async () => {
  const day = async (inputs: string[], model: string, ...flags: string[]) =>
    assert.equal((await run(['train', ...inputs, ...FLAGS, ...flags, '--model', model, '--quiet'], { cwd })).status, 0);
  for (const missing of ['ignore', 'feature']) {
    await day(['all.tsv'], 'both.arrow', '--missing', missing);
    await day(['part-1.tsv', 'part-2.tsv'], 'night.arrow', '--missing', missing);
    await day(['part-3.tsv'], 'night.arrow', '--missing', missing, '--initial', 'night.arrow');
    assert.deepEqual(bytesOf('night.arrow'), bytesOf('both.arrow'));
  }
});

test('a model that was learned in another way, or cannot go on, is refused in one line and stays what it was', async () => {
  await trained(['all.tsv']);
  await run(['train', 'all.tsv', ...FLAGS, '--no-state', '--model', 'stateless.arrow', '--quiet'], { cwd });
  await run(['prune', 'model.arrow', '--keep', '50', '--output', 'pruned.arrow', '--quiet'], { cwd });
  const model = bytesOf('model.arrow');
  const refused = async (initial: string, flags: readonly string[], found: RegExp) => {
    const args = ['train', 'part-1.tsv', ...flags, '--initial', initial, '--model', 'model.arrow'];
    const { status, stdout, stderr } = await run(args, { cwd });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, new RegExp(`^leanctr: --initial: found ${found.source}[^\n]*\n$`));
    assert.deepEqual(bytesOf('model.arrow'), model);
  };
  await refused('stateless.arrow', FLAGS, /a model without state, expected z, n of every slot; /);
  await refused('pruned.arrow', FLAGS, /a model without state, /);
  await refused('model.arrow', ['--bits', '15', '--lambda1', '0.1'], /a model with bits 14, expected 15; /);
  await refused('model.arrow', [...FLAGS, '--alpha', '0.2'], /a model with alpha 0.1, expected 0.2; /);
  await refused('model.arrow', [...FLAGS, '--missing', 'feature'], /a model with missing ignore, expected feature; /);
});

test('several epochs warn that nonzeros grow, and need an input that can be read again', async () => {
  const { warnings } = await trained(['part-1.tsv'], ['--epochs', '2']);
  assert.match(warnings.join(), /^2 epochs: .*nonzeros grow/);
  const args = ['train', '-', '--format', 'criteo', '--epochs', '2', '--model', 'never.arrow'];
  const { status, stderr } = await run(args, { cwd, input: bytesOf('all.tsv') });
  assert.equal(status, 2);
  assert.equal(
    stderr,
    'leanctr: standard input: found a pipe, expected an input that can be read again; write it to a file, name a --cache, or use one epoch\n',
  );
  assert.ok(!existsSync(join(cwd, 'never.arrow')));
});

test('malformed records end the run, or are counted, shown and not learned from', async () => {
  const lines = firstRecords(2000).split('\n');
  here.write('dirty.tsv', [...lines.slice(0, 5), 'x\ty', ...lines.slice(5, 900), '', ...lines.slice(900)].join('\n'));
  const fails = await run(['train', 'dirty.tsv', ...FLAGS, '--model', 'never.arrow'], { cwd });
  assert.deepEqual([fails.status, fails.stdout], [2, '']);
  assert.match(fails.stderr, /^leanctr: dirty\.tsv: record 6: found 2 columns, expected 40 [^\n]*\n$/);
  assert.ok(!existsSync(join(cwd, 'never.arrow')));

  const args = ['train', 'dirty.tsv', ...FLAGS, '--bad-records', 'skip', '--model', 'dirty.arrow', '--json'];
  const skips = await run(args, { cwd });
  const result = JSON.parse(skips.stdout) as Awaited<ReturnType<typeof trained>>;
  assert.deepEqual([result.examples, result.badRecords, result.model.sha256], [2000, 2, expected]);
  assert.match(skips.stderr, /^skipped: dirty\.tsv: record 6: .*\nskipped: dirty\.tsv: record 902: .*\n/);
});

test('svmlight trains, found by its content, with hashed indices and with indices as slots', async () => {
  here.write('log.txt', '+1 1:0.5 7:1 # one\n-1 3:1 7:2\n1 2:1\n0 3:1 9:1e-1\n'.repeat(50));
  for (const hash of ['murmur3', 'identity']) {
    assert.equal((await trained(['log.txt'], ['--hash', hash])).examples, 200);
  }
});

test('flags of the sparse optimizers stand in the model, and the next day takes them from it', async () => {
  const hyperparametersOf = (name: string) => readModel(join(cwd, name)).header.optimizer.hyperparameters;
  const base = ['--bits', '14', '--quiet', '--optimizer'];
  const trainedBy = async (...flags: string[]) => {
    const { status, stderr } = await run(['train', 'part-1.tsv', ...base, ...flags, '--model', 'by.arrow'], { cwd });
    assert.deepEqual([status, stderr], [0, '']);
    const next = await run(['train', 'part-2.tsv', '--initial', 'by.arrow', '--quiet', '--model', 'next.arrow'], {
      cwd,
    });
    assert.deepEqual([next.status, next.stderr], [0, '']);
    assert.deepEqual(hyperparametersOf('next.arrow'), hyperparametersOf('by.arrow'));
    return hyperparametersOf('by.arrow');
  };
  assert.deepEqual(
    await trainedBy('truncated-gradient', '--every', '7', '--theta', '0.5', '--global-rate', '--lambda1', '0.001'),
    { alpha: 0.02, lambda1: 0.001, every: 7, theta: 0.5, globalRate: 1 },
  );
  assert.deepEqual(await trainedBy('ogd-count', '--min-count', '3'), { alpha: 0.1, beta: 1, minCount: 3 });
  const wrong = await run(['train', 'part-1.tsv', ...base, 'ogd-count', '--lambda1', '1', '--model', 'x.arrow'], {
    cwd,
  });
  const advice = 'expected --alpha, --beta, --min-count; leave it out, or use another --optimizer';
  assert.equal(wrong.stderr, `leanctr: --lambda1: found a parameter that ogd-count does not have, ${advice}\n`);
  assert.equal(wrong.status, 2);
});
