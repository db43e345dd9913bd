/** fast-check's lines of Vowpal Wabbit's text: valid ones with everything that the format allows. */

import * as fc from 'fast-check';

import { bytes, decimal } from './records.js';

/** A name has neither blanks nor bars nor colons. */
const anyName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'C1', 'C26', '17', '68fd1e64', 'x'.repeat(13), 'x'.repeat(14)) },
  { weight: 2, arbitrary: bytes(20).map((text) => `${text.replace(/[ |:\r]/g, '_')}.`) },
  { weight: 1, arbitrary: fc.constantFrom('é', '\xff\xfe', "'", '^', '\r\0', 'y'.repeat(300), 'z'.repeat(2100)) },
);

const blank = fc.constantFrom(' ', ' ', ' ', ' ', '\t', '  ', ' \t ');
const end = fc.constantFrom('', '', '', ' ', '\t', '  ');
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  {
    weight: 1,
    arbitrary: fc.oneof(fc.constantFrom('1', '0', '2', '-1', '0.5', '1e-60'), decimal).map((text) => `:${text}`),
  },
);

function joined(...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((texts) => texts.join(''));
}

function many(part: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string> {
  return fc.array(part, { maxLength }).map((texts) => texts.join(''));
}

/** What stands before the first bar, with a label. */
export const head = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('1 ', '-1 ', '0 ') },
  {
    weight: 1,
    arbitrary: joined(
      fc.constantFrom('', '', ' ', '\t'),
      fc.constantFrom('1', '-1', '0', '+1', '1.0', '-1.', '0e9', '1e0', '10e-1'),
      blank,
      fc.oneof(fc.constant(''), joined(fc.constantFrom('1', '2', '0.5', '+1e1', '.25'), blank)),
      fc.oneof(fc.constant(''), fc.constantFrom("'", "'tag ", "'tag\t ", 'tag', '7')),
    ),
  },
);

/** A section as most are: a name, a space, a feature. */
const plainSection = joined(
  fc.constant('|'),
  fc.constantFrom('I1', 'C1', 'C26', 'site', 'é'),
  fc.constant(' '),
  fc.constantFrom('17', '68fd1e64', '05db9164', 'abcdefghijkl', 'abcdefghijklm', 'abcdefghijklmn', 'ü'),
  fc.constantFrom(' ', ' ', ' ', ''),
);

const anySection = joined(
  fc.constant('|'),
  fc.oneof(fc.constant(''), joined(anyName, value)),
  many(joined(blank, anyName, value), 5),
  end,
);

const lineEnd = fc.constantFrom('\n', '\n', '\r\n');
const blankLine = joined(fc.constantFrom('', ' ', '\t '), lineEnd);

/** Lines of pairs: any names, values and scales. */
export const pairsLine: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: joined(head, joined(fc.constant('|a b '), many(plainSection, 12)), lineEnd) },
  {
    weight: 4,
    arbitrary: joined(head, fc.constantFrom('|', '| '), many(fc.oneof(plainSection, anySection), 8), lineEnd),
  },
  { weight: 1, arbitrary: blankLine },
);
