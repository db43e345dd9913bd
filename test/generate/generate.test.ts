import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { ABSENCES, FIELDS } from '#dist/generate/fields.js';
import { generateLog } from '#dist/generate/generate.js';
import { InputError } from '#dist/input-error.js';
import { recordsOf, textOf } from './logs.js';

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });
const sizes = fc.integer({ min: 1, max: 30 });

test('the first 10,000 lines are the same bytes on every machine', () => {
  const log = generateLog({ examples: 10_000 });
  const hash = createHash('sha256');
  for (const chunk of log) hash.update(chunk);
  assert.equal(hash.digest('hex'), '0b5f4bcd07f5d3974e69ed5b7f26638cfd892037c603b1a49bb886ab6fd39cff');
});

test('data/sample.tsv is what data/README.md says: the first 2,000 examples of seed 1', () => {
  const sample = readFileSync(new URL('../../../data/sample.tsv', import.meta.url), 'latin1');
  assert.equal(sample, textOf({ examples: 2000, seed: 1 }));
});

test('more examples only append to fewer', () =>
  fc.assert(
    fc.property(seeds, sizes, sizes, (seed, fewer, more) => {
      const text = textOf({ examples: fewer + more, seed });
      assert.ok(text.startsWith(textOf({ examples: fewer, seed })));
    }),
    { numRuns: 20 },
  ));

test('a log is the same however it is cut by skipping', () =>
  fc.assert(
    fc.property(seeds, sizes, sizes, fc.nat(2 ** 40), (seed, first, second, skip) => {
      const day1 = textOf({ examples: first, seed, skip });
      const day2 = textOf({ examples: second, seed, skip: skip + first });
      assert.equal(day1 + day2, textOf({ examples: first + second, seed, skip }));
    }),
    { numRuns: 20 },
  ));

test('chunks are about a megabyte of whole lines and stay as they were handed out', () => {
  const kept: Uint8Array[] = [];
  const copies: Uint8Array[] = [];
  for (const chunk of generateLog({ examples: 10_000 })) {
    kept.push(chunk);
    copies.push(chunk.slice());
    assert.equal(chunk.at(-1), 10);
  }
  assert.deepEqual(kept, copies);
  assert.ok(kept.length === 3 && kept[0].length > 1e6);
});

test('different seeds give different truths and examples', () => {
  assert.notEqual(textOf({ examples: 1, seed: 1 }), textOf({ examples: 1, seed: 2 }));
});

test('a line is a label, 13 integers and 26 tokens of 8 hexadecimal digits, any of them missing', () => {
  for (const columns of recordsOf(textOf({ examples: 3000 }))) {
    assert.equal(columns.length, 40);
    assert.match(columns[0], /^[01]$/);
    for (const integer of columns.slice(1, 14)) assert.match(integer, /^(|0|-?[1-9][0-9]{0,8})$/);
    for (const token of columns.slice(14)) assert.match(token, /^([0-9a-f]{8})?$/);
  }
});

test('fields are missing as often as they should be', () => {
  const records = recordsOf(textOf({ examples: 5000 }));
  FIELDS.forEach(({ name, absence }, field) => {
    const expected = ABSENCES[absence];
    const found = records.filter((columns) => columns[field + 1] === '').length / records.length;
    const deviation = Math.sqrt((expected * (1 - expected)) / records.length);
    assert.ok(Math.abs(found - expected) <= 5 * deviation, `${name}: ${found} is not ${expected}`);
  });
});

test('integers reach from -1 to tens of thousands', () => {
  const integers = recordsOf(textOf({ examples: 3000 })).flatMap((columns) => columns.slice(1, 14));
  const values = integers.filter((text) => text !== '').map(Number);
  assert.equal(Math.min(...values), -1);
  assert.ok(Math.max(...values) > 90_000);
});

test('the summary counts what was handed out so far', () => {
  const log = generateLog({ examples: 10_000 });
  let bytes = 0;
  let positives = 0;
  for (const chunk of log) {
    const records = recordsOf(Buffer.from(chunk).toString('latin1'));
    bytes += chunk.length;
    positives += records.filter(([label]) => label === '1').length;
    assert.equal(log.summary().bytes, bytes);
    assert.equal(log.summary().positives, positives);
  }
  assert.equal(log.summary().examples, 10_000);
});

test('a log can be iterated once', () => {
  const log = generateLog({ examples: 10 });
  assert.equal([...log].length, 1);
  assert.equal([...log].length, 0);
});

test('a log whose labels are all equal has no normalized entropy', () => {
  const log = generateLog({ examples: 1 });
  assert.equal([...log].length, 1);
  assert.equal(log.summary().bayesNormalizedEntropy, null);
});

for (const [what, options, source] of [
  ['no examples', { examples: 0 }, '--examples'],
  ['half an example', { examples: 1.5 }, '--examples'],
  ['NaN examples', { examples: NaN }, '--examples'],
  ['endless examples', { examples: Infinity }, '--examples'],
  ['a negative seed', { examples: 1, seed: -1 }, '--seed'],
  ['a seed of 33 bits', { examples: 1, seed: 2 ** 32 }, '--seed'],
  ['skipping backwards', { examples: 1, skip: -1 }, '--skip'],
] as const) {
  test(`${what} is an input error that names ${source}`, () => {
    assert.throws(
      () => generateLog(options),
      (error) => error instanceof InputError && error.problem.source === source,
    );
  });
}
