/** What was counted of the fields -> what an engineer who chooses --bits wants to know, as plain data. */

import type { HashSpec } from '../batch/hash-spec.js';
import { expectedShare, halvingBits } from '../hash/collisions.js';
import type { Sharing, TokenTable } from '../hash/token-table.js';
import { FTRL_SLOT_BYTES, MAX_BITS } from '../kernel/layout.js';
import type { FieldTallies, FieldTally } from './field-tally.js';

export interface FieldReport {
  readonly format: string;
  /** Records that were looked at: their fields are those below. */
  readonly records: number;
  /** Null where records have no labels. */
  readonly positives: number | null;
  readonly badRecords: number;
  /** Whether these are all records of the inputs. */
  readonly whole: boolean;
  readonly bits: number;
  /** In the order of the features; crosses come last. */
  readonly fields: readonly FieldLine[];
  readonly total: Omit<FieldLine, 'name' | 'type' | 'missing'>;
  /** Some numbers of bits, that of the report among them. */
  readonly choices: readonly BitsLine[];
  /** The fewest bits at which about half as many tokens of every field share a slot; null where 28 are too few. */
  readonly halvingBits: number | null;
  /** What ten times as many records would have, if tokens go on to grow as they did; null if these are all. */
  readonly tenfold: { readonly distinct: number; readonly expectedShare: number } | null;
  readonly warnings: readonly string[];
}

export interface FieldLine {
  readonly name: string;
  readonly type: FieldTally['type'];
  /** Share of records without a value. */
  readonly missing: number;
  /** Tokens that are learned from. */
  readonly tokens: number;
  /** Different ones. */
  readonly distinct: number;
  /** False if that number is an estimate, off by 1.6%. */
  readonly exact: boolean;
  /** Different tokens that are expected to share their slot with another one, of this field or of any other. */
  readonly expectedCollisions: number;
  /** Those that do; null where there are too many tokens to keep. */
  readonly collisions: number | null;
  /** Share of all tokens, equal ones too, whose slot is shared; null where it was not counted. */
  readonly sharedOccurrences: number | null;
}

export interface BitsLine {
  readonly bits: number;
  /** Of the table of weights that training keeps in memory. */
  readonly bytes: number;
  /** Share of the different tokens that are expected to share a slot. */
  readonly expectedShare: number;
  /** Share of those that do, and of all tokens; null where they were not counted. */
  readonly share: number | null;
  readonly sharedOccurrences: number | null;
}

type Given = Pick<FieldReport, 'format' | 'positives' | 'badRecords' | 'whole' | 'warnings'>;

export function fieldReport(tallies: FieldTallies, { bits }: HashSpec, given: Given): FieldReport {
  const records = tallies.records();
  const counted = countedIn(tallies, bits);
  const all = sum(counted.distinct);
  const fields = tallies.fields.map((tally, i) => fieldLine(tally, i, records, counted, expectedShare(all, bits)));
  const tenfold = Math.round(all * tallies.tenfold());
  return {
    ...{ ...given, records, bits, fields, total: totalOf(fields) },
    choices: choicesFor(bits).map((choice) => bitsLine(choice, all, fields, tallies.table())),
    halvingBits: all > 1 ? halvingBits(all, bits) : null,
    tenfold: given.whole ? null : { distinct: tenfold, expectedShare: expectedShare(tenfold, bits) },
  };
}

/** Different tokens of every field, and those that share a slot; null where they could not be kept. */
interface Counted {
  readonly distinct: ArrayLike<number> & Iterable<number>;
  readonly sharing: Sharing | null;
}

function countedIn({ fields, table: tableOf }: FieldTallies, bits: number): Counted {
  const table = tableOf();
  if (table !== null) return { distinct: table.distinct(), sharing: table.sharing(bits) };
  return { distinct: fields.map(({ distinct }) => Math.round(distinct.estimate())), sharing: null };
}

function fieldLine(
  { name, type, missing, tokens }: FieldTally,
  index: number,
  records: number,
  { distinct, sharing }: Counted,
  expected: number,
): FieldLine {
  return {
    ...{ name, type, missing: shareOf(missing, records), tokens, distinct: distinct[index], exact: sharing !== null },
    expectedCollisions: distinct[index] * expected,
    collisions: sharing && sharing.tokens[index],
    sharedOccurrences: sharing && shareOf(sharing.occurrences[index], tokens),
  };
}

function totalOf(fields: readonly FieldLine[]): FieldReport['total'] {
  const tokens = sum(fields.map((field) => field.tokens));
  const exact = fields.every((field) => field.exact);
  return {
    ...{ tokens, distinct: sum(fields.map(({ distinct }) => distinct)), exact },
    expectedCollisions: sum(fields.map(({ expectedCollisions }) => expectedCollisions)),
    collisions: exact ? sum(fields.map(({ collisions }) => collisions!)) : null,
    sharedOccurrences: exact
      ? shareOf(sum(fields.map((field) => field.sharedOccurrences! * field.tokens)), tokens)
      : null,
  };
}

/** Two fewer, three more. */
function choicesFor(bits: number): number[] {
  return [-2, -1, 0, 1, 2, 3].map((more) => bits + more).filter((choice) => choice >= 1 && choice <= MAX_BITS);
}

function bitsLine(bits: number, all: number, fields: readonly FieldLine[], table: TokenTable | null): BitsLine {
  const sharing = table?.sharing(bits) ?? null;
  const tokens = sum(fields.map((field) => field.tokens));
  return {
    ...{ bits, bytes: 2 ** bits * FTRL_SLOT_BYTES, expectedShare: expectedShare(all, bits) },
    share: sharing && shareOf(sum(sharing.tokens), all),
    sharedOccurrences: sharing && shareOf(sum(sharing.occurrences), tokens),
  };
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
