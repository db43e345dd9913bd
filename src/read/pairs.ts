/** What formats of index:value pairs share: labels, indexes, values. */

import { InputError, quoted } from '../input-error.js';
import type { RawFeature } from './record.js';

const VALUE = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;
const INDEX = /^[0-9]{1,10}$/;
const utf8 = new TextEncoder();

/** NaN for what is no finite float32, written in decimal digits. */
export function float32Of(text: string): number {
  const number = VALUE.test(text) ? Math.fround(Number(text)) : NaN;
  return Number.isFinite(number) ? number : NaN;
}

/** The same as float64: NaN for what is not written in decimal digits; too large a number is infinite. */
export function float64Of(text: string): number {
  return VALUE.test(text) ? Number(text) : NaN;
}

/** @throws InputError for anything but 0, 1, -1 and +1 */
export function labelOf(text: string): 0 | 1 {
  if (/^\+?1$/.test(text)) return 1;
  if (text === '0' || text === '-1') return 0;
  throw new InputError({ field: 'label', found: quoted(text), expected: '0 or 1 (or -1 and 1)' });
}

/**
 * A feature of an index and a value; null for a value of 0, which is no feature, whatever its index.
 *
 * @param word     as it stands in the record, for the error
 * @param expected the form of such a word
 * @throws InputError if the index is no integer of at most 10 digits or the value no finite float32
 */
export function pairOf(word: string, index: string, value: string, expected: string): RawFeature | null {
  const number = float32Of(value);
  if (!INDEX.test(index) || Number.isNaN(number)) throw new InputError({ found: quoted(word), expected });
  return number === 0 ? null : { field: 0, token: utf8.encode(index), value: number };
}

export function isFeature(feature: RawFeature | null): feature is RawFeature {
  return feature !== null;
}
