/** Models for the tests of packed files: any specification, any weights. */

import * as fc from 'fast-check';
import type { FieldSpec, HashSpec } from '#dist/batch/hash-spec.js';
import type { Model, ModelHeader } from '#dist/learn/model.js';

/** A pruned model: without state, its slots and weights in blocks of `blockSize`. */
export function packableModel(
  slots: readonly number[],
  weights: readonly number[],
  hashing: HashSpec,
  { bias = -1.5, touched = slots.length, blockSize = 7 } = {},
): Model {
  const starts = Array.from({ length: Math.ceil(slots.length / blockSize) }, (_, i) => i * blockSize);
  const blocks = starts.map((start) => ({
    slots: Uint32Array.from(slots.slice(start, start + blockSize)),
    weights: Float32Array.from(weights.slice(start, start + blockSize)),
    state: null,
  }));
  const header: ModelHeader = {
    hashing,
    optimizer: { name: 'packed', columns: [], hyperparameters: {} },
    bias: { weight: bias },
    updates: 0,
    progressive: { examples: 0, positives: 0, importance: 0, positiveImportance: 0, logLoss: 0, probability: 0 },
    touched,
    nonzeros: weights.filter((weight) => Math.fround(weight) !== 0).length,
    hasState: false,
  };
  return { header, blocks: () => blocks };
}

export const CRITEO: HashSpec = {
  hash: 'murmur3',
  seed: 0,
  bits: 24,
  missing: 'ignore',
  fields: [
    ...Array.from({ length: 13 }, (_, i): FieldSpec => ({ name: `I${i + 1}`, type: 'count' })),
    ...Array.from({ length: 26 }, (_, i): FieldSpec => ({ name: `C${i + 1}`, type: 'categorical' })),
  ],
};

const missing = fc.constantFrom('ignore' as const, 'feature' as const);

const name = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('a9', 'a09', 'a99', 'a10', '9', '٣', 'a999999999', 'a9999999999', '\ufeffname', '\0'),
  fc.nat({ max: 12 }).map((i) => `C${i}`),
);

const field: fc.Arbitrary<FieldSpec> = fc.record(
  {
    name,
    type: fc.constantFrom('categorical', 'count', 'numeric', 'time', 'list', 'pairs'),
    missing,
    missingTokens: fc.array(fc.string({ unit: 'grapheme', maxLength: 4 }), { maxLength: 3 }),
    minLength: fc.integer({ min: 1, max: 255 }),
    lowerCase: fc.boolean(),
    parts: fc.array(fc.constantFrom('hour', 'weekday', 'hour_of_week'), { maxLength: 3 }),
    timeFormat: fc.constantFrom('iso', 'seconds', 'milliseconds', 'yymmddhh'),
    separator: fc.constantFrom(',', '\0', '|', 'é'),
  },
  { requiredKeys: ['name', 'type'], noNullPrototype: true },
);

/** Fields whose names count on, now and then with other options in between. */
const numbered = fc
  .tuple(fc.constantFrom('C', 'x0', '', 'long '.repeat(60)), fc.nat({ max: 12 }), fc.array(field, { maxLength: 12 }))
  .map(([stem, from, others]) =>
    others.map((other, i): FieldSpec => ({ ...(i % 4 === 3 ? other : others[0]), name: `${stem}${from + i}` })),
  );

const fields = fc
  .tuple(fc.array(field, { maxLength: 5 }), numbered, fc.array(field, { maxLength: 2 }))
  .map((parts) => parts.flat());

/** Any specification of 12 bits. */
export const specs: fc.Arbitrary<HashSpec> = fields.chain((all) =>
  fc.record(
    {
      hash: fc.constantFrom('murmur3', 'identity'),
      seed: fc.oneof(fc.constantFrom(0, 2 ** 32 - 1), fc.nat({ max: 2 ** 32 - 1 })),
      bits: fc.constant(12),
      missing,
      fields: fc.constant(all),
      crosses:
        all.length === 0
          ? fc.constant([])
          : fc.array(
              fc.array(
                fc.nat({ max: all.length - 1 }).map((i) => all[i].name),
                { minLength: 2, maxLength: 3 },
              ),
              { maxLength: 3 },
            ),
    },
    { requiredKeys: ['hash', 'seed', 'bits', 'missing', 'fields'], noNullPrototype: true },
  ),
);

const weight = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(2 ** -149, -(2 ** -127), 3.4028234663852886e38, -4, 2 ** -13, 3.99999) },
  { weight: 2, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 4, arbitrary: fc.double({ min: -1, max: 1, noNaN: true }).map(Math.fround) },
);

/** Models of any size up to 2^bits slots, without zero weights. */
export const packables: fc.Arbitrary<Model> = fc
  .tuple(fc.integer({ min: 1, max: 28 }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat({ max: 100 }))
  .chain(([bits, bias, untouched]) =>
    fc
      .uniqueArray(fc.oneof(fc.nat({ max: 2 ** bits - 1 }), fc.nat({ max: Math.min(2 ** bits - 1, 99) })), {
        maxLength: Math.min(2 ** bits, 60),
      })
      .chain((slots) =>
        fc
          .tuple(
            fc.array(
              weight.filter((w) => w !== 0),
              { minLength: slots.length, maxLength: slots.length },
            ),
          )
          .map(([weights]) =>
            packableModel(
              slots.toSorted((a, b) => a - b),
              weights,
              { ...CRITEO, bits },
              {
                bias,
                touched: Math.min(2 ** bits, slots.length + untouched),
              },
            ),
          ),
      ),
  );
