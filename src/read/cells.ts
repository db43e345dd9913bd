/** A record of delimited text -> its cells, unquoted. */

import { InputError } from '../input-error.js';
import { QUOTE, closingQuote } from './quotes.js';

export type Cell = Uint8Array;

const RETURN = 13;
const SPACE = 32;

/**
 * The cells of a record: RFC 4180, where a quote may only open a cell, and a doubled quote stands for one.
 *
 * @param record without its line feed; a carriage return at its end is none of its text
 * @param trim   drops spaces around cells, not those within quotes
 * @throws InputError for a quote that is never closed, and for one where none may be
 */
export function cellsOf(record: Uint8Array, delimiter: number, trim: boolean): Cell[] {
  const text = record.at(-1) === RETURN ? record.subarray(0, -1) : record;
  const cells: Cell[] = [];
  for (let at = 0; at <= text.length;) {
    const begin = trim ? afterSpaces(text, at) : at;
    const { cell, end } = text[begin] === QUOTE ? quotedCell(text, begin, trim) : plainCell(text, at, delimiter, trim);
    if (end < text.length && text[end] !== delimiter) throw misplaced('text after a closing quote');
    cells.push(cell);
    at = end + 1;
  }
  return cells;
}

/** A cell and the place of the delimiter after it. */
interface Found {
  readonly cell: Cell;
  readonly end: number;
}

function quotedCell(text: Uint8Array, open: number, trim: boolean): Found {
  const close = closingQuote(text, open + 1, text.length);
  if (close < 0) {
    throw new InputError({ found: 'a quote that is never closed', expected: 'a quote at the end of the cell' });
  }
  return { cell: singled(text.subarray(open + 1, close)), end: trim ? afterSpaces(text, close + 1) : close + 1 };
}

function plainCell(text: Uint8Array, begin: number, delimiter: number, trim: boolean): Found {
  const next = text.subarray(begin).indexOf(delimiter);
  const end = next < 0 ? text.length : begin + next;
  const cell = text.subarray(begin, end);
  if (cell.includes(QUOTE)) throw misplaced('a quote in the middle of a cell');
  return { cell: trim ? trimmed(cell) : cell, end };
}

function misplaced(found: string): InputError {
  return new InputError({ found, expected: 'cells quoted as a whole, with "" for a quote in them' });
}

function singled(cell: Uint8Array): Cell {
  if (!cell.includes(QUOTE)) return cell;
  let afterQuote = false;
  // of each pair the second
  return cell.filter((byte) => {
    afterQuote = byte === QUOTE && !afterQuote;
    return !afterQuote;
  });
}

function afterSpaces(text: Uint8Array, at: number): number {
  while (text[at] === SPACE) at++;
  return at;
}

function trimmed(cell: Uint8Array): Cell {
  let end = cell.length;
  while (end > 0 && cell[end - 1] === SPACE) end--;
  return cell.subarray(Math.min(afterSpaces(cell, 0), end), end);
}
