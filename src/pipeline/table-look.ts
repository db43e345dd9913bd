/** Chunks of a table -> its columns' tallies. */

import { InputError } from '../input-error.js';
import { type Cell, cellsOf } from '../read/cells.js';
import { afterMark } from '../read/delimited.js';
import type { Framing } from '../read/framing.js';
import { DELIMITERS, type TableFormat } from '../read/table.js';
import { type ColumnTally, addCell, columnTally } from '../report/column-tally.js';
import { type TableSummary, tableSummary } from '../report/table-summary.js';

export interface TableLook {
  /**
   * Counts the whole records at bytes [begin, end).
   *
   * @returns whether more are wanted
   * @throws InputError with the record for a malformed one
   */
  take(text: Uint8Array, begin: number, end: number, framing: Framing): boolean;
  /** Records met, a header and blank lines among them. */
  records(): number;
  /** @throws InputError if there was nothing to look at */
  summary(): TableSummary;
}

const RETURN = 13;
const SPACE = 32;

/** @param limit records that are wanted */
export function tableLook(format: TableFormat, limit: number): TableLook {
  const delimiter = DELIMITERS[format];
  let met = 0;
  let counted = 0;
  let trim: boolean | null = null;
  /** The first record, kept apart: it may be a header. */
  let first: readonly Cell[] | null = null;
  let tallies: readonly ColumnTally[] = [];

  function take(text: Uint8Array, begin: number, end: number, framing: Framing): boolean {
    let at = trim === null ? afterMark(text, begin, end) : begin;
    trim ??= startWithSpaces(text.subarray(at, end), delimiter);
    while (at < end && counted < limit) {
      const next = framing.endOfRecord(text, at, end);
      add(text.subarray(at, (next < 0 ? end : next) - 1));
      at = next < 0 ? end : next;
    }
    return counted < limit;
  }

  function add(record: Uint8Array): void {
    met++;
    if (record.length === 0 || (record.length === 1 && record[0] === RETURN)) return;
    const cells = cellsIn(record);
    if (first === null) {
      first = cells.map((cell) => cell.slice());
      tallies = first.map(columnTally);
      return;
    }
    counted++;
    cells.forEach((cell, column) => addCell(tallies[column], cell));
  }

  function cellsIn(record: Uint8Array): Cell[] {
    try {
      const cells = cellsOf(record, delimiter, trim!);
      checkColumns(cells.length, first?.length ?? null);
      return cells;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      throw new InputError({ ...error.problem, record: met });
    }
  }

  function summary(): TableSummary {
    if (first !== null) return tableSummary(first, tallies, { format, trim: trim! });
    throw new InputError({ found: 'no records', expected: 'at least one' });
  }

  return { take, records: () => met, summary };
}

/** @param expected columns of the first record; null if this is it */
function checkColumns(columns: number, expected: number | null): void {
  if (expected === null && columns === 1) {
    const advice = 'only commas (csv) and tabs (tsv) separate them; see --format';
    throw new InputError({ found: '1 column', expected: 'a label and at least one more', advice });
  }
  if (expected === null || columns === expected) return;
  const found = `${columns.toLocaleString('en-US')} ${columns === 1 ? 'column' : 'columns'}`;
  throw new InputError({ found, expected: `${expected}, as in the first record` });
}

/** Whether most delimiters have a space behind them. */
function startWithSpaces(text: Uint8Array, delimiter: number): boolean {
  let cells = 0;
  let spaces = 0;
  for (let at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, at + 1)) {
    cells++;
    if (text[at + 1] === SPACE) spaces++;
  }
  return spaces > cells / 2;
}
