/** The tokens of records, field by field -> how many there are, how many different ones, and which share a slot. */

import type { FieldSpec, HashSpec } from '../batch/hash-spec.js';
import { type DistinctCounter, distinctCounter } from '../hash/distinct.js';
import { type FieldTokens, fieldsOf } from '../hash/field-tokens.js';
import { type TokenTable, tokenTable } from '../hash/token-table.js';

export interface FieldTally {
  readonly name: string;
  readonly type: FieldSpec['type'] | 'cross';
  missing: number;
  tokens: number;
  readonly distinct: DistinctCounter;
}

export interface FieldTallies {
  readonly fields: readonly FieldTally[];
  add(record: readonly FieldTokens[]): void;
  /** Records so far. */
  records(): number;
  /** Null if there were more different tokens than it keeps. */
  table(): TokenTable | null;
  /**
   * How many different tokens ten times as many records would have, if their number goes on to grow as it did since half
   * as many records at most: as a power of theirs. 1 is none beyond these.
   *
   * Source: Heaps 1978, "Information Retrieval", 7.5.
   */
  tenfold(): number;
}

/** @param most different tokens that are counted one by one */
export function fieldTallies(spec: HashSpec, most?: number): FieldTallies {
  const fields = fieldsOf(spec).map(({ name, type }) => ({
    ...{ name, type, missing: 0, tokens: 0 },
    distinct: distinctCounter(),
  }));
  let table: TokenTable | null = tokenTable(fields.length, most);
  let records = 0;
  /** Numbers of records and of different tokens, whenever the records had doubled. */
  const marks: [number, number][] = [];

  function add(record: readonly FieldTokens[]): void {
    records++;
    for (const { field, missing, tokens } of record) {
      const tally = fields[field];
      if (missing) tally.missing++;
      tally.tokens += tokens.length;
      for (const token of tokens) {
        tally.distinct.addHash(token.hash);
        if (table?.add(field, token) === false) table = null;
      }
    }
    if (Number.isInteger(Math.log2(records))) marks.push([records, distinct()]);
  }

  function distinct(): number {
    return fields.reduce((sum, tally) => sum + tally.distinct.estimate(), 0);
  }

  function tenfold(): number {
    const [before, tokens] = marks.findLast(([mark]) => mark * 2 <= records) ?? [0, 0];
    if (tokens === 0) return 1;
    return 10 ** Math.max(0, Math.log(distinct() / tokens) / Math.log(records / before));
  }

  return { fields, add, records: () => records, table: () => table, tenfold };
}
