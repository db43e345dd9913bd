/** svmlight / LIBSVM text: "label index:value index:value ... # comment". */

import { InputError, quoted } from '../input-error.js';
import { LINES } from './framing.js';
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

const PAIR = /^([0-9]{1,10}):([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)$/;
const utf8 = new TextEncoder();

function parse(line: Uint8Array): LogRecord | null {
  const [label, ...pairs] = textOf(line)
    .replace(/#.*$/s, '')
    .split(/[ \t\r]+/)
    .filter((word) => word !== '');
  if (label === undefined) return null;
  const named = /^qid:[0-9]*$/.test(pairs[0] ?? '') ? pairs.slice(1) : pairs;
  const features = named.map(featureOf).filter((feature) => feature.value !== 0);
  return { label: labelOf(label), importance: 1, features };
}

function labelOf(text: string): 0 | 1 {
  if (/^\+?1$/.test(text)) return 1;
  if (text === '0' || text === '-1') return 0;
  throw new InputError({ field: 'label', found: quoted(text), expected: '0 or 1 (or -1 and 1)' });
}

function featureOf(pair: string): RawFeature {
  const [, index, text] = PAIR.exec(pair) ?? [];
  const value = Math.fround(Number(text));
  if (index === undefined || !Number.isFinite(value)) {
    throw new InputError({ found: quoted(pair), expected: 'index:value, an integer and a finite number' });
  }
  return { field: 0, token: utf8.encode(index), value };
}
