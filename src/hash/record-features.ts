/** A record -> its features, each with the field and the token behind it: what a batch of slots no longer tells. */

import type { HashSpec } from '../batch/hash-spec.js';
import { BATCH_FEATURES } from '../kernel/layout.js';
import type { LogRecord, RawFeature } from '../read/record.js';
import { bucketOf } from './count.js';
import { fieldSeeds, slotMask } from './fields.js';
import { crossesOf, numberOf, pairSlot, tooMany } from './hash-records.js';
import { murmur3 } from './murmur3.js';
import { type Token, isMissing, tokensOf } from './tokens.js';

/** What a feature was before it was hashed. */
export type Behind =
  /** Of a field; an empty one is a missing value that is a feature. */
  | Token
  /** Of a cross: one of each of its fields. */
  | readonly Token[]
  /** Of a numeric field, whose slot is its own. */
  | null;

/** The features of one record, in the order in which {@link recordHasher} merges them: a slot met twice stands twice. */
export interface RecordFeatures {
  readonly length: number;
  /** Indexes of the fields; crosses come after the fields. */
  readonly fields: readonly number[];
  readonly slots: readonly number[];
  readonly values: readonly number[];
  readonly behind: readonly Behind[];
}

/**
 * A function that takes one record after the other; its arrays are good until the next, up to `length`.
 *
 * @throws InputError, in that function, for a record that {@link recordHasher} does not take
 */
export function recordFeatures(spec: HashSpec): (record: LogRecord) => RecordFeatures {
  const seeds = fieldSeeds(spec);
  const mask = slotMask(spec.bits);
  const crosses = crossesOf(spec);
  const isCrossed = spec.fields.map((_, i) => crosses.some((cross) => cross.fields.includes(i)));
  const crossed = new Map<number, readonly Token[]>();
  const cells = spec.fields.map(() => new Map<string, KnownCell>());
  const buckets = spec.fields.map((): KnownCell[] => []);
  const found = {
    length: 0,
    fields: [] as number[],
    slots: [] as number[],
    values: [] as number[],
    behind: [] as Behind[],
  };

  function add(field: number, slot: number, value: number, behind: Behind): void {
    const at = found.length++;
    found.fields[at] = field;
    found.slots[at] = slot;
    found.values[at] = value;
    found.behind[at] = behind;
  }

  function addCell(feature: RawFeature): void {
    const { field: index, token: cell, elements } = feature;
    const field = spec.fields[index];
    const seed = seeds[index];
    if (field.type === 'pairs') return add(index, pairSlot(feature, spec, seed, mask), feature.value, cell);
    if (field.type === 'count') return addKnown(index, counted(index, cell));
    if (field.type === 'time') return addKnown(index, known(index, cell));
    const isNumeric = field.type === 'numeric';
    if (isNumeric && !isMissing(cell, field)) {
      const value = numberOf(cell, field);
      return value === 0 ? undefined : add(index, (seed & mask) >>> 0, value, null);
    }
    const tokens = orMissing(index, isNumeric ? [] : tokensOf(cell, field, elements));
    if (isCrossed[index]) crossed.set(index, tokens);
    for (const token of tokens) add(index, (murmur3(token, seed) & mask) >>> 0, 1, token);
  }

  function orMissing(index: number, tokens: readonly Token[]): readonly Token[] {
    const isFeature = tokens.length === 0 && (spec.fields[index].missing ?? spec.missing) === 'feature';
    return isFeature ? MISSING : tokens;
  }

  /** The tokens of a count or a moment, and their slots. */
  function known(index: number, cell: Uint8Array): KnownCell {
    const text = latin1(cell);
    const earlier = cells[index].get(text);
    if (earlier !== undefined) return earlier;
    const tokens = orMissing(index, tokensOf(cell, spec.fields[index]));
    const fresh = { tokens, slots: tokens.map((token) => (murmur3(token, seeds[index]) & mask) >>> 0) };
    if (cells[index].size < KEPT_CELLS) cells[index].set(text, fresh);
    return fresh;
  }

  /** The same for a count: cells of one bucket are one. */
  function counted(index: number, cell: Uint8Array): KnownCell {
    const { missingTokens, minLength = 0 } = spec.fields[index];
    const value = missingTokens === undefined && minLength === 0 ? smallCount(cell) : null;
    if (value === null) return known(index, cell);
    const place = value <= 2 ? value : 2 + bucketOf(value);
    return (buckets[index][place] ??= known(index, cell));
  }

  function addKnown(index: number, { tokens, slots }: KnownCell): void {
    if (isCrossed[index]) crossed.set(index, tokens);
    for (let i = 0; i < tokens.length; i++) add(index, slots[i], 1, tokens[i]);
  }

  /** Every combination of the tokens that were chosen with one of each field behind them. */
  function addCross(i: number, hash: number, chosen: readonly Token[]): void {
    const { fields } = crosses[i];
    if (chosen.length === fields.length) return add(spec.fields.length + i, (hash & mask) >>> 0, 1, chosen);
    for (const token of crossed.get(fields[chosen.length]) ?? []) {
      addCross(i, murmur3(token, hash), [...chosen, token]);
    }
  }

  return ({ features }) => {
    found.length = 0;
    crossed.clear();
    for (const feature of features) addCell(feature);
    for (const [i, { fields, seed }] of crosses.entries()) {
      const count = fields.reduce((product, field) => product * (crossed.get(field)?.length ?? 0), 1);
      if (count > BATCH_FEATURES) throw tooMany(count);
      addCross(i, seed, []);
    }
    checkRoom(found);
    return found;
  };
}

const MISSING: readonly Token[] = [''];

/** What became of a cell that was met before: parsing and hashing counts anew took half of the time. */
interface KnownCell {
  readonly tokens: readonly Token[];
  readonly slots: readonly number[];
}

const KEPT_CELLS = 4096;

const ZERO = 0x30;

/** An integer of 1 to 15 digits, without a sign; null for any other text, whether it is a count or not. */
function smallCount(cell: Uint8Array): number | null {
  if (cell.length === 0 || cell.length > 15) return null;
  let value = 0;
  for (let i = 0; i < cell.length; i++) {
    const digit = cell[i] - ZERO;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  return value;
}

function latin1(cell: Uint8Array): string {
  return Buffer.from(cell.buffer, cell.byteOffset, cell.length).toString('latin1');
}

/** @throws InputError for more different slots than a batch holds */
function checkRoom({ length, slots }: RecordFeatures): void {
  if (length <= BATCH_FEATURES) return;
  const { size } = new Set(slots.slice(0, length));
  if (size > BATCH_FEATURES) throw tooMany(size);
}
