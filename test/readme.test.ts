// Runs the code of the README: what it shows must work.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

const root = resolve(import.meta.dirname, '../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

test("the README's code prints what it promises, in a folder that has leanctr installed", (t) => {
  const [, code] = /<!-- test: run -->\s+```js\n([\s\S]*?)```/.exec(readme) ?? [];
  assert.ok(code, 'the README has a block of code to run');
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/leanctr'));
  cpSync(join(root, 'data'), join(folder, 'data'), { recursive: true });
  const printed = execFileSync('node', ['--input-type=module', '-e', code], { cwd: folder, encoding: 'utf8' });
  assert.match(printed, /^500 weights, none smaller than 0\.\d{3}, \d+ bytes\n$/);
});

test('the README names every command that leanctr --help lists', () => {
  const help = execFileSync('node', [join(root, 'dist/cli/main.js'), '--help'], { encoding: 'utf8' });
  const commands = [...help.matchAll(/^ {2}leanctr (\w+)/gm)].map(([, name]) => name);
  assert.ok(commands.length >= 7, `${commands.length} commands`);
  for (const command of commands) assert.match(readme, new RegExp(`leanctr ${command}`));
});

test('the README has no place left to fill in', () => assert.doesNotMatch(readme, /^[A-Z_]{6,}$/m));
