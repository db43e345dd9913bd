/** Contents of models whose fields share slots, held to a slow count of each field by itself. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import type { HashSpec } from '#dist/batch/hash-spec.js';
import { fieldTokensOf, fieldsOf } from '#dist/hash/field-tokens.js';
import { recordFeatures } from '#dist/hash/record-features.js';
import type { LogRecord } from '#dist/read/record.js';
import { contentsTally } from '#dist/report/model-contents.js';
import { modelOf } from '../export/models.js';

const hashing: HashSpec = {
  ...{ hash: 'murmur3', seed: 5, bits: 4, missing: 'ignore' },
  fields: ['a', 'b', 'c'].map((name) => ({ name, type: 'categorical', missing: name === 'c' ? 'feature' : 'ignore' })),
  crosses: [['a', 'b']],
};

const records: fc.Arbitrary<LogRecord[]> = fc.array(
  fc.record({
    label: fc.constantFrom(0, 1),
    importance: fc.constantFrom(1, 0.5, 3),
    features: fc
      .array(fc.constantFrom('', 'p', 'q', 'r', 's'), { minLength: 3, maxLength: 3 })
      .map((texts) => texts.map((text, field) => ({ field, token: Buffer.from(text), value: 1 }))),
  }),
  { minLength: 1, maxLength: 12 },
);

const weights = fc.array(fc.constantFrom(0, 0, 0.5, -1.25, 2), { minLength: 16, maxLength: 16 });

const lossOf = (margin: number, label: number) => Math.log1p(Math.exp(label === 1 ? -margin : margin));

/** Mean of what a function makes of the records, by importance. */
function mean(all: readonly LogRecord[], numberOf: (record: LogRecord) => number): number {
  const total = all.reduce((sum, { importance }) => sum + importance, 0);
  return all.reduce((sum, record) => sum + record.importance * numberOf(record), 0) / total;
}

const near = (found: number, expected: number) =>
  assert.ok(Math.abs(found - expected) < 1e-12, `${found}, expected ${expected}`);

test('a slot that fields share counts for each, and goes out with the occurrences of the field that is left out', () =>
  fc.assert(
    fc.property(records, weights, (all, weightOf) => {
      const state = weightOf.map((weight, slot) => ({ slot, weight, z: 1, n: 1 })).filter(({ slot }) => slot !== 3);
      const model = modelOf(state, 5, { hashing, bias: { weight: 0.1 } });
      const [tally, featuresOf, tokensOf] = [contentsTally(model), recordFeatures(hashing), fieldTokensOf(hashing)];
      for (const record of all) tally.add(featuresOf(record), record.label, record.importance);
      const { fields, logLoss, named, records: count } = tally.contents()!;
      const weightAt = (slot: number) => (slot === 3 ? 0 : weightOf[slot]);
      const slotsIn = (record: LogRecord, wanted: (field: number) => boolean) =>
        tokensOf(record)
          .filter(({ field }) => wanted(field))
          .flatMap(({ tokens }) => tokens.map(({ hash }) => hash % 16));
      const lossWith = (wanted: (field: number) => boolean) =>
        mean(all, (record) =>
          lossOf(
            slotsIn(record, wanted).reduce((m, slot) => m + weightAt(slot), 0.1),
            record.label,
          ),
        );
      near(
        logLoss,
        lossWith(() => true),
      );
      assert.equal(count, all.length);
      const met = (field: number | null) => [
        ...new Set(all.flatMap((record) => slotsIn(record, (one) => field === null || one === field))),
      ];
      const size = (slots: readonly number[]) => slots.reduce((sum, slot) => sum + Math.abs(weightAt(slot)), 0);
      const whole = size(weightOf.map((_, slot) => slot));
      for (const [f, field] of fields.entries()) {
        const slots = met(f);
        near(field.logLossIncrease, lossWith((one) => one !== f) - logLoss);
        assert.equal(field.touched, slots.filter((slot) => slot !== 3).length);
        assert.equal(field.nonzeros, slots.filter((slot) => weightAt(slot) !== 0).length);
        near(field.weightShare, whole === 0 ? 0 : size(slots) / whole);
      }
      assert.equal(named, met(null).filter((slot) => weightAt(slot) !== 0).length);
      assert.deepEqual(
        fields.map(({ name }) => name),
        fieldsOf(hashing).map(({ name }) => name),
      );
    }),
  ));

test('without records there are no contents', () => {
  assert.equal(contentsTally(modelOf([], 4, { hashing })).contents(), null);
});
