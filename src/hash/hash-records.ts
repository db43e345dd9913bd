/** Records -> a batch, one feature after the other: the readable twin of the kernel's readers. */

import type { Batch } from '../batch/batch.js';
import type { FieldSpec, HashSpec } from '../batch/hash-spec.js';
import { InputError, quoted } from '../input-error.js';
import { type LogRecord, type RawFeature, textOf } from '../read/record.js';
import { countToken, parseCount } from './count.js';
import { fieldSeeds, slotMask } from './fields.js';
import { murmur3 } from './murmur3.js';

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
  const hashOf = tokenHasher(spec);
  const examples = records.map((record) => featuresOf(record, spec, hashOf));
  const offsets = new Uint32Array(records.length + 1);
  examples.forEach((features, i) => (offsets[i + 1] = offsets[i] + features.size));
  const values = Float32Array.from(examples.flatMap((features) => [...features.values()]));
  return {
    size: records.length,
    labels: Float32Array.from(records, ({ label }) => label),
    importances: null,
    offsets,
    slots: Uint32Array.from(examples.flatMap((features) => [...features.keys()])),
    values: values.every((value) => value === 1) ? null : values,
  };
}

type TokenHasher = (feature: RawFeature) => number;

/** Slot -> value in the order of first positions. */
function featuresOf({ features }: LogRecord, spec: HashSpec, slotOf: TokenHasher): Map<number, number> {
  const example = new Map<number, number>();
  for (const feature of features) {
    if (feature.token.length === 0 && spec.missing === 'ignore') continue;
    const slot = slotOf(feature);
    example.set(slot, Math.fround((example.get(slot) ?? 0) + feature.value));
  }
  return example;
}

function tokenHasher(spec: HashSpec): TokenHasher {
  const seeds = fieldSeeds(spec);
  const mask = slotMask(spec.bits);
  return ({ field, token }) =>
    spec.hash === 'identity'
      ? identitySlot(token, mask)
      : (murmur3(tokenOf(token, spec.fields[field]), seeds[field]) & mask) >>> 0;
}

/** What is hashed: the token, or for a count the token of its log bucket. */
function tokenOf(token: Uint8Array, field: FieldSpec): Uint8Array | string {
  if (field.type !== 'count' || token.length === 0) return token;
  const count = parseCount(textOf(token));
  if (count !== null) return countToken(count);
  throw new InputError({
    field: field.name,
    found: quoted(textOf(token)),
    expected: 'an integer of at most 15 digits',
  });
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
