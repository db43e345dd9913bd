/** Columns at random, every kind, with missing values and bytes behind them that mean nothing. */

import * as fc from 'fast-check';

import type { Column, NumberType } from '#dist/read/columns.js';

type Columns = fc.Arbitrary<Column>;

const garbage = fc.uint8Array({ minLength: 1, maxLength: 8 });

function exactly<T>(values: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> {
  return fc.array(values, { minLength: length, maxLength: length });
}

function validityOf(length: number): fc.Arbitrary<Uint8Array | null> {
  const bytes = Math.ceil(length / 8);
  return fc.option(
    garbage.map((pattern) => Uint8Array.from({ length: bytes }, (_, i) => pattern[i % pattern.length])),
    { nil: null },
  );
}

/** Some of `length` values, again and again: quick to make, however many. */
function cycled<T>(values: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> {
  return fc
    .array(values, { minLength: 1, maxLength: 24 })
    .map((some) => Array.from({ length }, (_, i) => some[(i * 7) % some.length]));
}

export function texts(values: fc.Arbitrary<string>, length: number): Columns {
  return fc
    .record({ all: cycled(values, length), validity: validityOf(length), before: garbage, after: garbage })
    .map(({ all, validity, before, after }) => {
      const encoded = all.map((text) => Buffer.from(text));
      // offsets need not begin at 0
      const offsets = Int32Array.of(before.length, ...encoded.map(() => 0));
      encoded.forEach((text, i) => (offsets[i + 1] = offsets[i] + text.length));
      return { kind: 'text', validity, offsets, bytes: Buffer.concat([before, ...encoded, after]) };
    });
}

export function views(values: fc.Arbitrary<string>, length: number): Columns {
  return fc.record({ all: cycled(values, length), validity: validityOf(length) }).map(({ all, validity }) => {
    const words = new Int32Array(4 * length);
    const bytes = new Uint8Array(words.buffer);
    const long: Buffer[] = [];
    let at = 0;
    all.forEach((text, i) => {
      const encoded = Buffer.from(text);
      words[4 * i] = encoded.length;
      bytes.set(encoded.subarray(0, encoded.length > 12 ? 4 : 12), 16 * i + 4);
      if (encoded.length <= 12) return;
      words.set([0, at], 4 * i + 2);
      long.push(encoded);
      at += encoded.length;
    });
    return { kind: 'views', validity, views: words, buffers: [Buffer.concat(long)] };
  });
}

export function dictionaryOf(entriesOf: (count: number) => Columns, length: number): Columns {
  return fc.integer({ min: 1, max: 600 }).chain((count) =>
    fc
      .record({ entries: entriesOf(count), picks: cycled(fc.nat(count - 1), length), validity: validityOf(length) })
      .map(({ entries, picks, validity }) => {
        // what stands behind a missing value may be no index
        const isThere = (i: number) => validity === null || ((validity[i >> 3] >> (i & 7)) & 1) === 1;
        const indices = Int32Array.from(picks, (pick, i) => (isThere(i) ? pick : -5));
        return { kind: 'dictionary', validity, indices, entryCount: count, entries };
      }),
  );
}

const INTEGERS: readonly [NumberType, (values: bigint[]) => ArrayBufferView][] = [
  ['int8', (values) => Int8Array.from(values, Number)],
  ['int16', (values) => Int16Array.from(values, Number)],
  ['int32', (values) => Int32Array.from(values, Number)],
  ['int64', (values) => BigInt64Array.from(values)],
  ['uint8', (values) => Uint8Array.from(values, Number)],
  ['uint16', (values) => Uint16Array.from(values, Number)],
  ['uint32', (values) => Uint32Array.from(values, Number)],
  ['uint64', (values) => BigUint64Array.from(values)],
];

const integer = fc.oneof(
  fc.integer({ min: -12, max: 3000 }).map(BigInt),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(10n ** 15n, 10n ** 15n - 1n, -(10n ** 15n), 1n - 10n ** 15n, 2n ** 53n + 1n, -1n, 2n ** 31n),
);
const float = fc.oneof(
  fc.integer({ min: -12, max: 3000 }),
  fc.double(),
  fc.constantFrom(0, -0, 1, 0.1, 2.5, NaN, Infinity, -Infinity, 1e39, 1e15, 1e14, 1e-320, 16_777_217),
);

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);

export function numbers(length: number): Columns {
  const integers = fc.tuple(fc.constantFrom(...INTEGERS), cycled(integer, length)).map(([[type, make], values]) => {
    return { type, bytes: bytesOf(make(values)) };
  });
  const floats = fc.tuple(fc.boolean(), cycled(float, length)).map(([isDouble, values]) => {
    const type: NumberType = isDouble ? 'float64' : 'float32';
    return { type, bytes: bytesOf(isDouble ? Float64Array.from(values) : Float32Array.from(values)) };
  });
  return fc
    .tuple(fc.oneof(integers, floats), validityOf(length))
    .map(([column, validity]) => ({ kind: 'number', validity, ...column }));
}

export function booleans(length: number): Columns {
  const bytes = Math.ceil(length / 8);
  return fc
    .tuple(exactly(fc.integer({ min: 0, max: 255 }), bytes), validityOf(length))
    .map(([bits, validity]) => ({ kind: 'boolean', validity, bits: Uint8Array.from(bits) }));
}

export function moments(length: number): Columns {
  const units = { s: 1n, ms: 1000n, us: 1_000_000n, ns: 1_000_000_000n } as const;
  const stamps = fc.constantFrom(...(['s', 'ms', 'us', 'ns'] as const)).chain((unit) =>
    cycled(
      fc.oneof(
        fc
          .bigInt({ min: -(3n ** 20n), max: 5n * 10n ** 9n })
          .map((seconds) => seconds * units[unit] + (7n % units[unit])),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.constantFrom(3_599_999_999_999n, 3_600_000_000_000n, -1n),
      ),
      length,
    ).map((values) => ({
      type: 'int64' as const,
      unit,
      isDate: false,
      bytes: bytesOf(BigInt64Array.from(values, (v) => BigInt.asIntN(64, v))),
    })),
  );
  const days = cycled(fc.oneof(fc.integer({ min: -800_000, max: 3_000_000 }), fc.integer()), length).map((values) => ({
    type: 'int32' as const,
    unit: 'day' as const,
    isDate: true,
    bytes: bytesOf(Int32Array.from(values)),
  }));
  return fc
    .tuple(fc.oneof(stamps, days), validityOf(length))
    .map(([column, validity]) => ({ kind: 'moment', validity, ...column }));
}

export function listsOf(elementsOf: (count: number) => Columns, length: number): Columns {
  return fc.tuple(cycled(fc.nat(4), length), validityOf(length)).chain(([sizes, validity]) => {
    const offsets = Int32Array.of(0, ...sizes);
    for (let i = 1; i < offsets.length; i++) offsets[i] += offsets[i - 1];
    return elementsOf(offsets[length]).map((elements) => ({ kind: 'list', validity, offsets, elements }));
  });
}
