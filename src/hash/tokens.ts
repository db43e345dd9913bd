/** A field's cell -> the tokens that are hashed under the field's seed. */

import type { FieldSpec } from '../batch/hash-spec.js';
import { InputError, quoted } from '../input-error.js';
import { textOf } from '../read/record.js';
import { countToken, parseCount } from './count.js';
import { parseTime, timeToken } from './time.js';

export type Token = Uint8Array | string;

/** How moments of a format are written, in an error's words. */
const TIMES = {
  iso: 'a time like 2026-11-24 08:44:43, UTC',
  seconds: 'seconds since 1970, an integer',
  milliseconds: 'milliseconds since 1970, an integer',
  yymmddhh: 'a time like 14102100 (year, month, day, hour)',
} as const;

/**
 * The tokens of a cell, in order; none if the value is missing.
 *
 * @param field    one that has tokens: not numeric, not pairs
 * @param elements of a list that needs no splitting
 * @throws InputError with field, found and expected for a cell that its field cannot take
 */
export function tokensOf(cell: Uint8Array, field: FieldSpec, elements?: readonly Uint8Array[]): readonly Token[] {
  if (field.type === 'list') return listTokens(elements ?? split(cell, field.separator), field);
  if (isMissing(cell, field)) return [];
  if (field.type === 'count') return [countTokenOf(cell, field)];
  if (field.type === 'time') return timeTokens(cell, field);
  return [field.lowerCase ? lowerCased(cell) : cell];
}

/** Whether a cell stands for nothing: empty, a missing token, or shorter than the field wants. */
export function isMissing(cell: Uint8Array, { missingTokens = [], minLength = 0 }: FieldSpec): boolean {
  if (cell.length === 0 || cell.length < minLength) return true;
  return missingTokens.some((text) => Buffer.from(text).equals(cell));
}

function listTokens(elements: readonly Uint8Array[], field: FieldSpec): Token[] {
  return elements
    .filter((element) => !isMissing(element, field))
    .map((element) => (field.lowerCase ? lowerCased(element) : element));
}

function split(cell: Uint8Array, separatorText = ','): Uint8Array[] {
  const elements: Uint8Array[] = [];
  const separator = separatorText.charCodeAt(0);
  let start = 0;
  for (let end = cell.indexOf(separator); end >= 0; end = cell.indexOf(separator, start)) {
    elements.push(cell.subarray(start, end));
    start = end + 1;
  }
  elements.push(cell.subarray(start));
  return elements;
}

function countTokenOf(cell: Uint8Array, { name }: FieldSpec): string {
  const count = parseCount(textOf(cell));
  if (count !== null) return countToken(count);
  throw new InputError({ field: name, found: quoted(textOf(cell)), expected: 'an integer of at most 15 digits' });
}

function timeTokens(cell: Uint8Array, { name, parts = [], timeFormat = 'iso' }: FieldSpec): string[] {
  const time = parseTime(textOf(cell), timeFormat);
  if (time !== null) return parts.map((part) => timeToken(time, part));
  throw new InputError({ field: name, found: quoted(textOf(cell)), expected: TIMES[timeFormat] });
}

/** A to Z only: what a letter's other case is depends on the language and on the Unicode version. */
function lowerCased(token: Uint8Array): Uint8Array {
  return token.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));
}
