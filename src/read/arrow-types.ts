/** The schema message of Arrow data -> how each column lies in a record batch, and what we read of it. */

import type { MomentColumn, NumberType } from './columns.js';
import { type Table, countField, hasField, intField, stringField, tableField, tablesField } from './flatbuffer.js';

/** A column, or the elements of one, in the order of their buffers. */
export interface ArrowField {
  readonly name: string;
  /** As pyarrow spells it, for error lines. */
  readonly typeName: string;
  /** Null for types that are passed over. */
  readonly layout: Layout | null;
  readonly buffers: number;
  /** Whether it may have more buffers, as many as the batch says. */
  readonly variadic: boolean;
  readonly children: readonly ArrowField[];
  /** Of a dictionary-encoded column: the type and the children are those of its entries. */
  readonly dictionary: { readonly id: number; readonly index: NumberType } | null;
}

/** How values lie in their buffers. */
export type Layout =
  | { readonly kind: 'missing' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'half' }
  | { readonly kind: 'views' }
  | { readonly kind: 'number'; readonly type: NumberType }
  | { readonly kind: 'text'; readonly offsetBytes: 4 | 8 }
  | { readonly kind: 'list'; readonly offsetBytes: 4 | 8 }
  | ({ readonly kind: 'moment' } & Pick<MomentColumn, 'type' | 'unit' | 'isDate'>);

type Type = Pick<ArrowField, 'typeName' | 'layout' | 'buffers'> & { readonly variadic?: boolean };

/** More columns, elements of columns included, are hardly meant: keeps a damaged schema from growing. */
const MOST_FIELDS = 65_536;
const DEEPEST = 64;

const known = (typeName: string, layout: Layout, buffers = 2): Type => ({ typeName, layout, buffers });
const passedOver = (typeName: string, buffers: number): Type => ({ typeName, layout: null, buffers });
const text = (typeName: string, offsetBytes: 4 | 8): Type => known(typeName, { kind: 'text', offsetBytes }, 3);
const views = (typeName: string): Type => ({ ...known(typeName, { kind: 'views' }), variadic: true });

/** The types of Arrow's Schema.fbs, by their number there. */
const TYPES: Readonly<Record<number, (type: Table) => Type>> = {
  1: () => known('null', { kind: 'missing' }, 0),
  2: (type) => numberType(intType(type)),
  3: floatType,
  4: () => text('binary', 4),
  5: () => text('string', 4),
  6: () => known('bool', { kind: 'boolean' }),
  7: () => passedOver('decimal', 2),
  8: dateType,
  9: () => passedOver('time', 2),
  10: timestampType,
  11: () => passedOver('interval', 2),
  12: () => known('list', { kind: 'list', offsetBytes: 4 }),
  13: () => passedOver('struct', 1),
  // of its two kinds the dense one has offsets too
  14: (type) => passedOver('union', intField(type, 0, 2) === 1 ? 2 : 1),
  15: () => passedOver('fixed_size_binary', 2),
  16: () => passedOver('fixed_size_list', 1),
  17: () => passedOver('map', 2),
  18: () => passedOver('duration', 2),
  19: () => text('large_binary', 8),
  20: () => text('large_string', 8),
  21: () => known('large_list', { kind: 'list', offsetBytes: 8 }),
  22: () => passedOver('run_end_encoded', 0),
  23: () => views('binary_view'),
  24: () => views('string_view'),
  25: () => passedOver('list_view', 3),
  26: () => passedOver('large_list_view', 3),
};

/**
 * @param schema the table of a schema message
 * @throws RangeError if it does not fit its bytes, or has a type that nobody knows
 */
export function fieldsOf(schema: Table): ArrowField[] {
  if (intField(schema, 0, 2) !== 0) throw new RangeError('numbers in big-endian order');
  let left = MOST_FIELDS;
  const decoded = (table: Table, depth: number): ArrowField => {
    if (--left < 0 || depth > DEEPEST) throw new RangeError('too many columns');
    const children = tablesField(table, 5, MOST_FIELDS).map((child) => decoded(child, depth + 1));
    const number = intField(table, 2, 1);
    const type = TYPES[number]?.(tableField(table, 3) ?? EMPTY);
    if (type === undefined) throw new RangeError(`the unknown type ${number}`);
    return { variadic: false, ...type, name: stringField(table, 0), children, dictionary: dictionaryOf(table) };
  };
  return tablesField(schema, 1, MOST_FIELDS).map((field) => decoded(field, 0));
}

/** A table that leaves all its fields out: behind a vtable of its two lengths, the way back to it. */
const EMPTY: Table = { view: new DataView(Uint8Array.of(4, 0, 4, 0, 4, 0, 0, 0).buffer), at: 4 };

function dictionaryOf(field: Table): ArrowField['dictionary'] {
  const encoding = tableField(field, 4);
  if (encoding === null) return null;
  const index = tableField(encoding, 1);
  return { id: countField(encoding, 0), index: index === null ? 'int32' : intType(index) };
}

function intType(type: Table): NumberType {
  const width = intField(type, 0, 4);
  if (![8, 16, 32, 64].includes(width)) throw new RangeError(`an integer of ${width} bits`);
  return `${intField(type, 1, 1) === 0 ? 'uint' : 'int'}${width as 8 | 16 | 32 | 64}`;
}

function numberType(type: NumberType): Type {
  return known(type, { kind: 'number', type });
}

function floatType(type: Table): Type {
  const precision = intField(type, 0, 2);
  if (precision === 0) return known('float16', { kind: 'half' });
  return numberType(precision === 1 ? 'float32' : 'float64');
}

function dateType(type: Table): Type {
  // days, unless it is left out or 1: milliseconds
  const isDays = hasField(type, 0) && intField(type, 0, 2) === 0;
  return isDays
    ? known('date32', { kind: 'moment', type: 'int32', unit: 'day', isDate: true })
    : known('date64', { kind: 'moment', type: 'int64', unit: 'ms', isDate: true });
}

function timestampType(type: Table): Type {
  const unit = (['s', 'ms', 'us', 'ns'] as const)[intField(type, 0, 2)];
  if (unit === undefined) throw new RangeError('a timestamp of an unknown unit');
  return known(`timestamp[${unit}]`, { kind: 'moment', type: 'int64', unit, isDate: false });
}
