import assert from 'node:assert/strict';
import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { Field, Float32, Float64, Int64, Schema, Uint32, Utf8, type DataType } from 'apache-arrow';
import * as fc from 'fast-check';
import { ArrowFileWriter } from '#dist/export/arrow-file-writer.js';
import { readModel, writeModel } from '#dist/export/model-file.js';
import { InputError } from '#dist/input-error.js';
import { contentsOf, forged, modelOf, small, temporaryFolder, withRightDigest } from './models.js';

const path = join(temporaryFolder(), 'model.arrow');
let whole: Buffer;

before(async () => {
  await writeModel(path, small);
  whole = readFileSync(path);
});

/** Whether reading all of the file at `path` ends in the one line that the user is to see. */
function isRefused(): boolean {
  try {
    contentsOf(readModel(path));
    return false;
  } catch (error) {
    if (error instanceof InputError && error.problem.source === path && !error.message.includes('\n')) return true;
    throw error;
  }
}

function lineFor(bytes: Buffer): string {
  writeFileSync(path, bytes);
  try {
    contentsOf(readModel(path));
  } catch (error) {
    if (error instanceof InputError) return error.message.replace(`${path}: `, '');
    throw error;
  }
  return 'accepted';
}

test('every single byte that changes is noticed', () => {
  writeFileSync(path, whole);
  const fd = openSync(path, 'r+');
  const unnoticed: number[] = [];
  for (let i = 0; i < whole.length; i++) {
    // one bit, which another each time, and all bits
    for (const mask of [1 << (i % 8), 0xff]) {
      writeSync(fd, Buffer.of(whole[i] ^ mask), 0, 1, i);
      if (!isRefused()) unnoticed.push(i);
    }
    writeSync(fd, whole, i, 1, i);
  }
  closeSync(fd);
  assert.deepEqual(unnoticed, []);
  assert.ok(!isRefused());
});

test('every length that a file can be cut to is noticed', () => {
  writeFileSync(path, whole);
  const fd = openSync(path, 'r+');
  const unnoticed: number[] = [];
  for (let length = whole.length - 1; length >= 0; length--) {
    ftruncateSync(fd, length);
    if (!isRefused()) unnoticed.push(length);
  }
  closeSync(fd);
  assert.deepEqual(unnoticed, []);
});

test('bytes after the end are noticed', () => {
  assert.match(lineFor(Buffer.concat([whole, Buffer.of(0)])), /^found a file cut short/);
  assert.match(lineFor(Buffer.concat([whole, whole])), /^found /);
});

test('a structure that is wrong although the digest is right is refused or read, and at once', () => {
  let refused = 0;
  for (let i = 8; i < whole.length; i++) {
    const bytes = Buffer.from(whole);
    bytes[i] ^= i % 2 === 0 ? 0xff : 1 << (i % 8);
    writeFileSync(path, withRightDigest(bytes));
    if (isRefused()) refused++;
  }
  assert.ok(refused > 0 && refused < whole.length);
});

test('several wrong bytes under a right digest are refused or read too', () =>
  fc.assert(
    fc.property(fc.array(wrongByte, { minLength: 2, maxLength: 12 }), (wrong) => {
      const bytes = Buffer.from(whole);
      for (const { at, value } of wrong) bytes[8 + (at % (bytes.length - 8))] = value;
      writeFileSync(path, withRightDigest(bytes));
      isRefused();
    }),
    { numRuns: 500 },
  ));

const wrongByte = fc.record({
  at: fc.nat({ max: 1 << 20 }),
  value: fc.oneof(fc.constantFrom(0, 1, 4, 8, 0x7f, 0x80, 0xff), fc.integer({ min: 0, max: 255 })),
});

test('a file cut short, altered or from a later version says so in one line', () => {
  const damaged = 'the file is damaged: copy it again or train again';
  const weight = whole.indexOf(Buffer.from(Float32Array.of(-0.25).buffer));
  const altered = Buffer.from(whole);
  altered[weight] ^= 1;
  const footerLength = Buffer.from(whole);
  footerLength.writeInt32LE(2 ** 31 - 1, whole.length - 10);

  assert.equal(
    lineFor(whole.subarray(0, 1234)),
    `found a file cut short after 1,234 bytes, expected a whole model file; ${damaged}`,
  );
  assert.match(
    lineFor(altered),
    /^found bytes with SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}; the file is damaged: copy it again or train again$/,
  );
  assert.match(
    lineFor(footerLength),
    /^found a schema of \d+ and a footer of 2147483647 bytes in a file of \d+, expected lengths that fit the file; /,
  );
  assert.equal(
    lineFor(forged(whole, '"formatVersion":1', '"formatVersion":2')),
    'found model format version 2, expected version 1; update leanctr',
  );
});

test('a header that does not fit says which field, or what else of the file', () => {
  const cases = [
    ['"bits":22', '"bits":99', 'field "hashing.bits": found 99, expected number to be <=28'],
    ['"bits":22', '"bits":-2', 'field "hashing.bits": found -2, expected number to be >=1'],
    ['"hasState":true', '"hasState":null', 'field "hasState": found null, expected boolean'],
    ['"type":"count"', '"type":"coins"', 'field "hashing.fields.0.type": found "coins", expected one of "categorical"'],
    ['"updates":', '"upgrade":', 'field "updates": found nothing, expected number'],
    ['"name":"ftrl"', '"name":"ftrl]', 'found "{"formatVersion":1,"sha256":"'],
    [
      '"columns":["z","n"]',
      '"columns":["n","n"]',
      'field "optimizer.columns": found ["n","n"], expected different names',
    ],
    ['"columns":["z","n"]', '"columns":["z","m"]', 'field "bias.n": found 1e+300, expected columns of the optimizer'],
    [
      '"columns":["z","n"]',
      '"columns":["n","z"]',
      'found metadata spelled in another way, expected what leanctr writes',
    ],
    ['"touched":3', '"touched":2', 'found 3 rows, expected at most the 2 touched slots'],
    ['"nonzeros":2', '"nonzeros":3', 'found 2 nonzeros, expected 3'],
    ['"bits":22', '"bits":21', 'found slot 4194303, expected slots below 2^21'],
  ];
  for (const [from, to, line] of cases) {
    const found = lineFor(forged(whole, from, to));
    assert.ok(found.startsWith(line), found);
  }
});

test('a key named __proto__, a key given twice and a number spelled otherwise are refused', async () => {
  const optimizer = { ...small.header.optimizer, hyperparameters: { '12345678_': 1, beta: 1, beto: 1 } };
  await writeModel(path, { ...small, header: { ...small.header, optimizer } });
  const bytes = readFileSync(path);
  const line = 'found metadata spelled in another way, expected what leanctr writes; name a file that leanctr wrote';
  assert.equal(lineFor(bytes), 'accepted');
  assert.equal(lineFor(forged(bytes, '"12345678_"', '"__proto__"')), line);
  assert.equal(lineFor(forged(bytes, '"beto":1', '"beta":1')), line);
  assert.equal(lineFor(forged(bytes, '"examples":1000', '"examples":1e+3')), line);
});

test('an Arrow file that leanctr did not write is no model', () => {
  const line = 'found an Arrow file without leanctr metadata, expected a model file; name a file that leanctr wrote';
  assert.equal(lineFor(arrowFile(['slot', new Uint32()], ['weight', new Float32()])), line);
});

test('columns of other types or names are refused', () => {
  const expected = 'expected columns slot: uint32, weight: float32, z: float32, n: float32';
  const [z, n] = ['z', 'n'].map((name): [string, DataType] => [name, new Float32()]);
  const cases: [[string, DataType][], string][] = [
    [
      [['slot', new Uint32()], ['weight', new Float64()], z, n],
      'slot: uint32, weight: float64, z: float32, n: float32',
    ],
    [[['slot', new Int64()], ['height', new Float32()], n, z], 'slot: int64, height: float32, n: float32, z: float32'],
    [
      [
        ['slot', new Uint32()],
        ['weight', new Utf8()],
      ],
      'slot: uint32, weight: type 5',
    ],
    [[], ''],
  ];
  for (const [columns, found] of cases) {
    assert.equal(lineFor(modelFile(columns)), `found columns ${found}, ${expected}; name a file that leanctr wrote`);
  }
});

test('slots that do not ascend and weights that are not finite are refused under a right digest', async () => {
  const nan = Buffer.from(whole);
  nan.writeFloatLE(NaN, whole.indexOf(Buffer.from(Float32Array.of(-0.25).buffer)));
  assert.match(lineFor(withRightDigest(nan)), /^found NaN at slot 5, expected finite numbers; /);
  const slots = Buffer.from(whole);
  slots.writeUint32LE(9, whole.indexOf(Buffer.from(Uint32Array.of(1, 5).buffer)));
  assert.match(lineFor(withRightDigest(slots)), /^found slot 5 after a higher one, expected ascending slots; /);
  await writeModel(path, modelOf([{ slot: 1, weight: 1, z: 0, n: 0 }]), { state: false });
  const counted = forged(readFileSync(path), '"nonzeros":1', '"nonzeros":2');
  assert.match(lineFor(counted), /^found 1 rows, expected 2 nonzeros; /);
});

test('a column that reaches beyond its record batch is refused under a right digest', () => {
  // the place of the last column in the body: 3 rows of 4 bytes, padded to 16
  const last = whole.indexOf(Buffer.from(BigInt64Array.of(48n, 16n).buffer));
  for (const offset of [56n, 2n ** 40n, 2n ** 62n, -8n]) {
    const bytes = Buffer.from(whole);
    bytes.writeBigInt64LE(offset, last);
    assert.match(
      lineFor(withRightDigest(bytes)),
      /^found a wrong structure \(a (column of 3 rows in 64 bytes|count of)/,
    );
  }
});

/** An Arrow file without rows. */
function arrowFile(...columns: [string, DataType][]): Buffer {
  return fileOf(columns, new Map());
}

/** The same with the metadata of a model, and the right digest. */
function modelFile(columns: [string, DataType][]): Buffer {
  const json = /\{"formatVersion".*?"hasState":true\}/.exec(whole.toString())![0];
  return withRightDigest(fileOf(columns, new Map([['leanctr', json]])));
}

function fileOf(columns: [string, DataType][], metadata: Map<string, string>): Buffer {
  const chunks: Uint8Array[] = [];
  const writer = new ArrowFileWriter((bytes) => chunks.push(bytes));
  const fields = columns.map(([name, type]) => new Field(name, type));
  writer.reset(undefined, new Schema(fields, metadata));
  writer.finish();
  return Buffer.concat(chunks);
}
