/** Where the columns of a table lie that a schema names. */

import type { FieldSpec } from '../batch/hash-spec.js';
import { InputError, quoted } from '../input-error.js';
import { didYouMean } from '../nearest.js';
import type { LabelSpec, Schema } from './schema.js';

/** The byte between cells. */
export const DELIMITERS = { csv: 0x2c, tsv: 0x09 } as const;

export type TableFormat = keyof typeof DELIMITERS;

/** A table's format as plain data. */
export interface DelimitedSpec {
  readonly name: TableFormat;
  readonly schema: Schema;
  /** Names of all columns, in order. */
  readonly columns: readonly string[];
  /** The label's classes; null for records without labels. */
  readonly classes: Classes | null;
}

/** The format as plain data. What the schema says about headers and spaces means nothing here. */
export interface JsonLinesSpec {
  readonly name: 'jsonl';
  readonly schema: Schema;
  /** The label's classes; null for records without labels. */
  readonly classes: Classes | null;
}

/** A format of columns as plain data. What the schema says about headers and spaces means nothing here. */
export interface ColumnSpec {
  readonly name: 'arrow' | 'parquet';
  readonly schema: Schema;
  /** The label's classes; null for records without labels. */
  readonly classes: Classes | null;
  /** A column that is read beside those that are learned from: a split looks at it. */
  readonly also?: string;
}

/** Vowpal Wabbit's format as plain data. Of a schema, the fields count: labels and importances are the line's own. */
export interface VwSpec {
  readonly name: 'vw';
  /** False for records to predict, whose labels and importances are not looked at. */
  readonly labelled: boolean;
  /** Null: features are pairs of any names. */
  readonly schema: Schema | null;
}

/** A table's layout: what of a schema depends on the order of the columns. Plain data. */
export interface Table {
  readonly columns: number;
  /** A byte. */
  readonly delimiter: number;
  readonly trim: boolean;
  /** Null in a table without labels. */
  readonly label: {
    readonly at: number;
    readonly positive: readonly string[];
    readonly negative: readonly string[];
  } | null;
  readonly importanceColumn: number | null;
  /** The column of each field. */
  readonly fieldColumns: readonly number[];
  /** Where columns are found by name, each field's in its order: the names of those behind them, label, importance, ignored. */
  readonly others?: readonly string[];
  /** A byte between the elements of every list, whatever the schema says. */
  readonly listSeparator?: number;
}

/** A label's two classes. */
export type Classes = Omit<LabelSpec, 'negative'> & { readonly negative: readonly string[] };

/**
 * Finds a schema's columns in a table.
 *
 * @param names   of all columns, in order
 * @param classes null where a table without a label will do
 * @throws InputError for a column that is missing, there twice, or in no schema
 */
export function tableOf(schema: Schema, names: readonly string[], classes: Classes | null, delimiter: number): Table {
  checkNames(schema, names, classes !== null);
  const at = (name: string) => names.indexOf(name);
  const { trim, importance, fields } = schema;
  return {
    columns: names.length,
    delimiter,
    trim,
    label: classes && { at: at(classes.column), positive: classes.positive, negative: classes.negative },
    // an importance is nothing to a record that is only predicted
    importanceColumn: importance === null || classes === null ? null : at(importance),
    fieldColumns: fields.map(({ name }) => at(name)),
  };
}

/** The columns of records that name them: those of the fields in their order, then label, importance, and what is ignored. */
export function namedTableOf({ label, importance, fields, ignored }: Schema, classes: Classes | null): Table {
  const others = [...new Set([label.column, ...(importance === null ? [] : [importance]), ...ignored])];
  const at = (name: string) => fields.length + others.indexOf(name);
  return {
    columns: fields.length + others.length,
    delimiter: 0,
    trim: false,
    label: classes && { at: at(classes.column), positive: classes.positive, negative: classes.negative },
    importanceColumn: importance === null || classes === null ? null : at(importance),
    fieldColumns: fields.map((_field, i) => i),
    others,
  };
}

/** @throws InputError for a column that is missing, there twice, or in no schema */
export function checkNames(
  { label, importance, fields, ignored }: Schema,
  names: readonly string[],
  labelled: boolean,
): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new InputError({ field: twice, found: 'two columns of this name', expected: 'one', advice: 'rename one' });
  }
  const known = new Set([label.column, importance, ...fields.map(({ name }: FieldSpec) => name), ...ignored]);
  const unknown = names.filter((name) => !known.has(name));
  const learned = labelled ? [label.column, ...(importance === null ? [] : [importance])] : [];
  const missing = [...learned, ...fields.map(({ name }) => name)].find((name) => !names.includes(name));
  if (missing !== undefined) {
    const found = `the columns ${names.join(', ').slice(0, 200)}`;
    const advice = didYouMean(missing, unknown, 'correct the schema');
    throw new InputError({ field: missing, found, expected: 'one of this name', ...advice });
  }
  const [first] = unknown;
  if (first === undefined) return;
  const absent = [...known].filter((name) => name !== null && !names.includes(name)) as string[];
  throw new InputError({
    field: first,
    found: 'a column that the schema does not have',
    expected: 'its type',
    ...didYouMean(first, absent, `add it to the schema, such as ${quoted(`${first}: ignore`)}`),
  });
}
