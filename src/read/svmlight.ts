/** svmlight / LIBSVM text: "label index:value index:value ... # comment". */

import { LINES } from './framing.js';
import { isFeature, labelOf, pairOf } from './pairs.js';
import { type Format, type LogRecord, type RawFeature, textOf } from './record.js';

export const svmlight: Format = {
  name: 'svmlight',
  spec: { name: 'svmlight' },
  labelled: true,
  weighted: false,
  fields: [{ name: 'features', type: 'pairs' }],
  crosses: [],
  framing: LINES,
  kernelReader: 'readSvmlight',
  start: null,
  parse,
};

const EXPECTED = 'index:value, an integer and a finite number';

function parse(line: Uint8Array): LogRecord | null {
  const [label, ...pairs] = textOf(line)
    .replace(/#.*$/s, '')
    .split(/[ \t\r]+/)
    .filter((word) => word !== '');
  if (label === undefined) return null;
  const named = /^qid:[0-9]*$/.test(pairs[0] ?? '') ? pairs.slice(1) : pairs;
  const features = named.map(featureOf).filter(isFeature);
  return { label: labelOf(label), importance: 1, features };
}

function featureOf(word: string): RawFeature | null {
  const at = word.indexOf(':');
  return pairOf(word, word.slice(0, Math.max(at, 0)), word.slice(at + 1), EXPECTED);
}
