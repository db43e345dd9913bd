/** What can be wrong with a schema file, and how it is said: file, line, key, found, expected. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { InputError } from '#dist/input-error.js';
import { parseSchema, readSchemaFile } from '#dist/read/schema-file.js';

import { folder } from './folder.js';

const here = folder();

const GOOD = `label: { column: y, positive: "+" }
header: [y, w, app, age, tags, at, id]
importance: w
trim: true
missing_tokens: [NA]
fields:
  app: categorical
  age: { type: numeric, missing: ignore }
  tags: { type: list, min_length: 2 }
  at: { type: time, parts: [hour] }
  id: ignore
crosses: [[app, tags], [at, "t*"]]
`;

const FIELDS = GOOD.slice(GOOD.indexOf('fields:'));
const TOP = 'one of label, header, importance, trim, missing, missing_tokens, fields, crosses';
const NUMERIC = 'one of type, missing, missing_tokens';
const LIST = 'one of type, separator, min_length, lower_case, missing, missing_tokens';
const TYPES = 'one of "categorical"|"count"|"numeric"|"time"|"list"|"ignore"';
const LISTED = 'a column that header names';
const OTHER = 'another column than label and importance, or the type ignore';
const VISIBLE = 'a name without control characters';
const LENGTH = 'an integer from 1 to 255';
const SEPARATOR = 'one ASCII character, not a line feed, carriage return or quote';
const CROSSED = 'a categorical, count, time or list field';
const NEW = 'different fields, and not those of a cross before it';

/** What stands in the good file, what stands there instead, and what is said of it: line and field, found, expected. */
const WRONG: readonly [from: string, to: string, at: string, found: string, expected: string][] = [
  ['trim:', 'trimm:', '4 trimm', 'an unknown key', `${TOP}; did you mean trim?`],
  ['trim: true', '__proto__: { trim: true }', '4 __proto__', 'an unknown key', TOP],
  [
    'positive:',
    'positiv:',
    '1 label.positiv',
    'an unknown key',
    'one of column, positive, negative; did you mean positive?',
  ],
  ['min_length', 'minlength', '9 fields.tags.minlength', 'an unknown key', `${LIST}; did you mean min_length?`],
  ['missing: ignore', 'missin: ignore', '8 fields.age.missin', 'an unknown key', `${NUMERIC}; did you mean missing?`],
  ['missing: ignore', 'parts: [hour]', '8 fields.age.parts', 'an unknown key', NUMERIC],
  ['id: ignore', 'id: { type: ignore, missing: ignore }', '11 fields.id.missing', 'an unknown key', 'one of type'],
  ['app: categorical', 'app: category', '7 fields.app', '"category"', TYPES],
  ['type: numeric', 'type: number', '8 fields.age.type', '"number"', TYPES],
  ['type: numeric, ', '', '8 fields.age.type', 'nothing', TYPES],
  ['app: categorical', 'app: pairs', '7 fields.app', '"pairs"', TYPES],
  ['app: categorical', 'app: 3', '7 fields.app', '3', TYPES],
  ['app: categorical', 'app: [list]', '7 fields.app', 'a list', TYPES],
  ['app: categorical', 'app:', '7 fields.app', 'null', TYPES],
  ['app: categorical', '__proto__: text', '7 fields.__proto__', '"text"', TYPES],
  ['app: categorical', '__proto__: { type: count, bits: 3 }', '7 fields.__proto__.bits', 'an unknown key', NUMERIC],
  ['label: { column: y, positive: "+" }\n', '', '1 label', 'nothing', 'text or keys and values'],
  ['{ column: y, positive: "+" }', '[y]', '1 label', 'a list', 'text or keys and values'],
  ['{ column: y, positive: "+" }', '""', '1 label', '""', 'text'],
  ['column: y, ', '', '1 label.column', 'nothing', 'text'],
  ['"+"', '[]', '1 label.positive', 'a list', 'at least one text'],
  ['"+"', '""', '1 label.positive', '""', 'text'],
  ['"+"', '[a, null]', '1 label.positive', 'a list', 'text or a list of texts'],
  ['"+"', '[1, 1.0, "1"]', '1 label.positive.2', '"1" twice', 'it once'],
  ['"+"', '"+", negative: [0, "+"]', '1 label.negative', '"+"', 'texts of one class only'],
  ['positive: "+"', 'negative: 1', '1 label.negative', '"1"', 'texts of one class only'],
  ['[y, w, app, age, tags, at, id]', 'false', '2 header', 'false', 'true or a list of column names'],
  ['[y, w, app, age, tags, at, id]', '[]', '2 header', 'a list', 'at least one column'],
  ['[y, w, app', '["", y, w, app', '2 header.0', '""', 'text'],
  ['[y, w, app', '[y, w, app, y', '2 header.3', '"y" twice', 'it once'],
  ['[y, w, app', '[w, app', '1 label.column', '"y"', LISTED],
  ['[y, w, app', '[y, app', '3 importance', '"w"', LISTED],
  ['age, tags, at', 'age, at', '9 fields.tags', '"tags"', LISTED],
  ['age, tags, at', 'age, tag, at', '9 fields.tags', '"tags"', `${LISTED}; did you mean tag?`],
  ['[app, tags]', '[app, tgas]', '12 crosses.0.1', '"tgas"', `${CROSSED}; did you mean tags?`],
  [', id]', ']', '11 fields.id', '"id"', LISTED],
  ['importance: w', 'importance: null', '3 importance', 'null', 'text'],
  ['importance: w', 'importance: y', '3 importance', '"y"', 'another column than the label'],
  ['trim: true', 'trim: yes', '4 trim', '"yes"', 'true or false'],
  ['missing: ignore', 'missing: skip', '8 fields.age.missing', '"skip"', 'one of "ignore"|"feature"'],
  ['[NA]', 'NA', '5 missing_tokens', '"NA"', 'a list'],
  ['[NA]', '[NA, NA]', '5 missing_tokens.1', '"NA" twice', 'it once'],
  ['[NA]', '[""]', '5 missing_tokens.0', '""', 'text'],
  [FIELDS, '', '1 fields', 'nothing', 'keys and values'],
  [FIELDS, 'fields:\n', '6 fields', 'null', 'keys and values'],
  [FIELDS, 'fields: [a]\n', '6 fields', 'a list', 'keys and values'],
  [FIELDS, 'fields: {}\n', '6 fields', 'none to learn from', 'at least one field'],
  [FIELDS, 'fields: { id: ignore }\n', '6 fields', 'none to learn from', 'at least one field'],
  ['  id: ignore', '  y: count', '11 fields.y', '"y"', OTHER],
  ['  id: ignore', '  w: numeric', '11 fields.w', '"w"', OTHER],
  ['  id: ignore', '  "": count', '11 fields.', '""', 'a name, or the type ignore'],
  ['  id: ignore', '  app: ignore', '11', 'what is no YAML (Map keys must be unique)', 'a schema file'],
  ['  id: ignore', '  "a\\e[2J": ignore', '11 fields.a\\u001b[2J', '"a\\u001b[2J"', VISIBLE],
  ['[y, w, app', '[y, w, "b\\n", app', '2 header.2', '"b\\u000a"', VISIBLE],
  ['column: y', 'column: "\\ud800"', '1 label.column', '"\ud800"', VISIBLE],
  ['min_length: 2', 'min_length: 0', '9 fields.tags.min_length', '0', LENGTH],
  ['min_length: 2', 'min_length: 256', '9 fields.tags.min_length', '256', LENGTH],
  ['min_length: 2', 'min_length: 1.5', '9 fields.tags.min_length', '1.5', LENGTH],
  ['min_length: 2', 'min_length: two', '9 fields.tags.min_length', '"two"', LENGTH],
  ['min_length: 2', 'lower_case: 1', '9 fields.tags.lower_case', '1', 'true or false'],
  ['min_length: 2', 'separator: "||"', '9 fields.tags.separator', '"||"', SEPARATOR],
  ['min_length: 2', 'separator: ""', '9 fields.tags.separator', '""', SEPARATOR],
  ['[hour]', '[]', '10 fields.at.parts', 'a list', 'at least one part'],
  ['[hour]', '[hour, day]', '10 fields.at.parts.1', '"day"', 'one of "hour"|"weekday"|"hour_of_week"'],
  ['[hour]', '[hour, hour]', '10 fields.at.parts.1', '"hour" twice', 'it once'],
  ['parts: [hour]', 'format: rfc', '10 fields.at.format', '"rfc"', 'one of "iso"|"seconds"|"milliseconds"|"yymmddhh"'],
  ['[app, tags]', '[app]', '12 crosses.0', 'a list', 'two or three fields'],
  ['[app, tags]', '[app, tags, at, age]', '12 crosses.0', 'a list', 'two or three fields'],
  ['[app, tags]', 'app', '12 crosses.0', '"app"', 'a list'],
  ['[app, tags]', '[app, tag]', '12 crosses.0.1', '"tag"', `${CROSSED}; did you mean tags?`],
  ['[app, tags]', '[age, tags]', '12 crosses.0.0', '"age"', CROSSED],
  ['[app, tags]', '[app, id]', '12 crosses.0.1', '"id"', CROSSED],
  ['[app, tags]', '[app, y]', '12 crosses.0.1', '"y"', CROSSED],
  ['[app, tags]', '[app, app]', '12 crosses.0', '"app" and "app"', NEW],
  ['[at, "t*"]', '[tags, app]', '12 crosses.1', '"tags" and "app"', NEW],
  ['"t*"', '"z*"', '12 crosses.1.1', '"z*"', 'a pattern of a categorical, count, time or list field'],
  ['"t*"', '"ag*"', '12 crosses.1.1', '"ag*"', 'a pattern of a categorical, count, time or list field'],
  ['"t*"', '"at*"', '12 crosses.1', '"at" and "at*"', NEW],
  [
    'trim: true',
    'trim: [',
    '5',
    'what is no YAML (Flow sequence in block collection must be sufficiently indented and end with a ])',
    'a schema file',
  ],
  ['trim: true', 'trim: *on', '', 'an alias without its anchor', 'a plain schema file'],
  ['trim: true', '<<: { trim: true }', '4 <<', 'an unknown key', TOP],
  [
    '  id: ignore',
    '  ? [id]\n  : ignore',
    '11',
    'what is no YAML (With stringKeys, all keys must be strings)',
    'a schema file',
  ],
];

/** The line that a text is refused with, from its place on. */
function refusalOf(text: string): string {
  try {
    parseSchema(text, 's.yaml');
  } catch (error) {
    assert.ok(error instanceof InputError, String(error));
    assert.ok(error.message.startsWith('s.yaml'));
    return error.message.slice('s.yaml'.length);
  }
  return 'not refused';
}

function placeOf(at: string): string {
  const [line, field] = at.split(/ (.*)/);
  return (line === '' ? '' : `:${line}`) + (field === undefined ? '' : `: field "${field}"`);
}

for (const [from, to, at, found, expected] of WRONG) {
  test(`refused: ${JSON.stringify(to)} for ${JSON.stringify(from.slice(0, 30))}`, () => {
    assert.equal(GOOD.split(from).length, 2, 'stands once in the good file');
    assert.equal(refusalOf(GOOD.replace(from, to)), `${placeOf(at)}: found ${found}, expected ${expected}`);
  });
}

test('the good file, of which each wrong one is a change, is right', () => {
  assert.equal(refusalOf(GOOD), 'not refused');
  assert.deepEqual(parseSchema(GOOD, 's.yaml').crosses, [
    ['app', 'tags'],
    ['at', 'tags'],
  ]);
});

test('what is no mapping at all is refused', () => {
  assert.equal(refusalOf(''), ':1: found null, expected keys and values');
  assert.equal(refusalOf('a.csv\n'), ':1: found "a.csv", expected keys and values');
  assert.equal(refusalOf('- 1\n'), ':1: found a list, expected keys and values');
});

test('a directive brings back neither the truth values of YAML 1.1 nor its merge keys', () => {
  const old = (line: string) => refusalOf(`%YAML 1.1\n---\nlabel: y\n${line}\nfields: { a: count }\n`);
  assert.equal(old('trim: yes'), ':4: field "trim": found "yes", expected true or false');
  assert.equal(old('<<: { trim: true }'), `:4: field "<<": found an unknown key, expected ${TOP}`);
});

test('a pattern of too many crosses is refused', () => {
  const fields = (count: number) => Array.from({ length: count }, (_, i) => `f${i}: count`).join(', ');
  assert.equal(
    parseSchema(`label: y\nfields: { ${fields(91)} }\ncrosses: [["*", "*"]]\n`, 's.yaml').crosses.length,
    4095,
  );
  assert.equal(
    refusalOf(`label: y\nfields: { ${fields(92)} }\ncrosses: [["*", "*"]]\n`),
    ':3: field "crosses.0": found more than 4,096 crosses, expected fewer; narrow the pattern',
  );
});

test('aliases that multiply are refused, not followed', () => {
  const bomb = Array.from(
    { length: 10 },
    (_, i) =>
      `x${i}: &x${i} [${Array(9)
        .fill(i === 0 ? 'x' : `*x${i - 1}`)
        .join()}]\n`,
  );
  assert.equal(refusalOf(bomb.join('')), ': found more than 100 aliases, expected a plain schema file');
});

test('a file that is missing, a folder or no UTF-8 is refused', () => {
  const latin = here.write('latin.yaml', Buffer.from('label: gr\u00fcn\nfields: { a: count }\n', 'latin1'));
  for (const [path, found] of [
    [`${here.path}/none.yaml`, 'no such file'],
    [here.path, 'a directory'],
    [latin, 'text that is no UTF-8'],
  ]) {
    assert.throws(() => readSchemaFile(path), { message: `${path}: found ${found}, expected a schema file` });
  }
});
