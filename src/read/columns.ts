/** A table's columns in memory, a batch of examples at a time: what Arrow and Parquet readers hand to the hasher. */

import type { Part } from './parts.js';
import type { Room } from './room.js';

/** Consecutive examples, column by column; valid until the next batch is asked for. */
export interface ColumnBatch {
  /** Number of examples. */
  readonly length: number;
  /** Bytes of the input that it took. */
  readonly bytes: number;
  /** By name: those that were asked for. */
  readonly columns: ReadonlyMap<string, Column>;
}

/** One value an example, laid out as Arrow has it. */
export type Column =
  TextColumn | ViewColumn | DictionaryColumn | NumberColumn | BooleanColumn | MomentColumn | ListColumn | MissingColumn;

interface Nullable {
  /** Bit i mod 8 of byte i / 8 is 1 where value i is there; null if all are. */
  readonly validity: Uint8Array | null;
}

/** Text i is bytes[offsets[i] .. offsets[i + 1]); offsets ascend and stay within the bytes. */
export interface TextColumn extends Nullable {
  readonly kind: 'text';
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** Texts of up to 12 bytes lie in the view, 16 bytes each, behind their length; longer ones in a buffer. */
export interface ViewColumn extends Nullable {
  readonly kind: 'views';
  /** Four words a text: length, then the text, or its first four bytes, the index of its buffer, where it begins there. */
  readonly views: Int32Array;
  readonly buffers: readonly Uint8Array[];
}

/** Value i is entry indices[i], which is below `entryCount` wherever value i is there. */
export interface DictionaryColumn extends Nullable {
  readonly kind: 'dictionary';
  readonly indices: Int32Array;
  readonly entryCount: number;
  /** The same object as long as the dictionary is the same. */
  readonly entries: Column;
}

export type NumberType =
  'int8' | 'int16' | 'int32' | 'int64' | 'uint8' | 'uint16' | 'uint32' | 'uint64' | 'float32' | 'float64';

/** Little-endian numbers of one width, one after the other. */
export interface NumberColumn extends Nullable {
  readonly kind: 'number';
  readonly type: NumberType;
  readonly bytes: Uint8Array;
}

export interface BooleanColumn extends Nullable {
  readonly kind: 'boolean';
  /** As in `validity`. */
  readonly bits: Uint8Array;
}

/** Moments: int64 or int32 counts of a unit since 1970, UTC. */
export interface MomentColumn extends Nullable {
  readonly kind: 'moment';
  readonly type: 'int32' | 'int64';
  readonly unit: 'day' | 's' | 'ms' | 'us' | 'ns';
  /** Whether the time of day means nothing. */
  readonly isDate: boolean;
  readonly bytes: Uint8Array;
}

/** List i is elements offsets[i] .. offsets[i + 1]. */
export interface ListColumn extends Nullable {
  readonly kind: 'list';
  readonly offsets: Int32Array;
  readonly elements: Column;
}

/** A column without a value. */
export interface MissingColumn {
  readonly kind: 'missing';
}

/**
 * How the columns of a format are read: a part's batches, one after the other.
 *
 * @param signal ends the wait for a pipe
 * @param room   where columns may lie: what lies there is hashed without a copy
 */
export type ReadColumns = (part: Part, signal?: AbortSignal, room?: Room) => AsyncIterable<ColumnBatch>;

/** Whether bit i is set. */
export function bitAt(bits: Uint8Array, i: number): boolean {
  return ((bits[i >> 3] >> (i & 7)) & 1) === 1;
}

/** Whether a value is there. */
export function isThere(column: Column, i: number): boolean {
  return column.kind !== 'missing' && (column.validity === null || bitAt(column.validity, i));
}
