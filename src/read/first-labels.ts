/** The first labels of a column: what a schema leaves open, they say. */

import { textAt } from './column-values.js';
import { type Column, isThere } from './columns.js';
import { textOf } from './record.js';

/** A few more than are wanted are enough to say so. */
const ENOUGH = 8;

export function addTexts(column: Column, length: number, texts: Set<string>): void {
  for (let i = 0; i < length && texts.size < ENOUGH; i++) {
    if (isThere(column, i)) texts.add(textOf(textAt(column, i)));
  }
}
