/** A cross of columns -> its slot for each example, token after token: murmur3(token b, murmur3(token a, seed)). */

import type { HashSpec } from '../batch/hash-spec.js';
import { textAt } from '../read/column-values.js';
import type { ColumnBatch } from '../read/columns.js';
import { InputError } from '../input-error.js';
import type { ColumnArea, Fill } from './column-target.js';
import { crossSeeds, slotMask } from './fields.js';
import { murmur3 } from './murmur3.js';
import { type Token, tokensOf } from './tokens.js';

const NONE = 0xffffffff;

/** Whether crosses are of fields with one token, or none. */
export function areFixed({ fields, crosses = [] }: HashSpec): boolean {
  const types = new Map(fields.map(({ name, type }) => [name, type]));
  return crosses.flat().every((name) => ['categorical', 'count'].includes(types.get(name)!));
}

/** @param i index of the cross */
export function crossFill(spec: HashSpec, i: number, { columns }: ColumnBatch, { words }: ColumnArea): Fill {
  const seed = crossSeeds(spec)[i];
  const mask = slotMask(spec.bits);
  const tokens = spec.crosses![i].map((name) => {
    const field = spec.fields.find((one) => one.name === name)!;
    const missing = (field.missing ?? spec.missing) === 'feature' ? '' : null;
    const column = columns.get(name)!;
    return (at: number): Token | null => tokensOf(textAt(column, at), field)[0] ?? missing;
  });
  const slotAt = (at: number): number => {
    let hash = seed;
    for (const tokenAt of tokens) {
      const token = tokenAt(at);
      if (token === null) return NONE;
      hash = murmur3(token, hash);
    }
    return (hash & mask) >>> 0;
  };
  return (begin, end, target) => {
    for (let at = begin; at < end; at++) {
      const to = (target.slots + (at - begin) * target.stride) >>> 2;
      try {
        words[to] = slotAt(at);
      } catch (error) {
        // the field itself has marked the example
        if (!(error instanceof InputError)) throw error;
      }
    }
  };
}
