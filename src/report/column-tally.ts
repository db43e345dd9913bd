/** The cells of one column, one after the other -> what kinds there are and how often, in bounded memory. */

import { parseCount } from '../hash/count.js';
import { type DistinctCounter, distinctCounter } from '../hash/distinct.js';
import { parseTime } from '../hash/time.js';
import { textOf } from '../read/record.js';

/** Texts that often stand for a missing value. */
export const MISSING_WORDS = ['?', 'NA', 'N/A', 'null', 'NULL', 'None', String.raw`\N`, 'NaN', '-'] as const;

/** Bytes between the elements of a list. */
export const SEPARATORS = ['|', ';', ','] as const;

const KINDS = ['integer', 'zeros', 'number', 'fraction', 'iso', 'date', 'seconds', 'milliseconds', 'yymmddhh'] as const;

/**
 * `zeros`: an integer that begins with a zero that says nothing; `fraction`: a number that is not written as an integer;
 * `date`: an ISO time without an hour.
 */
export type Kind = (typeof KINDS)[number];

export interface ColumnTally {
  /** All cells. */
  cells: number;
  empty: number;
  /** Cells that are one of {@link MISSING_WORDS}; they are not among those below. */
  readonly words: Map<string, number>;
  /** The first texts, and how often each came. */
  readonly texts: Map<string, number>;
  /** Whether there were texts beside those kept. */
  more: boolean;
  readonly distinct: DistinctCounter;
  /** How many of the texts are of a kind. */
  readonly kinds: Record<Kind, number>;
  /** How many of the texts have two elements or more between separators. */
  readonly lists: Record<(typeof SEPARATORS)[number], number>;
}

const KEPT_TEXTS = 64;
/** A longer one is no category, and 64 of them of every column may be large. */
const KEPT_LENGTH = 200;
const LIST_BYTES = 4096;

export function columnTally(): ColumnTally {
  const kinds = Object.fromEntries(KINDS.map((kind) => [kind, 0])) as ColumnTally['kinds'];
  const lists = { '|': 0, ';': 0, ',': 0 };
  const words = new Map<string, number>();
  return { cells: 0, empty: 0, words, texts: new Map(), more: false, distinct: distinctCounter(), kinds, lists };
}

export function addCell(tally: ColumnTally, cell: Uint8Array): void {
  tally.cells++;
  const text = textOf(cell);
  if (text === '') tally.empty++;
  else if ((MISSING_WORDS as readonly string[]).includes(text)) addTo(tally.words, text);
  else addText(tally, cell, text);
}

const COMMA = Uint8Array.of(0x2c);

/** Counts a list by its elements, as many of them as matter. */
export function addList(tally: ColumnTally, elements: readonly Uint8Array[]): void {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (let i = 0; i < elements.length && bytes < LIST_BYTES; i++) {
    if (i > 0) parts.push(COMMA);
    parts.push(elements[i].subarray(0, LIST_BYTES));
    bytes += elements[i].length + 1;
  }
  addCell(tally, Buffer.concat(parts));
}

/** Counts cells that are not there. */
export function addMissing(tally: ColumnTally, count: number): void {
  tally.cells += count;
  tally.empty += count;
}

function addText(tally: ColumnTally, cell: Uint8Array, text: string): void {
  tally.distinct.add(cell);
  if (tally.texts.has(text) || (tally.texts.size < KEPT_TEXTS && text.length <= KEPT_LENGTH)) addTo(tally.texts, text);
  else tally.more = true;
  for (const kind of kindsOf(text)) tally.kinds[kind]++;
  for (const separator of SEPARATORS) if (isList(text, separator)) tally.lists[separator]++;
}

function addTo(counts: Map<string, number>, text: string): void {
  counts.set(text, (counts.get(text) ?? 0) + 1);
}

const NUMBER = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/;
const YEAR_2000 = 946_684_800;
const YEAR_2040 = 2_208_988_800;

export function kindsOf(text: string): Kind[] {
  const kinds: Kind[] = [];
  if (NUMBER.test(text) && Number.isFinite(Math.fround(Number(text)))) {
    kinds.push('number', ...(/[.eE+]/.test(text) ? ['fraction' as const] : []));
  }
  const count = parseCount(text);
  if (count !== null) kinds.push('integer', ...integerKinds(text, count));
  else if (parseTime(text, 'iso') !== null) kinds.push('iso', ...(text.length === 10 ? ['date' as const] : []));
  return kinds;
}

function integerKinds(text: string, count: number): Kind[] {
  const kinds: Kind[] = [];
  if (/^-?0[0-9]/.test(text)) kinds.push('zeros');
  if (text.length === 10 && count >= YEAR_2000 && count < YEAR_2040) kinds.push('seconds');
  if (text.length === 13 && count >= YEAR_2000 * 1000 && count < YEAR_2040 * 1000) kinds.push('milliseconds');
  if (text.length === 8 && parseTime(text, 'yymmddhh') !== null) kinds.push('yymmddhh');
  return kinds;
}

/** A space after a separator is a sentence's: the elements of a list are taken as they are. */
function isList(text: string, separator: string): boolean {
  const elements = text.split(separator, 2);
  return elements.length === 2 && elements[0] !== '' && elements[1] !== '' && !elements[1].startsWith(' ');
}
