/** What a file in this folder exports: the options of a command and one call into the library. */

import type { Argv } from 'yargs';

export interface Command {
  builder(yargs: Argv): unknown;
  handler(args: never): Promise<void>;
}
