/** What is behind a feature -> the words by which a person knows it. */

import type { FieldSpec, HashSpec } from '../batch/hash-spec.js';
import { textOf } from '../read/record.js';
import { bucketBounds } from './count.js';
import type { Behind } from './record-features.js';
import type { Token } from './tokens.js';

/** Bytes of a token that are shown: of hostile data, each may have a mebibyte. */
export const SHOWN_BYTES = 64;

/**
 * What is behind a feature as text, as it stands in the data: control characters and all.
 *
 * @param field index of the field; crosses come after the fields
 * @returns at most SHOWN_BYTES bytes of each token and `…` for the rest of it, U+FFFD for what is no UTF-8; `''` for a
 *   missing value, null for a numeric field
 */
export function textBehind(spec: HashSpec, field: number, behind: Behind): string | null {
  if (behind === null) return null;
  if (field < spec.fields.length) return tokenText(spec.fields[field], behind as Token);
  const members = membersOf(spec, field);
  return members.map((member, i) => tokenText(member, (behind as readonly Token[])[i]) || 'missing').join(' × ');
}

/**
 * The words by which a person knows a feature: `I5 in [12, 14]`, `C1: 05db9164`, `C3 missing`, `age (number)`,
 * `click_time hour 13`, `app*channel: 3 × 107`, `index 17`.
 *
 * @param text as of {@link textBehind}
 */
export function nameOf(spec: HashSpec, field: number, text: string | null): string {
  if (field >= spec.fields.length) return `${fieldName(spec, field)}: ${text}`;
  const { name, type } = spec.fields[field];
  if (text === null) return `${name} (number)`;
  if (text === '') return `${name} missing`;
  if (type === 'count') return `${name} ${text.startsWith('[') ? 'in' : '='} ${text}`;
  if (type === 'time') return `${name} ${text}`;
  if (type !== 'pairs') return `${name}: ${text}`;
  // the one field of formats whose features have no names, or have all of their name in the token
  return /^[0-9]+$/.test(text) ? `index ${text}` : text;
}

/** The name of a field or a cross. */
export function fieldName({ fields, crosses = [] }: HashSpec, field: number): string {
  return field < fields.length ? fields[field].name : crosses[field - fields.length].join('*');
}

function membersOf({ fields, crosses = [] }: HashSpec, field: number): FieldSpec[] {
  return crosses[field - fields.length].map((name) => fields.find((one) => one.name === name)!);
}

function tokenText({ type }: FieldSpec, token: Token): string {
  if (token.length === 0) return '';
  const text = shown(token);
  if (type === 'count') return countWords(text);
  return type === 'time' ? timeWords(text) : text;
}

/** `~6` is the bucket of the integers from 12 to 14. */
function countWords(token: string): string {
  if (!token.startsWith('~')) return token;
  const [low, high] = bucketBounds(Number(token.slice(1)));
  return low === high ? String(low) : `[${low}, ${high}]`;
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function timeWords(token: string): string {
  const [part, number] = token.split('=');
  return part === 'weekday' ? DAYS[Number(number) - 1] : `${part.replaceAll('_', ' ')} ${number}`;
}

function shown(token: Token): string {
  if (typeof token === 'string') return token;
  if (token.length <= SHOWN_BYTES) return textOf(token);
  let end = SHOWN_BYTES;
  // not in the middle of a character
  while (end > SHOWN_BYTES - 3 && (token[end] & 0xc0) === 0x80) end--;
  return `${textOf(token.subarray(0, end))}…`;
}
