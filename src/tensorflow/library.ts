/** A libtensorflow on this machine -> links to it, as the binding's build expects them. */

import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { InputError } from '../input-error.js';

// the C interface's own build, or that inside the Python package
const LIBRARIES = [/^libtensorflow\.so\.2$/, /^libtensorflow_cc\.so\.2$/];
const FRAMEWORK = /^libtensorflow_framework\.so\.2$/;

/**
 * Links the libraries and headers of a folder: an unpacked libtensorflow, or site-packages/tensorflow.
 *
 * @param from   has libtensorflow.so.2 or libtensorflow_cc.so.2, and libtensorflow_framework.so.2, in itself or in lib/
 * @param folder receives lib/ and include/
 * @throws InputError for a folder without them
 */
export function linkLibrary(from: string, folder: string): void {
  const found = [from, join(from, 'lib')].find((path) => LIBRARIES.some((name) => fileLike(path, name) !== undefined));
  const isWhole = found !== undefined && fileLike(found, FRAMEWORK) !== undefined;
  if (!isWhole || !existsSync(join(from, 'include/tensorflow/c/c_api.h'))) throw notALibrary(from);
  mkdirSync(join(folder, 'lib'), { recursive: true });
  for (const name of readdirSync(found).filter((file) => /^libtensorflow(_cc|_framework)?\.so\.2/.test(file))) {
    symlinkSync(resolve(found, name), join(folder, 'lib', name));
  }
  symlinkSync(resolve(from, 'include'), join(folder, 'include'));
}

/** Gives the libraries the names that the linker looks for. */
export function nameLibraries(folder: string): void {
  const lib = join(folder, 'lib');
  const library = LIBRARIES.map((name) => fileLike(lib, name)).find((name) => name !== undefined)!;
  symlinkSync(library, join(lib, 'libtensorflow.so'));
  symlinkSync(fileLike(lib, FRAMEWORK)!, join(lib, 'libtensorflow_framework.so'));
}

function fileLike(folder: string, name: RegExp): string | undefined {
  return existsSync(folder) ? readdirSync(folder).find((file) => name.test(file)) : undefined;
}

function notALibrary(from: string): InputError {
  return new InputError({
    source: `--libtensorflow ${from}`,
    found: existsSync(from) ? 'none of them' : 'no such folder',
    expected: 'libtensorflow.so.2 or libtensorflow_cc.so.2, libtensorflow_framework.so.2 and include/tensorflow/c',
  });
}
