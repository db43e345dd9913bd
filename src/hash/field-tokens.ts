/** A record -> the hashed tokens of each field and cross, kept apart: what a batch of slots no longer tells. */

import type { FieldSpec, HashSpec } from '../batch/hash-spec.js';
import type { LogRecord, RawFeature } from '../read/record.js';
import { crossSeeds, fieldSeeds } from './fields.js';
import { numberOf } from './hash-records.js';
import { murmur3 } from './murmur3.js';
import { PRINT_SEED } from './token-print.js';
import { type Token, isMissing as isMissingCell, tokensOf } from './tokens.js';

/** What one field, or one cross, has in a record. */
export interface FieldTokens {
  /** Index of the field; crosses come after the fields. */
  readonly field: number;
  /** Whether there is no value. Such a field has a token nevertheless if that is a feature. */
  readonly missing: boolean;
  readonly tokens: readonly HashedToken[];
  /** Of a numeric field, what the cell says; null where there is none. */
  readonly value: number | null;
}

export interface HashedToken {
  /** uint32; its slot is this mod 2^bits, as for {@link hashRecords}. */
  readonly hash: number;
  /** uint32, independent of the hash: two tokens that agree in both are, but for one pair in 2^64, the same. */
  readonly print: number;
}

/** Names and types of fields and crosses, in the order of {@link FieldTokens.field}. */
export function fieldsOf({ fields, crosses = [] }: HashSpec): { name: string; type: FieldSpec['type'] | 'cross' }[] {
  return [
    ...fields.map(({ name, type }) => ({ name, type })),
    ...crosses.map((names) => ({ name: names.join('*'), type: 'cross' as const })),
  ];
}

/** A function that hashes one record after the other. @throws InputError for a token that its field cannot take */
export function fieldTokensOf(spec: HashSpec): (record: LogRecord) => FieldTokens[] {
  const { fields, crosses = [] } = spec;
  const seeds = fieldSeeds(spec);
  const seedsOfCrosses = crossSeeds(spec);
  const members = crosses.map((names) => names.map((name) => fields.findIndex((field) => field.name === name)));
  const hashed = tokenHasher();
  return ({ features }) => {
    const texts = new Map<number, readonly Token[]>();
    const found = features.map((feature): FieldTokens => {
      const { field: index } = feature;
      const field = fields[index];
      if (field.type === 'numeric') return numeric(feature, field, seeds[index]);
      const there = field.type === 'pairs' ? [feature.token] : tokensOf(feature.token, field, feature.elements);
      const isMissing = there.length === 0;
      const tokens = isMissing && (field.missing ?? spec.missing) === 'feature' ? [''] : there;
      if (members.length > 0) texts.set(index, tokens);
      return {
        field: index,
        missing: isMissing,
        tokens: tokens.map((token) => hashed(token, seeds[index])),
        value: null,
      };
    });
    for (const [i, indexes] of members.entries()) {
      const tokens = crossed(indexes, texts, { hash: seedsOfCrosses[i], print: PRINT_SEED });
      found.push({ field: fields.length + i, missing: tokens.length === 0, tokens, value: null });
    }
    return found;
  };
}

// log buckets and parts of times; only negative counts are more
const KEPT_TEXTS = 4096;

/** Hashes tokens by a field's seed. Texts, which come again and again, are hashed once: two thirds of the time. */
function tokenHasher(): (token: Token, seed: number) => HashedToken {
  const known = new Map<number, Map<string, HashedToken>>();
  return (token, seed) => {
    if (typeof token !== 'string') return hashedFrom(token, { hash: seed, print: PRINT_SEED });
    let texts = known.get(seed);
    if (texts === undefined) known.set(seed, (texts = new Map()));
    const earlier = texts.get(token);
    if (earlier !== undefined) return earlier;
    const hashed = hashedFrom(token, { hash: seed, print: PRINT_SEED });
    if (texts.size < KEPT_TEXTS) texts.set(token, hashed);
    return hashed;
  };
}

function hashedFrom(token: Token, { hash, print }: HashedToken): HashedToken {
  return { hash: murmur3(token, hash), print: murmur3(token, print) };
}

/** A numeric field has one token, its own slot, wherever its value is not zero. */
function numeric({ token, field: index }: RawFeature, field: FieldSpec, seed: number): FieldTokens {
  if (isMissingCell(token, field)) return { field: index, missing: true, tokens: [], value: null };
  const value = numberOf(token, field);
  return { field: index, missing: false, tokens: value === 0 ? [] : [{ hash: seed, print: PRINT_SEED }], value };
}

/** Every combination of a token of each field, hashed one after the other. */
function crossed(indexes: readonly number[], texts: ReadonlyMap<number, readonly Token[]>, seed: HashedToken) {
  return indexes.reduce(
    (before: HashedToken[], index) =>
      before.flatMap((hashed) => (texts.get(index) ?? []).map((token) => hashedFrom(token, hashed))),
    [seed],
  );
}
