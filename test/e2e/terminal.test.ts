/** A bar on a terminal and its end, nothing with --quiet, and one line of JSON from every command. */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { before, test } from 'node:test';

import { folder } from '../read/folder.js';
import { MAIN, firstRecords, run } from './leanctr.js';

const here = folder();
const cwd = here.path;
// util-linux's `script` runs a command on a terminal; other systems have another one, or none
const hasScript = /util-linux/.test(spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '');
const skip = hasScript ? false : 'no `script` of util-linux, which gives a command a terminal';

before(() => {
  here.write('log.tsv', firstRecords(2000));
  here.write('large.tsv', firstRecords(2000).repeat(20));
  const generate = 'generate: [{ examples: 1000, output: g.tsv }]\n';
  here.write('large.yaml', `${generate}train: { inputs: large.tsv, bits: 14, epochs: 16, model: y.arrow }\n`);
  here.write('small.yaml', `${generate}train: { inputs: g.tsv, bits: 14, model: z.arrow }\n`);
});

/** Runs a command, whose words have no spaces, on a terminal; what it shows. */
async function onTerminal(words: string): Promise<string> {
  const line = `"${process.execPath}" "${MAIN}" ${words}`;
  const child = spawn('script', ['-qec', line, '/dev/null'], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  const [shown, [status]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  assert.equal(status, 0, shown);
  return shown;
}

const BAR =
  /[█░]{20} +\d+% of epoch \d+\/16 {2}[\d,]+ examples {2}[\d,]+\/s {2}log loss 0\.\d{5} {2}nonzeros [\d,]+ {2}\d+ s left/;

test('a bar shows examples a second, log loss, nonzeros and the time left, and goes away', { skip }, async () => {
  const shown = await onTerminal('train large.tsv --bits 14 --epochs 16 --model x.arrow');
  assert.match(shown, BAR);
  const [, after] = shown.split('\x1b[2K').slice(-2);
  assert.match(after, /^learned {3}40,000 examples/);
  // the cursor was hidden, and is back
  assert.ok(shown.lastIndexOf('\x1b[?25h') > shown.lastIndexOf('\x1b[?25l'));
});

test('a pipeline shows it after its first step too', { skip }, async () => {
  assert.match(await onTerminal('run large.yaml'), BAR);
});

test('--quiet draws no bar', { skip }, async () => {
  assert.equal(await onTerminal('train large.tsv --quiet --bits 14 --epochs 8 --model x.arrow'), '');
});

test('--json prints one line, and --quiet leaves it alone there', async () => {
  await run('train log.tsv --bits 14 --model m.arrow'.split(' '), { cwd });
  for (const command of [
    'train log.tsv --bits 14 --model x.arrow',
    'evaluate m.arrow log.tsv',
    'prune m.arrow --keep 9 --output s.arrow',
    'report m.arrow --before m.arrow --holdout log.tsv',
    'run small.yaml',
    'generate --examples 9 --output h.tsv',
  ]) {
    const [loud, quiet] = await Promise.all([
      run([...command.split(' '), '--json'], { cwd }),
      run([...command.split(' '), '--json', '--quiet'], { cwd }),
    ]);
    for (const { status, stdout } of [loud, quiet]) {
      assert.equal(status, 0, command);
      assert.match(stdout, /^\{.*\}\n$/, command);
      assert.equal(typeof JSON.parse(stdout), 'object');
    }
    assert.equal(quiet.stderr, '', command);
  }
});
