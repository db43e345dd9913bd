/** Compiles tfjs-node's binding against the libraries in its deps/, and sees that it loads. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { type ToolRun, runTool } from './tool.js';
import type { Steps } from './wheel.js';

const BUILD_SECONDS = 300;
const CHECK_SECONDS = 60;

/** @throws CannotInstall without npm, Python, make or a C++ compiler: known before the libraries are fetched */
export async function checkTools({ signal }: Pick<Steps, 'signal'>): Promise<void> {
  // as make takes it: `ccache g++` is two words
  const [compiler, ...words] = (process.env.CXX ?? 'g++').trim().split(/\s+/);
  for (const tool of ['python3', 'npm', 'make']) await runTool(asked(tool, [], signal));
  await runTool(asked(compiler, words, signal));
}

/** @throws CannotInstall if the build fails, or what it makes does not load */
export async function buildBinding(folder: string, { say, signal }: Steps): Promise<void> {
  say('building the binding');
  const nodedir = process.env.npm_config_nodedir ?? nodeHeaders();
  const env = { ...process.env, ...(nodedir === undefined ? {} : { npm_config_nodedir: nodedir }) };
  const args = ['run', 'build-addon-from-source'];
  await runTool({
    does: 'the build of the binding',
    command: 'npm',
    args,
    cwd: folder,
    env,
    seconds: BUILD_SECONDS,
    signal,
  });
  say('trying it');
  await tryBinding(folder, signal);
}

/** @throws CannotInstall if the binding does not load, or does not add */
export async function tryBinding(folder: string, signal: AbortSignal | undefined): Promise<void> {
  const script = `require('util').isNullOrUndefined ??= (x) => x == null; require('util').isArray ??= Array.isArray;
    const tf = require(process.argv[1]); if (tf.add(1, 2).arraySync() !== 3) throw new Error('1 + 2 is not 3')`;
  await runTool({
    does: 'the binding',
    command: process.execPath,
    args: ['-e', script, folder],
    seconds: CHECK_SECONDS,
    signal,
  });
}

function asked(command: string, words: readonly string[], signal: AbortSignal | undefined): ToolRun {
  return { does: command, command, args: [...words, '--version'], seconds: CHECK_SECONDS, signal };
}

/** The headers that came with this very Node.js: then none need be fetched. */
function nodeHeaders(): string | undefined {
  const [major, minor, patch] = process.versions.node.split('.');
  const isOurs = (folder: string) => {
    const file = join(folder, 'include/node/node_version.h');
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const has = (name: string, value: string) => new RegExp(`#define NODE_${name}_VERSION ${value}\\b`).test(text);
    return has('MAJOR', major) && has('MINOR', minor) && has('PATCH', patch);
  };
  return [dirname(dirname(process.execPath)), '/usr', '/usr/local'].find(isOurs);
}
