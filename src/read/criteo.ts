/** Criteo display-advertising TSV: label, I1-I13 (counts), C1-C26 (tokens), tab-separated, empty means missing. */

import type { FieldSpec } from '../batch/hash-spec.js';
import { InputError, quoted } from '../input-error.js';
import { type Format, type LogRecord, textOf } from './record.js';

const TAB = 9;
const RETURN = 13;

const fields: readonly FieldSpec[] = [
  ...Array.from({ length: 13 }, (_, i) => ({ name: `I${i + 1}`, type: 'count' as const })),
  ...Array.from({ length: 26 }, (_, i) => ({ name: `C${i + 1}`, type: 'categorical' as const })),
];

export const criteo: Format = { name: 'criteo', fields, kernelReader: 'readCriteo', parse };

function parse(line: Uint8Array): LogRecord {
  const columns = split(line.at(-1) === RETURN ? line.subarray(0, -1) : line);
  if (columns.length !== fields.length + 1) {
    const expected = `${fields.length + 1} (a label, 13 counts, 26 tokens; tab-separated)`;
    throw new InputError({ found: columnsText(columns.length), expected });
  }
  const [label, ...tokens] = columns;
  return { label: labelOf(label), features: tokens.map((token, field) => ({ field, token, value: 1 })) };
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
