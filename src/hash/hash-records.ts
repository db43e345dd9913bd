/** Records -> a batch, one feature after the other: the readable twin of the kernel's readers. */

import type { Batch } from '../batch/batch.js';
import type { FieldSpec, HashSpec } from '../batch/hash-spec.js';
import { InputError, quoted } from '../input-error.js';
import { BATCH_FEATURES } from '../kernel/layout.js';
import { float32Of } from '../read/pairs.js';
import { type LogRecord, type RawFeature, textOf } from '../read/record.js';
import { crossSeeds, fieldSeeds, slotMask } from './fields.js';
import { murmur3 } from './murmur3.js';
import { type Token, isMissing, tokensOf } from './tokens.js';

/** One record, hashed. */
export interface HashedExample {
  readonly label: number;
  readonly importance: number;
  /** Slot -> value, in the order of first positions. */
  readonly features: ReadonlyMap<number, number>;
  /** Features that met their slot again and were summed. */
  readonly merged: number;
}

/**
 * Hashes records into one batch.
 *
 *   slot = murmur3(token, seed of its field) mod 2^bits
 *
 * A slot met twice in one example is one feature, at its first position, with the sum of the values.
 *
 * @throws InputError with field, found and expected for a token that its field cannot take
 */
export function hashRecords(records: readonly LogRecord[], spec: HashSpec): Batch {
  const hashed = records.map(recordHasher(spec));
  const offsets = new Uint32Array(records.length + 1);
  hashed.forEach(({ features }, i) => (offsets[i + 1] = offsets[i] + features.size));
  const values = Float32Array.from(hashed.flatMap(({ features }) => [...features.values()]));
  const importances = Float32Array.from(hashed, ({ importance }) => importance);
  return {
    size: records.length,
    labels: Float32Array.from(hashed, ({ label }) => label),
    importances: importances.every((importance) => importance === 1) ? null : importances,
    offsets,
    slots: Uint32Array.from(hashed.flatMap(({ features }) => [...features.keys()])),
    values: values.every((value) => value === 1) ? null : values,
  };
}

/** A slot and the value it carries. */
export type Feature = readonly [slot: number, value: number];

/** A function that hashes one record after the other; it throws as {@link hashRecords} does. */
export function recordHasher(spec: HashSpec): (record: LogRecord) => HashedExample {
  const seeds = fieldSeeds(spec);
  const crosses = crossesOf(spec);
  const mask = slotMask(spec.bits);
  return ({ label, importance, features }) => {
    const example = new Map<number, number>();
    let count = 0;
    const add = ([slot, value]: Feature) => {
      count++;
      example.set(slot, Math.fround((example.get(slot) ?? 0) + value));
    };
    const tokens = new Map<number, readonly Token[]>();
    for (const feature of features) featuresOf(feature, spec, seeds, mask, tokens).forEach(add);
    for (const cross of crosses) slotsOfCross(cross, tokens, mask).forEach((slot) => add([slot, 1]));
    return { label, importance, features: example, merged: count - example.size };
  };
}

/** The features of one cell; its tokens are kept for the crosses. */
export function featuresOf(
  feature: RawFeature,
  spec: HashSpec,
  seeds: Uint32Array,
  mask: number,
  tokens: Map<number, readonly Token[]>,
): Feature[] {
  const { field: index, token: cell, elements } = feature;
  const field = spec.fields[index];
  const seed = seeds[index];
  if (field.type === 'pairs') return [[pairSlot(feature, spec, seed, mask), feature.value]];
  if (field.type === 'numeric' && !isMissing(cell, field)) {
    const value = numberOf(cell, field);
    return value === 0 ? [] : [[(seed & mask) >>> 0, value]];
  }
  const found = field.type === 'numeric' ? [] : tokensOf(cell, field, elements);
  const missing = (field.missing ?? spec.missing) === 'feature' ? [''] : [];
  const hashed = found.length > 0 ? found : missing;
  tokens.set(index, hashed);
  return hashed.map((token) => [(murmur3(token, seed) & mask) >>> 0, 1]);
}

export function pairSlot({ token }: RawFeature, { hash: kind }: HashSpec, seed: number, mask: number): number {
  return kind === 'identity' ? identitySlot(token, mask) : (murmur3(token, seed) & mask) >>> 0;
}

export function numberOf(cell: Uint8Array, { name }: FieldSpec): number {
  const text = textOf(cell);
  const value = float32Of(text);
  if (Number.isFinite(value)) return value;
  throw new InputError({ field: name, found: quoted(text), expected: 'a finite number' });
}

/** A cross of a specification. */
export interface Cross {
  /** Indexes of its fields. */
  readonly fields: readonly number[];
  readonly seed: number;
}

export function crossesOf(spec: HashSpec): Cross[] {
  const seeds = crossSeeds(spec);
  return (spec.crosses ?? []).map((names, i) => ({
    fields: names.map((name) => spec.fields.findIndex((field) => field.name === name)),
    seed: seeds[i],
  }));
}

/** Every combination of a token of each field: murmur3(token b, murmur3(token a, seed of the cross)). */
function slotsOfCross({ fields, seed }: Cross, tokens: ReadonlyMap<number, readonly Token[]>, mask: number): number[] {
  const sets = fields.map((field) => tokens.get(field) ?? []);
  const count = sets.reduce((product, { length }) => product * length, 1);
  // before they take memory: three lists of a thousand elements are a billion
  if (count > BATCH_FEATURES) throw tooMany(count);
  const hashes = sets.reduce(
    (before, set) => before.flatMap((hash) => set.map((token) => murmur3(token, hash))),
    [seed],
  );
  return hashes.map((hash) => (hash & mask) >>> 0);
}

/** What a record of more features than a batch holds is. */
export function tooMany(count: number): InputError {
  const found = `${count.toLocaleString('en-US')} features`;
  return new InputError({ found, expected: `at most ${BATCH_FEATURES.toLocaleString('en-US')} in a record` });
}

function identitySlot(token: Uint8Array, mask: number): number {
  const index = Number(textOf(token));
  if (index <= mask) return index;
  throw new InputError({
    found: `index ${textOf(token)}`,
    expected: `an index below 2^${Math.log2(mask + 1)}, for --hash identity`,
    advice: 'raise --bits or use --hash murmur3',
  });
}
