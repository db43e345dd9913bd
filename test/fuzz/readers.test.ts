/** Valid text, damaged at random: kernel and twin must still agree on every line. LEANCTR_FUZZ_RUNS asks for more. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import type { HashSpec } from '#dist/batch/hash-spec.js';
import { hashRecords } from '#dist/hash/hash-records.js';
import { hash } from '#dist/hash/hash.js';
import { InputError } from '#dist/input-error.js';
import { criteo, criteoUnlabelled } from '#dist/read/criteo.js';
import { formatFrom } from '#dist/read/formats.js';
import { hivemall } from '#dist/read/hivemall.js';
import { libffm } from '#dist/read/libffm.js';
import { read } from '#dist/read/read.js';
import type { Format } from '#dist/read/record.js';
import { svmlight } from '#dist/read/svmlight.js';
import { passOf } from '../hash/passes.js';
import { anyJson, jsonFormat, jsonLine } from '../kernel/json-lines.js';
import { kernelReading, twinReading } from '../kernel/readings.js';
import { criteoLine, hivemallLine, libffmLine, specOf, svmlightLine, textOf } from '../kernel/records.js';
import { columnsLine, columnsSchema, pairsLine, plainColumns, plainColumnsLine } from '../kernel/vw-lines.js';
import { folder } from '../read/folder.js';
import { anyTable } from '../read/any-tables.js';
import { fastSchema, plainSchema, recordOf, richSchema, tableFormat } from '../read/tables.js';

const RUNS = Number(process.env['LEANCTR_FUZZ_RUNS'] ?? 400);
const SEED = Number(process.env['LEANCTR_FUZZ_SEED'] ?? 20_261_124);

const { write } = folder();

// what parsers stumble over
const PIECES = [
  ...[
    '\t',
    '\n',
    '\r',
    '\r\n',
    ' ',
    '\0',
    '\xff',
    '\xef\xbb\xbf',
    '\t\t',
    '#',
    ':',
    '-',
    '+',
    '.',
    'e',
    'E',
    'e-',
    '0',
    '9',
  ],
  ...[
    'qid:',
    ' qid:1 ',
    '1:1 ',
    ' 1:',
    '1e400',
    '1e-400',
    'nan',
    'inf',
    '0x1',
    '99999999999',
    '4294967296',
    '000000000000000',
  ],
  ...['"', '""', ',', ',"', '"\n', '",', '|', '|a', ' |n 7', "'", '2026-', ':60'],
  ...['{', '}', '[', ']', '":"', '","', '"a":', ',"click":1', '\\', '\\u00e9', '\\"', 'null', 'true', '{}'],
  ...['123456789012345', '-123456789', '05db9164', '1e99999999999', '9007199254740993', '\xc3\xa9', '٣'],
];

interface Damage {
  readonly kind: 'insert' | 'delete' | 'replace' | 'copy' | 'flip' | 'cut';
  /** Where, as a fraction of the text. */
  readonly at: number;
  readonly length: number;
  readonly piece: string;
}

const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const damage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom('insert', 'insert', 'replace', 'replace', 'delete', 'copy', 'flip', 'cut'),
  at: fraction,
  length: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 60 })),
  piece: fc.constantFrom(...PIECES),
});

function damaged(text: Buffer, { kind, at, length, piece }: Damage): Buffer {
  const from = Math.floor(at * text.length);
  const [before, after] = [text.subarray(0, from), text.subarray(from)];
  const bytes = Buffer.from(piece, 'latin1');
  if (kind === 'insert') return Buffer.concat([before, bytes, after]);
  if (kind === 'delete') return Buffer.concat([before, after.subarray(length)]);
  if (kind === 'replace') return Buffer.concat([before, bytes, after.subarray(bytes.length)]);
  if (kind === 'copy') return Buffer.concat([before, after.subarray(0, length), after]);
  if (kind === 'cut') return before;
  return Buffer.concat([
    before,
    Buffer.from(after.subarray(0, 1).map((byte) => byte ^ (1 << (length % 8)))),
    after.subarray(1),
  ]);
}

function damagedText(line: fc.Arbitrary<string>): fc.Arbitrary<Buffer> {
  return fc
    .tuple(textOf(line, 5), fc.array(damage, { minLength: 1, maxLength: 6 }))
    .map(([text, damages]) => damages.reduce(damaged, Buffer.from(text)));
}

/** The first problem that the twin finds, as the reader should report it. */
function firstProblem(format: Format, spec: HashSpec, text: Buffer): string | null {
  let number = 0;
  for (let at = 0; at < text.length;) {
    number++;
    const end = format.framing.endOfRecord(text, at, text.length);
    const record = text.subarray(at, end < 0 ? text.length : end - 1);
    try {
      const parsed = format.parse(record);
      if (parsed) hashRecords([parsed], spec);
    } catch (error) {
      assert.ok(error instanceof InputError, String(error));
      return new InputError({ source: 'damaged', ...error.problem, record: number }).message;
    }
    at = end < 0 ? text.length : end;
  }
  return null;
}

for (const [format, line, kind] of [
  [criteo, criteoLine, 'murmur3'],
  [criteoUnlabelled, criteoLine.map((text) => text.slice(text.indexOf('\t') + 1)), 'murmur3'],
  [svmlight, svmlightLine(), 'murmur3'],
  [svmlight, svmlightLine(), 'identity'],
  [libffm, libffmLine, 'murmur3'],
  [hivemall, hivemallLine, 'murmur3'],
  ...[plainSchema, fastSchema, richSchema].map(
    (schema) => [tableFormat(schema), recordOf(schema, ','), 'murmur3'] as const,
  ),
  ...[plainSchema, fastSchema, richSchema].map((schema) => [jsonFormat(schema), jsonLine(schema), 'murmur3'] as const),
  [formatFrom({ name: 'vw', labelled: true, schema: null }), pairsLine, 'murmur3'],
  [formatFrom({ name: 'vw', labelled: true, schema: columnsSchema }), columnsLine, 'murmur3'],
  [formatFrom({ name: 'vw', labelled: true, schema: plainColumns }), plainColumnsLine, 'murmur3'],
] as const) {
  const spec = specOf(format, fc.constant(kind));
  const what = format.table ? `fields ${format.fields.map(({ name }) => name).join(', ')}` : kind;

  test(`damaged ${format.name} text, ${what}: kernel and twin read the same examples and refuse the same lines`, () =>
    fc.assert(
      fc.property(spec, damagedText(line), (anySpec, text) => {
        assert.deepEqual(kernelReading(format, anySpec, text), twinReading(format, anySpec, text));
      }),
      { numRuns: RUNS, seed: SEED },
    ));

  test(`a damaged ${format.name} file, ${what}: all its examples or the first problem in one line`, () =>
    fc.assert(
      fc.asyncProperty(spec, damagedText(line), async (anySpec, text) => {
        if (text.length === 0 || (text[0] === 0x1f && text[1] === 0x8b)) return;
        // a mark at the beginning of a table is passed over
        if (format.start !== null && text.toString('latin1').startsWith('\xef\xbb\xbf')) return;
        const { fields: _fields, crosses: _crosses, ...options } = anySpec;
        const records = await read([write('damaged', text)], {
          format: format.name,
          ...('schema' in format.spec && format.spec.schema ? { schema: format.spec.schema } : {}),
        });
        // lines of JSON none of which has a label are to be predicted
        if (records.format.labelled !== format.labelled) return;
        const batches = hash(records, { ...options, bits: Math.min(options.bits, 16), workers: 0 });
        const problem = firstProblem(format, batches.spec, text);
        if (problem !== null) {
          await assert.rejects(passOf(batches), (error) => {
            assert.ok(error instanceof InputError, String(error));
            assert.equal(error.message.slice(error.message.indexOf('damaged')), problem);
            return true;
          });
          return;
        }
        const { examples } = twinReading(format, batches.spec, text);
        assert.deepEqual(
          [...(await passOf(batches)).slots],
          examples.flatMap(({ slots }) => slots),
        );
      }),
      { numRuns: Math.ceil(RUNS / 15), seed: SEED },
    ));
}

test('damaged text of any table: kernel and twin read the same examples and refuse the same lines', () =>
  fc.assert(
    fc.property(
      anyTable.chain(({ format, records }) =>
        fc.tuple(fc.constant(format), specOf(format, fc.constant('murmur3')), damagedText(fc.constantFrom(...records))),
      ),
      ([format, spec, text]) => assert.deepEqual(kernelReading(format, spec, text), twinReading(format, spec, text)),
    ),
    { numRuns: RUNS, seed: SEED },
  ));

test('damaged lines of JSON of any schema: kernel and twin read the same examples and refuse the same lines', () =>
  fc.assert(
    fc.property(
      anyJson.chain(({ format, lines }) =>
        fc.tuple(fc.constant(format), specOf(format, fc.constant('murmur3')), damagedText(fc.constantFrom(...lines))),
      ),
      ([format, spec, text]) => assert.deepEqual(kernelReading(format, spec, text), twinReading(format, spec, text)),
    ),
    { numRuns: RUNS, seed: SEED },
  ));
