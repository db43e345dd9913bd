/** What the columns of a table mean: which one is the label, and which fields become features. */

import type { FieldSpec } from '../batch/hash-spec.js';

/** A schema file, checked: DESIGN's keys with every choice written out. */
export interface Schema {
  readonly label: LabelSpec;
  /** True: the first record of every file names the columns; else their names, and files have no header. */
  readonly header: true | readonly string[];
  /** The column of example weights, > 0; null means all 1. */
  readonly importance: string | null;
  /** Whether spaces around unquoted cells are dropped. */
  readonly trim: boolean;
  /** In the order of the file; columns that the schema ignores are not among them. */
  readonly fields: readonly FieldSpec[];
  /** Columns that are known and not used. */
  readonly ignored: readonly string[];
  /** Names of two or three fields each. */
  readonly crosses: readonly (readonly string[])[];
}

export interface LabelSpec {
  readonly column: string;
  /** Texts that mean 1. */
  readonly positive: readonly string[];
  /** Texts that mean 0; null where the data shall say: the one other text that its beginning has. */
  readonly negative: readonly string[] | null;
}
