/** A line of JSON: the cells are those of JSON.parse, and what is not strict JSON is refused. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { InputError } from '#dist/input-error.js';
import { type JsonCell, type KeyKind, jsonCells } from '#dist/read/json-record.js';

const keys = fc.oneof(
  fc.constantFrom('a', 'b', '__proto__', 'constructor', 'é"\\', ''),
  fc.string({ unit: 'grapheme' }),
);
const scalar = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\0', '/', '\u2028', '😀', 'é', 'u') }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const member = fc.oneof(
  fc.tuple(fc.constant<KeyKind>('cell'), scalar),
  fc.tuple(fc.constant<KeyKind>('list'), fc.oneof(scalar, fc.array(scalar, { maxLength: 4 }))),
  fc.tuple(fc.constant<KeyKind>('ignored'), fc.jsonValue({ maxDepth: 4 })),
);
type Member = readonly [key: string, kind: KeyKind, value: unknown];
const members: fc.Arbitrary<Member[]> = fc
  .uniqueArray(fc.tuple(keys, member), { selector: ([key]) => key, maxLength: 6 })
  .map((entries) => entries.map(([key, [kind, value]]) => [key, kind, value] as const));

const kindsOf = (entries: readonly Member[]) => new Map(entries.map(([key, kind]) => [key, kind]));

/** Now and then every character as an escape, and spaces wherever they may be. */
const written = (value: unknown, escaped: boolean): string => {
  const text = JSON.stringify(value);
  if (!escaped) return text;
  // between quotes every character that is no escape already, outside of them none
  return text.replace(/"(?:\\.|[^"\\])*"/gs, (quoted) =>
    quoted.replace(/(\\u....|\\.)|[^"\\]/gsu, (character, escape?: string) => escape ?? unitsOf(character)),
  );
};
const unitsOf = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

function recordOf(entries: readonly Member[], escaped: boolean, space: string): string {
  const texts = entries.map(
    ([key, , value]) => `${written(key, escaped)}${space}:${space}${written(value, escaped)}${space}`,
  );
  return `${space}{${space}${texts.join(`,${space}`)}}${space}`;
}

const textOf = (value: unknown): string =>
  value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
const bytes = (text: string): Buffer => Buffer.from(text);
const shown = (cell: JsonCell): unknown =>
  cell instanceof Uint8Array ? Buffer.from(cell).toString() : cell.map((element) => Buffer.from(element).toString());

test('cells are what JSON.parse gives, however the record is written', () =>
  fc.assert(
    fc.property(members, fc.boolean(), fc.constantFrom('', ' ', '\t \r'), (entries, escaped, space) => {
      const cells = jsonCells(bytes(recordOf(entries, escaped, space)), kindsOf(entries));
      const expected = entries.map(([key, kind, value]) => {
        const parsed: unknown = JSON.parse(JSON.stringify(value));
        if (kind === 'ignored') return [key, ''];
        // a number's text is the one that is written: JSON.stringify has none for -0
        return [key, Array.isArray(parsed) ? parsed.map(textOf) : textOf(parsed)];
      });
      assert.deepEqual(
        [...cells].map(([key, cell]) => [key, shown(cell)]),
        expected,
      );
    }),
    { numRuns: 3000 },
  ));

const kinds = new Map<string, KeyKind>([
  ['a', 'cell'],
  ['tags', 'list'],
  ['x', 'ignored'],
  ['__proto__', 'cell'],
  ['constructor', 'cell'],
]);

/** What is wrong with a record. */
function problem(record: string | Uint8Array): string {
  try {
    jsonCells(typeof record === 'string' ? bytes(record) : record, kinds);
  } catch (error) {
    assert.ok(error instanceof InputError, String(error));
    return error.message;
  }
  throw new Error(`not refused: ${String(record)}`);
}

test('numbers keep the text they are written with', () => {
  for (const number of ['9007199254740993', '-0', '1.50', '1E+2', '0.1e-7', '123456789012345678901234567890']) {
    assert.equal(shown(jsonCells(bytes(`{"a":${number}}`), kinds).get('a')!), number);
  }
});

test('names that objects of the language have are plain keys', () => {
  const cells = jsonCells(bytes('{"__proto__":"p","constructor":1}'), kinds);
  assert.deepEqual(
    [...cells].map(([key, cell]) => [key, shown(cell)]),
    [
      ['__proto__', 'p'],
      ['constructor', '1'],
    ],
  );
  assert.match(problem('{"toString":1}'), /^field "toString": found a key that the schema does not have/);
});

test('bytes that are no UTF-8 stay as they are', () => {
  const cells = jsonCells(Buffer.from('{"a":"\xff\\n\xfe","tags":["\xc3"]}', 'latin1'), kinds);
  const hex = [cells.get('a'), ...(cells.get('tags') ?? [])].map((cell) =>
    Buffer.from(cell as Uint8Array).toString('hex'),
  );
  assert.deepEqual(hex, ['ff0afe', 'c3']);
});

test('a record cut at any byte is refused', () => {
  const record = bytes(
    '{"a":"\\ud83d\\ude00é\\n", "tags" : ["b",-1.5e+3,null],"x":{"y":[{},[],{"z":true}]},"__proto__":false}',
  );
  jsonCells(record, kinds);
  for (let end = 0; end < record.length; end++) problem(record.subarray(0, end));
});

test('random bytes are cells or an input error, never anything else', () => {
  const piece = fc.constantFrom(
    ...'{}[]",:\\ \t\r0123-+.eEu'.split(''),
    ...['"a"', '"tags"', '"x":', '{"x":[', '\\ud800', 'null', 'true', '\xff', '\0'],
  );
  const text = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.from(pieces.join(''), 'latin1')),
    fc.array(piece, { maxLength: 12 }).map((pieces) => Buffer.from(`{"x":${pieces.join('')}}`, 'latin1')),
  );
  fc.assert(
    fc.property(text, (record) => {
      let theirs: unknown;
      try {
        theirs = JSON.parse(Buffer.from(record).toString('latin1'));
      } catch {
        // strict: what JSON.parse refuses, we refuse
        return problem(record) !== '';
      }
      try {
        jsonCells(record, kinds);
      } catch (error) {
        assert.ok(error instanceof InputError, `${String(error)}: ${JSON.stringify(theirs)}`);
      }
      return true;
    }),
    { numRuns: 8000 },
  );
});

test('what the schema ignores may be nested 64 deep, and no deeper', () => {
  const nested = (depth: number) => `{"x":${'[{"y":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}}`;
  jsonCells(bytes(nested(64)), kinds);
  assert.equal(
    problem(nested(66)),
    'field "x": found more than 64 arrays and objects in each other, expected at most 64',
  );
  assert.match(problem(`{"x":${'['.repeat(1 << 20)}`), /more than 64/);
});

const SCALAR = 'expected a text in quotes, a number, true, false or null';
const ESCAPE = 'expected an escape of JSON, surrogates in pairs';

for (const [record, message] of [
  ['[]', 'found "[" at byte 1, expected an object in braces'],
  ['"a"', 'found """ at byte 1, expected an object in braces'],
  ['{"a":1', 'found the end of the record, expected "," or "}"'],
  ['{"a":1,}', 'found "}" at byte 8, expected a key in quotes'],
  ['{,"a":1}', 'found "," at byte 2, expected a key in quotes'],
  ['{"a":1 "x":1}', 'found """ at byte 8, expected "," or "}"'],
  ['{"a"=1}', 'found "=" at byte 5, expected ":"'],
  ['{"a":}', 'field "a": found "}" at byte 6, expected a value'],
  ['{"a":1}{"a":2}', 'found "{" at byte 8, expected one object a line'],
  ['{"a":1},', 'found "," at byte 8, expected one object a line'],
  ["{'a':1}", 'found "\'" at byte 2, expected a key in quotes'],
  ['{"a":NaN}', `field "a": found "NaN", ${SCALAR}`],
  ['{"a":-Infinity}', `field "a": found "-Infinity", ${SCALAR}`],
  ['{"a":01}', `field "a": found "01", ${SCALAR}`],
  ['{"a":+1}', `field "a": found "+1", ${SCALAR}`],
  ['{"a":1.}', `field "a": found "1.", ${SCALAR}`],
  ['{"a":.5}', `field "a": found ".5", ${SCALAR}`],
  ['{"a":1e}', `field "a": found "1e", ${SCALAR}`],
  ['{"a":0x1}', `field "a": found "0x1", ${SCALAR}`],
  ['{"a":True}', `field "a": found "True", ${SCALAR}`],
  ['{"a":"\t"}', 'field "a": found "\\u0009" at byte 7, expected an escape for a control character'],
  ['{"a":"b}', 'field "a": found the end of the record, expected a quote at the end of the text'],
  ['{"a":"b\\', 'field "a": found the end of the record, expected a quote at the end of the text'],
  ['{"a":"\\x41"}', `field "a": found "\\x", ${ESCAPE}`],
  ['{"a":"\\u12g4"}', `field "a": found "\\u12g4", ${ESCAPE}`],
  ['{"a":"\\u12"}', `field "a": found "\\u12", ${ESCAPE}`],
  ['{"a":"\\ud83d"}', `field "a": found "\\ud83d", ${ESCAPE}`],
  ['{"a":"\\ud83d\\u0041"}', `field "a": found "\\ud83d", ${ESCAPE}`],
  ['{"a":"\\ude00\\ud83d"}', `field "a": found "\\ude00", ${ESCAPE}`],
  ['{"a":1,"x":2,"a":1}', 'field "a": found two keys of this name, expected one'],
  ['{"x":1,"\\u0078":1}', 'field "x": found two keys of this name, expected one'],
  ['{"a":["b"]}', 'field "a": found an array, expected one value, or "ignore" in the schema'],
  ['{"a":{"b":1}}', 'field "a": found an object, expected one value, or "ignore" in the schema'],
  ['{"tags":{"b":1}}', 'field "tags": found an object, expected a text or an array of texts'],
  ['{"tags":[["b"]]}', 'field "tags": found an array, expected texts and numbers in the array'],
  ['{"tags":["b",]}', 'field "tags": found "]" at byte 14, expected a value'],
  ['{"tags":["b"}', 'field "tags": found "}" at byte 13, expected "," or "]"'],
  ['{"x":[1,]}', 'field "x": found "]" at byte 9, expected a value'],
  ['{"x":{"y":1,}}', 'field "x": found "}" at byte 13, expected a key in quotes'],
  ['{"x":{"y":1]}', 'field "x": found "]" at byte 12, expected "," or "}"'],
  [
    '{"new\\u001b[2J":1}',
    'field "new\\u001b[2J": found a key that the schema does not have, expected its type; add it to the schema, such as "new\\u001b[2J: ignore"',
  ],
] as const) {
  test(`refused: ${record}`, () => assert.equal(problem(record), message));
}
