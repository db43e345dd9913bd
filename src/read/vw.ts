/**
 * Vowpal Wabbit's text: "label importance 'tag|namespace:scale feature:value ... |namespace ...".
 *
 * Without a schema, every feature is a token, `namespace^feature`, with its value. With one, a namespace is a column: the
 * same records as a table and as lines of this format give the same model.
 */

import type { FieldSpec } from '../batch/hash-spec.js';
import { InputError, quoted } from '../input-error.js';
import { afterMark, isFast } from './delimited.js';
import { LINES } from './framing.js';
import { float32Of, isFeature } from './pairs.js';
import type { Format, KernelReader, LogRecord, RawFeature } from './record.js';
import type { Schema } from './schema.js';
import { type Table, type VwSpec, namedTableOf } from './table.js';
import { type VwFeature, type VwLine, type VwNamespace, placeOf, shownName, vwLine } from './vw-line.js';

const SPACE = 0x20;

export function vw(spec: VwSpec): Format {
  const { name, labelled, schema } = spec;
  const featuresOf = schema === null ? pairsOf : columnReader(schema);
  return {
    name,
    spec,
    labelled,
    weighted: labelled,
    fields: schema?.fields ?? [{ name: 'features', type: 'pairs' }],
    crosses: schema?.crosses ?? [],
    framing: LINES,
    ...(schema && { table: tableOf(schema) }),
    kernelReader: readerFor(spec),
    start: (text, begin, end) => ({ at: afterMark(text, begin, end), records: 0 }),
    parse: (record) => parse(record, labelled, featuresOf),
  };
}

function readerFor({ labelled, schema }: VwSpec): KernelReader | null {
  if (schema === null) return labelled ? 'readVw' : 'readUnlabelledVw';
  if (!isFast(schema)) return null;
  return labelled ? 'readVwColumns' : 'readUnlabelledVwColumns';
}

/** Only fields have cells: labels and importances are the line's own. Between a list's features are spaces. */
function tableOf(schema: Schema): Table {
  return { ...namedTableOf(schema, null), columns: schema.fields.length, listSeparator: SPACE };
}

type FeaturesOf = (namespaces: VwLine['namespaces']) => readonly RawFeature[];

function parse(record: Uint8Array, labelled: boolean, featuresOf: FeaturesOf): LogRecord | null {
  const text = Buffer.from(record.buffer, record.byteOffset, record.length).toString('latin1');
  const line = vwLine(text, labelled);
  return line && { label: line.label, importance: line.importance, features: featuresOf(line.namespaces) };
}

function bytesOf(latin1: string): Uint8Array {
  return Uint8Array.from(latin1, (byte) => byte.charCodeAt(0));
}

function pairsOf(namespaces: VwLine['namespaces']): RawFeature[] {
  return namespaces.flatMap((namespace) =>
    namespace.features.map((feature) => pairOf(feature, namespace)).filter(isFeature),
  );
}

/** Null for a value of 0, which is no feature. */
function pairOf(feature: VwFeature, namespace: VwNamespace): RawFeature | null {
  const value = valueOf(feature, namespace);
  const token = namespace.name === '' ? feature.name : `${namespace.name}^${feature.name}`;
  return value === 0 ? null : { field: 0, token: bytesOf(token), value };
}

/** @throws InputError if the scale makes it more than a float32 holds */
function valueOf({ name, value }: VwFeature, { name: namespace, scale }: VwNamespace): number {
  const scaled = Math.fround((value === null ? 1 : float32Of(value)) * scale);
  if (Number.isFinite(scaled)) return scaled;
  const found = `${quoted(`${shownName(name)}:${value}`)} times ${scale}`;
  throw new InputError({ ...placeOf(namespace), found, expected: 'a finite number' });
}

/** A feature of a column, and the number that it carries. */
interface Cell {
  readonly feature: VwFeature;
  readonly scale: number;
  readonly value: number;
}

function columnReader({ label, importance, fields, ignored }: Schema): FeaturesOf {
  // the line's own label and importance count: columns of these names are passed over
  const known = new Set([label.column, importance, ...ignored, ...fields.map(({ name }) => name)]);
  return (namespaces) => {
    const columns = new Map<string, Cell[]>();
    for (const namespace of namespaces) {
      const name = shownName(namespace.name);
      if (!known.has(name)) throw unknown(namespace.name);
      const cells = namespace.features.map((feature) => cellOf(feature, namespace));
      columns.set(name, [...(columns.get(name) ?? []), ...cells]);
    }
    return fields.map((field, index) => featureOf(columns.get(field.name) ?? [], field, index));
  };
}

function cellOf(feature: VwFeature, namespace: VwNamespace): Cell {
  return { feature, scale: namespace.scale, value: valueOf(feature, namespace) };
}

function unknown(namespace: string): InputError {
  const name = shownName(namespace);
  const advice = `add it to the schema, such as ${quoted(`${name}: ignore`)}`;
  const found = 'a namespace that the schema does not have';
  if (name !== '') return new InputError({ ...placeOf(namespace), found, expected: 'its type', advice });
  return new InputError({
    found: 'a namespace without a name',
    expected: 'the names of the schema',
    advice: 'name it, or read without --schema',
  });
}

const MISSING = new Uint8Array(0);

function featureOf(cells: readonly Cell[], field: FieldSpec, index: number): RawFeature {
  if (field.type === 'list') {
    return { field: index, token: MISSING, elements: cells.map((cell) => nameOf(cell, field)), value: 1 };
  }
  if (cells.length === 0) return { field: index, token: MISSING, value: 1 };
  if (cells.length > 1) {
    throw new InputError({ field: field.name, found: `${cells.length} features`, expected: 'one, or type list' });
  }
  const token = field.type === 'numeric' ? numberOf(cells[0], field) : nameOf(cells[0], field);
  return { field: index, token, value: 1 };
}

/**
 * A function that finds the cell of one namespace, known or ignored: the value of its feature, the feature's name where it
 * has none; an empty one if the namespace is not there.
 *
 * @throws InputError, in that function, if there are several features
 */
export function vwCellOf(column: string): (record: Uint8Array) => Uint8Array {
  return (record) => {
    const line = vwLine(Buffer.from(record.buffer, record.byteOffset, record.length).toString('latin1'));
    const namespaces = (line?.namespaces ?? []).filter(({ name }) => shownName(name) === column);
    const features = namespaces.flatMap((namespace) => namespace.features);
    if (features.length > 1) {
      throw new InputError({ field: column, found: `${features.length} features`, expected: 'one, for --split' });
    }
    return features.length === 0 ? MISSING : bytesOf(features[0].value ?? features[0].name);
  };
}

function nameOf({ feature, value }: Cell, { name, type }: FieldSpec): Uint8Array {
  if (value === 1) return bytesOf(feature.name);
  const found = `${quoted(shownName(feature.name))} with the value ${value}`;
  throw new InputError({ field: name, found, expected: `1 in a field of type ${type}` });
}

/** The number's text as a table has it; scaled, that of the product. A name alone is no number, not even 1. */
function numberOf({ feature, scale, value }: Cell, { name }: FieldSpec): Uint8Array {
  if (feature.value !== null) return bytesOf(scale === 1 ? feature.value : String(value));
  throw new InputError({ field: name, found: quoted(shownName(feature.name)), expected: 'name:value' });
}
