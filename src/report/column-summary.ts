/** What was counted of a column -> the type that it seems to have. */

import type { TimeFormat, TimePart } from '../batch/hash-spec.js';
import type { Values } from '../read/found-columns.js';
import { type ColumnTally, SEPARATORS } from './column-tally.js';

/** A type as a schema file writes it; arrays have no separator. */
export type ColumnType =
  | { readonly type: 'categorical' | 'count' | 'numeric' | 'ignore' }
  | { readonly type: 'time'; readonly parts: readonly TimePart[]; readonly format: TimeFormat }
  | { readonly type: 'list'; readonly separator: string | null };

export interface ColumnSummary {
  readonly name: string;
  readonly type: ColumnType;
  /** Different texts that are not missing values; null of a column that is not read. */
  readonly distinct: number | null;
  /** False if that number is an estimate. */
  readonly exact: boolean;
  /** Share of missing values; null of a column that is not read. */
  readonly missing: number | null;
  /** Some of the texts, frequent ones first. */
  readonly examples: readonly string[];
  /** Why it is ignored; null for what needs no word. */
  readonly note: string | null;
}

/** A column whose values were counted. */
export interface CountedColumn {
  readonly name: string;
  readonly values: Values;
  readonly tally: ColumnTally;
}

/** A column that no field can be made of. */
export interface UnreadColumn {
  readonly name: string;
  readonly values: null;
  /** What it holds. */
  readonly what: string;
}

export function unreadSummary({ name, what }: UnreadColumn): ColumnSummary {
  const type = { type: 'ignore' } as const;
  return { name, type, distinct: null, exact: true, missing: null, examples: [], note: `${what}: not read` };
}

// columns of ids: a share of different texts, in tables of more records than that
const ID_SHARE = 0.9;
const ID_RECORDS = 1000;
const EXAMPLES = 3;

/** @param missingTokens texts that mean a missing value in all columns */
export function summaryOf(column: CountedColumn, missingTokens: readonly string[]): ColumnSummary {
  const { name, tally } = column;
  const words = [...tally.words].filter(([word]) => !missingTokens.includes(word));
  const texts = [...tally.texts, ...words].toSorted(([, a], [, b]) => b - a).map(([text]) => text);
  const present = presentIn(tally, missingTokens);
  const distinct = tally.more ? Math.min(Math.round(tally.distinct.estimate()) + words.length, present) : texts.length;
  return {
    name,
    ...typeOf(column, present, distinct),
    distinct,
    exact: !tally.more,
    missing: tally.cells === 0 ? 0 : (tally.cells - present) / tally.cells,
    examples: texts.slice(0, EXAMPLES),
  };
}

function presentIn({ cells, empty, words }: ColumnTally, missingTokens: readonly string[]): number {
  const missing = [...words].filter(([word]) => missingTokens.includes(word));
  return cells - empty - missing.reduce((sum, [, count]) => sum + count, 0);
}

type Guess = Pick<ColumnSummary, 'type' | 'note'>;

function typeOf(column: CountedColumn, present: number, distinct: number): Guess {
  const { name, tally, values } = column;
  if (name === '') return { type: { type: 'ignore' }, note: 'without a name' };
  if (present === 0) return { type: { type: 'ignore' }, note: 'always missing' };
  if (values === 'lists') return { type: { type: 'list', separator: null }, note: null };
  const time = timeOf(column, present);
  if (time !== null) return { type: time, note: null };
  // some beyond the years that a text can name
  if (values === 'moments') return { type: { type: 'categorical' }, note: null };
  const { kinds } = tally;
  // integers alone of more digits than a count has are names
  if (kinds.number === present && kinds.fraction > 0) return { type: { type: 'numeric' }, note: null };
  const separator = SEPARATORS.find((byte) => tally.lists[byte] > present / 2);
  if (separator !== undefined) return { type: { type: 'list', separator }, note: null };
  if (tally.cells > ID_RECORDS && distinct > ID_SHARE * tally.cells) {
    return { type: { type: 'ignore' }, note: 'an id? nearly every record has its own' };
  }
  const isCount = kinds.integer === present && kinds.zeros === 0 && !areNames(name, tally);
  return { type: { type: isCount ? 'count' : 'categorical' }, note: null };
}

/** What integers are called that name something and measure nothing, in their last word: `device_type`, `userId`. */
const NAME = new RegExp(
  '^(ids?|ip|app|os|device|channel|browser|site|domain|page|url|ad|adgroup|campaign|advertiser|publisher|creative|banner|' +
    'slot|zone|placement|pos|position|user|item|product|category|cate|type|code|zip|region|city|country|brand|model|' +
    'carrier|network|isp|language|gender|query|keyword|pid|cid|uid|hash|key)$',
);

/** Whether integers are names: by what the column is called, or since there are so few of them in so many records. */
function areNames(name: string, { cells, more }: ColumnTally): boolean {
  // as Avazu and Criteo call their anonymous ones
  if (/^C[0-9]+$/.test(name)) return true;
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  // each of the few has a token of its own, and examples enough
  return NAME.test(words.at(-1)!) || (cells > ID_RECORDS && !more);
}

const FORMATS = ['iso', 'seconds', 'milliseconds', 'yymmddhh'] as const;

/** What an hour may be called where 8 digits might as well be a number. */
const TIME_NAME = /hour|time|date/i;

function timeOf({ name, values, tally: { kinds } }: CountedColumn, present: number): ColumnType | null {
  const formats = values === 'moments' ? (['iso'] as const) : FORMATS;
  const format = formats.find((kind) => kinds[kind] === present);
  if (format === undefined || (format === 'yymmddhh' && !TIME_NAME.test(name))) return null;
  // a day has no hour
  const parts = kinds.date === present ? (['weekday'] as const) : (['hour', 'weekday'] as const);
  return { type: 'time', parts, format };
}
