/** JSON lines (NDJSON) with a schema: one flat object a line, whose keys are the columns of the schema. */

import { InputError } from '../input-error.js';
import { MAX_SLOTS } from '../kernel/layout.js';
import { afterMark, importanceOf, isFast, labelOf } from './delimited.js';
import { LINES } from './framing.js';
import { type JsonCell, type KeyKind, isBlank, jsonCells } from './json-record.js';
import { classesOf } from './label-classes.js';
import { type Format, type LogRecord, type RawFeature, textOf } from './record.js';
import type { Schema } from './schema.js';
import type { Beginning } from './sniff.js';
import { type Classes, type JsonLinesSpec, namedTableOf } from './table.js';

export function jsonLines(spec: JsonLinesSpec): Format {
  const { name, schema, classes } = spec;
  const kinds = kindsOf(schema, classes !== null);
  const table = namedTableOf(schema, classes);
  return {
    name,
    spec,
    table,
    labelled: classes !== null,
    weighted: classes !== null && schema.importance !== null,
    fields: schema.fields,
    crosses: schema.crosses,
    framing: LINES,
    // the kernel has a cell for each key
    kernelReader: isFast(schema) && table.columns <= MAX_SLOTS ? 'readJsonLines' : null,
    start: (text, begin, end) => ({ at: afterMark(text, begin, end), records: 0 }),
    parse: (record) => parse(record, spec, kinds),
  };
}

type Kinds = ReadonlyMap<string, KeyKind>;

function kindsOf({ label, importance, fields, ignored }: Schema, labelled: boolean): Kinds {
  const learned = labelled ? 'cell' : 'ignored';
  return new Map<string, KeyKind>([
    ...ignored.map((name) => [name, 'ignored'] as const),
    ...fields.map(({ name, type }) => [name, type === 'list' ? 'list' : 'cell'] as const),
    ...[label.column, importance].flatMap((name) => (name === null ? [] : [[name, learned] as const])),
  ]);
}

function parse(record: Uint8Array, { schema, classes }: JsonLinesSpec, kinds: Kinds): LogRecord | null {
  if (record.every(isBlank)) return null;
  const cells = jsonCells(record, kinds);
  const isWeighted = classes !== null && schema.importance !== null;
  return {
    label: classes === null ? 0 : labelOf(learnedFrom(cells, classes.column, 'a label'), classes, schema),
    importance: isWeighted ? importanceOf(learnedFrom(cells, schema.importance, 'a number above 0'), schema) : 1,
    features: schema.fields.map(({ name }, field) => featureOf(field, cells.get(name))),
  };
}

/**
 * A function that finds the cell of one key, ignored or not; an empty one if the key is not there.
 *
 * @param keys all that there may be
 * @throws InputError, in that function, if the value is an array or an object
 */
export function jsonCellOf(keys: readonly string[], key: string): (record: Uint8Array) => Uint8Array {
  const kinds = new Map(keys.map((name) => [name, name === key ? 'cell' : 'ignored'] as const));
  return (record) => (jsonCells(record, kinds).get(key) as Uint8Array | undefined) ?? MISSING;
}

/** The cell of a label or an importance: a key that is not there is a missing value of any other. */
function learnedFrom(cells: ReadonlyMap<string, JsonCell>, key: string, expected: string): Uint8Array {
  const cell = cells.get(key);
  if (cell instanceof Uint8Array) return cell;
  throw new InputError({ field: key, found: 'no key of this name', expected });
}

const MISSING = new Uint8Array(0);

function featureOf(field: number, cell: JsonCell = MISSING): RawFeature {
  if (cell instanceof Uint8Array) return { field, token: cell, value: 1 };
  return { field, token: MISSING, elements: cell, value: 1 };
}

/**
 * The label's classes, where the schema leaves them open by the first records.
 *
 * @param beginning of the first input; null where nobody can look: then there must be labels
 * @returns null if there are records and none has a label
 * @throws InputError as {@link classesOf} does
 */
export function classesInLines(schema: Schema, beginning: Beginning | null): Classes | null {
  const labels = beginning === null ? [] : labelsIn(beginning.bytes, schema);
  if (labels.length > 0 && labels.every((label) => label === null)) return null;
  // an empty one is missing: it is refused when it is read
  const texts = labels.flatMap((label) => (label === null || label.length === 0 ? [] : [textOf(label)]));
  return classesOf(schema.label, texts);
}

/** The labels of the records that a beginning holds, null where there is none; the record that it cuts is malformed. */
function labelsIn(start: Uint8Array, schema: Schema): (Uint8Array | null)[] {
  const kinds = kindsOf(schema, true);
  const labels: (Uint8Array | null)[] = [];
  for (let at = afterMark(start, 0, start.length); at < start.length;) {
    const end = LINES.endOfRecord(start, at, start.length);
    const line = start.subarray(at, end < 0 ? start.length : end - 1);
    const cells = cellsOrNull(line, kinds);
    const label = cells?.get(schema.label.column);
    if (cells) labels.push(label instanceof Uint8Array ? label : null);
    at = end < 0 ? start.length : end;
  }
  return labels;
}

/** Null for malformed records and blank lines: the first are met again when they are read. */
function cellsOrNull(line: Uint8Array, kinds: Kinds): Map<string, JsonCell> | null {
  try {
    return jsonCells(line, kinds);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
