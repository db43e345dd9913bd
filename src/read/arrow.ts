/** Arrow IPC, files (also Feather 2) and streams, with a schema: columns by name, one record batch after the other. */

import { type ArrowSource, sourceOf } from './arrow-source.js';
import { arrowFields, columnBatches } from './arrow-stream.js';
import { chooseColumns } from './column-choice.js';
import { textAt } from './column-values.js';
import { type Column, isThere } from './columns.js';
import type { Input } from './inputs.js';
import { classesOf } from './label-classes.js';
import { type ColumnFormat, textOf } from './record.js';
import type { Schema } from './schema.js';
import type { Classes, ColumnSpec } from './table.js';

export function arrow(spec: ColumnSpec): ColumnFormat {
  const { name, schema, classes } = spec;
  return {
    name,
    spec,
    schema,
    labelled: classes !== null,
    weighted: classes !== null && schema.importance !== null,
    fields: schema.fields,
    crosses: schema.crosses,
    readColumns: ({ input }, signal) =>
      columnBatches(sourceOf(input, signal), (columns) => chooseColumns(columns, schema, classes)),
  };
}

/**
 * The label's classes: what the schema leaves open, the first batch says.
 *
 * @returns null if the input has no column of labels
 * @throws InputError as `classesOf` does, and for what is no Arrow data. A pipe cannot be looked at: it has labels.
 */
export async function classesInArrow(schema: Schema, input: Input): Promise<Classes | null> {
  if (input.kind === 'pipe') return classesOf(schema.label, []);
  const fields = await arrowFields(sourceOf(input));
  if (!fields.some(({ name }) => name === schema.label.column)) return null;
  return classesOf(schema.label, schema.label.negative === null ? await firstLabels(sourceOf(input), schema) : []);
}

/** Of the first batch that has some. */
async function firstLabels(source: ArrowSource, schema: Schema): Promise<string[]> {
  const { column } = schema.label;
  const choose = (fields: Parameters<typeof chooseColumns>[0]) =>
    chooseColumns(fields, schema, { ...schema.label, negative: [] }).filter(({ name }) => name === column);
  for await (const { length, columns } of columnBatches(source, choose)) {
    const texts = distinctTexts(columns.get(column)!, length);
    if (texts.length > 0) return texts;
  }
  return [];
}

/** A few more than are wanted are enough to say so. */
const ENOUGH = 8;

function distinctTexts(column: Column, length: number): string[] {
  const texts = new Set<string>();
  for (let i = 0; i < length && texts.size < ENOUGH; i++) {
    if (isThere(column, i)) texts.add(textOf(textAt(column, i)));
  }
  return [...texts];
}
