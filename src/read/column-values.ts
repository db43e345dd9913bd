/** A value of a column -> the text that a CSV file would have for it. */

import type { TimeFormat } from '../batch/hash-spec.js';
import { type Column, type MomentColumn, type NumberColumn, type NumberType, bitAt, isThere } from './columns.js';

const utf8 = new TextEncoder();
const EMPTY = new Uint8Array(0);

/**
 * The text of a value, empty if it is missing. Integers are decimal, exact at any size; floats have as few digits as tell
 * them apart, 3.0 is `3`; moments are UTC.
 *
 * @param column     any but a list
 * @param timeFormat how a moment is written: `2026-11-24 08:44:43.25`, without a time for a date, unless it is said
 */
export function textAt(column: Column, i: number, timeFormat: TimeFormat = 'iso'): Uint8Array {
  if (!isThere(column, i)) return EMPTY;
  switch (column.kind) {
    case 'text':
      return column.bytes.subarray(column.offsets[i], column.offsets[i + 1]);
    case 'views':
      return viewAt(column.views, column.buffers, i);
    case 'dictionary':
      return textAt(column.entries, column.indices[i], timeFormat);
    case 'number':
      return utf8.encode(numberText(column, i));
    case 'boolean':
      return utf8.encode(String(bitAt(column.bits, i)));
    case 'moment':
      return utf8.encode(momentText(millisecondsAt(column, i), column, i, timeFormat));
    default:
      return EMPTY;
  }
}

/** The texts of a list's elements, an empty one for each that is missing. */
export function elementsAt(column: Column, i: number): readonly Uint8Array[] | null {
  if (column.kind === 'dictionary' && isThere(column, i)) return elementsAt(column.entries, column.indices[i]);
  if (column.kind !== 'list' || !isThere(column, i)) return null;
  const { offsets, elements } = column;
  return Array.from({ length: offsets[i + 1] - offsets[i] }, (_, j) => textAt(elements, offsets[i] + j));
}

const INLINE = 12;

function viewAt(views: Int32Array, buffers: readonly Uint8Array[], i: number): Uint8Array {
  const [length, , buffer, offset] = views.subarray(4 * i, 4 * i + 4);
  if (length > INLINE) return buffers[buffer].subarray(offset, offset + length);
  return new Uint8Array(views.buffer, views.byteOffset + 16 * i + 4, length);
}

function numberText(column: NumberColumn, i: number): string {
  const value = numberAt(column, i);
  // -0 is 0 here, as an integer is written
  if (typeof value === 'bigint' || column.type !== 'float32') return String(value);
  return shortFloat32(value);
}

/** As few digits as mean no other float32; all of an integer's. */
function shortFloat32(value: number): string {
  if (Number.isInteger(value)) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return String(text);
  }
  return String(Number(value.toPrecision(9)));
}

type Reads = Readonly<Record<NumberType, (view: DataView, i: number) => number | bigint>>;

const READS: Reads = {
  int8: (view, i) => view.getInt8(i),
  int16: (view, i) => view.getInt16(2 * i, true),
  int32: (view, i) => view.getInt32(4 * i, true),
  int64: (view, i) => view.getBigInt64(8 * i, true),
  uint8: (view, i) => view.getUint8(i),
  uint16: (view, i) => view.getUint16(2 * i, true),
  uint32: (view, i) => view.getUint32(4 * i, true),
  uint64: (view, i) => view.getBigUint64(8 * i, true),
  float32: (view, i) => view.getFloat32(4 * i, true),
  float64: (view, i) => view.getFloat64(8 * i, true),
};

/** The number itself: a bigint of 64 bits. */
export function numberAt({ type, bytes }: Pick<NumberColumn, 'type' | 'bytes'>, i: number): number | bigint {
  return READS[type](new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), i);
}

/** The numbers as they are; null for those of 64 bits, which only a bigint holds. */
export function plainNumbers({ type, bytes }: NumberColumn): ArrayLike<number> | null {
  const Numbers = PLAIN[type];
  if (Numbers === null) return null;
  const { buffer, byteOffset, length } = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  return new Numbers(buffer as ArrayBuffer, byteOffset, Math.floor(length / Numbers.BYTES_PER_ELEMENT));
}

const PLAIN = {
  ...{ int8: Int8Array, int16: Int16Array, int32: Int32Array, int64: null },
  ...{ uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array, uint64: null },
  ...{ float32: Float32Array, float64: Float64Array },
} as const;

const DAY = 86_400_000;
/** Units in a second. */
const PER_SECOND = { s: 1n, ms: 1000n, us: 1_000_000n, ns: 1_000_000_000n } as const;

/** Milliseconds since 1970, rounded down. */
export function millisecondsAt(column: MomentColumn, i: number): number {
  const value = BigInt(numberAt(column, i));
  if (column.unit === 'day') return Number(value) * DAY;
  const perSecond = PER_SECOND[column.unit];
  return Number((value * 1000n - remainder(value * 1000n, perSecond)) / perSecond);
}

function remainder(value: bigint, by: bigint): bigint {
  return ((value % by) + by) % by;
}

function momentText(milliseconds: number, column: MomentColumn, i: number, format: TimeFormat): string {
  if (format === 'seconds') return String(Math.floor(milliseconds / 1000));
  if (format === 'milliseconds') return String(milliseconds);
  const date = new Date(milliseconds);
  // beyond the years 0 to 9999: no text of a moment, and refused as none
  if (!(milliseconds >= FIRST && milliseconds <= LAST)) return String(numberAt(column, i));
  const [day, time] = date.toISOString().split('T');
  if (format === 'yymmddhh' && day.startsWith('20')) return `${day.slice(2).replaceAll('-', '')}${time.slice(0, 2)}`;
  return column.isDate ? day : `${day} ${time.slice(0, 8)}${fractionOf(column, i)}`;
}

/** The moments that text can name: the years 0 to 9999. */
export const FIRST = new Date('0000-01-01T00:00:00Z').getTime();
export const LAST = new Date('9999-12-31T23:59:59.999Z').getTime();

/** The digits behind the second that are not 0. */
function fractionOf(column: MomentColumn, i: number): string {
  if (column.unit === 'day' || column.unit === 's') return '';
  const perSecond = PER_SECOND[column.unit];
  const rest = remainder(BigInt(numberAt(column, i)), perSecond);
  if (rest === 0n) return '';
  return `.${String(perSecond + rest)
    .slice(1)
    .replace(/0+$/, '')}`;
}
