/** Records hashed before, as Hivemall's users keep them: "index[:value],index[:value],..." and a label after a tab or space. */

import { InputError } from '../input-error.js';
import { isFeature, labelOf, pairOf } from './pairs.js';
import { type Format, type LogRecord, type RawFeature, textOf } from './record.js';
import { svmlight } from './svmlight.js';

/** Features are those of svmlight: with `--hash identity` the indexes are the slots. Hivemall's own bias, index 0, is one. */
export const hivemall: Format = {
  ...svmlight,
  name: 'hivemall',
  spec: { name: 'hivemall' },
  kernelReader: null,
  parse,
};

const EXPECTED = 'index or index:value, an integer and a finite number';

function parse(line: Uint8Array): LogRecord | null {
  const text = textOf(line).replace(/\r$/, '');
  if (text === '') return null;
  const columns = text.split(/[ \t]/);
  if (columns.length !== 2) {
    const found = columns.length === 1 ? '1 column' : `${columns.length} columns`;
    throw new InputError({ found, expected: '2 (features, label)' });
  }
  const [list, label] = columns;
  const words = list === '' ? [] : list.split(',');
  return { label: labelOf(label), importance: 1, features: words.map(featureOf).filter(isFeature) };
}

function featureOf(word: string): RawFeature | null {
  const at = word.indexOf(':');
  return at < 0 ? pairOf(word, word, '1', EXPECTED) : pairOf(word, word.slice(0, at), word.slice(at + 1), EXPECTED);
}
