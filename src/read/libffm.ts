/** libffm text: "label field:index:value field:index:value ...", spaces or tabs between. */

import { isFeature, labelOf, pairOf } from './pairs.js';
import { type Format, type LogRecord, type RawFeature, textOf } from './record.js';
import { svmlight } from './svmlight.js';

/** The index names the feature; its field matters to field-aware models alone, and is checked and passed over. */
export const libffm: Format = {
  ...svmlight,
  name: 'libffm',
  spec: { name: 'libffm' },
  kernelReader: null,
  parse,
};

const EXPECTED = 'field:index:value, two integers and a finite number';

function parse(line: Uint8Array): LogRecord | null {
  const [label, ...words] = textOf(line)
    .split(/[ \t\r]+/)
    .filter((word) => word !== '');
  if (label === undefined) return null;
  return { label: labelOf(label), importance: 1, features: words.map(featureOf).filter(isFeature) };
}

function featureOf(word: string): RawFeature | null {
  const [field, index = '', value = '', ...more] = word.split(':');
  const isWhole = /^[0-9]{1,10}$/.test(field) && more.length === 0;
  return pairOf(word, index, isWhole ? value : '', EXPECTED);
}
