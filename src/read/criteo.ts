/** Criteo display-advertising TSV: label, I1-I13 (counts), C1-C26 (tokens), tab-separated, empty means missing. */

import type { FieldSpec } from '../batch/hash-spec.js';
import { InputError, quoted } from '../input-error.js';
import { LINES } from './framing.js';
import { type Format, type LogRecord, type RawFeature, textOf } from './record.js';

const TAB = 9;
const RETURN = 13;

const fields: readonly FieldSpec[] = [
  ...Array.from({ length: 13 }, (_, i) => ({ name: `I${i + 1}`, type: 'count' as const })),
  ...Array.from({ length: 26 }, (_, i) => ({ name: `C${i + 1}`, type: 'categorical' as const })),
];

export const criteo: Format = {
  name: 'criteo',
  spec: { name: 'criteo' },
  labelled: true,
  weighted: false,
  fields,
  crosses: [],
  framing: LINES,
  kernelReader: 'readCriteo',
  start: null,
  parse,
};

/** The same without the label, as the challenge's test set is. */
export const criteoUnlabelled: Format = {
  ...criteo,
  name: 'criteo-unlabelled',
  spec: { name: 'criteo-unlabelled' },
  labelled: false,
  kernelReader: 'readUnlabelledCriteo',
  parse: parseUnlabelled,
};

function parse(line: Uint8Array): LogRecord {
  const [label, ...tokens] = columnsOf(line, '40 (a label, 13 counts, 26 tokens; tab-separated)', 40);
  return { label: labelOf(label), importance: 1, features: tokens.map(featureOf) };
}

function parseUnlabelled(line: Uint8Array): LogRecord {
  const tokens = columnsOf(line, '39 (13 counts, 26 tokens, no label; tab-separated)', 39);
  return { label: 0, importance: 1, features: tokens.map(featureOf) };
}

function featureOf(token: Uint8Array, field: number): RawFeature {
  return { field, token, value: 1 };
}

/** The names of its columns. */
export function criteoColumns(name: 'criteo' | 'criteo-unlabelled'): string[] {
  return [...(name === 'criteo' ? ['label'] : []), ...fields.map((field) => field.name)];
}

/** What stands between tabs, but for a carriage return at the end. */
export function criteoCells(line: Uint8Array): Uint8Array[] {
  return split(line.at(-1) === RETURN ? line.subarray(0, -1) : line);
}

function columnsOf(line: Uint8Array, expected: string, count: number): Uint8Array[] {
  const columns = criteoCells(line);
  if (columns.length === count) return columns;
  throw new InputError({ found: columnsText(columns.length), expected });
}

function columnsText(count: number): string {
  return count === 1 ? '1 column' : `${count.toLocaleString('en-US')} columns`;
}

function labelOf(column: Uint8Array): 0 | 1 {
  const text = textOf(column);
  if (text === '0' || text === '1') return text === '1' ? 1 : 0;
  throw new InputError({ field: 'label', found: quoted(text), expected: '0 or 1' });
}

function split(line: Uint8Array): Uint8Array[] {
  const columns: Uint8Array[] = [];
  let start = 0;
  for (let end = line.indexOf(TAB); end >= 0; end = line.indexOf(TAB, start)) {
    columns.push(line.subarray(start, end));
    start = end + 1;
  }
  return [...columns, line.subarray(start)];
}
