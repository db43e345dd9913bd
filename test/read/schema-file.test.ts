/** What a schema file may say and what it then means. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import type { FieldSpec } from '#dist/batch/hash-spec.js';
import { parseSchema, readSchemaFile } from '#dist/read/schema-file.js';
import { schemaJson } from '#dist/read/schema-shape.js';
import type { Schema } from '#dist/read/schema.js';

import { folder } from './folder.js';

const here = folder();

/** A schema with these lines beside a label and a field `a`. */
const parse = (more: string) => parseSchema(`label: y\n${more}`, 's.yaml');
const fieldsOf = (fields: string, more = '') => parse(`${more}fields: { ${fields} }`).fields;
const fieldOf = (field: string, more = ''): FieldSpec => fieldsOf(`a: ${field}`, more)[0];
const labelOf = (label: string) => parseSchema(`label: ${label}\nfields: { a: count }`, 's.yaml').label;
const crossesOf = (crosses: string, fields: string) => parse(`fields: ${fields}\ncrosses: ${crosses}`).crosses;

test('the least that a schema says, and its defaults', () =>
  assert.deepEqual(parse('fields:\n  a: categorical\n'), {
    label: { column: 'y', positive: ['1'], negative: ['0'] },
    header: true,
    importance: null,
    trim: false,
    fields: [{ name: 'a', type: 'categorical' }],
    ignored: [],
    crosses: [],
  } satisfies Schema));

test('every key that a schema has', () => {
  const path = here.write(
    'all.yaml',
    `# a comment
label: { column: income, positive: ">50K", negative: ["<=50K", "<50K"] }
header: [id, income, weight, app, age, visits, tags, at]
importance: weight
trim: true
missing: feature
missing_tokens: ["?"]
fields:
  app: { type: categorical, min_length: 2, lower_case: true }
  age: { type: numeric, missing: ignore }
  id: ignore
  visits: { type: count, missing_tokens: [NA, "-"] }
  tags: { type: list, separator: "|", min_length: 1, lower_case: false, missing_tokens: [] }
  at: { type: time, parts: [hour_of_week], format: yymmddhh }
crosses: [[app, visits], [at, tags, app]]
`,
  );
  assert.deepEqual(readSchemaFile(path), {
    label: { column: 'income', positive: ['>50K'], negative: ['<=50K', '<50K'] },
    header: ['id', 'income', 'weight', 'app', 'age', 'visits', 'tags', 'at'],
    importance: 'weight',
    trim: true,
    fields: [
      { name: 'app', type: 'categorical', missing: 'feature', missingTokens: ['?'], minLength: 2, lowerCase: true },
      { name: 'age', type: 'numeric', missing: 'ignore', missingTokens: ['?'] },
      { name: 'visits', type: 'count', missing: 'feature', missingTokens: ['NA', '-'] },
      { name: 'tags', type: 'list', missing: 'feature', minLength: 1, lowerCase: false, separator: '|' },
      {
        name: 'at',
        type: 'time',
        missing: 'feature',
        missingTokens: ['?'],
        parts: ['hour_of_week'],
        timeFormat: 'yymmddhh',
      },
    ],
    ignored: ['id'],
    crosses: [
      ['app', 'visits'],
      ['at', 'tags', 'app'],
    ],
  } satisfies Schema);
});

test('the label: a column, or texts that mean 1 and, if they are known, 0', () => {
  const zeroOne = { column: 'y', positive: ['1'], negative: ['0'] };
  assert.deepEqual(labelOf('y'), zeroOne);
  assert.deepEqual(labelOf('{ column: y }'), zeroOne);
  assert.deepEqual(labelOf('{ column: y, positive: yes }'), { column: 'y', positive: ['yes'], negative: null });
  assert.deepEqual(labelOf('{ column: y, negative: -1 }'), { column: 'y', positive: ['1'], negative: ['-1'] });
});

test('numbers and truth values are the texts that they are written with', () => {
  assert.deepEqual(labelOf('{ column: 07, positive: [1.0, +1, True], negative: 0x0 }'), {
    column: '07',
    positive: ['1.0', '+1', 'True'],
    negative: ['0x0'],
  });
  assert.deepEqual(fieldOf('{ type: count, missing_tokens: [-999, 1e3, "2"] }').missingTokens, ['-999', '1e3', '2']);
  const { header, fields } = parse('header: [y, 1, 01]\nfields: { 01: count, 1: count }\n');
  assert.deepEqual(header, ['y', '1', '01']);
  assert.deepEqual(
    fields.map(({ name }) => name),
    ['01', '1'],
  );
  assert.deepEqual(crossesOf('[[1, 01]]', '{ 01: count, 1: count }'), [['1', '01']]);
});

test('an alias is what its anchor is, its text too', () => {
  const more = 'missing_tokens: &na [1.50]\n';
  assert.deepEqual(fieldOf('{ type: count, missing_tokens: *na }', more).missingTokens, ['1.50']);
});

test('a time is its hour and weekday of an ISO time, a list is divided by commas', () => {
  const time = { name: 'a', type: 'time', parts: ['hour', 'weekday'], timeFormat: 'iso' };
  const list = { name: 'a', type: 'list', separator: ',' };
  assert.deepEqual([fieldOf('time'), fieldOf('{ type: time }')], [time, time]);
  assert.deepEqual([fieldOf('list'), fieldOf('{ type: list }')], [list, list]);
  for (const format of ['iso', 'seconds', 'milliseconds', 'yymmddhh']) {
    assert.equal(fieldOf(`{ type: time, format: ${format} }`).timeFormat, format);
  }
});

test('any ASCII character divides a list but line ends and the quote', () => {
  for (let code = 0; code < 256; code++) {
    const character = String.fromCharCode(code);
    const read = () => fieldOf(`{ type: list, separator: "\\x${code.toString(16).padStart(2, '0')}" }`).separator;
    if (code < 128 && !'\n\r"'.includes(character)) assert.equal(read(), character);
    else assert.throws(read, /expected one ASCII character, not a line feed, carriage return or quote$/);
  }
});

test('fields keep the order of the file, numbers too', () =>
  assert.deepEqual(
    fieldsOf('b: count, 7: count, a: count, 0: count').map(({ name }) => name),
    ['b', '7', 'a', '0'],
  ));

test('names that every object has are names like others', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const text = (type: string) => names.map((name) => `${name}: ${type}`).join(', ');
  assert.deepEqual(
    fieldsOf(text('{ type: list, separator: ";" }')),
    names.map((name) => ({ name, type: 'list', separator: ';' })),
  );
  assert.deepEqual(parse(`fields: { a: count, ${text('ignore')} }`).ignored, names);
  assert.deepEqual(crossesOf('[[__proto__, "*String"]]', `{ ${text('count')} }`), [['__proto__', 'toString']]);
  for (const name of names) {
    const { header, label } = parseSchema(`label: ${name}\nheader: [${name}, a]\nfields: { a: count }`, 's.yaml');
    assert.deepEqual([header, label.column], [[name, 'a'], name]);
  }
  assert.equal(Object.hasOwn(Object.prototype, 'type'), false);
});

test('the label, the weight and a column without a name can be ignored', () =>
  assert.deepEqual(parse('importance: w\nfields: { y: ignore, w: { type: ignore }, "": ignore, a: count }').ignored, [
    'y',
    'w',
    '',
  ]));

const USERS = '{ item_x: count, user_a: list, user_b: time, item_y: categorical, user_c: numeric, user_d: ignore }';

test('a pattern is every combination of different fields that can be crossed, in their order, none twice', () => {
  assert.deepEqual(crossesOf('[["user_*", "item_*"]]', USERS), [
    ['user_a', 'item_x'],
    ['user_a', 'item_y'],
    ['user_b', 'item_x'],
    ['user_b', 'item_y'],
  ]);
  assert.deepEqual(crossesOf('[["*", "*"]]', '{ a: count, b: count, c: count }').join(' '), 'a,b a,c b,c');
  assert.deepEqual(crossesOf('[["*", "*", "*"]]', '{ a: count, b: count, c: count, d: count }').length, 4);
  assert.deepEqual(crossesOf('[[c, a], [a, "*"]]', '{ a: count, b: count, c: count }').join(' '), 'c,a a,b');
  assert.deepEqual(crossesOf('[[a, b], [a, b, c]]', '{ a: count, b: count, c: count }').join(' '), 'a,b a,b,c');
});

test('a star is any text, and itself where a field has that name', () => {
  const matching = (pattern: string, names: readonly string[]) =>
    crossesOf(`[[z, "${pattern}"]]`, `{ z: count, ${names.map((name) => `"${name}": count`).join()} }`).map(
      ([, name]) => name,
    );
  assert.deepEqual(matching('a*b', ['ab', 'axb', 'aab', 'ba', 'abc']), ['ab', 'axb', 'aab']);
  assert.deepEqual(matching('*x*', ['x', 'axb', 'ab', 'xx']), ['x', 'axb', 'xx']);
  assert.deepEqual(matching('ab*bc', ['abc', 'abbc', 'ab.bc']), ['abbc', 'ab.bc']);
  assert.deepEqual(matching('a*b*c', ['abc', 'a.c', 'acb', 'a-b-c']), ['abc', 'a-b-c']);
  assert.deepEqual(matching('a.*', ['ab', 'a.b']), ['a.b']);
  assert.deepEqual(matching('a*', ['ab', 'a*', 'ac']), ['a*']);
  const many = `${'a'.repeat(200)}b`;
  assert.deepEqual(matching(`${'*a'.repeat(100)}*`, [many]), [many]);
});

test('a directive does not change how words are read', () => {
  const text = '%YAML 1.1\n---\nlabel: { column: y, positive: yes, negative: no }\nfields: { 0777: count }\n';
  const { label, fields } = parseSchema(text, 's.yaml');
  assert.deepEqual([label.positive, label.negative, fields[0].name], [['yes'], ['no'], '0777']);
});

test('the published JSON Schema is that of the reader', () => {
  const path = fileURLToPath(new URL('../../../data/schema.schema.json', import.meta.url));
  const text = `${JSON.stringify(schemaJson(), null, 2)}\n`;
  assert.equal(readFileSync(path, 'utf8'), text, `write JSON.stringify(schemaJson(), null, 2) to ${path}`);
});
