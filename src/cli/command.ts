/** What a file in this folder exports: the arguments and flags of a command, and one call into the library. */

import type { Options } from 'yargs';

export interface Command {
  /** What it takes beside flags, in order, each with what it is; a name that ends in `..` takes one or more. */
  readonly positionals: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, Flag>>;
  /** Takes arguments and flags under their names in camel case. */
  handler(args: never): Promise<void>;
}

/** A flag as yargs takes it; `parse` turns what was written into a value, or throws an InputError. */
export interface Flag extends Options {
  readonly parse?: (text: string) => unknown;
}
