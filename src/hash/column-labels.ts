/** The columns of labels and importances -> float32 an example; NaN for what only the twin can take or refuse. */

import { InputError } from '../input-error.js';
import { columnLabel } from '../read/column-records.js';
import { numberAt, plainNumbers, textAt } from '../read/column-values.js';
import { type Column, type NumberColumn, isThere } from '../read/columns.js';
import { float32Of } from '../read/pairs.js';
import { textOf } from '../read/record.js';
import type { Schema } from '../read/schema.js';
import type { Classes } from '../read/table.js';

/** Labels of examples begin .. end at `into`. */
export function labelsOf(column: Column, classes: Classes, schema: Schema) {
  // a log has two labels, whatever their type
  const known = new Map<number | bigint | string, number>();
  const labelAt = (i: number): number => {
    try {
      return columnLabel(column, i, classes, schema);
    } catch (error) {
      if (error instanceof InputError) return NaN;
      throw error;
    }
  };
  const keyOf = keysOf(column);
  return (begin: number, end: number, into: Float32Array): void => {
    for (let i = begin; i < end; i++) {
      if (!isThere(column, i)) {
        into[i - begin] = NaN;
        continue;
      }
      const key = keyOf(i);
      let label = known.get(key);
      if (label === undefined) {
        label = labelAt(i);
        if (known.size < 64) known.set(key, label);
      }
      into[i - begin] = label;
    }
  };
}

/** What values that are the same have in common. */
function keysOf(column: Column): (i: number) => number | bigint | string {
  if (column.kind === 'dictionary') return (i) => column.indices[i];
  if (column.kind === 'number') {
    const numbers = plainNumbers(column);
    return numbers === null ? wideKeys(column) : (i) => numbers[i];
  }
  return (i) => textOf(textAt(column, i));
}

/** Integers of 64 bits; those that are small without a bigint each: -290 ns an example. */
function wideKeys({ bytes }: NumberColumn): (i: number) => number | bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (i) => (view.getInt32(8 * i + 4, true) === 0 ? view.getUint32(8 * i, true) : view.getBigInt64(8 * i, true));
}

/** Importances of examples begin .. end at `into`; where one is malformed, its label becomes NaN. */
export function importancesOf(column: Column) {
  const isNumber = column.kind === 'number';
  return (begin: number, end: number, into: Float32Array, labels: Float32Array): void => {
    for (let i = begin; i < end; i++) {
      const value =
        isNumber && isThere(column, i)
          ? Math.fround(Number(numberAt(column, i)))
          : float32Of(textOf(textAt(column, i)));
      into[i - begin] = value;
      if (!(value > 0 && value < Infinity)) labels[i - begin] = NaN;
    }
  };
}
