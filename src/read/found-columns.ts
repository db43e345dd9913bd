/** Arrow and Parquet without a schema -> all their columns, and the values of those that a field could be made of. */

import { InputError } from '../input-error.js';
import { arrowParts } from './arrow.js';
import type { ArrowField } from './arrow-types.js';
import { spelled, takes } from './column-choice.js';
import { checkName } from './column-name.js';
import type { ColumnBatch } from './columns.js';
import type { Input } from './inputs.js';
import { readParquetFooter } from './parquet-file.js';
import { parquetBatches } from './parquet.js';
import type { ColumnSpec } from './table.js';

/** What values are: `cells` are anything that a text can say. */
export type Values = 'cells' | 'moments' | 'lists';

export interface FoundColumn {
  readonly name: string;
  /** Null for those that no field can be made of: they are not read. */
  readonly values: Values | null;
  /** As pyarrow spells it. */
  readonly typeName: string;
}

/** Called once, before the first batch, with the columns in their order. */
type OnColumns = (columns: readonly FoundColumn[]) => void;

/**
 * @returns batches, each valid until the next is asked for
 * @throws InputError for what is not of the format, cut short or damaged, for names that no schema can have, and where
 *   there is no column to read
 */
export function foundColumns(
  format: ColumnSpec['name'],
  input: Input,
  onColumns: OnColumns,
  signal?: AbortSignal,
): AsyncIterable<ColumnBatch> {
  return format === 'arrow' ? inArrow(input, onColumns, signal) : inParquet(input, onColumns);
}

function inArrow(input: Input, onColumns: OnColumns, signal?: AbortSignal): AsyncIterable<ColumnBatch> {
  const choose = (fields: readonly ArrowField[]) => {
    const columns = fields.map(foundIn);
    checkColumns(columns);
    onColumns(columns);
    return fields.filter((_, i) => columns[i].values !== null);
  };
  return arrowParts(choose)(wholeOf(input), signal);
}

/** Only what is decoded shows its type: what is nested is not decoded. */
async function* inParquet(input: Input, onColumns: OnColumns): AsyncGenerator<ColumnBatch> {
  const footer = readParquetFooter(input);
  const nested = footer.columns.map(({ name, kind }): FoundColumn => {
    return { name, values: kind === 'nested' ? null : 'cells', typeName: 'struct, map or list of lists' };
  });
  checkColumns(nested);
  const decoded = nested.flatMap(({ name, values }) => (values === null ? [] : [name]));
  let isFirst = true;
  yield* parquetBatches(wholeOf(input), footer, decoded, (fields) => {
    const found = new Map(fields.map((field) => [field.name, foundIn(field)]));
    const columns = nested.map((column) => found.get(column.name) ?? column);
    if (isFirst) {
      checkColumns(columns);
      onColumns(columns);
    }
    isFirst = false;
    return fields.filter(({ name }) => found.get(name)!.values !== null);
  });
}

function wholeOf(input: Input) {
  return { input, from: 0, to: Infinity, endsInput: true };
}

function foundIn(field: ArrowField): FoundColumn {
  return { name: field.name, values: valuesOf(field), typeName: spelled(field) };
}

function valuesOf(field: ArrowField): Values | null {
  if (takes('categorical', field)) return field.layout!.kind === 'moment' ? 'moments' : 'cells';
  return takes('list', field) ? 'lists' : null;
}

function checkColumns(columns: readonly FoundColumn[]): void {
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new InputError({ field: twice, found: 'two columns of this name', expected: 'one', advice: 'rename one' });
  }
  names.forEach(checkName);
  if (columns.some(({ values }) => values !== null)) return;
  const found = `columns of ${[...new Set(columns.map(({ typeName }) => typeName))].join(', ').slice(0, 100)} alone`;
  throw new InputError({ found, expected: 'text, numbers, truth values, timestamps or lists of them' });
}
