/** What was counted of a table's columns -> what the table seems to be: its header, its label, its types. */

import { textOf } from '../read/record.js';
import type { ColumnSpec, JsonLinesSpec, TableFormat } from '../read/table.js';
import {
  type ColumnSummary,
  type CountedColumn,
  type UnreadColumn,
  summaryOf,
  unreadSummary,
} from './column-summary.js';
import { type ColumnTally, MISSING_WORDS, addCell, kindsOf } from './column-tally.js';

/** A format that names its columns. */
export type NamedFormat = (JsonLinesSpec | ColumnSpec)['name'];

export interface TableSummary {
  readonly format: TableFormat | NamedFormat;
  /** Records looked at, without the header. */
  readonly records: number;
  /** Whether the first record names the columns; null where the format itself does. */
  readonly header: boolean | null;
  /** Whether spaces stand around the cells. */
  readonly trim: boolean;
  readonly missingTokens: readonly string[];
  /** Null if no column has two values. */
  readonly label: LabelSummary | null;
  /** In order, the label among them. */
  readonly columns: readonly ColumnSummary[];
}

export interface LabelSummary {
  readonly column: string;
  readonly positive: string;
  readonly negative: string;
  /** Share of records with the positive value. */
  readonly rate: number;
  /** What of it is a guess; null if it is called as labels are and its values are 0 and 1 or the like. */
  readonly note: string | null;
}

/**
 * Guesses what a table is.
 *
 * @param first   cells of the first record, which the tallies do not have yet: it may be a header
 * @param tallies of the columns, one each; a first record that is none is added to them
 */
export function tableSummary(
  first: readonly Uint8Array[],
  tallies: readonly ColumnTally[],
  { format, trim }: { readonly format: TableFormat; readonly trim: boolean },
): TableSummary {
  const header = isHeader(first.map(textOf), tallies);
  if (!header) tallies.forEach((tally, column) => addCell(tally, first[column]));
  const names = header ? first.map(textOf) : tallies.map((_, column) => `c${column + 1}`);
  const columns = tallies.map((tally, i): CountedColumn => ({ name: names[i], values: 'cells', tally }));
  return { format, records: tallies[0].cells, header, trim, ...guessOf(columns) };
}

/** Guesses what columns are whose names are known. */
export function namedSummary(
  columns: readonly (CountedColumn | UnreadColumn)[],
  { format, records }: { readonly format: NamedFormat; readonly records: number },
): TableSummary {
  return { format, records, header: null, trim: false, ...guessOf(columns) };
}

function guessOf(
  columns: readonly (CountedColumn | UnreadColumn)[],
): Pick<TableSummary, 'missingTokens' | 'label' | 'columns'> {
  const label = findLabel(columns);
  const features = columns.flatMap((column) => (column === label || column.values === null ? [] : [column.tally]));
  const missingTokens = missingTokensOf(features);
  const summaries = columns.map((column) => {
    if (column.values === null) return unreadSummary(column);
    // a label is taken as it is written
    return summaryOf(column, column === label ? [] : missingTokens);
  });
  return { missingTokens, label: label && labelOf(label.name, label.tally), columns: summaries };
}

function isHeader(names: readonly string[], tallies: readonly ColumnTally[]): boolean {
  if (tallies[0].cells === 0 || new Set(names).size < names.length || !names.every(isName)) return false;
  // no name stands above numbers, whether they are there or missing
  const named = tallies.filter((_, column) => names[column] !== '');
  return named.some(isOfNumbers) || areOutside(names, tallies);
}

/** The first column of many exports, which numbers the records, has no name. */
function isName(text: string, column: number): boolean {
  const isMissing = text === '' ? column > 0 : (MISSING_WORDS as readonly string[]).includes(text);
  return !isMissing && kindsOf(text).length === 0;
}

function isOfNumbers({ cells, empty, words, kinds }: ColumnTally): boolean {
  const present = cells - empty - [...words.values()].reduce((sum, count) => sum + count, 0);
  return present > 0 && (kinds.number === present || kinds.iso === present);
}

/** Below names, which never come again, the same few texts come all the time. */
function areOutside(names: readonly string[], tallies: readonly ColumnTally[]): boolean {
  const repeating = tallies.flatMap(({ texts, words, more, cells }, column) => {
    const isRepeating = texts.size > 0 && !more && (texts.size + words.size) * 10 <= cells;
    return isRepeating ? [{ texts, name: names[column] }] : [];
  });
  return repeating.length > 0 && repeating.every(({ texts, name }) => !texts.has(name));
}

/** The words for missing values that stand beside others. A minus beside a plus is a sign. */
function missingTokensOf(tallies: readonly ColumnTally[]): string[] {
  const isMissing = (word: string, { texts, words }: ColumnTally): boolean =>
    words.has(word) && texts.size > 0 && !(word === '-' && texts.has('+'));
  return MISSING_WORDS.filter((word) => tallies.some((tally) => isMissing(word, tally)));
}

const LABEL_NAME =
  /^(label|clk|click|clicked|is_?click(ed)?|target|y|income|is_attributed|class|conversion|converted|purchased)$/i;

/** A column called like a label, else the last one, else the first, else any; of two values in any case; or null. */
function findLabel(columns: readonly (CountedColumn | UnreadColumn)[]): CountedColumn | null {
  const candidates = columns.filter(
    (column): column is CountedColumn =>
      column.values === 'cells' && column.name !== '' && valuesOf(column.tally) !== null,
  );
  const named = candidates.find(({ name }) => LABEL_NAME.test(name));
  if (named !== undefined) return named;
  const isAtEdge = (column: CountedColumn): boolean => column === columns.at(-1) || column === columns[0];
  return candidates.findLast(isAtEdge) ?? candidates.at(-1) ?? null;
}

/** The two values of a column that has exactly two and never none, the first of them the first met; or null. */
function valuesOf({ empty, more, texts, words }: ColumnTally): [string, number][] | null {
  const isSigns = texts.has('+') && words.has('-') && words.size === 1;
  const values = [...texts, ...words];
  return empty === 0 && !more && values.length === 2 && (words.size === 0 || isSigns) ? values : null;
}

/** Negative and positive. */
const KNOWN: readonly [string, string][] = [
  ['false', 'true'],
  ['no', 'yes'],
  ['f', 't'],
  ['n', 'y'],
  ['-', '+'],
];

function labelOf(column: string, tally: ColumnTally): LabelSummary {
  const [one, other] = valuesOf(tally)!;
  const isKnown = isPositive(one[0], other[0]) || isPositive(other[0], one[0]);
  const isFirst = isKnown ? isPositive(one[0], other[0]) : one[1] < other[1];
  const [[positive, count], [negative]] = isFirst ? [one, other] : [other, one];
  const notes = [
    ...(LABEL_NAME.test(column) ? [] : ['the column is a guess']),
    ...(isKnown ? [] : ['the rarer text is taken as positive']),
  ];
  return { column, positive, negative, rate: count / tally.cells, note: notes.join(', ') || null };
}

function isPositive(text: string, other: string): boolean {
  if (KNOWN.some(([no, yes]) => yes === text.toLowerCase() && no === other.toLowerCase())) return true;
  return Number(text) === 1 && other !== '' && [0, -1].includes(Number(other));
}
