/** A schema -> the columns that its label, importance and fields need, of types that these take. */

import { InputError } from '../input-error.js';
import type { ArrowField } from './arrow-types.js';
import type { Schema } from './schema.js';
import { type ColumnSpec, checkNames } from './table.js';

/** What a column is needed for. */
type Use = Schema['fields'][number]['type'] | 'label' | 'importance';

const TEXTS = ['text', 'views'];
const NUMBERS = ['number', 'half'];

/** Kinds of columns that each use takes; a column without a value is taken by all. */
const TAKEN: Readonly<Record<Exclude<Use, 'pairs'>, readonly string[]>> = {
  label: [...TEXTS, ...NUMBERS, 'boolean'],
  importance: [...TEXTS, ...NUMBERS],
  categorical: [...TEXTS, ...NUMBERS, 'boolean', 'moment'],
  count: [...TEXTS, ...NUMBERS],
  numeric: [...TEXTS, ...NUMBERS],
  time: [...TEXTS, ...NUMBERS, 'moment'],
  list: [...TEXTS, 'list'],
};

const EXPECTED: Readonly<Record<Exclude<Use, 'pairs'>, string>> = {
  label: 'text, numbers or truth values',
  importance: 'numbers',
  categorical: 'text, numbers, truth values or timestamps',
  count: 'numbers',
  numeric: 'numbers',
  time: 'timestamps, dates, text or numbers',
  list: 'lists of text or numbers, or text',
};

/** What of a format says which columns are needed. */
type Needs = Pick<ColumnSpec, 'schema' | 'classes' | 'also'>;

/** What each needed column is needed for, by its name. */
export function usesOf({ schema, classes, also }: Needs): Map<string, Exclude<Use, 'pairs'>> {
  const { fields, label, importance } = schema;
  const learned = classes === null ? [] : [[label.column, 'label'] as const];
  if (classes !== null && importance !== null) learned.push([importance, 'importance'] as never);
  const looked = also === undefined ? [] : [[also, 'categorical'] as const];
  return new Map([
    ...looked,
    ...learned,
    ...fields.map(({ name, type }) => [name, type as Exclude<Use, 'pairs'>] as const),
  ]);
}

/**
 * The columns that are needed.
 *
 * @throws InputError for a column that is missing, there twice, in no schema, or of a type that its use does not take
 */
export function chooseColumns(columns: readonly ArrowField[], needs: Needs): readonly ArrowField[] {
  const names = columns.map(({ name }) => name);
  checkNames(needs.schema, names, needs.classes !== null);
  const uses = usesOf(needs);
  const needed = columns.filter(({ name }) => uses.has(name));
  for (const column of needed) {
    const use = uses.get(column.name)!;
    if (takes(use, column)) continue;
    const found = `a column of ${spelled(column)}`;
    const advice = 'change its type, or ignore it in the schema';
    throw new InputError({ field: column.name, found, expected: EXPECTED[use], advice });
  }
  return needed;
}

/** Whether a field of the schema can be made of a column. */
export function takes(use: Exclude<Use, 'pairs'>, { layout, children }: ArrowField): boolean {
  if (layout === null) return false;
  if (layout.kind === 'missing') return true;
  if (!TAKEN[use].includes(layout.kind)) return false;
  return layout.kind !== 'list' || children.every((child) => takes('categorical', child));
}

/** As pyarrow spells it. */
export function spelled({ typeName, children, dictionary }: ArrowField): string {
  const type = children.length === 0 ? typeName : `${typeName}<${children.map(spelled).join(', ').slice(0, 100)}>`;
  return dictionary === null ? type : `dictionary<${type}>`;
}
