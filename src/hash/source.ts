/** Where the batches of a pass come from, and how another thread hears of it. */

import type { HashSpec } from '../batch/hash-spec.js';
import type { Kernel } from '../kernel/kernel.js';
import type { LaneLayout } from '../kernel/layout.js';
import { formatFrom } from '../read/formats.js';
import { type FormatSpec, type RecordFormat, isColumnar } from '../read/record.js';
import { cacheReader } from './cached.js';
import { slotMask } from './fields.js';
import { columnPartHasher } from './hash-columns.js';
import { type BadRecords, type PartHasher, partHasher } from './hash-part.js';
import type { ColumnSplit } from './split-column.js';

export type Source = RecordSource | CacheSource;

/** Records, which are read and hashed. */
export interface RecordSource {
  readonly kind: 'records';
  readonly format: RecordFormat;
  readonly spec: HashSpec;
  readonly badRecords: BadRecords;
  /** A rule over a column, applied as records are read. */
  readonly split: ColumnSplit | null;
}

/** Batches that were hashed before. */
export interface CacheSource {
  readonly kind: 'cache';
  readonly spec: HashSpec;
  /** Whether the examples have importances. */
  readonly weighted: boolean;
}

/** A source as plain data. */
export type SourceSpec = CacheSource | (Omit<RecordSource, 'format'> & { readonly format: FormatSpec });

export function specOf(source: Source): SourceSpec {
  return source.kind === 'cache' ? source : { ...source, format: source.format.spec };
}

/** The same source in another thread. */
export function sourceFrom(spec: SourceSpec): Source {
  return spec.kind === 'cache' ? spec : { ...spec, format: formatFrom(spec.format) };
}

/** @param signal ends the wait for a pipe */
export function hasherOf(kernel: Kernel, lane: LaneLayout, source: Source, signal?: AbortSignal): PartHasher {
  if (source.kind === 'cache') return cacheReader(kernel, lane, source.weighted, slotMask(source.spec.bits));
  const { format, spec, badRecords, split } = source;
  if (isColumnar(format)) return columnPartHasher(kernel, lane, format, spec, badRecords, signal, split);
  return partHasher(kernel, lane, format, spec, badRecords, signal, split);
}
