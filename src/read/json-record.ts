/**
 * A line of JSON -> the cells of its keys.
 *
 * JSON.parse will not do: of two equal keys it silently takes the last, and integers above 2^53 lose their digits.
 */

import { InputError, quoted } from '../input-error.js';
import { textOf } from './record.js';

/** What may stand behind a key: one value, an array of them too, or anything, which is taken or passed over. */
export type KeyKind = 'cell' | 'list' | 'any' | 'ignored';

/** A value as text, or the elements of an array. */
export type JsonCell = Uint8Array | readonly Uint8Array[];

/** Stands for an object, or an array with arrays or objects in it, where anything may be. */
export const NESTED: JsonCell = [];

type Kinds = Pick<ReadonlyMap<string, KeyKind>, 'get'>;

/** Where the scanner stands, and behind which key. */
interface Cursor {
  readonly text: Uint8Array;
  at: number;
  key: string | undefined;
}

const [QUOTE, COMMA, COLON, BACKSLASH] = [0x22, 0x2c, 0x3a, 0x5c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const [TAB, RETURN, SPACE, LETTER_U] = [0x09, 0x0d, 0x20, 0x75];
const MAX_DEPTH = 64;
const EMPTY = new Uint8Array(0);

/**
 * The cells of a record, which is one flat object: strings unescaped, numbers digit by digit as they are written, `true`
 * and `false` as these words, null as an empty cell. Bytes that are no UTF-8 stay what they are. Strict: RFC 8259.
 *
 * @param record without its line feed, not blank
 * @param kinds  of all keys that there may be
 * @returns a cell for each key that is there, in their order; an empty one where the key is ignored, {@link NESTED} for
 *   what is nested where anything may be
 * @throws InputError for malformed JSON, a key that is there twice or in no schema, and a value that its key cannot have
 */
export function jsonCells(record: Uint8Array, kinds: Kinds): Map<string, JsonCell> {
  const cursor: Cursor = { text: record, at: 0, key: undefined };
  const cells = new Map<string, JsonCell>();
  pass(cursor, OPEN_OBJECT, 'an object in braces');
  if (next(cursor) === CLOSE_OBJECT) cursor.at++;
  else {
    do readMember(cursor, kinds, cells);
    while (passed(cursor, COMMA));
    pass(cursor, CLOSE_OBJECT, '"," or "}"');
  }
  if (next(cursor) !== undefined) throw unexpected(cursor, 'one object a line');
  return cells;
}

function readMember(cursor: Cursor, kinds: Kinds, cells: Map<string, JsonCell>): void {
  const key = textOf(readKey(cursor));
  const kind = kinds.get(key);
  if (kind === undefined) throw unknown(key);
  if (cells.has(key)) throw new InputError({ field: key, found: 'two keys of this name', expected: 'one' });
  cursor.key = key;
  cells.set(key, readCell(cursor, kind));
  cursor.key = undefined;
}

function unknown(key: string): InputError {
  return new InputError({
    field: key.slice(0, 40),
    found: 'a key that the schema does not have',
    expected: 'its type',
    advice: `add it to the schema, such as ${quoted(`${key}: ignore`)}`,
  });
}

/** A key and the colon behind it. */
function readKey(cursor: Cursor): Uint8Array {
  if (next(cursor) !== QUOTE) throw unexpected(cursor, 'a key in quotes');
  const key = readString(cursor);
  pass(cursor, COLON, '":"');
  return key;
}

function readCell(cursor: Cursor, kind: KeyKind): JsonCell {
  if (kind === 'ignored') return skipValue(cursor);
  if (kind === 'any') return readAny(cursor);
  const isList = kind === 'list';
  return isList && next(cursor) === OPEN_ARRAY
    ? readElements(cursor)
    : readScalar(cursor, isList ? 'a text or an array of texts' : 'one value, or "ignore" in the schema');
}

function readAny(cursor: Cursor): JsonCell {
  const byte = next(cursor);
  if (byte !== OPEN_ARRAY && byte !== OPEN_OBJECT) return readScalar(cursor, '');
  const { at } = cursor;
  // so that what is malformed is told from what is nested
  skipValue(cursor);
  const { text, at: end } = cursor;
  return byte === OPEN_OBJECT ? NESTED : flatElements({ text: text.subarray(0, end), at, key: undefined });
}

/** The elements of a well-formed array. */
function flatElements(cursor: Cursor): JsonCell {
  const elements: Uint8Array[] = [];
  do {
    cursor.at++;
    const byte = next(cursor);
    if (byte === CLOSE_ARRAY) return elements;
    if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) return NESTED;
    elements.push(readScalar(cursor, ''));
  } while (next(cursor) === COMMA);
  return elements;
}

function readElements(cursor: Cursor): Uint8Array[] {
  const elements: Uint8Array[] = [];
  cursor.at++;
  if (passed(cursor, CLOSE_ARRAY)) return elements;
  do elements.push(readScalar(cursor, 'texts and numbers in the array'));
  while (passed(cursor, COMMA));
  pass(cursor, CLOSE_ARRAY, '"," or "]"');
  return elements;
}

/** @param expected what is expected instead of an array or an object */
function readScalar(cursor: Cursor, expected: string): Uint8Array {
  const byte = next(cursor);
  if (byte === QUOTE) return readString(cursor);
  if (byte !== OPEN_ARRAY && byte !== OPEN_OBJECT) return readWord(cursor);
  throw new InputError({ ...place(cursor), found: byte === OPEN_ARRAY ? 'an array' : 'an object', expected });
}

// RFC 8259: no plus sign, no leading zeros, digits on both sides of the point
const WORD = /^(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)$/;

/** A number, true, false or null. */
function readWord(cursor: Cursor): Uint8Array {
  const { text, at: begin } = cursor;
  let end = begin;
  while (end < text.length && !endsWord(text[end])) end++;
  const word = text.subarray(begin, end);
  if (word.length === 0) throw unexpected(cursor, 'a value');
  const written = textOf(word);
  if (!WORD.test(written)) {
    throw new InputError({
      ...place(cursor),
      found: quoted(written),
      expected: 'a text in quotes, a number, true, false or null',
    });
  }
  cursor.at = end;
  return written === 'null' ? EMPTY : word;
}

function endsWord(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || byte === QUOTE || isBlank(byte);
}

/** Passes a value of any kind. No recursion: the depth of foreign data must not be that of our stack. */
function skipValue(cursor: Cursor): Uint8Array {
  const closers: number[] = [];
  do {
    const byte = next(cursor);
    if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      open(cursor, closers);
      if (next(cursor) !== closers.at(-1)) {
        if (byte === OPEN_OBJECT) readKey(cursor);
        continue;
      }
    } else readScalar(cursor, '');
    closeAll(cursor, closers);
  } while (closers.length > 0);
  return EMPTY;
}

function open(cursor: Cursor, closers: number[]): void {
  if (closers.length === MAX_DEPTH) {
    const found = `more than ${MAX_DEPTH} arrays and objects in each other`;
    throw new InputError({ ...place(cursor), found, expected: `at most ${MAX_DEPTH}` });
  }
  closers.push(cursor.text[cursor.at++] === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY);
}

/** After a value: closes what ends here, and passes the comma before the next value. */
function closeAll(cursor: Cursor, closers: number[]): void {
  while (closers.length > 0 && passed(cursor, closers.at(-1)!)) closers.pop();
  if (closers.length === 0) return;
  const inObject = closers.at(-1) === CLOSE_OBJECT;
  pass(cursor, COMMA, inObject ? '"," or "}"' : '"," or "]"');
  if (inObject) readKey(cursor);
}

/** A string in its quotes, unescaped. */
function readString(cursor: Cursor): Uint8Array {
  const { text } = cursor;
  const begin = cursor.at + 1;
  let isPlain = true;
  let end = begin;
  for (; text[end] !== QUOTE; end++) {
    if (end >= text.length || text[end] < SPACE) {
      cursor.at = end;
      throw unexpected(
        cursor,
        end < text.length ? 'an escape for a control character' : 'a quote at the end of the text',
      );
    }
    if (text[end] !== BACKSLASH) continue;
    isPlain = false;
    end++;
  }
  cursor.at = end + 1;
  return isPlain ? text.subarray(begin, end) : unescaped(text.subarray(begin, end), cursor);
}

const ESCAPES = new Map(
  Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }).map(
    ([letter, meant]) => [letter.charCodeAt(0), meant.charCodeAt(0)],
  ),
);
const utf8 = new TextEncoder();

function unescaped(text: Uint8Array, cursor: Cursor): Uint8Array {
  // an escape is never shorter than the UTF-8 of what it stands for
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length;) {
    if (text[at] !== BACKSLASH) bytes[length++] = text[at++];
    else if (text[at + 1] === LETTER_U) {
      const character = characterAt(text, at, cursor);
      length += utf8.encodeInto(character, bytes.subarray(length)).written;
      at += 6 * character.length;
    } else {
      bytes[length++] = ESCAPES.get(text[at + 1]) ?? refuseEscape(text, at, 2, cursor);
      at += 2;
    }
  }
  return bytes.subarray(0, length);
}

/** The character of an escape, \u00e9, or of two that are a pair of surrogates. */
function characterAt(text: Uint8Array, at: number, cursor: Cursor): string {
  const first = unitAt(text, at);
  if (first === null) return refuseEscape(text, at, 6, cursor);
  const isHigh = first >= 0xd800 && first < 0xdc00;
  const second = isHigh ? unitAt(text, at + 6) : null;
  const character = String.fromCharCode(...(second === null ? [first] : [first, second]));
  return /\p{Surrogate}/u.test(character) ? refuseEscape(text, at, 6, cursor) : character;
}

/** The number of an escape with four hexadecimal digits; null if there is none. */
function unitAt(text: Uint8Array, at: number): number | null {
  const escape = /^\\u([0-9a-fA-F]{4})$/.exec(textOf(text.subarray(at, at + 6)));
  return escape && parseInt(escape[1], 16);
}

function refuseEscape(text: Uint8Array, at: number, length: number, cursor: Cursor): never {
  const found = quoted(textOf(text.subarray(at, at + length)));
  throw new InputError({ ...place(cursor), found, expected: 'an escape of JSON, surrogates in pairs' });
}

/** The first byte that is not blank; the cursor moves there. */
function next(cursor: Cursor): number | undefined {
  while (isBlank(cursor.text[cursor.at])) cursor.at++;
  return cursor.text[cursor.at];
}

export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === RETURN;
}

function passed(cursor: Cursor, byte: number): boolean {
  const isNext = next(cursor) === byte;
  if (isNext) cursor.at++;
  return isNext;
}

function pass(cursor: Cursor, byte: number, expected: string): void {
  if (!passed(cursor, byte)) throw unexpected(cursor, expected);
}

function unexpected(cursor: Cursor, expected: string): InputError {
  const { text, at } = cursor;
  const [character] = textOf(text.subarray(at, at + 4));
  const found = at < text.length ? `${quoted(character)} at byte ${at + 1}` : 'the end of the record';
  return new InputError({ ...place(cursor), found, expected });
}

function place({ key }: Cursor): { field?: string } {
  return key === undefined ? {} : { field: key };
}
