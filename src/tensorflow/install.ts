/** The one command that makes tfjs-node's native binding: libraries and headers into its deps/, then its own build. */

import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { buildBinding, checkTools, tryBinding } from './build-binding.js';
import { CannotInstall } from './cannot-install.js';
import { linkLibrary, nameLibraries } from './library.js';
import { NODE_PACKAGE, isBound, nodePackage } from './node-package.js';
import { type Steps, unpackWheel } from './wheel.js';

export interface InstallOptions extends Partial<Steps> {
  /** A folder with libtensorflow and its headers; the wheel of PyPI if not given. */
  readonly libtensorflow?: string | undefined;
  /** Where @tensorflow/tfjs-node is; the one that leanctr would load if not given. */
  readonly folder?: string | null | undefined;
}

export interface Installed {
  /** False if a binding that loads was there before. */
  readonly made: boolean;
  readonly folder: string;
  readonly seconds: number;
}

/**
 * Makes the native binding of @tensorflow/tfjs-node, where it is not there or does not load. After a failure nothing half-made is left.
 *
 * @throws CannotInstall where it cannot be made: no package, no tools, no network, another system
 * @throws InputError for a folder without libtensorflow
 */
export async function installTensorflow(options: InstallOptions = {}): Promise<Installed> {
  const { libtensorflow, folder = nodePackage(), say = () => {}, signal } = options;
  const start = performance.now();
  if (folder === null) throw notInstalled();
  if (isBound(folder) && (await loads(folder, signal))) return { made: false, folder, seconds: 0 };
  if (process.platform !== 'linux') {
    throw new CannotInstall(`the binding is made on Linux only; elsewhere try npm rebuild ${NODE_PACKAGE}`);
  }
  await make(folder, libtensorflow, { say, signal });
  return { made: true, folder, seconds: (performance.now() - start) / 1000 };
}

async function loads(folder: string, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await tryBinding(folder, signal);
    return true;
  } catch (error) {
    if (error instanceof CannotInstall) return false;
    throw error;
  }
}

async function make(folder: string, libtensorflow: string | undefined, steps: Steps): Promise<void> {
  removeAbandoned(folder);
  // beside where it belongs: the libraries take 850 MB, which a /tmp in memory may not have
  const scratch = mkdtempSync(join(folder, `making-${process.pid}-`));
  const staged = join(scratch, 'deps');
  mkdirSync(staged);
  try {
    if (libtensorflow !== undefined) linkLibrary(libtensorflow, staged);
    await checkTools(steps);
    if (libtensorflow === undefined) await unpackWheel(staged, scratch, steps);
    nameLibraries(staged);
    removeMade(folder);
    renameSync(staged, join(folder, 'deps'));
    await buildBinding(folder, steps);
  } catch (error) {
    removeMade(folder);
    throw error;
  } finally {
    remove(folder, BUILD);
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** What a process was making that was killed, and could not clean up. */
function removeAbandoned(folder: string): void {
  const isAbandoned = (name: string) => !isAlive(Number(/^making-(\d+)-/.exec(name)?.[1]));
  const abandoned = readdirSync(folder).filter((name) => name.startsWith('making-') && isAbandoned(name));
  for (const name of abandoned) rmSync(join(folder, name), { recursive: true, force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Without a binding that works, what lies there is of no use. */
function removeMade(folder: string): void {
  remove(folder, /^(deps|lib)$/);
  remove(folder, BUILD);
}

const BUILD = /^(build|build-tmp-.*)$/;

function remove(folder: string, names: RegExp): void {
  for (const name of readdirSync(folder).filter((file) => names.test(file))) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

function notInstalled(): CannotInstall {
  // optional: else the next `npm ci` fails with the package's own script
  const flags = '--ignore-scripts --save-optional';
  return new CannotInstall(`${NODE_PACKAGE} is not installed; run npm install ${flags} ${NODE_PACKAGE}@4.22.0`);
}
