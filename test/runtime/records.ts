/** Specifications and records of raw fields at random, and what hash/ makes of them: the runtime's witness. */

import * as fc from 'fast-check';

import type { HashSpec } from '#dist/batch/hash-spec.js';
import type { HashedExample } from '#dist/hash/hash-records.js';
import { formatFrom } from '#dist/read/formats.js';
import type { LogRecord } from '#dist/read/record.js';
import { type RuntimeRecord, scorer } from '#dist/runtime/scorer.js';
import type { PackedHeader } from '#dist/runtime/packed-header.js';
import { weightTable } from '#dist/runtime/weight-table.js';
import { count as anyCount, specOf } from '../kernel/records.js';
import { anyTable, timeOf } from '../read/any-tables.js';
import { number } from '../read/tables.js';

const text = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    '05db9164',
    'none',
    '??',
    'A',
    'ABCDEFGH',
    'München',
    'ÄÖÜß@[`{Zz',
    '日本語',
    '😀x',
    '12',
    '7',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const plainNumber = fc.oneof(fc.integer({ min: -300, max: 3000 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
const value = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 1, arbitrary: fc.oneof(plainNumber, fc.boolean(), fc.constant(null)) },
);
const separated = fc
  .array(text, { maxLength: 5 })
  .chain((elements) => fc.constantFrom('|', ';', ' ', ',').map((separator) => elements.join(separator)));

function cellOf({ type, timeFormat }: HashSpec['fields'][number]): fc.Arbitrary<unknown> {
  if (type === 'list') return fc.oneof(fc.array(value, { maxLength: 4 }), separated, value);
  const own = type === 'count' ? anyCount : type === 'numeric' ? number : type === 'time' ? timeOf(timeFormat!) : text;
  const size = type === 'numeric' || type === 'count' ? plainNumber : fc.integer({ min: -1000, max: 10 ** 12 });
  return fc.oneof({ weight: 8, arbitrary: own }, { weight: 2, arbitrary: size }, { weight: 1, arbitrary: value });
}

export interface Case {
  readonly spec: HashSpec;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

/** Every type, option and cross that a table may have; of the records, some lack keys and some are malformed. */
export const anyCase: fc.Arbitrary<Case> = anyTable.chain(({ format }) =>
  specOf(format, fc.constant('murmur3')).chain((spec) => {
    const cells = Object.fromEntries(spec.fields.map((field) => [field.name, cellOf(field)]));
    const record = fc.record(cells, { requiredKeys: [], noNullPrototype: true });
    return fc.record({ spec: fc.constant(spec), records: fc.array(record, { minLength: 1, maxLength: 6 }) });
  }),
);

/** How JSON lines are read that say the same as the records. */
export function readAsJson({ fields, crosses = [] }: HashSpec): (record: RuntimeRecord) => LogRecord {
  const label = { column: 'the label', positive: ['1'], negative: ['0'] };
  const schema = { label, header: true, importance: null, trim: false, ignored: [], fields, crosses } as const;
  const { parse } = formatFrom({ name: 'jsonl', schema, classes: null });
  return (record) => parse(Buffer.from(JSON.stringify(record)))!;
}

/** A weight for about two slots in three, from -2 to 2, whole multiples of 2^-13. */
export function weightAt(slot: number): number {
  const mixed = Math.imul(slot + 1, 0x9e3779b1) >>> 8;
  return mixed % 3 === 0 ? 0 : (mixed % 32_768) / 8192 - 2;
}

export const BIAS = -0.375;

/** A scorer whose slots are those of the examples, so that most features of theirs have weights. */
export function scorerOf(spec: HashSpec, examples: readonly HashedExample[]): (record: RuntimeRecord) => number {
  const met = new Set(examples.flatMap(({ features }) => [...features.keys()]));
  const slots = Uint32Array.from([...met].filter((slot) => weightAt(slot) !== 0)).toSorted();
  const nonzeros = slots.length;
  const header: PackedHeader = { hashing: spec, bias: BIAS, touched: nonzeros, nonzeros, precision: 23, scale: 1 };
  const sum = scorer(spec, weightTable(header, [{ slots, weights: Float32Array.from(slots, weightAt) }]));
  return (record) => BIAS + sum(record);
}

/** The margin by the twin's features, and how far the sums of float32 may be from it. */
export function marginOf({ features }: HashedExample): { margin: number; rounding: number } {
  const terms = [...features].map(([slot, carried]) => weightAt(slot) * carried);
  return {
    margin: BIAS + terms.reduce((sum, term) => sum + term, 0),
    rounding: terms.reduce((sum, term) => sum + Math.abs(term), 1) * 1e-6,
  };
}
