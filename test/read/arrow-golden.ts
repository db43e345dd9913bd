/** The files of test/golden/arrow, a schema for them, and what is in them as text. */

import { readFileSync, readdirSync } from 'node:fs';

import { arrow } from '#dist/read/arrow.js';
import { elementsAt, textAt } from '#dist/read/column-values.js';
import type { Column, ColumnBatch } from '#dist/read/columns.js';
import { findInputs } from '#dist/read/inputs.js';
import { schemaOf } from './arrow-tables.js';

const folder = 'test/golden/arrow';

export const goldenSchema = schemaOf([
  { name: 'site', type: 'categorical' },
  { name: 'ad', type: 'categorical' },
  { name: 'visits', type: 'categorical' },
  { name: 'price', type: 'numeric' },
  { name: 'at', type: 'time', parts: ['hour', 'weekday'], timeFormat: 'iso' },
  { name: 'tags', type: 'list', separator: ',' },
]);

export const goldenFiles = readdirSync(folder)
  .filter((name) => !name.endsWith('.py'))
  .map((name) => ({ name, path: `${folder}/${name}`, bytes: readFileSync(`${folder}/${name}`) }));

export const goldenFormat = arrow({
  name: 'arrow',
  schema: goldenSchema,
  classes: { ...goldenSchema.label, negative: goldenSchema.label.negative! },
});

/** The examples of an Arrow file as text, column after column; lists as lists. */
export async function textsIn(path: string, format = goldenFormat): Promise<(string | string[])[][]> {
  const [input] = await findInputs([path]);
  const examples: (string | string[])[][] = [];
  for await (const batch of format.readColumns({ input, from: 0, to: Infinity, endsInput: true })) {
    examples.push(...examplesOf(batch));
  }
  return examples;
}

export function examplesOf({ length, columns }: ColumnBatch): (string | string[])[][] {
  const text = (column: Column, i: number): string | string[] => {
    const elements = elementsAt(column, i);
    return elements === null
      ? Buffer.from(textAt(column, i)).toString()
      : elements.map((one) => Buffer.from(one).toString());
  };
  return Array.from({ length }, (_, i) => [...columns.values()].map((column) => text(column, i)));
}
