/**
 * A split rule's text -> what it says: which examples are held out of learning, and measured.
 *
 *   every:10            the 10th example, the 20th, the 30th, ...
 *   last:10%            the last tenth of all examples, rounded to the nearest number of them
 *   column:day>=6       those whose cell compares so: >= > <= < == !=
 *   hash:user:5%        those whose cell has a hash below 5% of 2^32: of one user, all or none
 *
 * Examples are counted over all inputs in their order; malformed records and blank lines are none. A column is one of the
 * input, whether learned or ignored, and its cell is the text as it stands, without quotes and, where the schema trims,
 * without spaces around it. If the value is a number, cells are compared as numbers, and a cell that is none is neither
 * above nor below nor equal: only != holds it out. Any other value is a text, which can only be == or !=. A missing cell
 * is never held out.
 */

import { InputError, quoted } from '../input-error.js';
import { float64Of } from '../read/pairs.js';

export type SplitRule = OrderRule | ColumnRule;

/** Decided by an example's place among all. */
export type OrderRule =
  | { readonly kind: 'every'; readonly count: number }
  /** @property share above 0, below 1 */
  | { readonly kind: 'last'; readonly share: number };

/** Decided by the cell of a column. Plain data: it goes to the threads that read. */
export type ColumnRule =
  | { readonly kind: 'hash'; readonly column: string; readonly share: number }
  | { readonly kind: 'text'; readonly column: string; readonly operator: '==' | '!='; readonly value: string }
  | { readonly kind: 'number'; readonly column: string; readonly operator: Operator; readonly value: number };

export type Operator = '>=' | '>' | '<=' | '<' | '==' | '!=';

const FORMS = 'every:10, last:10%, column:day>=6 (or > <= < == !=) or hash:user:5%';

/** @throws InputError for a text that is none of the rules, or a number out of its range */
export function splitRule(text: string): SplitRule {
  const rule = everyRule(text) ?? lastRule(text) ?? columnRule(text) ?? hashRule(text);
  if (rule) return rule;
  throw new InputError({ source: '--split', found: quoted(text), expected: FORMS });
}

function everyRule(text: string): OrderRule | null {
  const [, digits] = /^every:([0-9]+)$/.exec(text) ?? [];
  if (digits === undefined) return null;
  const count = Number(digits);
  if (count >= 2 && Number.isSafeInteger(count)) return { kind: 'every', count };
  throw new InputError({ source: '--split', found: quoted(text), expected: 'every: and an integer of 2 or more' });
}

function lastRule(text: string): OrderRule | null {
  const [, percent] = /^last:([^%]+)%$/.exec(text) ?? [];
  return percent === undefined ? null : { kind: 'last', share: shareOf(percent, text) };
}

function hashRule(text: string): ColumnRule | null {
  // names may have colons
  const [, column, percent] = /^hash:(.+):([^%:]+)%$/.exec(text) ?? [];
  return percent === undefined ? null : { kind: 'hash', column, share: shareOf(percent, text) };
}

function shareOf(percent: string, text: string): number {
  const share = float64Of(percent) / 100;
  if (share > 0 && share < 1) return share;
  throw new InputError({ source: '--split', found: quoted(text), expected: 'a share above 0% and below 100%' });
}

function columnRule(text: string): ColumnRule | null {
  const [, column, operator, value] = /^column:(.+?)(>=|<=|==|!=|>(?!=)|<(?!=))(.+)$/s.exec(text) ?? [];
  if (value === undefined) return null;
  const number = float64Of(value);
  if (Number.isFinite(number)) return { kind: 'number', column, operator: operator as Operator, value: number };
  if (operator === '==' || operator === '!=') return { kind: 'text', column, operator, value };
  const expected = `a number after ${operator} (a text can be == or !=)`;
  throw new InputError({ source: '--split', found: quoted(text), expected });
}
