/** A schema file (YAML) -> what the columns of a table mean, every choice written out. */

import type { z } from 'zod';

import type { FieldSpec } from '../batch/hash-spec.js';
import { InputError, quoted } from '../input-error.js';
import { didYouMean } from '../nearest.js';
import { type YamlFile, parseYaml, readYamlText } from '../yaml-file.js';
import { isName } from './column-name.js';
import { crossesOf } from './schema-crosses.js';
import { type FieldShape, fieldShape, schemaShape } from './schema-shape.js';
import type { LabelSpec, Schema } from './schema.js';

type SchemaYaml = YamlFile<z.output<typeof schemaShape>>;

/**
 * @throws InputError with file, line and key for a file that is missing, no YAML, or no schema
 */
export function readSchemaFile(path: string, labels: Labels = 'required'): Schema {
  return parseSchema(readYamlText(path, 'schema file'), path, labels);
}

/** Whether a list of columns must have those of label and importance. */
type Labels = 'required' | 'ignored';

/**
 * Reads the text of a schema file.
 *
 * @param source the file's name, for the error line
 * @param labels whether a list of columns must have those of label and importance: not to predict
 * @throws InputError with file, line and key for what is no YAML, unknown and missing keys, wrong types, and columns that
 *   do not fit each other
 */
export function parseSchema(text: string, source: string, labels: Labels = 'required'): Schema {
  const file = parseYaml(text, source, schemaShape, 'schema file');
  const { header, importance, trim = false, crosses = [] } = file.content;
  // not from the content: an object has `7` before `a`, and zod drops `__proto__`
  const names = file.keysOf(['fields']);
  const fields = names.map((name) => fieldOf(name, file));
  const schema = {
    label: labelOf(file),
    header: Array.isArray(header) ? differentTexts(['header'], file) : (true as const),
    importance: importance === undefined ? null : file.textOf(['importance']),
    trim,
    fields: fields.filter((field) => field !== null),
    ignored: names.filter((_, i) => fields[i] === null),
  };
  checkColumns(schema, file, labels);
  return { ...schema, crosses: crossesOf(file, crosses.length, schema.fields) };
}

function labelOf(file: SchemaYaml): LabelSpec {
  const { label } = file.content;
  if (typeof label !== 'object') return { column: file.textOf(['label']), positive: ['1'], negative: ['0'] };
  const positive = label.positive === undefined ? null : differentTexts(['label', 'positive'], file);
  const negative = label.negative === undefined ? null : differentTexts(['label', 'negative'], file);
  const classes = { positive: positive ?? ['1'], negative: negative ?? (positive === null ? ['0'] : null) };
  const both = classes.negative?.find((text) => classes.positive.includes(text));
  if (both !== undefined) {
    const at = file.placeOf(['label', negative === null ? 'positive' : 'negative']);
    throw new InputError({ ...at, found: quoted(both), expected: 'texts of one class only' });
  }
  return { column: file.textOf(['label', 'column']), ...classes };
}

/** A field's specification, the file's defaults in it; null if it is ignored. Keys that are not needed are not there. */
function fieldOf(name: string, file: SchemaYaml): FieldSpec | null {
  const keys = ['fields', name];
  const shape = file.part(keys, fieldShape);
  const options: Exclude<FieldShape, string> = typeof shape === 'string' ? { type: shape } : shape;
  if (options.type === 'ignore') return null;
  const missing = options.missing ?? file.content.missing;
  const missingTokens = differentTexts([...(options.missing_tokens ? keys : []), 'missing_tokens'], file);
  return {
    name,
    type: options.type,
    ...(missing !== undefined && { missing }),
    // an empty list is there to say that the file's default does not hold for this field
    ...(missingTokens.length > 0 && { missingTokens }),
    ...('min_length' in options && { minLength: options.min_length }),
    ...('lower_case' in options && { lowerCase: options.lower_case }),
    ...typeOptions(options, keys, file),
  };
}

/** What only fields of one type have, defaults written out. */
function typeOptions(options: Exclude<FieldShape, string>, keys: readonly string[], file: SchemaYaml) {
  if (options.type === 'list') return { separator: options.separator ?? ',' };
  if (options.type !== 'time') return {};
  if (options.parts) differentTexts([...keys, 'parts'], file);
  return { parts: options.parts ?? (['hour', 'weekday'] as const), timeFormat: options.format ?? ('iso' as const) };
}

/** The texts of a list, or one alone, or none. */
function differentTexts(keys: readonly string[], file: SchemaYaml): string[] {
  const texts = file.has(keys) ? file.textsOf(keys) : [];
  const seen = new Set<string>();
  for (const [i, text] of texts.entries()) {
    if (seen.has(text)) {
      throw new InputError({ ...file.placeOf([...keys, i]), found: `${quoted(text)} twice`, expected: 'it once' });
    }
    seen.add(text);
  }
  return texts;
}

/** A column and the key that names it. */
type Column = readonly [name: string, keys: readonly (string | number)[]];

/** Refuses columns that cannot be, or that do not fit each other. */
function checkColumns(
  { header, label, importance, fields, ignored }: Omit<Schema, 'crosses'>,
  file: SchemaYaml,
  labels: Labels,
): void {
  const fieldColumn = (name: string): Column => [name, ['fields', name]];
  const learned = fields.map(({ name }) => fieldColumn(name));
  const listed = header === true ? [] : header.map((name, i): Column => [name, ['header', i]]);
  const others: Column[] = [[label.column, typeof file.content.label === 'object' ? ['label', 'column'] : ['label']]];
  if (importance !== null) others.push([importance, ['importance']]);
  const features = [...learned, ...ignored.map(fieldColumn)];
  const used = [...others, ...features];
  const refuse = (
    expected: string,
    columns: readonly Column[],
    isWrong: (name: string) => boolean,
    known: readonly string[] = [],
  ) => {
    const [name, keys] = columns.find(([column]) => isWrong(column)) ?? [];
    if (name === undefined || keys === undefined) return;
    throw new InputError({ ...file.placeOf(keys), found: quoted(name), expected, ...didYouMean(name, known) });
  };
  refuse('a name without control characters', [...listed, ...used], (name) => !isName(name));
  // the first column of many exports, which numbers the records, has no name: it can be ignored
  refuse('a name, or the type ignore', learned, (name) => name === '');
  if (learned.length === 0) {
    throw new InputError({ ...file.placeOf(['fields']), found: 'none to learn from', expected: 'at least one field' });
  }
  refuse('another column than the label', others.slice(1), (name) => name === label.column);
  const isOther = (name: string) => others.some(([other]) => other === name);
  refuse('another column than label and importance, or the type ignore', learned, isOther);
  if (header === true) return;
  const known = new Set(header);
  const unused = header.filter((name) => !used.some(([column]) => column === name));
  const needed = labels === 'required' ? used : features;
  refuse('a column that header names', needed, (name) => !known.has(name), unused);
}
