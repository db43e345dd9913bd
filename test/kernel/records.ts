/** fast-check's lines of each format: valid ones with everything that the format allows. */

import * as fc from 'fast-check';
import type { HashSpec } from '#dist/batch/hash-spec.js';
import { COUNT_THRESHOLDS } from '#dist/hash/count-thresholds.js';
import type { Format } from '#dist/read/record.js';

/** Few bits make every example meet a slot twice. */
const bits = fc.constantFrom(1, 3, 8, 22, 28);
const missing = fc.constantFrom('ignore' as const, 'feature' as const);
const seed = fc.constantFrom(0, 42, 0x9e3779b9, 2 ** 32 - 1);

/** What a slot means, at random. */
export function specOf(format: Format, hash: fc.Arbitrary<HashSpec['hash']>): fc.Arbitrary<HashSpec> {
  const { fields, crosses } = format;
  const known = { fields, ...(crosses.length > 0 ? { crosses } : {}) };
  return fc.record({ hash, seed, bits, missing }).map((spec) => ({ ...spec, ...known }));
}

/** Bytes that are no delimiters: invalid UTF-8, NUL and carriage returns too. */
export const bytes = (maxLength: number): fc.Arbitrary<string> =>
  fc.uint8Array({ maxLength }).map((token) =>
    Buffer.from(token)
      .toString('latin1')
      .replace(/[\t\n]/g, '.'),
  );

const digits = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength, maxLength });

const threshold = fc.constantFrom(...COUNT_THRESHOLDS);

export const count: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -12, max: 1100 }).map(String) },
  { weight: 2, arbitrary: fc.constant('') },
  { weight: 2, arbitrary: fc.tuple(fc.constantFrom('', '', '-'), digits(1, 15)).map(([sign, text]) => sign + text) },
  { weight: 2, arbitrary: fc.tuple(threshold, fc.constantFrom(-1, 0, 1)).map(([at, by]) => String(at + by)) },
  { weight: 1, arbitrary: fc.constantFrom('-0', '-000', '000000000000000', '-999999999999999', '999999999999999') },
);

const token: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((n) => n.toString(16).padStart(8, '0')) },
  { weight: 2, arbitrary: fc.constant('') },
  { weight: 2, arbitrary: bytes(20) },
  { weight: 1, arbitrary: fc.constantFrom('a', '05db9164', 'münchen', '日本語', '\xff\xfe', 'x'.repeat(300)) },
);

const lineEnd = fc.constantFrom('\n', '\n', '\r\n');

/** 39 tokens after a label. */
export const criteoLine: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('0', '1'),
    fc.array(count, { minLength: 13, maxLength: 13 }),
    fc.oneof(
      fc.array(token, { minLength: 26, maxLength: 26 }),
      // as the challenge has them: every token of 8 characters, or missing
      fc.array(fc.constantFrom('', '05db9164', '68fd1e64', '80e26c9b'), { minLength: 26, maxLength: 26 }),
    ),
    lineEnd,
  )
  .map(([label, counts, tokens, end]) => [label, ...counts, ...tokens].join('\t') + end);

/** Decimal text of a float: any form that the number rules allow. */
export const decimal: fc.Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: -9, max: 9 }).map(String) },
  { weight: 3, arbitrary: fc.float({ noNaN: true, noDefaultInfinity: true }).map(String) },
  { weight: 2, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: -3e38, max: 3e38 }).map(String) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('', '-', '+'),
        fc.oneof(
          fc.tuple(digits(1, 25), fc.constantFrom('', '.')).map((part) => part.join('')),
          fc.tuple(digits(0, 25), digits(1, 25)).map((part) => part.join('.')),
        ),
        fc.oneof(
          fc.constant(''),
          fc
            .tuple(fc.constantFrom('e', 'E', 'e+', 'e-', 'E-'), fc.integer({ min: 0, max: 12 }))
            .map((part) => part.join('')),
        ),
      )
      .map((part) => part.join('')),
  },
  { weight: 1, arbitrary: fc.constantFrom('0', '-0', '0.0', '1e-400', '0e999999999', '.5', '5.', '+1', '1e0', '1.0') },
);

const space = fc.constantFrom(' ', ' ', ' ', '\t', '  ', ' \t ');
const index = fc.oneof(fc.integer({ min: 0, max: 9 }).map(String), digits(1, 10));

/** Pairs whose indices `identity` can take at any number of bits. */
export const smallIndex = fc.constantFrom('0', '1', '00', '0000000001');

export function svmlightLine(indexText: fc.Arbitrary<string> = index): fc.Arbitrary<string> {
  const pair = fc.tuple(space, indexText, fc.constant(':'), decimal).map((part) => part.join(''));
  const comment = fc.tuple(fc.constantFrom('#', ' # '), bytes(12)).map((part) => part.join(''));
  const record = fc
    .tuple(
      fc.constantFrom('', '', ' ', '\t'),
      fc.constantFrom('0', '1', '-1', '+1'),
      fc.constantFrom('', '', ' qid:3', '\tqid:12', ' qid:'),
      fc.array(pair, { maxLength: 12 }).map((pairs) => pairs.join('')),
      fc.constantFrom('', '', ' ', '\t'),
      fc.oneof(fc.constant(''), fc.constant(''), comment),
    )
    .map((part) => part.join(''));
  const none = fc.oneof(fc.constantFrom('', ' ', '\t', '#'), comment);
  return fc
    .tuple(fc.oneof({ weight: 5, arbitrary: record }, { weight: 1, arbitrary: none }), lineEnd)
    .map((part) => part.join(''));
}

export const libffmLine: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(fc.nat(40), fc.nat(9), decimal).map((parts) => parts.join(':')),
    { maxLength: 6 },
  )
  .chain((words) => fc.constantFrom('0', '1', '-1', '+1').map((label) => `${[label, ...words].join(' ')}\n`));

export const hivemallLine: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.nat(99).map(String),
      fc.tuple(fc.nat(99), decimal).map((parts) => parts.join(':')),
    ),
    { maxLength: 6 },
  )
  .chain((words) => fc.constantFrom('0', '1', '-1').map((label) => `${words.join(',')}\t${label}\n`));

/** Lines as bytes; the last one may lack its line feed. */
export function textOf(line: fc.Arbitrary<string>, maxLength = 12): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.array(line, { minLength: 1, maxLength }), fc.boolean())
    .map(([lines, cut]) => Buffer.from(cut ? lines.join('').replace(/\n$/, '') : lines.join(''), 'latin1'));
}
