/** One record of any format: a label and features that are still text. */

import type { FieldSpec } from '../batch/hash-spec.js';

export interface LogRecord {
  readonly label: 0 | 1;
  readonly features: readonly RawFeature[];
}

/** A token of a field, not hashed yet; an empty token is a missing value. */
export interface RawFeature {
  /** Index of its field in the format's fields. */
  readonly field: number;
  readonly token: Uint8Array;
  /** 1 for everything but a value in the record. */
  readonly value: number;
}

/** A text format: what its lines mean. A kernel reads it fast; `parse` is the kernel's readable twin. */
export interface Format {
  readonly name: 'criteo' | 'criteo-unlabelled' | 'svmlight';
  /** False for records that can only be predicted; their label is 0 and means nothing. */
  readonly labelled: boolean;
  readonly fields: readonly FieldSpec[];
  /** The kernel's function that reads whole lines. */
  readonly kernelReader: 'readCriteo' | 'readUnlabelledCriteo' | 'readSvmlight';
  /**
   * @param line one line without its line feed
   * @returns the record, or null if the line holds none (a blank line, a comment)
   * @throws InputError with field, found and expected, if the line is malformed
   */
  parse(line: Uint8Array): LogRecord | null;
}

// a byte order mark is kept: swallowed, it would make a label of what the kernel refuses
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes as text for numbers and messages; what is no UTF-8 becomes U+FFFD, which is in no number. */
export function textOf(bytes: Uint8Array): string {
  return utf8.decode(bytes);
}
