/** What stands in a record -> the text, the tokens or the pairs of a field. */

import { placeOf, tokenAt } from './count.js';
import { bytesOf } from './murmur3.js';
import type { PackedField } from './packed-header.js';
import { timeTokens } from './time.js';

/**
 * A field's value. It is missing if it is not there, null or the empty text; a number or truth value counts as the text that
 * JavaScript has for it. A list may be an array; pairs may be an array of `token:value` or an object of values.
 */
export type Cell = Value | readonly Value[] | Readonly<Record<string, number>>;
export type Value = string | number | bigint | boolean | null | undefined;

/** @throws Error that names the field */
export function refuse(name: string, found: string | number, expected: string): never {
  throw new Error(`field "${name}": found ${JSON.stringify(`${found}`.slice(0, 40))}, expected ${expected}`);
}

/** The text of one value; of a function none: a name such as `constructor` finds one where no value is. */
export function textOf(cell: unknown, { name }: PackedField): string {
  if (typeof cell === 'object' && cell) refuse(name, 'an object', 'one value');
  return typeof cell === 'function' ? '' : `${(cell as Value) ?? ''}`;
}

export function isMissing(text: string, { missingTokens, minLength = 0 }: PackedField): boolean {
  // its bytes are never fewer than its characters
  return !text || (text.length < minLength && bytesOf(text).length < minLength) || !!missingTokens?.includes(text);
}

/** A number's text as a float32. @throws Error if it is none, or none that is finite */
export function numberOf(text: string, { name }: PackedField): number {
  const number = Math.fround(+(/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text) ? text : NaN));
  return Math.abs(number) < Infinity ? number : refuse(name, text, 'a number');
}

/**
 * The tokens of a cell, in order; none if the value is missing.
 *
 * @param field one that has tokens: not numeric, not pairs
 * @throws Error for a cell that its field cannot take
 */
export function tokensOf(cell: unknown, field: PackedField): readonly string[] {
  const { name, type, separator = ',', timeFormat = 'iso' } = field;
  const isList = type === 'list';
  const cells = isList ? (Array.isArray(cell) ? cell : textOf(cell, field).split(separator)) : [cell];
  const texts = cells.map((one) => textOf(one, field)).filter((text) => !isMissing(text, field));
  if (type === 'count') return texts.map((text) => countToken(text, name));
  if (type === 'time') {
    return texts.flatMap(
      (text) => timeTokens(text, timeFormat, field.parts) ?? refuse(name, text, `a time (${timeFormat})`),
    );
  }
  // A to Z only: what a letter's other case is depends on the language
  return field.lowerCase ? texts.map((text) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())) : texts;
}

/** Integers up to 2 as they are, negatives too. */
function countToken(text: string, name: string): string {
  const count = /^-?\d{1,15}$/.test(text) ? +text : refuse(name, text, 'an integer');
  return count < 0 ? `${count}` : tokenAt(placeOf(count));
}

/** The pairs of a cell: words `token:value`, or `token` for the value 1, with spaces between them or in an array; or an object. */
export function pairsOf(cell: unknown, field: PackedField): (readonly [token: string, value: number])[] {
  const isObject = cell && typeof cell === 'object';
  const words = isObject
    ? Object.entries(cell).map((entry) => entry.join(':'))
    : textOf(cell, field).split(' ').filter(Boolean);
  return (Array.isArray(cell) ? cell : words).map((word) => {
    const [, token, value = '1'] = /^(.*?)(?::([^:]*))?$/s.exec(textOf(word, field))!;
    return [token, numberOf(value, field)];
  });
}
