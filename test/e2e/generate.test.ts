import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { textOf } from '../generate/logs.js';

const folder = mkdtempSync(join(tmpdir(), 'leanctr-generate-'));
after(() => rmSync(folder, { recursive: true }));

const MAIN = join(import.meta.dirname, '../../../dist/cli/main.js');

const start = (...args: string[]) => spawn(process.execPath, [MAIN, 'generate', ...args]);

async function run(...args: string[]): Promise<{ code: unknown; stdout: Buffer; stderr: string }> {
  const child = start(...args);
  const [stdout, stderr, [code]] = await Promise.all([buffer(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, stdout, stderr };
}

test('the log goes to standard output and one short summary to standard error', async () => {
  const { code, stdout, stderr } = await run('--examples', '6000', '--seed', '3');
  assert.equal(code, 0);
  assert.equal(stdout.toString('latin1'), textOf({ examples: 6000, seed: 3 }));
  assert.match(stderr, /^6,000 examples, click rate .*\n.* MB\/s\nBayes log loss .*\n$/);
});

test('--gzip, or a name ending in .gz, compresses; --quiet says nothing', async () => {
  const path = join(folder, 'log.tsv.gz');
  const [piped, filed] = await Promise.all([
    run('--examples', '50', '--gzip', '--quiet'),
    run('--examples', '50', '--output', path, '--quiet'),
  ]);
  assert.equal(gunzipSync(piped.stdout).toString('latin1'), textOf({ examples: 50 }));
  assert.equal(gunzipSync(readFileSync(path)).toString('latin1'), textOf({ examples: 50 }));
  assert.equal(piped.stderr + filed.stderr + filed.stdout.toString(), '');
});

test('--json prints one object about the file that was written', async () => {
  const path = join(folder, 'log.tsv');
  const { stdout } = await run('--examples', '500', '--skip', '7', '--output', path, '--json');
  const written = readFileSync(path, 'latin1');
  assert.equal(written, textOf({ examples: 500, skip: 7 }));
  assert.equal(stdout.toString().trim().split('\n').length, 1);
  const summary: Record<string, unknown> = JSON.parse(stdout.toString());
  assert.deepEqual([summary.examples, summary.bytes, summary.output], [500, written.length, path]);
  assert.equal(typeof summary.bayesLogLoss, 'number');
});

test('--json without an output file is an input error', async () => {
  const { code, stdout, stderr } = await run('--examples', '5', '--json');
  assert.equal(code, 2);
  assert.equal(stdout.length, 0);
  assert.equal(stderr, 'leanctr: --json: found --output -, expected --output FILE\n');
});

test('closing the pipe early, as head does, is no error', async () => {
  const child = start('--examples', '1000000000');
  const [stderr, [code]] = await Promise.all([
    text(child.stderr),
    once(child, 'exit'),
    once(child.stdout, 'data').then(() => child.stdout.destroy()),
  ]);
  assert.deepEqual([code, stderr], [0, '']);
});

test('Ctrl-C leaves neither a file nor a temporary one', async () => {
  const path = join(folder, 'interrupted.tsv');
  const child = start('--examples', '1000000000', '--output', path);
  const exit = once(child, 'exit');
  while (!readdirSync(folder).some((name) => name.startsWith('.leanctr-'))) await new Promise((r) => setTimeout(r, 20));
  child.kill('SIGINT');
  assert.deepEqual(await exit, [130, null]);
  assert.ok(!existsSync(path));
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('.')),
    [],
  );
});
