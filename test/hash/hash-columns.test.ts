/** Hashing by columns and its readable twin, example by example, must agree on tables at random. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import type { FieldSpec, HashSpec } from '#dist/batch/hash-spec.js';
import { columnPartHasher } from '#dist/hash/hash-columns.js';
import { COUNT_THRESHOLDS } from '#dist/hash/count-thresholds.js';
import { hashRecords } from '#dist/hash/hash-records.js';
import { batchSlot } from '#dist/hash/kernel-batch.js';
import { writeKernelTables } from '#dist/hash/kernel-tables.js';
import { InputError } from '#dist/input-error.js';
import { createKernel } from '#dist/kernel/kernel.js';
import { layOut } from '#dist/kernel/layout.js';
import { columnRecord } from '#dist/read/column-records.js';
import type { Column, ColumnBatch } from '#dist/read/columns.js';
import type { ColumnFormat } from '#dist/read/record.js';
import type { Schema } from '#dist/read/schema.js';
import { type Example, examplesOf } from '../kernel/readings.js';
import { booleans, dictionaryOf, listsOf, moments, numbers, texts, views } from '../read/random-columns.js';

const part = {
  input: { name: 'x', path: null, kind: 'pipe', size: null },
  from: 0,
  to: Infinity,
  endsInput: true,
} as const;

interface Result {
  readonly examples: readonly Example[];
  /** Of records that were refused: number, field and what was found. */
  readonly refused: readonly unknown[];
}

function formatOf(schema: Schema, batches: readonly ColumnBatch[]): ColumnFormat {
  const classes = { ...schema.label, negative: schema.label.negative! };
  return {
    name: 'arrow',
    spec: { name: 'arrow', schema, classes },
    labelled: true,
    weighted: schema.importance !== null,
    fields: schema.fields,
    crosses: schema.crosses,
    partBytes: 1,
    async *readColumns() {
      yield* batches;
    },
  };
}

// one kernel serves every number of bits: no weights are touched
const kernel = createKernel(layOut(1, 1, 1, 1 << 20));
const [lane] = kernel.layout.lanes;

async function byColumns(schema: Schema, spec: HashSpec, batches: readonly ColumnBatch[]): Promise<Result> {
  writeKernelTables(kernel.memory.buffer, kernel.layout.hashTables, spec, { kernelReader: null });
  const format = formatOf(schema, batches);
  const slot = batchSlot(kernel, lane.batches[0], format.weighted);
  const examples: Example[] = [];
  const refused: unknown[] = [];
  for await (const { badRecords } of columnPartHasher(kernel, lane, format, spec, 'keep').hash(part)) {
    examples.push(...examplesOf(slot.view()));
    refused.push(...badRecords.map(({ recordInPart, problem }) => [recordInPart, problem.field, problem.found]));
    slot.release();
  }
  return { examples, refused };
}

function byTwin(schema: Schema, spec: HashSpec, batches: readonly ColumnBatch[]): Result {
  const examples: Example[] = [];
  const refused: unknown[] = [];
  const { spec: columnSpec } = formatOf(schema, batches);
  let number = 0;
  for (const batch of batches) {
    for (let i = 0; i < batch.length; i++) {
      number++;
      try {
        const hashed = hashRecords([columnRecord(batch, i, columnSpec)], spec);
        const importances = hashed.importances ?? Float32Array.of(1);
        examples.push(...examplesOf({ ...hashed, importances: schema.importance === null ? null : importances }));
      } catch (error) {
        assert.ok(error instanceof InputError, String(error));
        refused.push([number, error.problem.field, error.problem.found]);
      }
    }
  }
  return { examples, refused };
}

type MakeColumn = (length: number) => fc.Arbitrary<Column>;

const tokens = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'bb',
    '??',
    '05db9164',
    '68fd1e64',
    'Köln',
    'ABCDEFGHIJKL',
    'ABCDEFGHIJKLM',
    '7',
    '-3',
    '2.5',
  ),
  fc.string({ maxLength: 20 }),
);
const scalars: readonly MakeColumn[] = [
  (length) => texts(tokens, length),
  (length) => views(tokens, length),
  (length) => dictionaryOf((count) => texts(tokens, count), length),
  (length) => dictionaryOf((count) => views(tokens, count), length),
  (length) => numbers(length),
];
const anything: readonly MakeColumn[] = [
  ...scalars,
  booleans,
  moments,
  (length) => dictionaryOf(numbers, length),
  () => fc.constant<Column>({ kind: 'missing' }),
];
const ofLists: readonly MakeColumn[] = [
  (length) => texts(fc.constantFrom('', 'a', 'a,b', ',', 'A,,bb'), length),
  (length) => listsOf((count) => texts(tokens, count), length),
  (length) => listsOf(numbers, length),
];

const missing = fc.constantFrom<Partial<FieldSpec>>({}, {}, { missing: 'feature' }, { missing: 'ignore' });
const ofTokens = fc.constantFrom<Partial<FieldSpec>>(
  ...[{}, {}, {}, { minLength: 3 }, { lowerCase: true }, { missingTokens: ['??', '7'] }],
);
const parts = fc.constantFrom<Partial<FieldSpec>>(
  { parts: ['hour'], timeFormat: 'iso' },
  { parts: ['hour', 'weekday', 'hour_of_week'], timeFormat: 'seconds' },
  { parts: ['weekday'], timeFormat: 'milliseconds' },
  { parts: ['weekday', 'hour'], timeFormat: 'yymmddhh', missingTokens: ['14102100'] },
  { parts: ['hour', 'weekday'], timeFormat: 'yymmddhh' },
);

/** A field's type and options, and what its column may be. */
function fieldOf(withLists: boolean): fc.Arbitrary<readonly [Omit<FieldSpec, 'name'>, MakeColumn]> {
  const types: [FieldSpec['type'], fc.Arbitrary<Partial<FieldSpec>>, readonly MakeColumn[]][] = [
    ['categorical', ofTokens, anything],
    ['categorical', ofTokens, scalars],
    ['count', missing, [...scalars, (length) => dictionaryOf(numbers, length)]],
    ['numeric', missing, [...scalars, (length) => dictionaryOf(numbers, length)]],
    ['time', parts, [...scalars, moments, moments]],
    ...(withLists ? [['list', ofTokens, ofLists] as never] : []),
  ];
  return fc
    .constantFrom(...types)
    .chain(([type, options, columns]) =>
      fc
        .tuple(options, missing, fc.constantFrom(...columns))
        .map(([own, shared, make]) => [{ type, ...own, ...shared }, make]),
    );
}

const labels: MakeColumn = (length) =>
  fc.oneof(
    texts(fc.constantFrom('0', '1', '1', '0', '2'), length),
    booleans(length),
    fc.array(fc.constantFrom(0, 1, 0, 1, 3), { minLength: length, maxLength: length }).map((values): Column => {
      return { kind: 'number', type: 'int8', validity: null, bytes: new Uint8Array(Int8Array.from(values).buffer) };
    }),
  );
const weights: MakeColumn = (length) => texts(fc.constantFrom('1', '2', '0.5', '0', 'x', '1e1'), length);

const table = fc
  .record({
    fields: fc.oneof(
      { weight: 4, arbitrary: fc.array(fieldOf(false), { minLength: 1, maxLength: 7 }) },
      { weight: 1, arbitrary: fc.array(fieldOf(true), { minLength: 1, maxLength: 4 }) },
    ),
    lengths: fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(7, 512, 513, 530)), { maxLength: 3 }),
    isWeighted: fc.boolean(),
    isCrossed: fc.boolean(),
    missing: fc.constantFrom('ignore' as const, 'feature' as const),
    bits: fc.constantFrom(4, 10, 20),
  })
  .chain(({ fields, lengths, isWeighted, isCrossed, ...options }) => {
    const named = fields.map(([field], i): FieldSpec => ({ name: `f${i}`, ...field }));
    const crossed = named.filter(({ type }) => type !== 'numeric').map(({ name }) => name);
    const schema: Schema = {
      label: { column: 'click', positive: ['1'], negative: ['0'] },
      header: true,
      importance: isWeighted ? 'weight' : null,
      trim: false,
      fields: named,
      ignored: [],
      crosses:
        isCrossed && crossed.length > 1 ? [crossed.slice(0, 2), ...(crossed[2] ? [crossed.slice(0, 3)] : [])] : [],
    };
    const spec: HashSpec = { hash: 'murmur3', seed: 7, fields: named, crosses: schema.crosses, ...options };
    const batch = (length: number): fc.Arbitrary<ColumnBatch> => {
      const columns = [labels(length), weights(length), ...fields.map(([, make]) => make(length))];
      const names = ['click', 'weight', ...named.map(({ name }) => name)];
      return fc.tuple(...columns).map((made) => ({
        length,
        bytes: 0,
        columns: new Map(made.map((column, i) => [names[i], column])),
      }));
    };
    return fc.tuple(fc.constant(schema), fc.constant(spec), fc.tuple(...lengths.map(batch)));
  });

test('integers of 32 bits change buckets exactly where the table does', async () => {
  const field: FieldSpec = { name: 'n', type: 'count' };
  const schema: Schema = {
    label: { column: 'click', positive: ['1'], negative: ['0'] },
    header: true,
    importance: null,
    trim: false,
    fields: [field],
    ignored: [],
    crosses: [],
  };
  const spec: HashSpec = { hash: 'murmur3', seed: 7, fields: [field], crosses: [], missing: 'feature', bits: 20 };
  const powers = Array.from({ length: 31 }, (_, i) => 2 ** i);
  const around = [...COUNT_THRESHOLDS, ...powers].flatMap((at) => [-9, -8, -7, -1, 0, 1].map((step) => at + step));
  const low = Array.from({ length: 1000 }, (_, i) => i - 50);
  const values = Int32Array.from([
    ...around.filter((at) => at < 2 ** 31),
    ...low,
    -(2 ** 31),
    2 ** 31 - 1,
    2 ** 31 - 9,
  ]);
  const whole = (array: ArrayBufferView, type: 'int8' | 'int32', validity: Uint8Array | null): Column => {
    return { kind: 'number', type, validity, bytes: new Uint8Array(array.buffer) };
  };
  const validity = new Uint8Array(values.length / 8 + 1).map((_, i) => (i % 3 === 0 ? i : 255));
  const batches = [null, validity].map((bits) => ({
    length: values.length,
    bytes: 0,
    columns: new Map([
      ['click', whole(new Int8Array(values.length), 'int8', null)],
      ['n', whole(values, 'int32', bits)],
    ]),
  }));
  assert.deepEqual(await byColumns(schema, spec, batches), byTwin(schema, spec, batches));
});

test('columns at random: the same examples, and the same records refused for the same reason, as by the twin', () =>
  fc.assert(
    fc.asyncProperty(table, async ([schema, spec, batches]) => {
      assert.deepEqual(await byColumns(schema, spec, batches), byTwin(schema, spec, batches));
    }),
    { numRuns: Number(process.env['LEANCTR_FUZZ_RUNS'] ?? 100) },
  ));
