/** A cell and a rule over its column -> whether the example is held out: the readable twin of kernel/assembly/split.ts. */

import { float64Of } from '../read/pairs.js';
import { textOf } from '../read/record.js';
import { murmur3 } from './murmur3.js';
import type { ColumnRule, Operator } from './split-rule.js';

/** Of the hashes that a split compares: no field's, so that who is held out has nothing to do with slots. "splt". */
export const SPLIT_SEED = 0x74_6c_70_73;

const COMPARE: Readonly<Record<Operator, (cell: number, value: number) => boolean>> = {
  '>=': (cell, value) => cell >= value,
  '>': (cell, value) => cell > value,
  '<=': (cell, value) => cell <= value,
  '<': (cell, value) => cell < value,
  '==': (cell, value) => cell === value,
  '!=': (cell, value) => cell !== value,
};

/** @param cell as it stands in the record; an empty one is a missing value */
export function isHeld(rule: ColumnRule, cell: Uint8Array): boolean {
  if (cell.length === 0) return false;
  if (rule.kind === 'hash') return murmur3(cell, SPLIT_SEED) < hashThreshold(rule.share);
  if (rule.kind === 'text') return Buffer.from(rule.value).equals(cell) === (rule.operator === '==');
  const number = float64Of(textOf(cell));
  // NaN, which is no number's equal, for what is none
  return COMPARE[rule.operator](number, rule.value);
}

/** @returns uint32: hashes below it are held out */
export function hashThreshold(share: number): number {
  return Math.floor(share * 2 ** 32);
}
