/** Where @tensorflow/tfjs-node is, and whether its native binding is made. */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export const NODE_PACKAGE = '@tensorflow/tfjs-node';

/** The folder of the package that leanctr would load; null where it is not installed. */
export function nodePackage(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${NODE_PACKAGE}/package.json`));
  } catch {
    return null;
  }
}

/** Whether the native binding lies where the package looks for it, and the libraries it is linked to are still there. */
export function isBound(folder: string): boolean {
  const library = process.platform === 'linux' ? 'deps/lib/libtensorflow.so' : 'deps/lib';
  return existsSync(bindingOf(folder)) && existsSync(join(folder, library));
}

/** The path that the package loads: it asks the same tool. */
function bindingOf(folder: string): string {
  const require = createRequire(join(folder, 'package.json'));
  const tool = require('@mapbox/node-pre-gyp') as { find(path: string): string };
  return tool.find(join(folder, 'package.json'));
}
