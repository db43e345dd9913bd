/** Finds real data, which lies beside the repository and never in it: tests that need it skip, visibly, without it. */

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

// the compiled test lies in build/test
const beside = resolve(dirname(fileURLToPath(import.meta.url)), '../../../shared/data');

/** A file of real data; `skip` is a test's option: false, or why the test cannot run. */
export interface SharedData {
  readonly path: string;
  readonly skip: false | string;
}

/** @param name a file of ../shared/data, or of the folder that LEANCTR_DATA names */
export function sharedData(name: string): SharedData {
  const path = join(process.env['LEANCTR_DATA'] ?? beside, name);
  return { path, skip: existsSync(path) ? false : `no ${name}: LEANCTR_DATA names the folder that holds it` };
}
