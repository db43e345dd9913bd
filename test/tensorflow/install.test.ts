/** Making the native binding: what it is made of, and what is said and left where it cannot be made. */

import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';

import { InputError } from '#dist/input-error.js';
import { CannotInstall } from '#dist/tensorflow/cannot-install.js';
import { installTensorflow } from '#dist/tensorflow/install.js';
import { nodePackage } from '#dist/tensorflow/node-package.js';
import { runTool } from '#dist/tensorflow/tool.js';
import { folder as temporary } from '../read/folder.js';

const { path: here } = temporary();
const { PATH } = process.env;
const linux = { skip: process.platform === 'linux' ? false : 'the binding is made on Linux only' };

let folder = '';
let tools = '';
beforeEach(() => {
  folder = tfjsNode();
  tools = mkdtempSync(join(here, 'tools-'));
  process.env['PATH'] = tools;
});
afterEach(() => {
  process.env['PATH'] = PATH;
  delete process.env['CXX'];
});

/** A package that looks like tfjs-node, beside the tool by which it finds its binding. */
function tfjsNode(): string {
  const made = mkdtempSync(join(here, 'tfjs-node-'));
  const binary = {
    module_name: 'tfjs_binding',
    module_path: './lib/napi-v{napi_build_version}',
    host: 'https://x',
    remote_path: './{napi_build_version}',
    napi_versions: [8],
  };
  writeFileSync(join(made, 'package.json'), JSON.stringify({ name: 'x', version: '1.0.0', main: 'x', binary }));
  const modules = join(nodePackage()!, '../..');
  symlinkSync(modules, join(made, 'node_modules'));
  return made;
}

/** A program of the machine, as a shell script. */
function tool(name: string, script: string): void {
  writeFileSync(join(tools, name), `#!/bin/sh\nPATH=${PATH}\n${script}\n`);
  chmodSync(join(tools, name), 0o755);
}

/** Tools that work: npm writes a file where the binding should be, and the binding is "tried" by a node that is not asked. */
function compilers(npm: string): void {
  for (const name of ['python3', 'make', process.env['CXX'] ?? 'g++']) tool(name, 'exit 0');
  tool('npm', `[ "$1" = --version ] && exit 0; ${npm}`);
}

function library(): string {
  const made = mkdtempSync(join(here, 'libtensorflow-'));
  mkdirSync(join(made, 'include/tensorflow/c'), { recursive: true });
  writeFileSync(join(made, 'include/tensorflow/c/c_api.h'), '');
  for (const name of ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']) writeFileSync(join(made, name), '');
  return made;
}

const BINDING = 'lib/napi-v8/tfjs_binding.node';
const WRITE_BINDING = `mkdir -p lib/napi-v8 build && echo > ${BINDING}`;

/** What the package holds besides what it came with. */
const added = () => readdirSync(folder).filter((name) => name !== 'package.json' && name !== 'node_modules');

async function refuses(
  options: object,
  message: RegExp,
  type: new (...args: never[]) => Error = CannotInstall,
): Promise<void> {
  await assert.rejects(installTensorflow({ folder, ...options }), (error: Error) => {
    assert.match(error.message, message);
    assert.ok(!error.message.includes('\n'));
    return error instanceof type;
  });
  assert.deepEqual(added(), []);
}

test('without the package, the command that installs it is named', () =>
  assert.rejects(
    installTensorflow({ folder: null }),
    /not installed; run npm install --ignore-scripts --save-optional @tensorflow\/tfjs-node@4\.22\.0/,
  ));

test('without Python, that is said and nothing is left', linux, () => refuses({}, /python3 is not on this machine/));

/** Tools that work, but python3 does as told where it is not just asked for its version. */
function python(script: string): void {
  compilers('exit 0');
  tool('python3', `[ "$1" = --version ] && exit 0; ${script}`);
}

test('without a compiler, nothing is fetched', linux, async () => {
  for (const name of ['python3', 'npm', 'make']) tool(name, 'exit 0');
  process.env['CXX'] = 'no-such-compiler -m64';
  const said: string[] = [];
  await refuses({ say: (line: string) => void said.push(line) }, /no-such-compiler is not on this machine/);
  assert.deepEqual(said, []);
});

test('what a killed process was making is removed, what a living one makes is not', linux, async () => {
  compilers('exit 1');
  const [abandoned, ours] = [join(folder, `making-${2 ** 30}-a`), join(folder, `making-${process.pid}-a`)];
  for (const path of [abandoned, ours]) mkdirSync(path);
  await assert.rejects(installTensorflow({ folder, libtensorflow: library() }), /the build of the binding failed/);
  assert.deepEqual(added(), [`making-${process.pid}-a`]);
});

test('what pip says of a failed download is said in one line, and nothing is left', linux, async () => {
  python('echo Collecting >&2; echo "ERROR: No matching distribution found" >&2; exit 1');
  await refuses({}, /pip download failed: ERROR: No matching distribution found$/);
});

test('pip is given a checksum to hold the wheel to', linux, async () => {
  python(`case "$*" in *--require-hashes*-r*) cat "$(echo "$*" | sed 's/.*-r \\([^ ]*\\).*/\\1/')" >&2; esac; exit 1`);
  await refuses({}, /tensorflow-cpu==2\.21\.0 --hash=sha256:[0-9a-f]{64}$/);
});

test('a folder without libtensorflow is wrong input', linux, () =>
  refuses({ libtensorflow: here }, /--libtensorflow .*expected libtensorflow\.so\.2/, InputError),
);

test('without a compiler, that is said and nothing is left', linux, async () => {
  compilers('exit 0');
  process.env['CXX'] = 'no-such-compiler';
  await refuses({ libtensorflow: library() }, /no-such-compiler is not on this machine/).finally(
    () => delete process.env['CXX'],
  );
});

test('a build that fails says its error and leaves nothing', linux, async () => {
  compilers(`${WRITE_BINDING}; echo "gyp info"; echo "x.cc:1:2: fatal error: no such header" >&2; exit 1`);
  await refuses({ libtensorflow: library() }, /the build of the binding failed: .*fatal error: no such header$/);
});

test('a binding that does not load leaves nothing', linux, async () => {
  compilers(WRITE_BINDING);
  writeFileSync(join(folder, 'x.js'), 'throw new Error("not an ELF file")');
  await assert.rejects(
    installTensorflow({ folder, libtensorflow: library() }),
    /the binding failed: Error: not an ELF file$/,
  );
  assert.deepEqual(added(), ['x.js']);
});

test(
  'libraries of a folder are linked under the names that the build looks for, and a second time nothing is done',
  linux,
  async () => {
    compilers(WRITE_BINDING);
    writeFileSync(join(folder, 'x.js'), 'exports.add = () => ({ arraySync: () => 3 })');
    const from = library();
    const said: string[] = [];
    const options = { folder, libtensorflow: from, say: (line: string) => void said.push(line) };
    assert.equal((await installTensorflow(options)).made, true);
    assert.deepEqual(said, ['building the binding', 'trying it']);
    assert.equal(readlinkSync(join(folder, 'deps/lib/libtensorflow_cc.so.2')), join(from, 'libtensorflow_cc.so.2'));
    assert.equal(readlinkSync(join(folder, 'deps/lib/libtensorflow.so')), 'libtensorflow_cc.so.2');
    assert.ok(existsSync(join(folder, 'deps/include/tensorflow/c/c_api.h')));
    assert.deepEqual(added().toSorted(), ['deps', 'lib', 'x.js']);
    assert.equal((await installTensorflow(options)).made, false);
  },
);

test('a binding that is there and does not load is made anew', linux, async () => {
  compilers(`${WRITE_BINDING}; echo 'exports.add = () => ({ arraySync: () => 3 })' > x.js`);
  writeFileSync(join(folder, 'x.js'), 'throw new Error("file too short")');
  for (const path of ['lib/napi-v8', 'deps/lib']) mkdirSync(join(folder, path), { recursive: true });
  for (const path of [BINDING, 'deps/lib/libtensorflow.so']) writeFileSync(join(folder, path), '');
  assert.equal((await installTensorflow({ folder, libtensorflow: library() })).made, true);
  assert.equal((await installTensorflow({ folder })).made, false);
});

test('stopping ends what was started and leaves nothing', linux, async () => {
  python('sleep 60');
  const controller = new AbortController();
  const say = () => void setTimeout(() => controller.abort(), 100);
  await assert.rejects(installTensorflow({ folder, say, signal: controller.signal }), { name: 'AbortError' });
  assert.deepEqual(added(), []);
});

test('a program that takes too long is ended, with those it started', linux, async () => {
  tool('slow', `sleep 60 & echo $! > ${join(tools, 'pid')}; wait`);
  await assert.rejects(
    runTool({ does: 'waiting', command: 'slow', args: [], seconds: 1 }),
    /waiting took longer than 1 seconds/,
  );
});
