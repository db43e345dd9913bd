/** One record of any format: a label, an importance, and features that are still text. */

import type { FieldSpec } from '../batch/hash-spec.js';
import type { ReadColumns } from './columns.js';
import type { Framing } from './framing.js';
import type { ColumnSpec, DelimitedSpec, JsonLinesSpec, Table, VwSpec } from './table.js';

export interface LogRecord {
  readonly label: 0 | 1;
  /** > 0. */
  readonly importance: number;
  /** In the order of the fields. */
  readonly features: readonly RawFeature[];
}

/** A token or a cell of a field, not hashed yet; an empty one is a missing value. */
export interface RawFeature {
  /** Index of its field in the format's fields. */
  readonly field: number;
  readonly token: Uint8Array;
  /** Of a list whose format knows arrays; absent where the token is yet to be split. */
  readonly elements?: readonly Uint8Array[];
  /** 1 for everything but a value in the record. */
  readonly value: number;
}

/** What tells a format apart, as plain data: another thread makes the same format of it. */
export type FormatSpec = TextSpec | ColumnSpec;

export type TextSpec = { readonly name: FixedFormatName } | DelimitedSpec | JsonLinesSpec | VwSpec;

/** Formats that need no schema. */
export type FixedFormatName = 'criteo' | 'criteo-unlabelled' | 'svmlight' | 'libffm' | 'hivemall';

/** A format of text or of columns. */
export type RecordFormat = Format | ColumnFormat;

/** What every format says of its records. */
interface FormatBase {
  /** False for records that can only be predicted; their label is 0 and means nothing. */
  readonly labelled: boolean;
  /** True if records have importances of their own. */
  readonly weighted: boolean;
  readonly fields: readonly FieldSpec[];
  /** Names of fields that are features together. */
  readonly crosses: readonly (readonly string[])[];
}

/** A format whose records come column by column. */
export interface ColumnFormat extends FormatBase {
  readonly name: ColumnSpec['name'];
  readonly spec: ColumnSpec;
  /** Bytes of a file's parts, which are read apart; MAX_SAFE_INTEGER where a file is one part. */
  readonly partBytes: number;
  /** The batches of a part, of a part of a file those that begin in it; their columns are those that label, importance and fields need. */
  readonly readColumns: ReadColumns;
}

/** @returns whether records come column by column */
export function isColumnar(format: RecordFormat): format is ColumnFormat {
  return 'readColumns' in format;
}

/** A text format: what its records mean. A kernel reads the usual ones fast; `parse` is the kernel's readable twin. */
export interface Format extends FormatBase {
  readonly name: TextSpec['name'];
  readonly spec: TextSpec;
  readonly framing: Framing;
  /** The kernel's function that reads whole records; what it refuses is parsed here. Null: all of them are. */
  readonly kernelReader: KernelReader | null;
  /** The columns that the kernel reads. */
  readonly table?: Table;
  /**
   * Passes what stands before the first record of an input: a byte-order mark, a header. Null if nothing may.
   *
   * @throws InputError for a header that is not the one of the first input
   */
  readonly start: ((text: Uint8Array, begin: number, end: number) => InputStart) | null;
  /**
   * @param record one record without its line feed
   * @returns the record, or null if the line holds none (a blank line, a comment)
   * @throws InputError with field, found and expected, if the record is malformed
   */
  parse(record: Uint8Array): LogRecord | null;
}

export type KernelReader =
  | 'readCriteo'
  | 'readUnlabelledCriteo'
  | 'readSvmlight'
  | 'readDelimited'
  | 'readJsonLines'
  | 'readVw'
  | 'readUnlabelledVw'
  | 'readVwColumns'
  | 'readUnlabelledVwColumns';

/** Where the first record of an input begins, and how many records (of a header) stand before it. */
export interface InputStart {
  readonly at: number;
  readonly records: number;
}

// a byte order mark is kept: swallowed, it would make a label of what the kernel refuses
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes as text for numbers and messages; what is no UTF-8 becomes U+FFFD, which is in no number. */
export function textOf(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}
