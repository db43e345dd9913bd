/** Arrow or Parquet -> the tallies of its columns. */

import { InputError } from '../input-error.js';
import { RECORD_BYTES } from '../kernel/layout.js';
import { checkLength } from '../read/column-records.js';
import { elementsAt, textAt } from '../read/column-values.js';
import type { Column, ColumnBatch } from '../read/columns.js';
import { type FoundColumn, foundColumns } from '../read/found-columns.js';
import type { Input } from '../read/inputs.js';
import type { ColumnSpec } from '../read/table.js';
import type { CountedColumn, UnreadColumn } from '../report/column-summary.js';
import { type ColumnTally, addCell, addList, columnTally } from '../report/column-tally.js';
import { type TableSummary, namedSummary } from '../report/table-summary.js';
import { heeding } from './interrupted.js';

/**
 * @param limit examples that are looked at
 * @throws InputError for damaged data, and if there was nothing to look at
 */
export async function columnLook(
  input: Input,
  format: ColumnSpec['name'],
  limit: number,
  signal?: AbortSignal,
): Promise<TableSummary> {
  let columns: readonly (CountedColumn | UnreadColumn)[] = [];
  let records = 0;
  const onColumns = (found: readonly FoundColumn[]): void => void (columns = found.map(lookedAt));
  const batches = foundColumns(format, input, onColumns, signal);
  for await (const count of heeding(signal, counts())) records += count;
  if (records === 0) throw new InputError({ found: 'no records', expected: 'at least one' });
  return namedSummary(columns, { format, records });

  /** The examples of each batch, once they are counted; a breath after each column. */
  async function* counts(): AsyncGenerator<number> {
    for await (const batch of batches) {
      const count = Math.min(batch.length, limit - records);
      for (const column of columns) {
        if (column.values !== null) addColumn(column, batch, count, records);
        yield 0;
      }
      yield count;
      if (records === limit) return;
    }
  }
}

function lookedAt({ name, values, typeName }: FoundColumn): CountedColumn | UnreadColumn {
  return values === null ? { name, values, what: typeName } : { name, values, tally: columnTally() };
}

/** @param before examples of the batches before */
function addColumn({ name, values, tally }: CountedColumn, batch: ColumnBatch, count: number, before: number): void {
  const column = batch.columns.get(name)!;
  for (let i = 0; i < count; i++) {
    if (values === 'lists') addListAt(tally, column, i, name, before);
    // no token is longer: of a longer text its beginning says enough
    else addCell(tally, textAt(column, i).subarray(0, RECORD_BYTES));
  }
}

function addListAt(tally: ColumnTally, column: Column, i: number, name: string, before: number): void {
  try {
    checkLength(column, i, name);
  } catch (error) {
    throw error instanceof InputError ? new InputError({ ...error.problem, record: before + i + 1 }) : error;
  }
  addList(tally, elementsAt(column, i) ?? []);
}
