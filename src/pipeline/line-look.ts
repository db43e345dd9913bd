/** Chunks of JSON lines -> the tallies of their keys. */

import { InputError } from '../input-error.js';
import { checkName } from '../read/column-name.js';
import { afterMark } from '../read/delimited.js';
import type { Framing } from '../read/framing.js';
import { type JsonCell, NESTED, isBlank, jsonCells } from '../read/json-record.js';
import type { CountedColumn, UnreadColumn } from '../report/column-summary.js';
import { type ColumnTally, addCell, addList, addMissing, columnTally } from '../report/column-tally.js';
import { type TableSummary, namedSummary } from '../report/table-summary.js';
import type { TableLook } from './table-look.js';

/** What was met behind a key. */
interface Key {
  readonly tally: ColumnTally;
  hasLists: boolean;
  hasNested: boolean;
}

/** More are hardly columns: keeps data as keys from taking the memory. */
const MOST_KEYS = 10_000;

const ANYTHING = { get: () => 'any' as const };

/** @param limit records that are wanted */
export function lineLook(limit: number): TableLook {
  const keys = new Map<string, Key>();
  let met = 0;
  let counted = 0;

  function take(text: Uint8Array, begin: number, end: number, framing: Framing): boolean {
    let at = met === 0 ? afterMark(text, begin, end) : begin;
    while (at < end && counted < limit) {
      const next = framing.endOfRecord(text, at, end);
      met++;
      add(text.subarray(at, (next < 0 ? end : next) - 1));
      at = next < 0 ? end : next;
    }
    return counted < limit;
  }

  function add(record: Uint8Array): void {
    if (record.every(isBlank)) return;
    try {
      for (const [name, cell] of jsonCells(record, ANYTHING)) addValue(keyOf(name), cell);
    } catch (error) {
      throw error instanceof InputError ? new InputError({ ...error.problem, record: met }) : error;
    }
    counted++;
  }

  function keyOf(name: string): Key {
    const known = keys.get(name);
    if (known !== undefined) return known;
    checkName(name);
    if (keys.size === MOST_KEYS) {
      const found = `more than ${MOST_KEYS.toLocaleString('en-US')} keys`;
      throw new InputError({ found, expected: 'the same few in all records' });
    }
    const key = { tally: columnTally(), hasLists: false, hasNested: false };
    keys.set(name, key);
    // missing in all records before
    addMissing(key.tally, counted);
    return key;
  }

  function summary(): TableSummary {
    if (counted === 0) throw new InputError({ found: 'no records', expected: 'at least one' });
    const columns = [...keys].map(([name, key]) => columnOf(name, key, counted));
    return namedSummary(columns, { format: 'jsonl', records: counted });
  }

  return { take, records: () => met, summary };
}

function addValue(key: Key, cell: JsonCell): void {
  if (cell instanceof Uint8Array) addCell(key.tally, cell);
  else {
    if (cell === NESTED) key.hasNested = true;
    else key.hasLists = true;
    addList(key.tally, cell);
  }
}

function columnOf(name: string, { tally, hasLists, hasNested }: Key, records: number): CountedColumn | UnreadColumn {
  if (hasNested) return { name, values: null, what: 'objects or arrays in arrays' };
  addMissing(tally, records - tally.cells);
  return { name, values: hasLists ? 'lists' : 'cells', tally };
}
